"""Long chains that somebody might plant: each link is walked once, so the whole takes time by its length alone."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from graph_service.analysis.contact_graph import _retracted
from graph_service.analysis.people import people, successors, walks
from graph_service.analysis.person_status import origins
from graph_service.domain.joined_persons import stands_for
from graph_service.domain.records import Group, GroupSuccession, Incident, Person, SamePerson, Source
from graph_service.domain.schema import Kind, kind_of
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.tables import Table
from graph_service.domain.vocabulary import Answer, IncidentStatus, IncidentType, Precision, SuccessionKind
from graph_service.services.copying import _referred_first
from loaders.case_folder import LoadOptions, load_case
from tests.snapshots import snapshot_from

LENGTH = 40_000
ALLOWED_S = 6  # of the processor, where half a second is taken; with a walk for each link it is minutes
DAY = date(2020, 12, 3)


def _ids(letter: str) -> list[str]:
    return [f"{letter}-{number:06}" for number in range(LENGTH)]


def _time_of(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def _sources() -> Snapshot:
    ids = _ids("S")
    return snapshot_from(
        [Source(source_id=key, origin_id=origin) for key, origin in zip(ids, [*ids[1:], "x"], strict=True)], DAY
    )


def test_a_chain_of_origins_does_not_hold_up_a_question() -> None:
    snapshot = _sources()
    assert _time_of(lambda: origins(snapshot)) < ALLOWED_S
    assert set(origins(snapshot).tolist()) == {0}


def test_a_chain_of_origins_does_not_hold_up_a_retraction() -> None:
    snapshot = _sources()
    assert _time_of(lambda: _retracted(snapshot, (f"S-{LENGTH - 1:06}",))) < ALLOWED_S


def test_a_chain_of_successions_does_not_hold_up_a_question() -> None:
    ids = _ids("G")
    steps = [
        GroupSuccession(
            group_succession_id=f"U-{a}", from_group_id=a, to_group_id=b, kind=SuccessionKind.RENAME, occurred_on=DAY
        )
        for a, b in pairwise(ids)
    ]
    snapshot = snapshot_from([*(Group(group_id=key, name=key) for key in ids), *steps], DAY)
    assert _time_of(lambda: successors(snapshot, lineage=True)) < ALLOWED_S
    assert np.unique(successors(snapshot, lineage=True)).tolist() == [LENGTH - 1]


@pytest.mark.parametrize("order", [1, -1], ids=["forwards", "backwards"])
def test_a_chain_ofstands_for_does_not_hold_up_a_check_or_a_question(order: int) -> None:
    ids = _ids("P")
    joins = [
        SamePerson(same_person_id=f"J-{a}", person_a=a, person_b=b, decided_by="x", decided_on=DAY, reason="y")
        for a, b in list(pairwise(ids))[::order]
    ]
    table = _table(joins, kind_of(joins[0]))
    assert _time_of(lambda: stands_for(table)) < ALLOWED_S
    assert set(stands_for(table).values()) == {"P-000000"}
    persons = [Person(person_id=key, label="x", protected_identity=False) for key in ids]
    snapshot = snapshot_from([*persons, *joins], DAY)
    assert _time_of(lambda: people(snapshot)) < ALLOWED_S
    assert np.unique(people(snapshot).same).tolist() == [0]


def test_a_chain_of_retaliations_does_not_hold_up_a_copy() -> None:
    ids = _ids("I")
    chain = [
        Incident(
            incident_id=key,
            occurred_on=DAY,
            precision=Precision.DAY,
            type=IncidentType.SHOOTING,
            group_involved=Answer.YES,
            status=IncidentStatus.CONFIRMED,
            retaliation_for=answered,
        )
        for key, answered in zip(ids, [*ids[1:], None], strict=True)
    ]
    table = _table(chain, kind_of(chain[0]))
    assert _time_of(lambda: _referred_first(table.kind, table)) < ALLOWED_S
    assert _referred_first(table.kind, table) == list(range(LENGTH - 1, -1, -1))


def test_a_chain_of_refused_rows_does_not_hold_up_a_quarantine(tmp_path: Path) -> None:
    ids = _ids("I")
    rows = (f"{a},unknown,shooting,yes,confirmed,{b}\n" for a, b in zip(ids, [*ids[1:], "nobody"], strict=True))
    header = "incident_id,precision,type,group_involved,status,retaliation_for\n"
    (tmp_path / "incidents.csv").write_text(header + "".join(rows), encoding="utf-8")
    options = LoadOptions(quarantine=tmp_path / "aside")
    begun = process_time()
    report = load_case(tmp_path, options=options, today=DAY).report
    assert process_time() - begun < 3 * ALLOWED_S
    assert (report.n_quarantined, report.n_loaded) == (LENGTH, 0)


def test_a_walk_takes_each_step_once() -> None:
    assert list(walks({1: 2, 2: 3, 5: 2})) == [([1, 2, 3], []), ([5, 2], [])]
    assert list(walks({1: 2, 2: 3, 3: 2, 4: 1})) == [([1, 2, 3], [2, 3]), ([4, 1], [])]
    assert list(walks({1: 1})) == [([1], [1])]


def _table(records: list[SamePerson] | list[Incident], kind: Kind) -> Table:
    return Table(kind, tuple([getattr(record, name) for record in records] for name in kind.names))
