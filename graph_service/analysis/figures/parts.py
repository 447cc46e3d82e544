"""What the figures of the programme look like: numbers, and the rows that each of them counts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated as A

from graph_service.analysis.fields import ShownPrecision
from graph_service.analysis.figures.words import FIGURE_WORDS, NUMBER_WORDS, UNANSWERED, UNITS
from graph_service.analysis.result import Result, Withheld
from graph_service.domain.described import Described
from graph_service.domain.parameters import Parameter


class SmallCount(StrEnum):
    """What stands where a number is too small to be told."""

    FEWER_THAN_5 = "fewer_than_5"


FEWER_THAN_5 = SmallCount.FEWER_THAN_5
Value = int | float | SmallCount | Withheld | None


@dataclass(frozen=True, slots=True)
class FigureNumber:
    """A number of a figure."""

    code: A[str, Described("what it counts", "again", words=tuple(NUMBER_WORDS))]
    category: A[
        str,
        Described(
            "of which of them: an agency, a place, an answer, a year, the id of a group, round or call-in; empty: all",
            "probation_service",
        ),
    ]
    name: A[str, Described("name of that group or round; empty: it has none", "Falk")]
    value: A[
        Value,
        Described(
            'the number; "fewer_than_5" or "withheld" where it would tell about few persons, null: there is none',
            4,
            unit="as `unit` says",
            words=tuple(SmallCount),
        ),
    ]
    unit: A[str, Described("what is counted", "persons", words=UNITS)]
    derived_from: A[
        str,
        Described("the number whose rows it is worked out from, days alone: code, or code:category", "first_contacts"),
    ]

    @property
    def key(self) -> str:
        """By what the rows say that they are counted in it."""
        return f"{self.code}:{self.category}" if self.category else self.code


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A visit, an answer, a case, a contact, an incident or an attendance that a figure counts."""

    person_id: A[
        str | None,
        Described(
            'whom it is about; "withheld" where the caller may not know who it is, null: it is about nobody',
            "P-0014",
            refers_to="person",
        ),
    ]
    on: A[
        date | None,
        Described("the day, as exact as `precision` says; null: not known, or withheld", date(2020, 11, 9)),
    ]
    precision: ShownPrecision
    days: A[int | None, Described("days that it took, where the figure measures that", 9, unit="days")]
    group_ids: A[tuple[str, ...], Described("groups on that day", ("G-01",), refers_to="group")]
    counted_in: A[
        tuple[str, ...], Described("numbers of the figure that count it: code, or code:category", ("visits", "again"))
    ]
    record_ids: A[
        tuple[str, ...],
        Described("records that say so, as kind:id", ("notification:N-0201",), refers_to="record"),
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure."""

    name: A[str, Described("which figure", "visits", words=tuple(FIGURE_WORDS))]
    unanswered: A[
        str | None,
        Described("why it has no numbers; null: it has", "no_weekly_review", words=tuple(UNANSWERED)),
    ]
    shows_rows: A[bool, Described("whether the rows behind it are shown to the caller", example=True)]
    numbers: A[tuple[FigureNumber, ...], Described("its numbers", None)]
    rows: A[tuple[FigureRow, ...], Described("what the numbers count, by day and person", None)]

    def rows_of(self, number: FigureNumber) -> tuple[FigureRow, ...]:
        """Return the rows that a number counts, or is worked out from."""
        key = number.derived_from or number.key
        return tuple(row for row in self.rows if key in row.counted_in)

    def value(self, key: str) -> Value:
        """Return a number by its code, or code:category; None where there is none."""
        return next((number.value for number in self.numbers if number.key == key), None)


@dataclass(frozen=True, slots=True)
class FigureRound:
    """A round that figures can be asked of."""

    round_id: A[str, Described("id of the round", "R-0002", refers_to="round")]
    name: A[str, Described("what the round is called", "May 2020")]
    starts_on: A[date, Described("its first day", date(2020, 5, 11))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Result):
    """The figures of the programme for a period."""

    from_day: A[date, Described("first day of the period", date(2020, 11, 1))]
    to_day: A[date, Described("last day of the period", date(2020, 12, 3))]
    figures: A[tuple[Figure, ...], Described("the figures, in the order of the programme", None)]
    rounds: A[tuple[FigureRound, ...], Described("rounds that had begun by the day, the latest first", None)]

    def figure(self, name: str) -> Figure:
        """Return a figure by its name."""
        return next(figure for figure in self.figures if figure.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureParameters:
    """Of which period."""

    from_day: A[
        date | None,
        Parameter(
            "First day of the period; default: of the round, else the first of the month before its last day",
            date(2020, 11, 1),
            each="from",
            in_query="from",
        ),
    ] = None
    to_day: A[
        date | None,
        Parameter("Last day of the period; default: the day looked at", date(2020, 12, 3), each="to", in_query="to"),
    ] = None
    round_id: A[
        str | None,
        Parameter(
            "Only visits of this round",
            "R-2020-05",
            each="round",
            in_query="round",
            refers_to="round",
            minimum=1,
            maximum=1000,
        ),
    ] = None
    outside: A[
        bool,
        Parameter(
            "As it may leave the agencies of the programme: no rows, and no count below 5",
            example=False,
        ),
    ] = False
