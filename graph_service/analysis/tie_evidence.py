"""The records behind a tie: which kinds, how strong, by which source, how that is graded, and when it was valid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import source_grades
from graph_service.analysis.contact_graph import FACTS_GRADE, GraphParameters, retracted
from graph_service.analysis.fields import ShownPrecision
from graph_service.analysis.network_rows import tie_rows
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import incident_periods
from graph_service.analysis.person_status import graded
from graph_service.analysis.reach import TieRecords, tie_records
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import Precision, TieKind

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TieEvidence:
    """A record that ties two persons: a tie, or an incident both are suspects in."""

    record_id: A[
        str,
        Described(
            "the record, as kind:id: a tie, or an incident both are suspects in", "tie:T-0012", refers_to="record"
        ),
    ]
    kind: A[
        str,
        Described("kind of the tie; co_offending for an incident both are suspects in", "kin", words=tuple(TieKind)),
    ]
    strength: A[float, Described("strength of the tie, above 0; larger is closer; of an incident 1", 2.0)]
    source_id: A[
        str | None, Described("the source of the record; null: none is recorded", "S-0007", refers_to="source")
    ]
    grade: A[
        str | None,
        Described('grade of the source, such as B2; "-" stands for what is missing; null: there is no source', "B2"),
    ]
    first_on: A[
        date | None,
        Described(
            "first day, as exact as `first_precision` says; null: not known; of an incident its day", date(2020, 5, 1)
        ),
    ]
    first_precision: ShownPrecision
    last_on: A[
        date | None,
        Described(
            "last day, as exact as `last_precision` says; null: still valid, or not known; of an incident its day",
            date(2020, 11, 5),
        ),
    ]
    last_precision: ShownPrecision


@dataclass(frozen=True, slots=True)
class EvidencedTie:
    """Two persons who are tied, with every record that says so."""

    person_a: A[
        str,
        Described("the first of the two persons; off a path the one with the smaller id", "P-0014", refers_to="person"),
    ]
    person_b: A[str, Described("the second of the two persons", "P-0030", refers_to="person")]
    strength: A[float, Described("strength of the strongest tie between them, above 0; never a sum", 2.0)]
    records: A[tuple[TieEvidence, ...], Described("the records that tie them: ties, then incidents, by id", None)]


@dataclass(frozen=True, slots=True)
class CountedTies:
    """The records of ties in the time and of the kinds chosen, and which of them a graph of contacts counts."""

    records: TieRecords
    counts: Mask

    def n_undated(self, inside: Mask) -> int:
        """Count the rows without dates between persons who are inside."""
        within = inside[self.records.one] & inside[self.records.other]
        return int((self.counts & within & self.records.undated).sum())


def counted_ties(snapshot: Snapshot, policy: Policy, parameters: GraphParameters) -> CountedTies:
    """Return the records that the graph of contacts of some parameters is made of, whoever is in it."""
    tie_choices = GraphParameters(
        kinds=parameters.kinds,
        facts_only=parameters.facts_only,
        min_grade=parameters.min_grade,
        min_strength=parameters.min_strength,
        window_days=parameters.window_days,
        without_source=parameters.without_source,
    )
    return _counted_ties(retracted(snapshot, parameters.without_source), policy, tie_choices)


def evidence_of(
    snapshot: Snapshot, policy: Policy, parameters: GraphParameters, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], EvidencedTie]:
    """Return the ties of some pairs of persons with their records, the smaller position first.

    The records are those that the network shows of a pair, in the same order, without those that the parameters
    leave out.
    """
    kept_records = retracted(snapshot, parameters.without_source)
    ties, n = counted_ties(snapshot, policy, parameters), max(1, len(snapshot["person"]))
    wanted_pairs = np.array(sorted({(min(pair), max(pair)) for pair in pairs}), dtype=np.int64).reshape(-1, 2)
    keys = pair_key(wanted_pairs[:, 0], wanted_pairs[:, 1], n)
    of_pairs = ties.counts & np.isin(pair_key(ties.records.one, ties.records.other, n), keys)
    position, grades = kept_records["person"].position, source_grades(kept_records)
    return {
        (position[line.person_a], position[line.person_b]): EvidencedTie(
            line.person_a,
            line.person_b,
            line.strength,
            tuple(_evidence(kept_records, record_id, grades) for record_id in line.record_ids),
        )
        for line in tie_rows(kept_records, ties.records, of_pairs)
    }


def turned(tie: EvidencedTie) -> EvidencedTie:
    """Return a tie as it is from its other end."""
    return EvidencedTie(tie.person_b, tie.person_a, tie.strength, tie.records)


def pairs_among(ties: CountedTies, persons: IntArray, n_persons: int) -> list[tuple[int, int]]:
    """Return the pairs that are tied among some persons, in order."""
    inside = np.zeros(n_persons, dtype=np.bool_)
    inside[persons] = True
    within = ties.counts & inside[ties.records.one] & inside[ties.records.other]
    keys = distinct(pair_key(ties.records.one[within], ties.records.other[within], max(1, n_persons)))
    return [(key // n_persons, key % n_persons) for key in keys.tolist()]


@derived
def _counted_ties(records: Snapshot, policy: Policy, parameters: GraphParameters) -> CountedTies:
    ties = tie_records(records, policy, kinds=parameters.kinds, days=parameters.window_days)
    is_stored = ties.tie >= 0
    stored, incident = ties.tie[is_stored], ties.incident[~is_stored]
    strength = np.ones(len(ties.tie))
    strength[is_stored] = records["tie"]["strength"][stored]
    counts = np.ones(len(strength), dtype=np.bool_)
    if parameters.min_strength is not None:
        counts &= strength >= parameters.min_strength
    for grade, is_of_incidents_too in ((FACTS_GRADE, False), (parameters.min_grade, True)):
        if grade is not None and (is_of_incidents_too or parameters.facts_only):
            code = ("ABCDE".index(grade[0]), int(grade[1]))
            counts[is_stored] &= graded(records, records["tie"]["source_id"][stored], code)
            if is_of_incidents_too:  # joint suspects have the source of their incident
                counts[~is_stored] &= graded(records, records["incident"]["source_id"][incident], code)
    return CountedTies(ties, counts)


def _evidence(snapshot: Snapshot, record_id: str, grades: Sequence[str]) -> TieEvidence:
    kind, _, key = record_id.partition(":")
    frame = snapshot[kind]
    row = frame.position[key]
    source = int(frame["source_id"][row])
    if kind == "tie":
        word, strength = ALL_KINDS[int(frame["kind"][row])].value, float(frame["strength"][row])
        first, last = _exact(int(frame["valid_from"][row])), _exact(int(frame["valid_to"][row]))
    else:
        word, strength = TieKind.CO_OFFENDING.value, 1.0
        first = last = incident_periods(snapshot).shown(row)
    return TieEvidence(
        record_id=record_id,
        kind=word,
        strength=strength,
        source_id=None if source == NONE else snapshot["source"].ids[source],
        grade=None if source == NONE else grades[source],
        first_on=first[0],
        first_precision=first[1],
        last_on=last[0],
        last_precision=last[1],
    )


def _exact(day: int) -> tuple[date | None, str | None]:
    return (None, None) if day == NO_DAY else (day_of(day), Precision.DAY.value)
