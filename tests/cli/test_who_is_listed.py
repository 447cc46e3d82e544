"""Who is on a list and who is never, through the command line, on cases small enough to read.

The promise behind it: ties choose among eligible persons, and never make anyone eligible.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_service.analysis.conflicts import CONFLICTS
from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.result import plain
from graph_service.analysis.scorecard import SCORECARD
from graph_service.domain.case_rules import check_tables
from graph_service.domain.policy import default_policy
from graph_service.domain.report import CaseHead
from graph_service.domain.tables import tables_of
from loaders.case_writer import write_case
from tests.asking import compute
from tests.cli.run import answered
from tests.rival.make import (
    attributed,
    case_of,
    fact,
    group,
    incident,
    member,
    person,
    source,
    supervision,
    suspect,
    tie,
    victim,
)
from tests.rival.random_case import random_case
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
LANES = ("message", "safety", "messenger")
OTHERS = [f"P-{i:04}" for i in range(1, 21)]


def _written(folder: Path, records: Iterable[object], as_of: date) -> Path:
    """Write a case as a user would have it; return its folder."""
    given = [record for some in case_of(records).values() for record in some]
    write_case(tables_of(given), folder, head=CaseHead(as_of=as_of))
    return folder


def _loadable(records: Iterable[object], today: date) -> list[Any]:
    """Return the records without those that a loader refuses, as where one is dated before what it follows."""
    by_kind = {name: list(some) for name, some in case_of(records).items()}
    while True:
        left = [record for some in by_kind.values() for record in some]
        refused = {(finding.kind.name, finding.row) for finding in check_tables(tables_of(left), today=today)}
        if not refused:
            return left
        by_kind = {
            name: [record for row, record in enumerate(some) if (name, row) not in refused]
            for name, some in by_kind.items()
        }


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Twenty leaders and core members of two violent groups, and five persons about whom much is asked."""
    records: list[object] = [group("Ek"), group("Falk"), source("G", "B2"), source("H", "A1"), source("Weak", "D4")]
    records += [incident("I-1", "2020-11-01", killed=1), attributed("A-1", "I-1", "Ek", 1.0)]
    records += [
        attributed("A-2", "I-1", "Falk", 1.0, "victim"),
        person("P-0099"),
        victim("V-9", "P-0099", "I-1", "killed"),
    ]
    for i, person_id in enumerate(OTHERS):
        its_group = "Ek" if i % 2 else "Falk"
        records += [person(person_id), member(f"M-{i}", person_id, its_group, "core", basis="fact", source_id="G")]
    for hub in ("P-0100", "P-0101", "P-0102", "P-0103", "P-0104", "P-0105"):
        records += [person(hub), *(tie(f"T-{hub}-{other}", hub, other, 5.0) for other in OTHERS)]
    records += [
        # P-0100: tied to everybody, seen at stops, in prison once, an associate
        *(
            member("M-100", "P-0100", "Ek", "associate", basis="fact", source_id="G"),
            supervision("U-1", "P-0100", "probation"),
        ),
        # P-0101: an affiliate on the word of one weak source, and nothing documented
        member("M-101", "P-0101", "Ek", "affiliate", source_id="Weak"),
        # P-0102: a victim, and nothing else
        *(incident("I-2", "2020-10-01", injured=1), victim("V-2", "P-0102", "I-2", "injured")),
        # P-0103: charged and acquitted
        *(
            suspect("V-3", "P-0103", "I-1", "charged", "2020-11-05"),
            suspect("V-4", "P-0103", "I-1", "acquitted", "2020-11-20"),
        ),
        # P-0104: a weapon, then an exit
        *(fact("F-1", "P-0104", "weapon_seizure", "2020-03-01"), fact("F-2", "P-0104", "exit_declared", "2020-09-01")),
        # P-0105: believed to have taken part
        suspect("V-5", "P-0105", "I-1", "believed"),
    ]
    return _written(tmp_path / "case", records, DAY)


def _listed(case: Path, lane_name: str) -> dict[str, Any]:
    found = answered("priorities", "--lane", lane_name, "--case", case)
    return {row["person"]["person_id"]: row for row in found["rows"]}


def _notes(case: Path, lane_name: str) -> dict[str, int]:
    found = answered("priorities", "--lane", lane_name, "--case", case)
    return {note["code"]: note["n"] for note in found["notes"]}


def test_the_members_with_documented_roles_are_listed(case: Path) -> None:
    # core 1; Ek is ranked first: 3; Falk has no violence of its own and so no gate by role
    assert sorted(_listed(case, "message")) == OTHERS[1::2]


@pytest.mark.parametrize("lane_name", LANES)
@pytest.mark.parametrize(
    ("person_id", "why"),
    [
        ("P-0100", "ties, an associate, probation"),
        ("P-0101", "a weakly sourced affiliate"),
        ("P-0105", "only believed"),
    ],
)
def test_nobody_is_listed_for_his_ties(case: Path, person_id: str, why: str, lane_name: str) -> None:
    assert person_id not in _listed(case, lane_name), why


def test_a_victim_is_in_the_safety_lane_alone(case: Path) -> None:
    assert {name: "P-0102" in _listed(case, name) for name in LANES} == {
        "message": False,
        "safety": True,
        "messenger": False,
    }
    (reason,) = _listed(case, "safety")["P-0102"]["reasons"]
    assert (reason["code"], reason["on"]) == ("victim", "2020-10-01")
    assert "incident:I-2" in reason["record_ids"]


def test_a_victim_is_in_no_pool_even_if_somebody_names_him(case: Path, tmp_path: Path) -> None:
    pool = tmp_path / "pool.txt"
    pool.write_text("P-0102\nP-0002\n", encoding="utf-8")
    found = answered("representatives", "--case", case, "--pool", pool)
    assert (found["n_pool"], found["chosen"]) == (1, ["P-0002"])


@pytest.mark.parametrize("lane_name", LANES)
def test_an_acquitted_person_scores_nothing(case: Path, lane_name: str) -> None:
    assert "P-0103" not in _listed(case, lane_name)


def test_who_declared_an_exit_is_off_the_list_and_counted(case: Path) -> None:
    assert "P-0104" not in _listed(case, "message")
    assert _notes(case, "message")["exited"] == 1


def test_without_the_exit_he_would_be_listed(case: Path) -> None:
    facts = case / "facts.csv"
    kept = [line for line in facts.read_text(encoding="utf-8").splitlines() if "exit_declared" not in line]
    facts.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert _listed(case, "message")["P-0104"]["points"] == 3
    assert "exited" not in _notes(case, "message")


def test_the_dead_are_on_no_list(case: Path) -> None:
    assert [name for name in LANES if "P-0099" in _listed(case, name)] == []


@pytest.mark.parametrize("seed", range(6))
def test_a_case_of_files_gives_what_its_records_give(tmp_path: Path, seed: int) -> None:
    drawn = random_case(seed)
    given = _loadable(drawn.records, drawn.as_of)
    folder = _written(tmp_path / "case", given, drawn.as_of)
    snapshot, policy = snapshot_from(given, drawn.as_of), default_policy()
    asked = {
        "scorecard": (answered("scorecard", "--case", folder), compute(SCORECARD, snapshot, policy)),
        "conflicts": (answered("conflicts", "--case", folder), compute(CONFLICTS, snapshot, policy)),
        **{
            name: (
                answered("priorities", "--lane", name, "--case", folder),
                compute(PRIORITIES, snapshot, policy, lane=name),
            )
            for name in LANES
        },
    }
    for by_files, by_records in asked.values():
        body = plain(by_records)
        for answer in (by_files, body):  # the hash of the store and how the caller was told are not compared
            for head in ("snapshot_id", "notes", "parameters"):
                answer.pop(head)
        assert by_files == body
