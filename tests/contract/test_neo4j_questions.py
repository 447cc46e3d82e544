"""The six questions of docs/neo4j.md, on a real server: each gives what our own analysis answers."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import networkx as nx
import numpy as np
import pytest
from neo4j import Driver, GraphDatabase

from graph_service.analysis.conflicts import CONFLICTS as CONFLICTS_QUESTION
from graph_service.analysis.incidents import victims
from graph_service.analysis.people import memberships, overdue
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import NO_DAY, Snapshot, analysed_columns, snapshot_of
from graph_service.domain.vocabulary import Part, Precision, SupervisionKind, code_of
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.asking import compute
from tests.contract.graph_model import DOCUMENT, PLACE, model
from tests.contract.store_contract import EVENT, NOW
from tests.neo4j_server.fixture import Neo4jAddress

QUESTIONS = re.findall(r"```cypher\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
MEMBERS, SUSPECTS, PATH, CONFLICTS, DETAINED, OVERDUE = range(6)
GROUP, ONE, OTHER = "G-01", "P-0003", "P-0200"


@pytest.fixture(scope="module")
def snapshot(neo4j_address: Neo4jAddress) -> Snapshot:
    """The demo city as Gruppkarta reads it out of Neo4j."""
    neo4j_address.empty()
    with closing(neo4j_address.store()) as store:
        store.initialise()
        store.write(demo_city(), EVENT, recorded_at=NOW)
        return snapshot_of(*store.columns(analysed_columns()), DEMO_AS_OF)


@pytest.fixture(scope="module")
def driver(snapshot: Snapshot, neo4j_address: Neo4jAddress) -> Iterator[Driver]:
    """An analyst's own connection, after the city is there."""
    assert len(snapshot["person"]) > 0
    with GraphDatabase.driver(neo4j_address.uri, auth=(neo4j_address.user, neo4j_address.password)) as found:
        yield found


def asked(driver: Driver, question: int) -> list[dict[str, Any]]:
    """What the database answers."""
    with driver.session() as session:
        text: Any = QUESTIONS[question]  # a document's text, which the driver wants to be constant
        found = session.run(text, group=GROUP, day=DEMO_AS_OF, one=ONE, other=OTHER)
        return [dict(row) for row in found]


def test_the_model_in_the_document_is_that_of_the_schema() -> None:
    place = PLACE.search(DOCUMENT.read_text(encoding="utf-8"))
    assert place is not None
    assert place[0] == f"{place[1]}{model()}{place[2]}"
    assert len(QUESTIONS) == 6


def test_members_of_a_group_on_a_day(snapshot: Snapshot, driver: Driver) -> None:
    rows = memberships(snapshot, lineage=False)
    group = snapshot["group"].position[GROUP]
    chosen = rows.row[rows.on(snapshot.day) & (rows.group == group)]
    own = {snapshot["person"].ids[person] for person in snapshot["membership"]["person_id"][chosen]}
    assert {row["person"] for row in asked(driver, MEMBERS)} == own
    assert own


def test_suspects_in_incidents_against_a_group(snapshot: Snapshot, driver: Driver) -> None:
    rows, hurt, incidents = memberships(snapshot, lineage=False), victims(snapshot), snapshot["incident"]
    group = snapshot["group"].position[GROUP]
    exact = incidents["precision"] == code_of(Precision.DAY)
    against = set()
    for person, incident in zip(hurt.person.tolist(), hurt.incident.tolist(), strict=True):
        on_the_day = rows.on(int(incidents["occurred_on"][incident])) & (rows.person == person) & (rows.group == group)
        if exact[incident] and on_the_day.any():
            against.add(incident)
    links = snapshot["involvement"]
    suspected = (links["part"] == code_of(Part.SUSPECT)) & np.isin(links["incident_id"], list(against))
    own = {
        (snapshot["person"].ids[person], incidents.ids[incident])
        for person, incident in zip(
            links["person_id"][suspected].tolist(), links["incident_id"][suspected].tolist(), strict=True
        )
    }
    assert {(row["person"], row["incident"]) for row in asked(driver, SUSPECTS)} == own
    assert own


def test_a_shortest_path_with_the_source_of_each_step(snapshot: Snapshot, driver: Driver) -> None:
    ties, ids, sources = snapshot["tie"], snapshot["person"].ids, snapshot["source"].ids
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    ends = (ties[name].tolist() for name in ("person_a", "person_b", "source_id"))
    for a, b, source in zip(*ends, strict=True):
        graph.add_edge(ids[a], ids[b], source=None if source < 0 else sources[source])
    (row,) = asked(driver, PATH)
    assert len(row["persons"]) - 1 == nx.shortest_path_length(graph, ONE, OTHER)
    for one, other, source in zip(row["persons"], row["persons"][1:], row["sources"], strict=False):
        assert source in {edge["source"] for edge in graph[one][other].values()}


def test_open_conflicts_with_their_chain(snapshot: Snapshot, driver: Driver) -> None:
    own = {
        row.conflict_id: {(link.incident_id, link.retaliation_for) for link in row.chain}
        for row in compute(CONFLICTS_QUESTION, snapshot, default_policy(), lineage=False).conflicts
        if row.status == "active"
    }
    found = {row["conflict"]: {tuple(link) for link in row["chain"]} for row in asked(driver, CONFLICTS)}
    assert found == own
    assert len(own) > 1


def test_who_was_notified_and_later_detained(snapshot: Snapshot, driver: Driver) -> None:
    acts, orders = snapshot["notification"], snapshot["supervision"]
    custody = (code_of(SupervisionKind.REMAND), code_of(SupervisionKind.PRISON))
    first: dict[int, int] = {}
    for person, day in zip(acts["person_id"].tolist(), acts["delivered_on"].tolist(), strict=True):
        if day != NO_DAY:
            first[person] = min(day, first.get(person, day))
    own = {
        snapshot["person"].ids[person]
        for person, kind, begins in zip(
            orders["person_id"].tolist(), orders["kind"].tolist(), orders["valid_from"].tolist(), strict=True
        )
        if kind in custody and person in first and first[person] < begins <= snapshot.day
    }
    assert {row["person"] for row in asked(driver, DETAINED)} == own
    assert own


def test_overdue_reviews(snapshot: Snapshot, driver: Driver) -> None:
    own = {
        (kind, snapshot[kind].ids[row])
        for kind in ("person", "group", "fact", "membership", "involvement")
        for row in np.flatnonzero(overdue(snapshot, kind)).tolist()
    }
    assert {(row["kind"], row["id"]) for row in asked(driver, OVERDUE)} == own
    assert len(own) > 5
