"""What an attacker wants with ids: to reckon back who is withheld from ids made of theirs, or to pose as them."""

from collections.abc import Iterator
from itertools import product

import httpx
import pytest

from graph_service.analysis.pools import pool_of
from graph_service.analysis.result import WITHHELD
from graph_service.domain.caller import CallerRole
from graph_service.domain.policy import default_policy
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.rules import value_findings
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import table_of
from graph_service.domain.vocabulary import DataClass, TieKind
from graph_service.errors import InputError
from graph_service.ports import GraphStore
from graph_service.services import persons
from graph_service.services.view import View, view_of
from loaders.read.keys import content_keys
from tests.api.city import AS_OF, PROTECTED, SEEN, VICTIM, city_with_made_up_ids
from tests.api.routes import all_routes, request_to
from tests.api.serving import ADMIN, PAIRS, City, city_in, service
from tests.rival import make
from tests.snapshots import snapshot_from

Pair = tuple[CallerRole, Agency]
SEES_TIES = [pair for pair in PAIRS if DataClass.INTELLIGENCE in RIGHTS[pair]]
GUESSES = (PROTECTED, VICTIM, *(f"P-{number:04}" for number in range(4, 500)))
NOBODY = View(frozenset(), frozenset(), frozenset(), {})


@pytest.fixture
def attacked(each_store: GraphStore) -> City:
    """The city in every store."""
    return city_in(each_store, city_with_made_up_ids())


@pytest.fixture
def client(attacked: City) -> Iterator[httpx.Client]:
    """A client of the service over the city."""
    with service(attacked) as opened:
        yield opened


def _recovered(text: str) -> set[tuple[str, str]]:
    """Try out ids of ties between those who are seen and everybody else."""
    tie = KINDS["tie"]
    pairs = [tuple(sorted(pair)) for pair in product(SEEN, GUESSES)]
    rows = [(None, *pair, kind, *(None for _ in tie.names[4:])) for pair in pairs for kind in TieKind]
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns[tie.index["source_id"]] = ["S-1"] * len(rows)
    keys = content_keys(tie, columns)
    return {(str(row[1]), str(row[2])) for row, key in zip(rows, keys, strict=True) if key in text}


def test_to_try_out_ids_until_one_fits(client: httpx.Client, attacked: City) -> None:
    for pair in SEES_TIES:
        texts = [client.get(f"/v1/persons/{key}", headers=attacked.headers(*pair)).text for key in SEEN]
        assert not {person for pair in _recovered("".join(texts)) for person in pair} & _hidden(attacked, pair)
        assert all("record_withheld" in text for text in texts)  # to whomever somebody may be withheld, always


def _hidden(attacked: City, pair: Pair) -> frozenset[str]:
    context = attacked.place.context(attacked.caller(*pair))
    return view_of(context.snapshot(None), context.classes).hidden


def test_the_harm_where_records_with_a_withheld_end_are_shown(
    client: httpx.Client, attacked: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    records_of = persons._records_of
    monkeypatch.setattr(
        persons, "_records_of", lambda snapshot, kinds, ids, _view: records_of(snapshot, kinds, ids, NOBODY)
    )
    pair = (CallerRole.ANALYST, Agency.POLICE)
    text = client.get("/v1/persons/P-0001", headers=attacked.headers(*pair)).text
    assert _recovered(text) == {("P-0001", PROTECTED)}


@pytest.mark.parametrize(
    "key",
    [
        "withheld",
        "Withheld",
        " withheld ",
        "(withheld)",
        "\uff57\uff49\uff54\uff48\uff48\uff45\uff4c\uff44",
        "*withheld*",
        "__WITHHELD__",
    ],
)
@pytest.mark.parametrize("kind", ["person", "group", "tie"])
def test_to_pose_as_one_who_is_withheld(kind: str, key: str) -> None:
    row = [key if name == KINDS[kind].key else None for name in KINDS[kind].names]
    codes = {(finding.why.code, finding.columns[0]) for finding in value_findings(table_of(KINDS[kind], [tuple(row)]))}
    assert ("reserved_id", KINDS[kind].key) in codes


@pytest.mark.parametrize("key", ["withheld-1", "P-withheld", "unwithheld"])
def test_an_id_that_only_holds_the_word_is_one(key: str) -> None:
    row = [key if name == "person_id" else None for name in KINDS["person"].names]
    findings = value_findings(table_of(KINDS["person"], [tuple(row)]))
    assert not [finding for finding in findings if finding.columns == ("person_id",)]


def test_what_stands_for_the_withheld_is_reserved() -> None:
    table = table_of(KINDS["person"], [(WITHHELD.value, *(None for _ in KINDS["person"].names[1:]))])
    assert "reserved_id" in {finding.why.code for finding in value_findings(table)}


def test_to_have_the_letters_of_a_pool_taken_for_ids() -> None:
    snapshot = snapshot_from([make.person("A"), make.person("B")], AS_OF)
    with pytest.raises(InputError, match="the pool is 'AB': give a list of ids"):
        pool_of(snapshot, default_policy(), None, "AB", is_calculation=False, lineage=True)


def test_to_make_the_id_of_a_copy_oneself(client: httpx.Client, attacked: City) -> None:
    (route,) = [route for route in all_routes() if route.template.endswith("/network/{form}")]
    asked = request_to(route)
    headers = {**attacked.headers(*ADMIN), "X-Request-ID": "0123456789abcdef"}
    copies = {
        client.request(route.method, asked.path, headers=headers, **asked.more).headers["x-copy-id"] for _ in range(2)
    }
    assert len(copies) == 2
    assert "0123456789ab" not in copies
