"""A case seen from the end of one day: who is one person, which group goes on in which, what is overdue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from graph_service.domain import records
from graph_service.domain.schema import KINDS
from tests.rival import days
from tests.rival.policy import LOWEST_AGE, MINOR_AGE

Case = Mapping[str, Sequence[object]]  # kind name to records
R = TypeVar("R")
MEMBER_ROLES = ("leader", "core", "affiliate")  # best first; an associate is never a member


def rows(case: Case, kind: type[R]) -> list[R]:
    """Return the records of one class, in the order of their keys."""
    name = next(name for name, one in KINDS.items() if one.record is kind)
    found = [row for row in case.get(name, ()) if isinstance(row, kind)]
    return sorted(found, key=lambda row: str(getattr(row, KINDS[name].key)))


@dataclass(frozen=True, slots=True)
class One:
    """One person: all rows that same_person joins on the day."""

    person_id: str
    rows: tuple[str, ...]
    birth_year: int | None
    died_on: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A membership after joining persons and following lineage."""

    row: records.Membership
    person_id: str
    group_id: str

    def on(self, day: date) -> bool:
        """Say whether it is valid on a day."""
        return days.valid_on(self.row.valid_from, self.row.valid_to, day)

    @property
    def role(self) -> str:
        """The role as a word."""
        return str(self.row.role)


class View:
    """One case as of one day."""

    def __init__(self, case: Case, as_of: date, *, lineage: bool = True) -> None:
        self.case = case
        self.as_of = as_of
        self.lineage = lineage
        self.sources = {row.source_id: row for row in rows(case, records.Source)}
        self.groups = {row.group_id: row for row in rows(case, records.Group)}
        self.incidents = {row.incident_id: row for row in rows(case, records.Incident)}
        self.one_of = self._who_is_who()
        self.persons = self._persons()
        self.heir_of = {group_id: self._heir(group_id) for group_id in self.groups}
        self.members = [
            Member(row, self.one_of[row.person_id], self.heir_of[row.group_id])
            for row in rows(case, records.Membership)
        ]

    # -- persons

    def _who_is_who(self) -> dict[str, str]:
        """Each row of a person to the smallest id among all that are one with it on the day."""
        together = {row.person_id: {row.person_id} for row in rows(self.case, records.Person)}
        for link in rows(self.case, records.SamePerson):
            undone = link.undone_on is not None and link.undone_on <= self.as_of
            if link.decided_on <= self.as_of and not undone:
                joined = together[link.person_a] | together[link.person_b]
                for person_id in joined:
                    together[person_id] = joined
        return {person_id: min(joined) for person_id, joined in together.items()}

    def _persons(self) -> dict[str, One]:
        given = {row.person_id: row for row in rows(self.case, records.Person)}
        found = {}
        for person_id, row in given.items():
            if self.one_of[person_id] != person_id:
                continue
            joined = sorted(other for other, one in self.one_of.items() if one == person_id)
            years = [given[other].birth_year for other in joined if given[other].birth_year is not None]
            deaths = [death for other in joined if (death := given[other].died_on) is not None]
            found[person_id] = One(
                person_id,
                tuple(joined),
                years[0] if years else None,
                min(deaths) if deaths else None,
                self.is_overdue(row.review_by),
            )
        return found

    def is_overdue(self, review_by: date | None) -> bool:
        """Say whether a review was due before the day."""
        return review_by is not None and review_by < self.as_of

    def age(self, person_id: str) -> int | None:
        """Return the age reached in the year of the day, None if the birth year is unknown."""
        born = self.persons[person_id].birth_year
        return None if born is None else self.as_of.year - born

    def is_minor(self, person_id: str) -> bool:
        """Say whether a person may be under age: 18 or less this year, or unknown."""
        age = self.age(person_id)
        return age is None or age <= MINOR_AGE

    def minor_word(self, person_id: str) -> str:
        """Say whether a person is a minor: yes, no, or unknown."""
        return "unknown" if self.age(person_id) is None else "yes" if self.is_minor(person_id) else "no"

    def is_under_15(self, person_id: str) -> bool:
        """Say whether a person is known to be under 15."""
        age = self.age(person_id)
        return age is not None and age < LOWEST_AGE

    def is_alive(self, person_id: str) -> bool:
        """Say whether a person lives: no death by the day, not killed in an incident that has happened."""
        died_on = self.persons[person_id].died_on
        if died_on is not None and died_on <= self.as_of:
            return False
        for row in rows(self.case, records.Involvement):
            if self.one_of[row.person_id] == person_id and row.part == "victim" and row.harm == "killed":
                incident = self.incidents[row.incident_id]
                is_seen = self.is_seen(incident) and self.is_held_decision(row.decided_on)
                if incident.status != "unfounded" and is_seen:
                    return False
        return True

    # -- incidents and dates

    def period(self, row: records.Incident | records.Fact) -> days.Span | None:
        """Return the days an incident or fact may have happened on."""
        return days.period_of(row.occurred_on, str(row.precision))

    def day(self, row: records.Incident | records.Fact) -> date | None:
        """Return the one day that stands for its date."""
        return days.one_day_of(row.occurred_on, str(row.precision), self.as_of)

    def is_seen(self, row: records.Incident | records.Fact) -> bool:
        """Say whether it is seen: from the first day of its period; an unknown date always."""
        period = self.period(row)
        return period is None or period.first <= self.as_of

    def is_held_decision(self, decided_on: date | None) -> bool:
        """Say whether a decision is seen: one dated after the day is not."""
        return decided_on is None or decided_on <= self.as_of

    # -- groups

    def _successions(self) -> list[records.GroupSuccession]:
        return [
            row
            for row in rows(self.case, records.GroupSuccession)
            if self.lineage and row.kind in {"rename", "merge"} and row.occurred_on <= self.as_of
        ]

    def _next(self) -> dict[str, records.GroupSuccession]:
        latest: dict[str, records.GroupSuccession] = {}
        for row in sorted(self._successions(), key=lambda row: (row.occurred_on, row.group_succession_id)):
            latest[row.from_group_id] = row
        return latest

    def _heir(self, group_id: str) -> str:
        """Follow successions to the last; round a circle, the latest of them has the last word."""
        following, path = self._next(), [group_id]
        while path[-1] in following:
            row = following[path[-1]]
            if row.to_group_id in path:
                circle = path[path.index(row.to_group_id) :]
                last = max(
                    (following[one] for one in circle), key=lambda row: (row.occurred_on, row.group_succession_id)
                )
                return last.to_group_id
            path.append(row.to_group_id)
        return path[-1]

    def listed(self) -> list[str]:
        """Return the groups that have a row: valid on some day of the last 365, not gone into another."""
        year = days.last_days(365, self.as_of)
        return [
            group_id
            for group_id, row in self.groups.items()
            if self.heir_of[group_id] == group_id and days.valid_within(row.valid_from, row.valid_to, year)
        ]

    def is_valid(self, group_id: str) -> bool:
        """Say whether a group is valid on the day."""
        row = self.groups[group_id]
        return days.valid_on(row.valid_from, row.valid_to, self.as_of)

    def groups_of(self, person_id: str, day: date) -> set[str]:
        """Return the groups a person is a member of on a day, whatever the review of the rows."""
        return {
            one.group_id
            for one in self.members
            if one.person_id == person_id and one.role in MEMBER_ROLES and one.on(day)
        }

    def current_memberships(self, person_id: str) -> list[Member]:
        """Return the memberships that count in lanes and pools: valid on the day and not overdue."""
        return [
            one
            for one in self.members
            if one.person_id == person_id
            and one.role in MEMBER_ROLES
            and one.on(self.as_of)
            and not self.is_overdue(one.row.review_by)
            and not self.is_overdue(self.groups[one.group_id].review_by)
        ]

    def valid_memberships(self, person_id: str) -> list[Member]:
        """Return the memberships valid on the day, overdue or not."""
        return [
            one
            for one in self.members
            if one.person_id == person_id and one.role in MEMBER_ROLES and one.on(self.as_of)
        ]

    # -- sources

    def origin(self, source_id: str) -> str:
        """Return what a source goes back to, followed as long as that is a source itself."""
        path = [source_id]
        while True:
            source = self.sources.get(path[-1])
            if source is None or source.origin_id is None:
                return path[-1]
            if source.origin_id in path:
                return min(path[path.index(source.origin_id) :])
            path.append(source.origin_id)

    def is_graded(self, source_id: str, *, reliability: str, credibility: int) -> bool:
        """Say whether a source is graded so or better; a grade that is missing, F or 6 never is."""
        source = self.sources[source_id]
        if source.reliability is None or source.credibility is None:
            return False
        return str(source.reliability) <= reliability and source.credibility <= credibility
