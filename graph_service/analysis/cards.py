"""The card of a person: what every list prints of him beside the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_service.analysis.grounds import exited
from graph_service.analysis.standing import current_rows, own_memberships, standing
from graph_service.domain.dates import day_of
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, Snapshot
from graph_service.domain.vocabulary import Role

ROLES = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Card:
    """What a list prints of a person beside the reasons: it never changes the order.

    `age_low` and `age_high` are n-1 and n, None where the year of birth is not known, which counts as
    a minor. `grade` is that of the membership with the best role.
    """

    person_id: str
    label: str
    is_minor: bool
    age_low: int | None
    age_high: int | None
    group_ids: tuple[str, ...]
    role: str
    grade: str
    in_custody: bool
    is_supervised: bool
    supervised_until: date | None
    next_meeting_on: date | None
    last_notified_on: date | None
    cooling_off_until: date | None
    has_exited: bool


def cards(snapshot: Snapshot, policy: Policy, persons: Sequence[int], *, lineage: bool) -> list[Card]:
    """Return what lists print of persons.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Ages and days of rest.
    persons : Sequence[int]
        Positions.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    list[Card]
        One card a person.
    """
    stand, frame = standing(snapshot, policy), snapshot["person"]
    places = _places(snapshot, persons, lineage=lineage)
    rest_days = policy.notification.cooling_off_days
    columns = (
        stand.age, stand.last_notified, stand.is_cooling_off, stand.is_minor, stand.in_custody,
        exited(snapshot, policy, lineage=lineage),
    )  # fmt: skip
    values = zip(*(column[list(persons)].tolist() for column in columns), strict=True)
    found = []
    for person, (age, notified, is_resting, is_minor, in_custody, has_exited) in zip(persons, values, strict=True):
        group_ids, role, grade = places.get(person, ((), "", ""))
        supervised, meeting = stand.supervised.get(person), stand.next_meeting.get(person)
        until = None if supervised is None or supervised.until is None else day_of(supervised.until)
        found.append(
            Card(
                person_id=frame.ids[person],
                label=frame.texts["label"][person],
                is_minor=is_minor,
                age_low=None if age == NO_INT else age - 1,
                age_high=None if age == NO_INT else age,
                group_ids=group_ids,
                role=role,
                grade=grade,
                in_custody=in_custody,
                is_supervised=supervised is not None,
                supervised_until=until,
                next_meeting_on=None if meeting is None else day_of(meeting),
                last_notified_on=None if notified == NO_DAY else day_of(notified),
                cooling_off_until=day_of(notified + rest_days) if is_resting else None,
                has_exited=has_exited,
            )
        )
    return found


def _places(
    snapshot: Snapshot, persons: Sequence[int], *, lineage: bool
) -> dict[int, tuple[tuple[str, ...], str, str]]:
    """Of persons with a current membership: their groups, the best role, and the grade of what says so."""
    own, group_ids = own_memberships(snapshot, lineage=lineage), snapshot["group"].ids
    place = current_rows(own, persons)
    row, role, group = own.rows.row[place], own.rows.role[place], own.rows.group[place]
    source = snapshot["membership"]["source_id"][row]
    by_person: dict[int, list[tuple[int, int, int, int]]] = {}
    columns = (own.rows.person[place], role, row, group, source)
    for person, *entry in zip(*(column.tolist() for column in columns), strict=True):
        by_person.setdefault(person, []).append(tuple(entry))
    grades = source_grades(snapshot)
    found = {}
    for person, entries in by_person.items():
        best_role, _, _, its_source = min(entries)
        groups = sorted({entry[2] for entry in entries})
        found[person] = (tuple([group_ids[one] for one in groups]), ROLES[best_role], grades[its_source])
    return found


def source_grades(snapshot: Snapshot) -> Sequence[str]:
    """Return the grade of each source, such as B2; "-" stands for what is missing.

    Parameters
    ----------
    snapshot : Snapshot
        The records.

    Returns
    -------
    Sequence[str]
        Two characters a source.
    """
    sources = snapshot["source"]
    letters, digits = sources["reliability"].tolist(), sources["credibility"].tolist()
    return [
        ("ABCDEF"[letter] if letter >= 0 else "-") + (str(digit) if digit != NO_INT else "-")
        for letter, digit in zip(letters, digits, strict=True)
    ]
