"""The ties of the network: one line for each two persons, with all the records that tie them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import source_grades
from graph_service.analysis.columns import (
    Coded,
    Column,
    Listed,
    Rows,
    days,
    grouped,
    numbers,
    optional,
)
from graph_service.analysis.network_parts import (
    NetworkTie,
)
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import incident_periods
from graph_service.analysis.reach import TieRecords
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.snapshot import NO_DAY, NONE, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import Precision, TieKind, code_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _TieRows:
    """Records that tie two persons, in the order of the two: ties first, then incidents both are suspected in.

    `begins` and `ends` are the first and last day it may mean; shown are the first day of each, and how exact it is.
    `starts` are the positions at which the records of the next two persons begin, `line` numbers the two.
    """

    kind: IntArray
    strength: NDArray[np.float64]
    begins: IntArray
    ends: IntArray
    last_shown: IntArray
    precision: IntArray
    record: IntArray
    source: IntArray
    starts: IntArray
    line: IntArray

    def first_of_lines(self, mask: Mask) -> IntArray:
        """Return for each line the position of its first record of a mask, -1 where it has none."""
        positions = np.full(len(self.starts), NONE)
        rows = np.flatnonzero(mask)[::-1]
        positions[self.line[rows]] = rows  # what is assigned last stays
        return positions


def tie_rows(snapshot: Snapshot, ties: TieRecords, drawn: Mask) -> Rows[NetworkTie]:
    """Return one line per pair, with all its records: stored ties first, then incidents, each by id."""
    selected = np.flatnonzero(drawn)
    if not len(selected):
        return Rows.of(NetworkTie, ())
    selected = selected[np.lexsort((ties.other[selected], ties.one[selected]))]
    person_ids, smaller, larger = snapshot["person"].ids, ties.one[selected], ties.other[selected]
    begins_line = (np.diff(smaller, prepend=-1) != 0) | (np.diff(larger, prepend=-1) != 0)
    starts, line = np.flatnonzero(begins_line), np.cumsum(begins_line) - 1
    rows = _records_of_ties(snapshot, ties, selected, starts, line)
    begins = np.where(rows.begins == NO_DAY, np.iinfo(np.int64).max, rows.begins)
    earliest = np.minimum.reduceat(begins, starts)[line]
    first = rows.first_of_lines((begins == earliest) & (rows.begins != NO_DAY))
    last = rows.first_of_lines(rows.ends == np.maximum.reduceat(rows.ends, starts)[line])
    last[np.minimum.reduceat(rows.ends, starts) == NO_DAY] = NONE  # one of them is open
    kinds = np.bitwise_or.reduceat(1 << rows.kind, starts)
    ended, precisions = np.append(rows.last_shown, NO_DAY), [precision.value for precision in Precision]
    begun, precision = np.append(rows.begins, NO_DAY), np.append(rows.precision, NONE)
    sources = _sources_of_lines(snapshot, rows)
    columns: dict[str, Column] = {
        "person_a": Coded(smaller[starts], person_ids),
        "person_b": Coded(larger[starts], person_ids),
        "kinds": _kinds(kinds),
        "strength": numbers(np.maximum.reduceat(rows.strength, starts)),
        "first_on": days(begun[first]),
        "first_precision": optional(precision[first], precisions),
        "last_on": days(ended[last]),
        "last_precision": optional(precision[last], precisions),
        "record_ids": Listed(np.append(starts, len(selected)), rows.record, _record_ids(snapshot)),
        "source_ids": sources,
        "grades": Listed(sources.bounds, sources.codes, source_grades(snapshot)),
    }
    return Rows(NetworkTie, columns)


@derived
def _record_ids(snapshot: Snapshot) -> tuple[str, ...]:
    """All ties, then all incidents, as kind:id."""
    return (*(f"tie:{key}" for key in snapshot["tie"].ids), *(f"incident:{key}" for key in snapshot["incident"].ids))


def _records_of_ties(
    snapshot: Snapshot, ties: TieRecords, selected: IntArray, starts: IntArray, line: IntArray
) -> _TieRows:
    frame, acts, periods = snapshot["tie"], snapshot["incident"], incident_periods(snapshot)
    is_stored = ties.tie[selected] >= 0
    stored, projected = ties.tie[selected][is_stored], ties.incident[selected][~is_stored]

    def merged(of_ties: IntArray | int, of_incidents: IntArray | float, dtype: type = np.int64) -> NDArray[Any]:
        values: NDArray[Any] = np.empty(len(selected), dtype=dtype)
        values[is_stored], values[~is_stored] = of_ties, of_incidents
        return values

    return _TieRows(
        kind=merged(frame["kind"][stored], ALL_KINDS.index(TieKind.CO_OFFENDING.value)),
        strength=merged(frame["strength"][stored], 1.0, np.float64),
        begins=merged(frame["valid_from"][stored], periods.first[projected]),
        ends=merged(frame["valid_to"][stored], periods.last[projected]),
        last_shown=merged(frame["valid_to"][stored], periods.first[projected]),
        precision=merged(code_of(Precision.DAY), periods.precision[projected]),
        record=merged(stored, len(frame) + projected),
        source=merged(frame["source_id"][stored], acts["source_id"][projected]),
        starts=starts,
        line=line,
    )


def _kinds(sets: IntArray) -> Listed:
    """Return the kinds of sets of them, given as bits, by name."""
    names = sorted(range(len(ALL_KINDS)), key=ALL_KINDS.__getitem__)
    bits = (sets[:, np.newaxis] >> np.array(names)) & 1
    rows, columns = np.nonzero(bits)
    return grouped(rows, np.array(names)[columns], ALL_KINDS, n_rows=len(sets))


def _sources_of_lines(snapshot: Snapshot, rows: _TieRows) -> Listed:
    ids, is_known = snapshot["source"].ids, rows.source != NONE
    pairs = distinct(pair_key(rows.line[is_known], rows.source[is_known], max(1, len(ids))))
    line, source = np.divmod(pairs, max(1, len(ids)))
    return grouped(line, source, ids, n_rows=len(rows.starts))
