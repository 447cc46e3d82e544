"""Rows that are counted, and the numbers that follow from them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from graph_service.analysis.figures.parts import Figure, FigureNumber, FigureRow, Value
from graph_service.domain.dates import day_of
from graph_service.domain.snapshot import NO_DAY, Snapshot

QUARTILES: Mapping[str, float] = {"lower_quartile_days": 25, "median_days": 50, "upper_quartile_days": 75}


@dataclass(slots=True)
class Tally:
    """A figure in the making; persons and groups are positions in the tables of a snapshot."""

    snapshot: Snapshot
    name: str
    rows: list[FigureRow] = field(default_factory=list)
    numbers: list[FigureNumber] = field(default_factory=list)

    def row(
        self,
        counted_in: Iterable[str],
        records: Iterable[str],
        *,
        day: int | None,
        person: int | None = None,
        groups: Iterable[int] = (),
        days: int | None = None,
        precision: str = "day",
    ) -> None:
        """Add a row; records are named as kind:id."""
        is_dated = day is not None and day != NO_DAY
        self.rows.append(
            FigureRow(
                person_id=None if person is None else self.snapshot["person"].ids[person],
                on=day_of(day) if is_dated and day is not None else None,
                precision=precision if is_dated else None,
                days=days,
                group_ids=tuple(self.snapshot["group"].ids[group] for group in sorted(groups)),
                counted_in=tuple(counted_in),
                record_ids=tuple(records),
            )
        )

    def count(self, code: str, unit: str, category: str = "", name: str = "") -> None:
        """Add the number of rows that are counted in it; persons and groups are counted once each."""
        key = f"{code}:{category}" if category else code
        counted = [row for row in self.rows if key in row.counted_in]
        self.add(code, unit, category, _COUNTS.get(unit, len)(counted), name)

    def add(self, code: str, unit: str, category: str, value: Value, name: str = "") -> None:
        """Add a number that has no rows of its own: of how many."""
        self.numbers.append(FigureNumber(code, category, name, value, unit, ""))

    def days(self, code: str, of: str) -> None:
        """Add a quartile of the days of the rows that another number counts; quartiles are linear."""
        days = [row.days for row in self.rows if of in row.counted_in and row.days is not None]
        value: Value = float(np.percentile(days, QUARTILES[code])) if days else None
        self.numbers.append(FigureNumber(code, "", "", value, "days", of))

    def categories(self, code: str) -> list[str]:
        """Return the categories of a number that some row is counted in, in order."""
        start = f"{code}:"
        return sorted({key.removeprefix(start) for row in self.rows for key in row.counted_in if key.startswith(start)})

    def figure(self) -> Figure:
        """Return the figure."""
        rows = sorted(self.rows, key=_order)
        return Figure(self.name, None, shows_rows=True, numbers=tuple(self.numbers), rows=tuple(rows))


def _order(row: FigureRow) -> tuple[str, str, tuple[str, ...]]:
    return str(row.on or ""), row.person_id or "", row.record_ids


def _persons(rows: list[FigureRow]) -> int:
    return len({row.person_id for row in rows})


def _groups(rows: list[FigureRow]) -> int:
    return len({group for row in rows for group in row.group_ids})


_COUNTS: Mapping[str, Callable[[list[FigureRow]], int]] = {"persons": _persons, "groups": _groups}
