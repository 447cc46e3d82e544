"""What answers and files say of cases that once broke them."""

from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx
import networkx as nx
import pytest

from tests.api.routes import packed, upload
from tests.api.serving import City, city_in_memory, service
from tests.cases.shared_cases import CASES, copied, folder_of, needs_cases
from tests.cli.run import answered, gruppkarta, initialised

pytestmark = needs_cases
CONFLICT = {
    "conflicts.csv": "conflict_id,name\nC1,feud\n",
    "conflict_statuses.csv": "conflict_status_id,conflict_id,status,valid_from\nCS1,C1,active,2020-01-01\n",
}


def _written(case: Path, form: str) -> Path:
    path = case.parent / f"x.{form}"
    run = gruppkarta("network", "--case", case, "--out", path)
    assert run.code == 0, run.err
    return path


def test_a_conflict_inside_a_group_is_counted_by_the_network(tmp_path: Path) -> None:
    case = copied("conflict_inside_a_group", tmp_path) / "case"
    result = answered("network", "--case", case, "--out", tmp_path / "x.graphml")
    assert {note["code"]: note["n"] for note in result["notes"]}["conflict_within_group"] == 1


def test_a_feud_whose_parties_merged_is_counted_too(tmp_path: Path) -> None:
    parties = "group_id,conflict_id,side\nG1,C1,a\nG2,C1,b\n"
    merger = "from_group_id,to_group_id,kind,occurred_on\nG2,G1,merge,2020-06-01\n"
    case = folder_of(tmp_path, CONFLICT | {"conflict_parties.csv": parties, "group_successions.csv": merger})
    result = answered("network", "--case", case, "--out", tmp_path / "x.graphml")
    assert {note["code"]: note["n"] for note in result["notes"]}["conflict_within_group"] == 1


@pytest.mark.parametrize("form", ["svg", "graphml", "gexf"])
def test_a_control_sign_in_a_label_leaves_every_file_well_formed(tmp_path: Path, form: str) -> None:
    ET.parse(_written(copied("control_sign_breaks_svg", tmp_path) / "case", form))


def test_a_control_sign_is_remarked() -> None:
    report = answered("check", "--case", CASES / "control_sign_breaks_svg" / "case")
    assert ("control_signs", "label", 1) in {(one["code"], one["column"], one["n"]) for one in report["remarks"]}


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_edges_of_ids_with_colons_have_ids_of_their_own(tmp_path: Path, form: str, read: object) -> None:
    path = _written(copied("edge_ids", tmp_path) / "case", form)
    edges = [element for element in ET.parse(path).iter() if element.tag.endswith("}edge")]
    assert len({edge.get("id") for edge in edges}) == 2
    assert callable(read)
    assert read(path).number_of_edges() == 2


@pytest.mark.parametrize("question", [("explain", "P1"), ("check",), ("priorities", "--lane", "message")])
def test_no_sign_that_steers_a_terminal_is_printed(question: tuple[str, ...]) -> None:
    run = gruppkarta(*question, "--case", CASES / "escape_signs" / "case")
    assert run.code == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(run.out + run.err)


def test_who_stands_on_both_sides_of_a_conflict_is_marked() -> None:
    lane = answered("priorities", "--lane", "messenger", "--case", CASES / "member_of_both_sides" / "case")
    (first,) = [row["person"] for row in lane["rows"] if row["person"]["person_id"] == "P1"]
    assert first["groups_in_conflict"] == ["G1", "G2"]


def test_strength_is_the_weight_of_ties_for_other_programs(tmp_path: Path) -> None:
    files = {"ties.csv": "person_a,person_b,kind,strength\nP1,P2,kin,3\nP1,P3,friend,0.5\n"}
    case = folder_of(tmp_path, files)
    for form, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        graph = read(_written(case, form))
        edges = {frozenset(ends): data for *ends, data in graph.edges(data=True)}
        ties = {ends: data for ends, data in edges.items() if all(end.startswith("person:") for end in ends)}
        assert sorted(float(tie["weight"]) for tie in ties.values()) == [0.5, 3.0]


def test_memberships_carry_role_basis_days_and_record(tmp_path: Path) -> None:
    files = {
        "memberships.csv": "membership_id,person_id,group_id,role,basis,valid_from,valid_to,source_id\n"
        "M1,P1,G1,core,fact,2020-01-01,2021-01-01,S1\nM2,P1,G2,affiliate,assessment,,,S1\n"
    }
    case = folder_of(tmp_path, files)
    for form, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        graph = read(_written(case, form))
        by_record = {str(data["record_ids"]): data for _, _, data in graph.edges(data=True) if "role" in data}
        assert {key: (data["role"], data["basis"]) for key, data in by_record.items()} == {
            "membership:M1": ("core", "fact"),
            "membership:M2": ("affiliate", "assessment"),
        }
        dated = str(by_record["membership:M1"])
        assert "2020-01-01" in dated
        assert "2021-01-01" in dated


@pytest.fixture(scope="module")
def city() -> City:
    """A small city in memory."""
    return city_in_memory()


def test_an_id_with_a_slash_is_the_record_asked_for(city: City) -> None:
    folder = CASES / "slash_in_id" / "case"
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    with service(city) as client:
        assert client.post("/v1/imports", headers=city.headers(), **upload(packed(files))).status_code == 201
        for person in ("K 1234/20", "P1/", "P1"):
            answer = client.get(f"/v1/persons/{quote(person, safe='')}", headers=city.headers())
            assert (answer.status_code, answer.json()["person_id"]) == (200, person)
        group = client.get("/v1/groups/G%2F3", headers=city.headers())
        assert (group.status_code, group.json()["group"]["group_id"]) == (200, "G/3")
        assert client.get("/v1/persons/P1/", headers=city.headers()).status_code == httpx.codes.NOT_FOUND


def _archive(folder: Path) -> bytes:
    return packed({path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()})


def test_a_dry_run_says_what_the_import_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES / "dry_run_says_yes_import_says_no"
    store = f"sqlite:///{tmp_path / 'city.db'}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(store))
    on_store = ("--store", store, "--purpose", "test")
    fresh = gruppkarta("import", "--case", case / "before", "--dry-run", *on_store)
    assert "an import would write 20 new, 0 changed, 0 unchanged" in fresh.err
    assert gruppkarta("import", "--case", case / "before", *on_store).code == 0
    tried = gruppkarta("import", "--case", case / "case", "--dry-run", *on_store)
    imported = gruppkarta("import", "--case", case / "case", *on_store)
    assert (tried.code, imported.code) == (3, 3)
    assert tried.err == imported.err
    assert "incident_id I2, group_id G1, side suspect" in tried.err
    again = gruppkarta("import", "--case", case / "before", "--dry-run", *on_store)
    assert "an import would write 0 new, 0 changed, 20 unchanged" in again.err


def test_the_check_of_the_service_says_what_its_import_says() -> None:
    case = CASES / "dry_run_says_yes_import_says_no"
    city = city_in_memory()
    with service(city) as client:

        def sent(folder: str, path: str) -> httpx.Response:
            return client.post(path, headers=city.headers(), **upload(_archive(case / folder)))

        would_write = sent("before", "/v1/imports/check").json()["would_write"]
        written = sent("before", "/v1/imports").json()["write"]["kinds"]
        assert would_write == written
        again = sent("before", "/v1/imports/check").json()["would_write"]
        assert {kind: counts["n_unchanged"] for kind, counts in again.items()} == {
            kind: sum(counts.values()) for kind, counts in written.items()
        }
        answers = [sent("case", path) for path in ("/v1/imports/check", "/v1/imports")]
        assert [answer.status_code for answer in answers] == [422, 422]
        assert answers[0].json()["problems"] == answers[1].json()["problems"]
        assert "incident_id I2, group_id G1, side suspect" in answers[0].text
