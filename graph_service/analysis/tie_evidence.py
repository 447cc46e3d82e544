"""The records behind a tie: which kinds, how strong, by which source, how that is graded, and when it was valid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import source_grades
from graph_service.analysis.contact_graph import (
    PROJECTED_STRENGTH,
    CountedTies,
    GraphParameters,
    counted_ties,
    retracted,
)
from graph_service.analysis.fields import ShownPrecision
from graph_service.analysis.network_ties import tie_rows
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import incident_periods
from graph_service.analysis.reach import TieRecords
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, IntArray, Snapshot
from graph_service.domain.vocabulary import Precision, TieKind, code_of

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


def evidence_of(
    snapshot: Snapshot, policy: Policy, parameters: GraphParameters, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], EvidencedTie]:
    """Return the ties of some pairs of persons with their records, the smaller position first.

    The records are those that the network shows of a pair, in the same order, without those that the parameters
    leave out: an incident that the same source holds as a tie at least as strong is not shown twice.
    """
    kept_records = retracted(snapshot, parameters.without_source)
    ties, n = counted_ties(snapshot, policy, parameters), max(1, len(snapshot["person"]))
    wanted_pairs = np.array(sorted({(min(pair), max(pair)) for pair in pairs}), dtype=np.int64).reshape(-1, 2)
    keys = pair_key(wanted_pairs[:, 0], wanted_pairs[:, 1], n)
    of_pairs = _between(ties, wanted_pairs.ravel(), n)
    of_pairs[of_pairs] = np.isin(pair_key(ties.records.one[of_pairs], ties.records.other[of_pairs], n), keys)
    of_pairs[of_pairs] = ~_said_twice(kept_records, ties.records, np.flatnonzero(of_pairs))
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
    within = _between(ties, persons, n_persons)
    keys = distinct(pair_key(ties.records.one[within], ties.records.other[within], max(1, n_persons)))
    return [(key // n_persons, key % n_persons) for key in keys.tolist()]


def _between(ties: CountedTies, persons: IntArray, n_persons: int) -> Mask:
    """Say which records count, and have both ends among some persons."""
    inside = np.zeros(n_persons, dtype=np.bool_)
    inside[persons] = True
    within = ties.counts & inside[ties.records.one]
    within[within] = inside[ties.records.other[within]]
    return within


def _said_twice(records: Snapshot, ties: TieRecords, rows: IntArray) -> Mask:
    """Say which incidents of a pair the same source holds as a tie of co-offending that is as strong.

    `rows` are all records of some pairs that count.
    """
    frame, tie, incident = records["tie"], ties.tie[rows], ties.incident[rows]
    is_stored = tie >= 0
    source = np.full(len(rows), NONE, dtype=np.int64)
    source[is_stored] = frame["source_id"][tie[is_stored]]
    source[~is_stored] = records["incident"]["source_id"][incident[~is_stored]]
    says_so = is_stored.copy()
    stored = tie[is_stored]
    is_as_strong = frame["strength"][stored] >= PROJECTED_STRENGTH
    says_so[says_so] = (frame["kind"][stored] == code_of(TieKind.CO_OFFENDING)) & is_as_strong
    pair = pair_key(ties.one[rows], ties.other[rows], max(1, len(records["person"])))
    key = pair_key(pair, source, max(1, len(records["source"])))
    return ~is_stored & (source != NONE) & np.isin(key, key[says_so & (source != NONE)])


def _evidence(snapshot: Snapshot, record_id: str, grades: Sequence[str]) -> TieEvidence:
    kind, _, key = record_id.partition(":")
    frame = snapshot[kind]
    row = frame.position[key]
    source = int(frame["source_id"][row])
    if kind == "tie":
        word, strength = ALL_KINDS[int(frame["kind"][row])].value, float(frame["strength"][row])
        first, last = _exact(int(frame["valid_from"][row])), _exact(int(frame["valid_to"][row]))
    else:
        word, strength = TieKind.CO_OFFENDING.value, PROJECTED_STRENGTH
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
