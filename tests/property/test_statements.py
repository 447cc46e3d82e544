"""What a map, a table or an export says of somebody follows from the records, and what it leaves out is counted.

Each surface is read back into statements; the rival, who reads the records and knows no network, says which are so.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random

import networkx as nx
import pytest

from graph_service.analysis.network import NETWORK, Network
from graph_service.analysis.result import to_json
from graph_service.domain import records
from graph_service.domain.policy import default_policy
from graph_service.exports import EXPORT_FORMS, FormName, NetworkFileParameters
from tests.asking import compute
from tests.rival import days
from tests.rival.conflicts import opposed, state_of
from tests.rival.incidents import FORMAL, counted, happened
from tests.rival.make import case_of
from tests.rival.pools import is_victim_only
from tests.rival.random_case import random_case
from tests.rival.reach import is_in_custody
from tests.rival.view import View, rows
from tests.snapshots import snapshot_from

N_CASES = 60
Statement = tuple[str, ...]
POLICY = default_policy()
OUTSIDE = "a group not shown|groups not shown"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random case, what was asked, and the network that was answered."""

    view: View
    network: Network
    groups: tuple[str, ...] | None
    isolates: bool


def drawn_cases() -> Iterator[Drawn]:
    for seed in range(N_CASES):
        dice, drawn = Random(seed), random_case(seed)
        case = case_of(drawn.records)
        view = View(case, drawn.as_of, lineage=seed % 3 != 0)
        groups = sorted(view.groups)
        asked = tuple(sorted(dice.sample(groups, min(len(groups), 2)))) if groups and dice.random() < 0.6 else None
        isolates, neighbours = dice.random() < 0.7, asked is not None and dice.random() < 0.4
        snapshot = snapshot_from([row for some in case.values() for row in some], drawn.as_of)
        network = compute(
            NETWORK, snapshot, POLICY, groups=asked, isolates=isolates, neighbours=neighbours, lineage=view.lineage
        )
        yield Drawn(view, network, asked, isolates)


CASES = tuple(drawn_cases())


def memberships_on(view: View) -> list[tuple[str, str, records.Membership]]:
    return [(one.person_id, one.group_id, one.row) for one in view.members if one.on(view.as_of)]


def true_statements(view: View) -> set[Statement]:
    """All that may be said of anybody or anything: from the records, whatever is shown."""
    return {*of_persons(view), *of_memberships(view), *of_incidents(view), *of_ties(view), *of_groups(view)}


def of_persons(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for person_id in view.persons:
        said.add(("minor", person_id, view.minor_word(person_id)))
        said.add(("status", person_id, status_of(view, person_id)))
        if not view.groups_of(person_id, view.as_of):
            said.add(("in no group", person_id))
    return said


def status_of(view: View, person_id: str) -> str:
    if not view.is_alive(person_id):
        return "dead"
    if is_in_custody(view, person_id, view.as_of):
        return "in_custody"
    return "victim_only" if is_victim_only(view, person_id) else "none"


def of_memberships(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for person_id, group_id, row in memberships_on(view):
        kind = "associate" if row.role == "associate" else "member"
        said.add((kind, person_id, group_id))
        said.add(("membership", row.membership_id, person_id, group_id, str(row.role), str(row.basis), row.source_id))
    return said


def of_incidents(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for incident_id, one in counted(view).items():
        for row in one.involvements:
            person_id = view.one_of[row.person_id]
            if row.part == "victim" and view.is_held_decision(row.decided_on):
                said.add(("victim", person_id, incident_id))
                said.add(("involvement", row.involvement_id, person_id, incident_id, "victim", row.source_id or ""))
            if row.part == "suspect" and one.best(person_id) is not None:
                what = "suspect" if one.best(person_id) in FORMAL else "believed"
                said.add((what, person_id, incident_id))
                by_row = "suspect" if row.status in FORMAL and row.decided_on is not None else "believed"
                said.add(("involvement", row.involvement_id, person_id, incident_id, by_row, row.source_id or ""))
        said.add(("incident", incident_id, one.outcome, days.printed(one.row.occurred_on, str(one.row.precision))))
    return said


def of_ties(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for tie in rows(view.case, records.Tie):
        a, b = sorted((view.one_of[tie.person_a], view.one_of[tie.person_b]))
        said.add(("tie", a, b, f"tie:{tie.tie_id}"))
        said.add(("tie source", a, b, tie.source_id or ""))
    for incident_id, one in happened(view).items():
        together = one.formal_suspects()
        for a in together:
            for b in together:
                said.add(("tie", a, b, f"incident:{incident_id}"))
                said.add(("tie source", a, b, one.row.source_id or ""))
    return said


def of_groups(view: View) -> set[Statement]:
    said: set[Statement] = set()
    today = days.Span(view.as_of, view.as_of)
    for conflict in rows(view.case, records.Conflict):
        for a, b in opposed(view, conflict.conflict_id, today):
            said.add(("conflict", *sorted((a, b)), f"conflict:{conflict.conflict_id}"))
    for alliance in rows(view.case, records.Alliance):
        a, b = sorted((view.heir_of[alliance.group_a], view.heir_of[alliance.group_b]))
        if days.valid_on(alliance.valid_from, alliance.valid_to, view.as_of):
            said.add(("alliance", a, b, f"alliance:{alliance.alliance_id}"))
    return said


def of_json(network: Network) -> Iterator[Statement]:
    document = json.loads(to_json(network))
    for one in document["persons"]:
        yield ("minor", one["person_id"], one["is_minor"])
        yield ("status", one["person_id"], one["status"])
        yield from (("member", one["person_id"], group_id) for group_id in (*one["groups"], *one["groups_not_shown"]))
        yield from [] if one["groups"] or one["groups_not_shown"] else [("in no group", one["person_id"])]
    for one in document["memberships"]:
        yield membership(
            one["record_id"], one["person_id"], one["group_id"], one["role"], one["basis"], one["source_id"]
        )
    for one in document["involvements"]:
        part = "believed" if one["status"] == "believed" else one["part"]
        yield involvement(one["record_id"], one["person_id"], one["incident_id"], part, one["source_id"])
    for one in document["incidents"]:
        for what, persons in (("suspect", "suspects"), ("believed", "believed"), ("victim", "victims")):
            yield from ((what, person_id, one["incident_id"]) for person_id in one[persons])
    for one in document["ties"]:
        yield from ties(one["person_a"], one["person_b"], one["record_ids"], one["source_ids"])
    for one in document["conflicts"]:
        yield from pairs("conflict", one["group_a"], one["group_b"], one["record_ids"])
    for one in document["alliances"]:
        yield from pairs("alliance", one["group_a"], one["group_b"], one["record_ids"])


def membership(record: str, person: str, group: str, role: str, basis: str, source: str) -> Statement:
    return ("membership", record.removeprefix("membership:"), person, group, role, basis, source)


def involvement(record: str, person: str, incident: str, part: str, source: str | None) -> Statement:
    return ("involvement", record.removeprefix("involvement:"), person, incident, part, source or "")


def ties(a: str, b: str, record_ids: Sequence[str], source_ids: Sequence[str]) -> Iterator[Statement]:
    for record in record_ids:
        yield ("tie", a, b, record)
    for source in source_ids:
        yield ("tie source", a, b, source)


def pairs(kind: str, a: str, b: str, record_ids: Sequence[str]) -> Iterator[Statement]:
    for record in record_ids:
        if record.startswith(f"{kind}:"):
            yield (kind, a, b, record)


def of_graph(graph: "nx.MultiGraph[str]") -> Iterator[Statement]:
    yield from of_nodes(graph)
    yield from of_edges(graph)


def of_nodes(graph: "nx.MultiGraph[str]") -> Iterator[Statement]:
    for node, about in graph.nodes(data=True):
        kind, _, key = node.partition(":")
        if kind == "person":
            yield ("minor", key, about["is_minor"])
            yield ("status", key, about["status"])
            for group_id in filter(None, str(about.get("groups", "")).split("|")):
                yield ("member", key, group_id)
            for group_id in filter(None, str(about.get("associate_of", "")).split("|")):
                yield ("associate", key, group_id)
            if "groups" not in about:
                yield ("in no group", key)
        if kind == "incident":
            yield ("incident", key, about["outcome"], about.get("occurred_on", ""))


def of_edges(graph: "nx.MultiGraph[str]") -> Iterator[Statement]:
    for one, other, about in graph.edges(data=True):
        (a, kind_a), (b, kind_b) = sorted((end.partition(":")[2], end.partition(":")[0]) for end in (one, other))
        person, far = (a, b) if kind_a == "person" else (b, a)
        record_ids, sources = about.get("record_ids", "").split("|"), about.get("source_ids", "")
        if about["kind"] == "membership":
            yield membership(record_ids[0], person, far, about["role"], about["basis"], sources)
        elif about["kind"] == "involvement":
            yield involvement(record_ids[0], person, far, about["part"], sources)
        elif about["kind"] == "tie":
            yield from ties(a, b, record_ids, list(filter(None, sources.split("|"))))
        else:
            yield from pairs(about["kind"], a, b, record_ids)
        assert kind_a
        assert kind_b


def written(network: Network, form: FormName) -> str:
    writer = next(one for one in EXPORT_FORMS if one.name is form)
    return writer.write(network, "mark", NetworkFileParameters(incidents=True)).text


def of_node_link(network: Network) -> Iterator[Statement]:
    yield from of_graph(nx.node_link_graph(json.loads(written(network, FormName.NODE_LINK)), edges="edges"))


def of_graphml(network: Network) -> Iterator[Statement]:
    text = written(network, FormName.GRAPHML)
    yield from of_graph(nx.read_graphml(BytesIO(text.encode()), force_multigraph=True))


def of_gexf(network: Network) -> Iterator[Statement]:
    yield from of_graph(nx.read_gexf(BytesIO(written(network, FormName.GEXF).encode())))


def of_svg(network: Network) -> Iterator[Statement]:
    """Descriptions of dots: "P1, core in A, in a group not shown (B), associate of C, in custody, minor"."""
    names = {group.name: group.group_id for group in network.groups}
    text = written(network, FormName.SVG)
    for words in re.findall(r'class="p" data-i="\d+".*?<title>(.*?)</title>', text):
        said = html.unescape(words).split(", ")
        person_id = re.sub(r".*\((.*)\)", r"\1", said[0])
        for part in said[1:]:
            if part == "in no group":
                yield ("in no group", person_id)
            elif match := re.fullmatch(rf"in (?:{OUTSIDE}) \((.*)\)", part):
                yield ("member", person_id, match[1])
            elif match := re.fullmatch(r"(?:leader|core|affiliate) in (.*)", part):
                yield from (("member", person_id, names[name]) for name in match[1].split(" and "))
            elif match := re.fullmatch(r"associate of (.*)", part):
                yield from (("associate", person_id, names[name]) for name in match[1].split(" and "))
            elif part in {"dead", "in custody", "victim only"}:
                yield ("status", person_id, part.replace(" ", "_"))
            elif part in {"minor", "age not known"}:
                yield ("minor", person_id, "yes" if part == "minor" else "unknown")


def of_page(network: Network) -> Iterator[Statement]:
    """What the details of the page are written from, and its table."""
    text = written(network, FormName.PAGE)
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[0])
    yield from of_page_table(text)
    tables = {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in data["tables"].items()
    }
    persons, groups = [one["id"] for one in tables["persons"]], [one["id"] for one in tables["groups"]]
    incidents = [one["id"] for one in tables["incidents"]]
    for one in tables["persons"]:
        yield ("minor", one["id"], one["minor"])
        yield ("status", one["id"], one["status"])
        yield from (("member", one["id"], groups[group]) for group in one["groups"])
        yield from (("member", one["id"], group_id) for group_id in one["elsewhere"])
        yield from [] if one["groups"] or one["elsewhere"] else [("in no group", one["id"])]
    for one in tables["memberships"]:
        person = persons[one["person"]]
        yield membership(one["record"], person, one["groupId"], one["role"], one["basis"], one["source"])
    for one in tables["involvements"]:
        words = one["words"]
        part = "victim" if words.startswith("victim") else "believed" if words.startswith("believed") else "suspect"
        yield involvement(one["record"], persons[one["person"]], incidents[one["incident"]], part, one["source"])
    for one in tables["incidents"]:
        yield ("incident", one["id"], one["outcome"], one["day"] or "")
        for what, key in (("suspect", "suspects"), ("believed", "believed"), ("victim", "victims")):
            yield from ((what, persons[person], one["id"]) for person in one[key])
    for one in tables["ties"]:
        a, b = sorted((persons[one["a"]], persons[one["b"]]))
        yield from ties(a, b, one["records"], one["sources"])
    for one in tables["conflicts"]:
        a, b = sorted((groups[one["a"]], groups[one["b"]]))
        yield from pairs("conflict", a, b, one["records"])
    for one in tables["alliances"]:
        a, b = sorted((groups[one["a"]], groups[one["b"]]))
        yield from pairs("alliance", a, b, one["records"])


def cells_of(text: str, key: str) -> Iterator[list[str]]:
    for row in re.findall(rf'<tr data-{key}="\d+">(.*?)</tr>', text):
        yield [html.unescape(re.sub(r"<.*?>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]


def of_page_table(text: str) -> Iterator[Statement]:
    names = {cells[1]: cells[0] for cells in cells_of(text, "g")}
    for cells in cells_of(text, "i"):
        for name in filter(None, cells[2].split(", ")):
            yield ("member", cells[0], names.get(name, name.removesuffix(" (not shown)")))
        if not cells[2]:
            yield ("in no group", cells[0])


SURFACES = {
    "json": of_json, "node-link": of_node_link, "graphml": of_graphml, "gexf": of_gexf, "svg": of_svg, "page": of_page,
}  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_every_statement_of_every_surface_follows_from_the_records(surface: str) -> None:
    n_said = 0
    for drawn in CASES:
        said = set(SURFACES[surface](drawn.network))
        n_said += len(said)
        assert said - true_statements(drawn.view) == set()
    assert n_said > 5 * N_CASES


@pytest.mark.parametrize("surface", ["node-link", "graphml", "gexf", "page"])
def test_every_surface_says_what_the_json_says_of_those_it_shows(surface: str) -> None:
    kinds = {"member", "membership", "involvement", "tie", "tie source", "conflict", "alliance"}
    for drawn in CASES:
        said = set(SURFACES[surface](drawn.network))
        shown = {one[1] for one in said if one[0] == "status"}
        missing = {one for one in set(of_json(drawn.network)) - said if one[0] in kinds and one[1] in shown}
        if surface != "page":  # an edge to a group that is no node stands as an attribute alone, and is counted
            groups = {group.group_id for group in drawn.network.groups}
            missing = {one for one in missing if one[0] != "membership" or one[3] in groups}
        assert missing == set()


def test_everything_that_is_not_shown_is_counted() -> None:
    seen: set[str] = set()
    for drawn in CASES:
        view, network = drawn.view, drawn.network
        notes = {entry.code: entry.n for entry in network.notes}
        seen |= notes.keys()
        shown = {one.person_id for one in network.persons}
        assert len(shown) + notes.get("person_not_shown", 0) == len(view.persons)
        assert {one.record_id for one in network.memberships} == {
            f"membership:{row.membership_id}" for person, _, row in memberships_on(view) if person in shown
        }
        own = [group_id for group_id in view.groups if view.heir_of[group_id] == group_id]
        assert len(network.groups) + notes.get("group_not_shown", 0) == len(own)
        n_incidents = len(network.incidents) + notes.get("incident_not_counted", 0) + notes.get("incident_not_shown", 0)
        assert n_incidents == len(happened(view))
        stored = {record for tie in network.ties for record in tie.record_ids if record.startswith("tie:")}
        n_ties = len(stored) + notes.get("tie_not_shown", 0) + notes.get("tie_joined", 0)
        assert n_ties == len(rows(view.case, records.Tie))
        conflicts = {record for one in network.conflicts for record in one.record_ids if record.startswith("conflict:")}
        not_drawn = sum(
            notes.get(code, 0) for code in ("conflict_not_shown", "conflict_within_group", "conflict_not_current")
        )
        assert len(conflicts) + not_drawn == len(rows(view.case, records.Conflict))
        alliances = {record for one in network.alliances for record in one.record_ids}
        current = [
            one for one in rows(view.case, records.Alliance) if days.valid_on(one.valid_from, one.valid_to, view.as_of)
        ]
        n_alliances = len(alliances) + notes.get("alliance_not_shown", 0) + notes.get("alliance_within_group", 0)
        assert n_alliances == len(current)
        links = {
            (person, incident_id)
            for incident_id, one in counted(view).items()
            if incident_id in {row.incident_id for row in network.incidents}
            for person in (*one.suspects(), *one.victims)
        }
        assert notes.get("involvement_not_shown", 0) == sum(person not in shown for person, _ in links)
    assert {"person_not_shown", "group_not_shown", "incident_not_shown", "conflict_not_shown", "tie_not_shown"} <= seen


def test_a_person_of_another_group_is_never_said_to_be_in_none() -> None:
    n_elsewhere = 0
    for drawn in CASES:
        for one in drawn.network.persons:
            n_elsewhere += bool(one.groups_not_shown)
            assert {*one.groups, *one.groups_not_shown} == drawn.view.groups_of(one.person_id, drawn.view.as_of)
    assert n_elsewhere > 0


def test_state_of_conflicts_drawn_is_that_of_the_records() -> None:
    for drawn in CASES:
        for one in drawn.network.conflicts:
            ids = [record.partition(":")[2] for record in one.record_ids if record.startswith("conflict:")]
            states = [state_of(drawn.view, conflict_id) for conflict_id in ids]
            assert one.status in {str(state.status) for state in states if state is not None}
