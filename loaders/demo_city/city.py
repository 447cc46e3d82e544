"""The demo city while it is being built: its records by kind and key, its own dice, and who is where on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar, cast

from graph_service.domain.records import Membership, Person
from graph_service.domain.schema import kind_of, row_of
from graph_service.domain.vocabulary import Role

AS_OF = date(2020, 12, 3)
SEED = 20201203
POLICE = "police"
MUNICIPALITY = "municipality"
PROBATION = "probation"
GROUP_ROLES = (Role.LEADER, Role.CORE, Role.AFFILIATE)
R = TypeVar("R")
Prefix = str


def days(number: int) -> timedelta:
    """Return a number of days as a difference of dates."""
    return timedelta(days=number)


@dataclass(slots=True)
class Stay:
    """A period in custody, from the first day of remand; `until` is the last day, none while it lasts."""

    since: date
    until: date | None


@dataclass(slots=True)
class City:
    """Records so far, in order of making, and what the next ones must agree with."""

    rng: Random
    records: dict[tuple[type, str], object] = field(default_factory=dict)
    counts: dict[Prefix, int] = field(default_factory=dict)
    died: dict[str, date] = field(default_factory=dict)
    custody: dict[str, list[Stay]] = field(default_factory=dict)
    activity: dict[str, float] = field(default_factory=dict)  # how often a person takes part: few do much
    spared: set[str] = field(default_factory=set)  # cases told by hand: no dice draw them
    sources: dict[str, list[tuple[date, str]]] = field(default_factory=dict)  # by sort, by day of collection

    def reseed(self, stage: int) -> None:
        """Begin a stage with dice of its own: what changes in one does not move the others."""
        self.rng.seed(SEED + stage)

    def next_id(self, prefix: Prefix) -> str:
        """Return the next key of a kind of records, like ``I-0001``."""
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        return f"{prefix}-{self.counts[prefix]:04d}"

    def add(self, record: R) -> R:
        """Keep a record; the key must be new."""
        key = (type(record), str(row_of(record)[0]))
        if key in self.records:
            message = f"{kind_of(record).name} {key[1]}: made twice"
            raise ValueError(message)
        self.records[key] = record
        return record

    def change(self, record: R, **values: object) -> R:
        """Keep a record in place of an earlier version of it."""
        key = (type(record), str(row_of(record)[0]))
        self.records[key] = changed = replace(self.records[key], **values)  # type: ignore[type-var]  # a dataclass
        return cast("R", changed)

    def get(self, kind: type[R], key: str) -> R:
        """Return the record of a kind with a key."""
        return cast("R", self.records[kind, key])

    def all(self, kind: type[R]) -> list[R]:
        """Return the records of a kind in the order of making."""
        return [cast("R", record) for (record_kind, _), record in self.records.items() if record_kind is kind]

    def one_of(self, choices: Sequence[R]) -> R:
        """Draw one of some things."""
        return self.rng.choice(choices)

    def chance(self, probability: float) -> bool:
        """Return true as often as the probability says."""
        return self.rng.random() < probability

    def day_between(self, first: date, last: date) -> date:
        """Draw a day, both ends included."""
        return first + days(self.rng.randrange((last - first).days + 1))

    def within(self, low: int, high: int) -> timedelta:
        """Draw a number of days, both ends included."""
        return days(self.rng.randint(low, high))

    def source(self, sort: str, day: date) -> str:
        """Return a source of a sort that was collected on a day or later (the last one, if none was)."""
        dated_sources = self.sources[sort]
        later = [source_id for collected_on, source_id in dated_sources if collected_on >= day]
        return self.one_of(later[:3] or [dated_sources[-1][1]])

    def free_on(self, person_id: str, day: date) -> bool:
        """Say whether a person is alive and in no custody on a day."""
        if person_id in self.died and self.died[person_id] <= day:
            return False
        return not any(
            stay.since <= day and (stay.until is None or day <= stay.until) for stay in self.custody.get(person_id, ())
        )

    def age_on(self, person_id: str, day: date) -> int | None:
        """Return the age reached in the year of a day, if the year of birth is known."""
        born = self.get(Person, person_id).birth_year
        return None if born is None else day.year - born

    def members(self, group_id: str, day: date, roles: Iterable[Role] = GROUP_ROLES) -> list[str]:
        """Return who belongs to a group on a day in one of some roles, each once, by key."""
        role_set = set(roles)
        return sorted(
            {
                membership.person_id
                for membership in self.all(Membership)
                if membership.group_id == group_id
                and membership.role in role_set
                and (membership.valid_from is None or membership.valid_from <= day)
                and (membership.valid_to is None or day <= membership.valid_to)
            }
        )

    def active(self, group_id: str, day: date, number: int) -> list[str]:
        """Draw members of a group who are free on a day, 15 or older; those who take part often come first."""
        pool = [
            person
            for person in self.members(group_id, day)
            if person not in self.spared
            and self.free_on(person, day)
            and (self.age_on(person, day) or 20) >= ADULT_ENOUGH
        ]
        keyed = [(self.rng.random() ** (1 / self.activity.get(person, 1.0)), person) for person in pool]
        return [person for _, person in sorted(keyed, reverse=True)[:number]]


ADULT_ENOUGH = 15  # the youngest the generator makes a suspect; one younger is placed by hand
