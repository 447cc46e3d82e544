"""The requests to the service that are recorded."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.recording.cases import BROKEN, SMALL, Case

LANES = ("message", "safety", "messenger")
FORMS = ("node-link", "graphml", "gexf", "svg", "pyvis")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request; its day is added where it has none and `dated`."""

    method: str
    path: str
    body: object = None
    archive: Mapping[str, str] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    dated: bool = True
    sends_tag: bool = False  # asked twice, the second time with the tag of the first answer

    @property
    def name(self) -> str:
        """What it is called among the answers."""
        body = "" if self.body is None else " " + (self.body if isinstance(self.body, str) else _json(self.body))
        return f"{self.method} {self.path}{body}{' ' if self.label else ''}{self.label}"

    def path_on(self, day: str) -> str:
        """The path as it is sent."""
        if self.method != "GET" or not self.dated or "as_of=" in self.path:
            return self.path
        return f"{self.path}{'&' if '?' in self.path else '?'}as_of={day}"

    def content_on(self, day: str) -> tuple[bytes | None, dict[str, str]]:
        """The body as it is sent, and its headers."""
        if self.archive is not None:
            packed = self.archive if isinstance(self.archive, bytes) else _zip(self.archive)
            head = b'--part\r\nContent-Disposition: form-data; name="archive"; filename="case.zip"\r\n\r\n'
            return head + packed + b"\r\n--part--\r\n", {"Content-Type": "multipart/form-data; boundary=part"}
        if self.body is None:
            return None, {}
        if isinstance(self.body, dict) and self.dated and "as_of" not in self.body:
            return _json({**self.body, "as_of": day}).encode(), {"Content-Type": "application/json"}
        text = self.body if isinstance(self.body, str) else _json(self.body)
        return text.encode(), {"Content-Type": "application/json"}


def by_every_caller(case: Case) -> Iterator[Ask]:
    """Every route that changes nothing, once."""
    person = quote(case.person)
    for path in ("scorecard", "groups", f"groups/{quote(case.group)}", "conflicts", "incidents?limit=5"):
        yield Ask("GET", f"/v1/{path}")
    yield from (Ask("GET", f"/v1/priorities/{lane}") for lane in LANES)
    yield Ask("POST", "/v1/representatives", {})
    yield Ask("GET", "/v1/persons?limit=5")
    yield Ask("POST", "/v1/search", {"query": case.part})
    yield from (Ask("GET", f"/v1/persons/{person}"), Ask("GET", f"/v1/persons/{person}/explanation"))
    yield from (Ask("GET", f"/v1/persons/{quote(one)}/explanation") for one in case.persons[-1:])
    yield Ask("GET", "/v1/network")
    yield from (Ask("GET", f"/v1/network/{form}") for form in FORMS)
    yield from (Ask("GET", path, dated=False) for path in ("/v1/tokens", "/v1/audit?limit=2", "/v1/audit/verification"))
    yield from (Ask("GET", f"/v1/{path}", dated=False) for path in ("measures", "schema", "policy", "health", "ready"))
    yield Ask("POST", "/v1/imports/check", archive=SMALL)


def changes(case: Case) -> Iterator[Ask]:
    """Routes that change the store, for every caller after all have read."""
    yield Ask("POST", "/v1/tokens", {"name": "Eva", "agency": "police", "role": "analyst"}, dated=False)
    yield Ask("POST", "/v1/tokens/000000000000/revoke")
    yield Ask("POST", "/v1/imports", archive={"sources.csv": "source_id,agency\nS-9,police\n"}, label="a source")


def with_every_parameter(case: Case) -> Iterator[Ask]:
    """Every parameter of every route, and what is wrong."""
    yield from (Ask("GET", f"/v1/{path}") for path in _reads(case))
    yield from (Ask("POST", "/v1/representatives", body) for body in _plans(case))
    yield from (Ask("POST", "/v1/search", body) for body in _searches(case))
    for path in ("scorecard", "groups", "priorities/message", "network"):
        yield Ask("GET", f"/v1/{path}", label="again", sends_tag=True)
    yield Ask("GET", "/v1/scorecard", headers={"If-None-Match": '"another"'}, label="with another tag")
    yield Ask("GET", "/v1/scorecard", headers={"X-Purpose": "x"}, label="with a short purpose")
    yield Ask("GET", "/v1/scorecard", headers={"X-Purpose": "x" * 1001}, label="with a long purpose")
    yield Ask("GET", "/v1/scorecard", headers={"X-Show-Protected": "no"}, label="with X-Show-Protected: no")
    yield Ask("GET", "/v1/scorecard", headers={"X-Show-Protected": "yes"}, label="with X-Show-Protected: yes")
    yield Ask("GET", "/v1/scorecard", headers={"Authorization": "Bearer gk_none"}, label="with an unknown token")
    yield Ask("GET", "/v1/scorecard", headers={"Authorization": "Basic eDp5"}, label="with a password")
    yield Ask("GET", "/v1/scorecard", headers={"X-Request-ID": "short"}, label="with a short request id")
    for method, path in (
        ("GET", "/"),
        ("GET", "/v1/nothing"),
        ("GET", "/v1/scorecard/"),
        ("DELETE", "/v1/groups"),
        ("POST", "/v1/scorecard"),
        ("GET", "/v1/representatives"),
        ("HEAD", "/v1/health"),
        ("OPTIONS", "/v1/scorecard"),
        ("GET", "/docs"),
        ("GET", "/v1/health?x=1"),
        ("GET", "/v1/openapi.json"),
    ):
        yield Ask(method, path, dated=False)


def uploads(case: Case) -> Iterator[Ask]:
    """Archives that are checked, and some of them imported."""
    columns = {
        "persons.csv": "person_id,label,protected_identity,shoe_size,ethnicity,religion_note\nP-1,One,no,44,x,y\n"
    }
    check = "/v1/imports/check"
    for label, files in (("broken", BROKEN), ("columns", columns), ("empty", {}), ("folder", _in_folder(SMALL))):
        yield Ask("POST", check, archive=files, label=label)
        yield Ask("POST", f"{check}?ignore_unknown=true&drop_forbidden=true", archive=files, label=label)
    yield Ask("POST", f"{check}?encoding=cp1252", archive=SMALL)
    yield Ask("POST", f"{check}?encoding=nonsense", archive=SMALL)
    yield Ask("POST", f"{check}?ignore_unknown=maybe", archive=SMALL)
    allowed = "ignore_unknown=true&drop_forbidden=true&allow_column=religion_note"
    yield Ask("POST", f"{check}?{allowed}", archive=columns, label="columns")
    yield Ask("POST", check, archive=b"no archive", label="no archive")
    yield Ask("POST", check, archive={"../persons.csv": "person_id\n"}, label="a path that leads out")
    yield Ask("POST", check, archive=_several_folders(), label="several folders")
    yield Ask("POST", check, {"archive": "x"}, dated=False)
    yield Ask("POST", check)
    yield Ask("POST", "/v1/imports", archive=BROKEN, label="broken")
    yield Ask("POST", "/v1/imports", archive=SMALL, label="small")
    yield Ask("POST", "/v1/imports", archive=SMALL, label="small, again")


def administration() -> Iterator[Ask]:
    """Tokens as an administrator makes them."""
    good = {"name": "Eva", "agency": "police", "role": "analyst"}
    for more in (
        {"days": 30},
        {"days": 0},
        {"days": 99999},
        {"agency": "nonsense"},
        {"role": "probation"},
        {"role": "nonsense"},
        {"name": ""},
        {"colour": "red"},
    ):
        yield Ask("POST", "/v1/tokens", {**good, **more}, dated=False)
    yield from (Ask("POST", "/v1/tokens", body, dated=False) for body in _NOT_A_TOKEN)
    yield Ask("POST", "/v1/tokens/x/revoke")


def auditing() -> Iterator[Ask]:
    """What an auditor asks."""
    for more in ("?limit=2", "?after=3&limit=2", "?after=999999", "?limit=0", "?after=-1", "?limit=x", "?x=1"):
        yield Ask("GET", f"/v1/audit{more}", dated=False)
    yield Ask("GET", "/v1/audit/verification", dated=False)


def _reads(case: Case) -> Iterator[str]:
    group, other, person = quote(case.group), quote(case.other_group), quote(case.person)
    for more in ("limit=2", "after=2&limit=2", "after=9999", "lineage=false", "limit=0", "limit=x", "after=-1", "x=1"):
        yield f"scorecard?{more}"
        yield f"priorities/message?{more}"
    for day in ("2019-06-30", "1900-01-01", "2999-01-01", "2020-13-01", "yesterday", ""):
        yield f"scorecard?as_of={day}"
        yield f"priorities/messenger?as_of={day}"
    yield "scorecard?lineage=maybe"
    yield "scorecard?limit=1&limit=2"
    for more in ("limit=3", f"after={group}&limit=2", "after=nonsense", "lineage=false", "limit=0", "group=x"):
        yield f"groups?{more}"
    yield from (f"groups/{group}?lineage=false", f"groups/{other}", "groups/nonsense", f"groups/{group}?limit=1")
    for more in ("state=truce&state=active", "state=ended", "state=nonsense", "lineage=false", "limit=1"):
        yield f"conflicts?{more}"
    for more in ("limit=3", "after=I-0010&limit=3", "after=nonsense", "lineage=false&limit=3", "limit=1001"):
        yield f"incidents?{more}"
    for lane in LANES:
        yield f"priorities/{lane}?group={group}"
        yield f"priorities/{lane}?group={group}&group={other}&limit=3"
        yield f"priorities/{lane}?group=nonsense"
    yield from (
        "priorities/safety?after=2&limit=2",
        "priorities/messenger?lineage=false&limit=3",
        "priorities/nonsense",
    )
    for more in ("limit=2", f"after={person}&limit=2", "limit=0", "after=", "query=x"):
        yield f"persons?{more}"
    yield from ("persons/nobody", "persons/nobody/explanation", f"persons/{person}/explanation?lineage=false")
    yield from (f"persons/{person}?lineage=false", f"persons/{person}?as_of=2016-01-01")
    yield from (f"persons/{quote(one)}/explanation?as_of={case.day}" for one in case.persons)
    yield from (f"persons/{quote(one)}?as_of={case.day}" for one in case.persons)
    for form in ("", *(f"/{form}" for form in FORMS)):
        yield f"network{form}?group={group}&kind={case.kind}"
    for more in (f"group={group}&group={other}", f"kind={case.kind}&kind=other", "lineage=false", "group=nonsense"):
        yield f"network?{more}"
    yield from (
        "network?kind=nonsense",
        "network?limit=1",
        "network/pdf",
        "network/svg?x=1",
        "network/svg?group=nonsense",
    )
    yield f"network/svg?lineage=false&group={other}"


def _plans(case: Case) -> Iterator[object]:
    yield from (
        {"groups": [case.group]},
        {"groups": [case.group, case.other_group], "budget": 3},
        {"groups": ["nonsense"]},
        {"groups": []},
        {"groups": case.group},
        {"budget": 3},
        {"budget": 0},
        {"groups": [case.group], "n_alternatives": 5},
        {"n_alternatives": -1},
        {"kinds": [case.kind]},
        {"kinds": ["nonsense"]},
        {"pool": "supervised"},
        {"pool": [case.person, *case.persons]},
        {"pool": ["nobody"]},
        {"pool": []},
        {"pool": "nonsense"},
        {"lineage": False},
        {"as_of": "2019-06-30"},
        {"as_of": "yesterday"},
        {"colour": "red"},
        [],
        "no JSON",
        {"groups": [case.group], "pool": "supervised", "budget": 2, "n_alternatives": 2, "kinds": [case.kind]},
    )


def _searches(case: Case) -> Iterator[object]:
    yield from (
        {"query": case.part, "limit": 2},
        {"query": case.part, "after": case.person, "limit": 2},
        {"query": "Demo"},
        {"query": "mejsel"},
        {"query": "nobody"},
        {"query": ""},
        {"query": case.part, "limit": 0},
        {"query": case.part, "as_of": "yesterday"},
        {"query": case.part, "colour": "red"},
        {},
        "no JSON",
    )


def _in_folder(files: Mapping[str, str]) -> dict[str, str]:
    return {f"case/{name}": text for name, text in files.items()}


def _several_folders() -> dict[str, str]:
    return {"a/persons.csv": "person_id\n", "b/sources.csv": "source_id\n"}


def _zip(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _json(body: object) -> str:
    return json.dumps(body, ensure_ascii=False)


_NOT_A_TOKEN: tuple[object, ...] = ({}, [], "no JSON")
