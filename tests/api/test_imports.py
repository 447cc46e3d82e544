"""Cases over HTTP: checked, imported, refused; and archives that mean harm."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.api.limits import PLAIN_BODY_BYTES
from graph_service.domain.write_summary import KindCounts
from graph_service.errors import BadArchiveError
from graph_service.settings import Settings
from loaders.archive import unpack
from tests.api.routes import packed, upload
from tests.api.serving import City, city_in_memory, served, service
from tests.cli.run import gruppkarta
from tests.unit.loaders.workbooks import WRITERS

GOOD = {
    "persons.csv": "person_id,label,protected_identity\nP-1001,Ask,no\nP-1002,Bo,no\n",
    "case.toml": 'name = "two persons"\nas_of = 2020-12-03\n',
}
BAD = {"persons.csv": "person_id,label,protected_identity,birth_year\nP-1001,Ask,no,19999\nP-1002,,maybe,1990\n"}
NONE = dict.fromkeys(KindCounts.__slots__, 0)
SMALL = Settings(max_body_bytes=200_000, max_zip_entries=5, max_zip_bytes=3_000_000, max_zip_ratio=50)


@pytest.fixture(scope="module")
def narrow(city: City) -> Iterator[httpx.Client]:
    """A client of a service with narrow limits."""
    with service(city, SMALL) as found:
        yield found


def _sent(
    client: httpx.Client, city: City, archive: bytes, path: str = "/v1/imports", **params: bool
) -> httpx.Response:
    return client.post(path, headers=city.headers(), params=params, **upload(archive))


def _workbook(path: Path, suffix: str) -> bytes:
    header, *rows = (line.split(",") for line in GOOD["persons.csv"].splitlines())
    return WRITERS[suffix](path / f"fall{suffix}", {"persons": (header, *rows)}).read_bytes()


def test_a_correction_by_a_later_archive_names_its_file_and_line() -> None:
    city = city_in_memory()
    later = {**GOOD, "persons.csv": GOOD["persons.csv"].replace("P-1002,Bo,no", "P-1002,Bosse,no")}
    with service(city) as client:
        for archive in (GOOD, later):
            assert _sent(client, city, packed(archive)).status_code == 201
        history = client.get(
            "/v1/records/person/P-1002/history", headers={**city.headers(), "X-Show-Protected": "yes"}
        ).json()
    (correction,) = history["changes"]
    assert correction["reason"] == "import of two persons of 2020-12-03, persons.csv line 3"


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_a_workbook_is_checked_as_it_is(client: httpx.Client, city: City, suffix: str, tmp_path: Path) -> None:
    answer = _sent(client, city, _workbook(tmp_path, suffix), "/v1/imports/check")
    assert answer.status_code == 200
    assert [(file["file"], file["n_rows"]) for file in answer.json()["files"]] == [(f"workbook{suffix}: persons", 2)]


def test_an_archive_of_workbooks_and_lines_is_checked(client: httpx.Client, city: City, tmp_path: Path) -> None:
    sources = '{"source_id": "S-9", "agency": "police"}\n'
    archive = packed({"bok.xlsx": _workbook(tmp_path, ".xlsx"), "sources.jsonl": sources})
    answer = _sent(client, city, archive, "/v1/imports/check")
    assert (answer.status_code, sorted(file["file"] for file in answer.json()["files"])) == (
        200,
        ["bok.xlsx: persons", "sources.jsonl"],
    )


def _entry(name: str, content: bytes = b"x", **changes: int) -> bytes:
    buffer = io.BytesIO()
    info = zipfile.ZipInfo(name)
    for field, value in changes.items():
        setattr(info, field, value)
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, content)
    return buffer.getvalue()


def _encrypted() -> bytes:
    made = bytearray(_entry("persons.csv"))
    made[6] |= 1
    made[made.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("persons.csv", b"0" * 2_500_000)
    return buffer.getvalue()


def _large() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(4):
            archive.writestr(f"table_{i}.csv", b"0" * 900_000)
    return buffer.getvalue()


def _twice() -> bytes:
    return packed({"persons.csv": "x", "Persons.csv": "y"})


def _says_less() -> bytes:
    """The directory says that a file is shorter than it is."""
    made = bytearray(_entry("persons.csv", b"x" * 100))
    made[made.rindex(b"PK\x01\x02") + 24 : made.rindex(b"PK\x01\x02") + 28] = struct.pack("<L", 10)
    return bytes(made)


def _damaged() -> bytes:
    made = bytearray(packed({"persons.csv": "x" * 1_000}))
    made[60:70] = b"\xff" * 10
    return bytes(made)


def _many_hidden() -> bytes:
    """A directory that holds more entries than it says."""
    made = bytearray(packed({f"t{i}.csv": "x" for i in range(1_000)}))
    at = made.rindex(b"PK\x05\x06")
    made[at + 8 : at + 12] = struct.pack("<HH", 1, 1)
    return bytes(made)


def _zip64() -> bytes:
    made = packed(GOOD)
    at = made.rindex(b"PK\x05\x06")
    return made[:at] + b"PK\x06\x07" + b"\0" * 16 + made[at:]


LINK = (stat.S_IFLNK | 0o777) << 16
HOSTILE: dict[str, Callable[[], bytes]] = {
    "up": lambda: _entry("../persons.csv"),
    "up within": lambda: _entry("case/../../persons.csv"),
    "absolute": lambda: _entry("/etc/persons.csv"),
    "drive": lambda: _entry("C:persons.csv"),
    "backslash": lambda: _entry("case\\..\\persons.csv"),
    "deep": lambda: _entry("a/b/persons.csv"),
    "unprintable": lambda: _entry("persons\x07.csv"),
    "link": lambda: _entry("persons.csv", b"/etc/passwd", external_attr=LINK),
    "device": lambda: _entry("persons.csv", external_attr=(stat.S_IFCHR | 0o600) << 16),
    "encrypted": _encrypted,
    "other method": lambda: _entry("persons.csv", compress_type=zipfile.ZIP_BZIP2),
    "bomb": _bomb,
    "large": _large,
    "many": lambda: packed({f"t{i}.csv": "x" for i in range(6)}),
    "many hidden": _many_hidden,
    "twice": _twice,
    "two folders": lambda: packed({"a/persons.csv": "x", "b/groups.csv": "y"}),
    "says less": _says_less,
    "damaged": _damaged,
    "cut off": lambda: packed(GOOD)[:-10],
    "zip64": _zip64,
    "no archive": lambda: b"person_id,label\n",
    "empty": lambda: b"",
}


@pytest.mark.parametrize("how", HOSTILE)
@pytest.mark.parametrize("path", ["/v1/imports", "/v1/imports/check"])
def test_an_archive_that_means_harm_is_refused_and_leaves_nothing(
    narrow: httpx.Client, city: City, how: str, path: str
) -> None:
    before = (city.place.store.content_hash(), len(city.place.store.audit_trail()))
    answer = _sent(narrow, city, HOSTILE[how](), path)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_archive")
    assert (city.place.store.content_hash(), len(city.place.store.audit_trail())) == before


@pytest.mark.parametrize("how", ["up", "absolute", "link", "large"])
def test_nothing_is_unpacked_outside_or_before_everything_was_looked_at(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "within"
    folder.mkdir()
    with pytest.raises(BadArchiveError):
        unpack(io.BytesIO(HOSTILE[how]()), folder, SMALL.limits)
    assert sorted(tmp_path.rglob("*")) == [folder]


def test_a_case_may_lie_in_one_folder_of_the_archive(tmp_path: Path) -> None:
    unpack(io.BytesIO(packed({f"case/{name}": text for name, text in GOOD.items()})), tmp_path, SMALL.limits)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(GOOD)


def test_a_case_is_checked_without_being_kept(client: httpx.Client, city: City, tmp_path: Path) -> None:
    before = city.place.store.content_hash()
    answer = _sent(client, city, packed(GOOD), "/v1/imports/check")
    assert answer.status_code == 200
    assert city.place.store.content_hash() == before
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    told = answer.json()
    assert told.pop("would_write")["person"] == {**NONE, "n_new": 2}
    assert told.pop("gone") == {}
    assert told == gruppkarta("check", "--case", tmp_path, "--json").json


def test_a_case_is_imported_and_the_same_again_changes_nothing() -> None:
    city = city_in_memory()
    with service(city) as client:
        first, second = (_sent(client, city, packed(GOOD)) for _ in range(2))
        found = client.get("/v1/persons/P-1001", headers=city.headers())
    assert (first.status_code, second.status_code, found.status_code) == (201, 201, 200)
    assert first.json()["write"]["kinds"]["person"] == {**NONE, "n_new": 2}
    assert second.json()["write"]["kinds"]["person"] == {**NONE, "n_unchanged": 2}
    assert first.json()["write"]["content_hash"] == second.json()["write"]["content_hash"]


def test_rows_that_are_refused_are_told_with_place_and_remedy_and_nothing_is_written() -> None:
    city = city_in_memory()
    before = city.place.store.content_hash()
    with service(city) as client:
        answer = _sent(client, city, packed(BAD))
    assert answer.status_code == 422
    body = answer.json()
    assert (body["code"], body["n_problems"]) == ("rejected_rows", 3)
    assert {(one["file"], one["line"], one["column"]) for one in body["problems"]} == {
        ("persons.csv", 2, "birth_year"),
        ("persons.csv", 3, "label"),
        ("persons.csv", 3, "protected_identity"),
    }
    assert city.place.store.content_hash() == before


def test_columns_that_must_not_come_in_are_refused_or_dropped(client: httpx.Client, city: City) -> None:
    case = packed({"persons.csv": "person_id,label,protected_identity,religion\nP-1001,Ask,no,none\n"})
    assert _sent(client, city, case, "/v1/imports/check").json()["code"] == "forbidden_columns"
    dropped = _sent(client, city, case, "/v1/imports/check", drop_forbidden=True).json()
    assert dropped["files"][0]["columns_dropped"] == ["religion"]
    unknown = packed({"persons.csv": "person_id,label,protected_identity,shoe\nP-1001,Ask,no,43\n"})
    assert _sent(client, city, unknown, "/v1/imports/check").status_code == 422
    ignored = _sent(client, city, unknown, "/v1/imports/check", ignore_unknown=True).json()
    assert ignored["files"][0]["columns_ignored"] == ["shoe"]


def test_a_case_may_refer_to_what_is_stored(client: httpx.Client, city: City) -> None:
    rows = "membership_id,person_id,group_id,role,basis,source_id\nM-900,P-0001,G-02,associate,fact,S-1\n"
    assert _sent(client, city, packed({"memberships.csv": rows}), "/v1/imports/check").status_code == 200
    lost = rows.replace("P-0001", "P-9999")
    assert _sent(client, city, packed({"memberships.csv": lost}), "/v1/imports/check").status_code == 422


def test_a_body_that_says_it_is_too_large_is_not_read(narrow: httpx.Client, city: City) -> None:
    answer = _sent(narrow, city, b"0" * 250_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_does_not_say_how_large_it_is_is_read_up_to_the_limit(client: httpx.Client, city: City) -> None:
    chunks = (b'{"query": "' if i == 0 else b"x" * 100_000 for i in range(12))
    headers = {**city.headers(), "Content-Type": "application/json"}
    answer = client.post("/v1/search", headers=headers, content=chunks)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/v1/imports", "/v1/search", "/v1/representatives", "/v1/tokens"])
def test_ten_megabytes_of_nonsense_are_refused(client: httpx.Client, city: City, path: str) -> None:
    headers = {**city.headers(), "Content-Type": "application/json"}
    answer = client.post(path, headers=headers, content=b"\x00\xff" * 5_000_000)
    assert answer.status_code in {413, 422}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b'{"query": 3}', b'{"more": 1}'])
def test_a_body_that_is_not_what_is_described_is_refused(client: httpx.Client, city: City, body: bytes) -> None:
    headers = {**city.headers(), "Content-Type": "application/json"}
    answer = client.post("/v1/search", headers=headers, content=body)
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"bad_input", "bad_request"}


def test_a_body_within_the_limit_is_read_whole() -> None:
    app = create_app(Settings())

    @app.post("/length")
    async def length(body: dict[str, str]) -> int:
        return len(body["text"])

    text = "x" * (PLAIN_BODY_BYTES - 100)
    with served(app) as client:
        assert client.post("/length", json={"text": text}).text == str(len(text))


@pytest.mark.parametrize(
    ("files", "told"),
    [({}, "the archive is empty; pack"), ({"readme.txt": "x"}, "no table in the case folder archive; a table")],
    ids=["empty", "no table"],
)
@pytest.mark.parametrize("path", ["/v1/imports", "/v1/imports/check"])
def test_an_archive_without_a_table_is_refused_without_naming_a_folder_of_the_server(
    client: httpx.Client, city: City, path: str, files: dict[str, str], told: str
) -> None:
    answer = _sent(client, city, packed(files), path)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(told)
    assert "gruppkarta-" not in answer.text


@pytest.mark.parametrize("name", ["archive", "note"])
def test_a_second_part_is_not_passed_over(client: httpx.Client, city: City, name: str) -> None:
    parts = [("archive", ("case.zip", packed(GOOD))), (name, ("other.zip", packed(GOOD)))]
    answer = client.post("/v1/imports/check", headers=city.headers(), files=parts)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert "send one part called archive" in answer.json()["detail"]
    answer = client.post("/v1/imports/check", headers=city.headers(), files=parts * 10)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


def test_what_is_gone_is_told_and_an_import_is_taken_back() -> None:
    city = city_in_memory()
    later = {**GOOD, "persons.csv": "person_id,label,protected_identity\nP-1001,Ask,no\n"}
    with service(city) as client:
        assert _sent(client, city, packed(GOOD)).status_code == 201
        told = client.post(
            "/v1/imports/check", headers=city.headers(), params={"gone": "end"}, **upload(packed(later))
        ).json()
        done = client.post(
            "/v1/imports", headers=city.headers(), params={"gone": "end"}, **upload(packed(later))
        ).json()
        undo = "/v1/imports/undo"
        looked = client.post(undo, headers=city.headers(), params={"dry_run": True}).json()
        other = client.post(undo, headers=city.headers(), params={"imported_at": "2019-12-03T08:00:00Z"})
        undone = client.post(undo, headers=city.headers(), params={"imported_at": looked["imported_at"]})
        unknown = client.post("/v1/imports", headers=city.headers(), params={"gone": "drop"}, **upload(packed(later)))
        found = client.get("/v1/persons/P-1002", headers=city.headers())
    assert told["gone"] == done["write"]["gone"]
    assert told["gone"]["persons"] == {"n": 1, "records": ["persons P-1002"], "n_ended": 0, "n_removed": 1}
    assert (other.status_code, "look again at which would be taken back" in other.json()["detail"]) == (422, True)
    assert (undone.status_code, undone.json()["is_done"], undone.json()["deliverer"]) == (200, True, "two persons")
    assert (unknown.status_code, found.status_code) == (422, 200)
