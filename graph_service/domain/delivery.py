"""Deliveries: what a later one brings beside what is stored, record by record, and what it brings no more.

Pure, and the same for an import, a dry run and a check: whoever asks what an import would do is told what it does.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from graph_service.domain.filling import filled, overwritten
from graph_service.domain.schema import KINDS, Kind, Row
from graph_service.domain.tables import Table, Tables, row_hashes
from graph_service.domain.write_summary import KindCounts
from graph_service.domain.writes import NEVER, Footprint, Footprints, StoredWrite

Reason = Callable[[Kind, str], str]  # why a record of a kind, by its key, is changed or taken out


class GoneChoice(StrEnum):
    """What to do about records that their deliverer brings no more."""

    REPORT = "report"
    KEEP = "keep"
    END = "end"


class Fate(StrEnum):
    """What a delivery does to a record that it brings, by the name of its count."""

    NEW = "n_new"
    CHANGED = "n_changed"
    FILLED = "n_filled"
    UNCHANGED = "n_unchanged"
    OLDER = "n_left_older"
    CORRECTED_HERE = "n_corrected_here"


WRITTEN = frozenset({Fate.NEW, Fate.CHANGED, Fate.FILLED, Fate.UNCHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Whose delivery, of which day, and how it is taken; without a day it is as new as can be."""

    deliverer: str = ""
    agency: str = ""
    as_of: date | None = None
    is_forced: bool = False  # it may undo what a later delivery said
    gone: GoneChoice = GoneChoice.REPORT

    @property
    def whose(self) -> tuple[str, str]:
        """Whose delivery it is: two agencies may call theirs the same."""
        return self.deliverer, self.agency

    @property
    def text(self) -> str:
        """Names it in the reason of a correction."""
        whose = f" of {self.deliverer}" if self.deliverer else ""
        return f"import{whose}" + (f" of {self.as_of}" if self.as_of else "")


@dataclass(frozen=True, slots=True)
class Gone:
    """What a deliverer brings no more, and what becomes of it: records as they end, and keys of those taken out."""

    ended: Mapping[str, Table] = field(default_factory=dict)
    removed: Mapping[str, Collection[str]] = field(default_factory=dict)


NOTHING_GONE = Gone()


def no_reason(_kind: Kind, _key: str) -> str:
    """Give no reason of its own: what kind of write it is must do."""
    return ""


class History:
    """The deliveries that a store has seen: how new what they said is.

    Parameters
    ----------
    writes : Iterable[StoredWrite]
        All writes of the store.
    """

    def __init__(self, writes: Iterable[StoredWrite]) -> None:
        in_order = list(writes)
        undone = {write.undoes for write in in_order}
        self._by_number = {write.number: write for write in in_order}
        self._newest: dict[tuple[tuple[str, str], str], date] = {}
        for write in in_order:
            if write.is_delivery and write.as_of is not None and write.number not in undone:
                for table in write.tables:
                    key = write.whose, table
                    self._newest[key] = max(write.as_of, self._newest.get(key, write.as_of))

    def newest(self, whose: tuple[str, str], kind: Kind) -> date | None:
        """Return the latest day of which somebody delivered a table."""
        return self._newest.get((whose, kind.table))

    def is_older(self, delivery: Delivery, kind: Kind, footprint: Footprint) -> bool:
        """Tell whether a later delivery than this one has said what stands in a record."""
        if delivery.as_of is None or delivery.is_forced:
            return False
        days = []
        last_delivery = self._by_number.get(footprint.last_delivery)
        if footprint.last_delivery != NEVER and last_delivery is not None:
            days = [last_delivery.as_of, self.newest(last_delivery.whose, kind)]
        last_write = self._by_number.get(footprint.last_write)
        if last_write is not None and last_write.is_delivery:
            days.append(last_write.as_of)
        return any(day is not None and day > delivery.as_of for day in days)


@dataclass(slots=True)
class DeliveryPlan:
    """What becomes of each record that is brought; refused are columns of acts, by kind name and key."""

    fates: dict[str, dict[str, Fate]] = field(default_factory=dict)
    refused: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def written(self, tables: Tables) -> dict[str, Table]:
        """Return those of the records that are written, or stand there already."""
        return {name: self._taken(table, WRITTEN) for name, table in tables.items()}

    def left(self, name: str) -> set[str]:
        """Return the keys of records of a kind that are left as they are stored though they are brought otherwise."""
        return {key for key, fate in self.fates.get(name, {}).items() if fate not in WRITTEN}

    def counts(self, written: Tables) -> dict[str, KindCounts]:
        """Count by kind what is written of some records, and what is left as it is."""
        counts: dict[str, KindCounts] = {}
        for name in KINDS:
            fates = self.fates.get(name, {})
            keys = written[name].keys if name in written else ()
            sums = Counter([*(fates[key] for key in keys), *(fates[key] for key in self.left(name))])
            if sums:
                counts[name] = KindCounts(**{fate.value: n for fate, n in sums.items()})
        return counts

    def left_counts(self) -> dict[str, KindCounts]:
        """Count by kind what is left as it is."""
        return self.counts({})

    def _taken(self, table: Table, fates: Collection[Fate]) -> Table:
        of_kind = self.fates[table.kind.name]
        rows = [row for row, key in enumerate(table.keys) if of_kind.get(key) in fates]
        return table if len(rows) == len(table) else table.take(rows)


def planned(
    delivery: Delivery, brought: Tables, stored: Tables, *, footprints: Footprints, history: History
) -> DeliveryPlan:
    """Say what becomes of each record of a delivery.

    Parameters
    ----------
    delivery : Delivery
        Whose, of which day, and how it is taken.
    brought : Tables
        Its records, admitted, by kind name.
    stored : Tables
        What is stored under their keys.
    footprints : Footprints
        Of the stored ones.
    history : History
        The deliveries of the store.

    Returns
    -------
    DeliveryPlan
        The fate of each record.
    """
    plan = DeliveryPlan()
    for name, table in brought.items():
        rows = dict(zip(stored[name].keys, stored[name].rows(), strict=True))
        hashes = _hashes_of_differing(table, rows)
        fates = plan.fates.setdefault(name, {})
        for key, row in zip(table.keys, table.rows(), strict=True):
            before = rows.get(key)
            if before is None:
                fates[key] = Fate.NEW
            elif before == row:
                fates[key] = Fate.UNCHANGED
            else:
                footprint = footprints[name][key]
                if footprint.delivered_hash == hashes[key]:
                    fates[key] = Fate.CORRECTED_HERE
                elif history.is_older(delivery, table.kind, footprint):
                    fates[key] = Fate.OLDER
                else:
                    fates[key] = _fate_of_change(plan, table.kind, before, row)
    return plan


def _fate_of_change(plan: DeliveryPlan, kind: Kind, before: Row, brought: Row) -> Fate:
    if not kind.is_act:
        return Fate.CHANGED
    columns = overwritten(kind, before, brought)
    if columns:
        plan.refused.setdefault(kind.name, {})[str(before[0])] = columns
    return Fate.UNCHANGED if filled(before, brought) == before else Fate.FILLED


def _hashes_of_differing(table: Table, stored: Mapping[str, Row]) -> dict[str, bytes]:
    pairs = enumerate(zip(table.keys, table.rows(), strict=True))
    differing = table.take([i for i, (key, row) in pairs if key in stored and stored[key] != row])
    return dict(zip(differing.keys, row_hashes(differing), strict=True))
