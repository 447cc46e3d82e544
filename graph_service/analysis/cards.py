"""The card of a person: what every list prints beside the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.analysis.codes import ROLE_WORDS
from graph_service.analysis.conflicts import conflict_pairs
from graph_service.analysis.eligibility import exited
from graph_service.analysis.fields import IsMinor, Label, PersonId
from graph_service.analysis.person_status import current_rows, minor_word, own_memberships, person_status
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, Snapshot, derived
from graph_service.domain.vocabulary import ConflictState, Role

ROLES = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Card:
    """What a list prints of a person beside the reasons: it never changes the order.

    Where `person_id` is "withheld", no other field says anything of the person.
    """

    person_id: PersonId
    label: Label
    is_minor: IsMinor
    age_low: A[
        int | None,
        Described(
            "age on the day if the birthday of the year is still to come; null: not known, or withheld",
            22,
            unit="years",
        ),
    ]
    age_high: A[
        int | None,
        Described("age on the day if the birthday of the year is past; null: not known, or withheld", 23, unit="years"),
    ]
    group_ids: A[
        tuple[str, ...],
        Described(
            "groups of which the person is leader, core or affiliate on the day, without those whose review is "
            "overdue; empty: of none",
            ("G-01",),
            refers_to="group",
        ),
    ]
    groups_in_conflict: A[
        tuple[str, ...],
        Described(
            "those of these groups that are in an active conflict with another of them; empty: none are",
            (),
            refers_to="group",
        ),
    ]
    role: A[
        str,
        Described(
            "best role in one of these groups: leader, core or affiliate; empty: in none", "core", words=ROLE_WORDS
        ),
    ]
    grade: A[
        str,
        Described(
            "grade of the source of that role: reliability A to F, then credibility 1 to 6, - where one is "
            "missing; empty: no role",
            "B2",
        ),
    ]
    in_custody: A[bool, Described("whether the person is on remand or in prison on the day", example=False)]
    is_supervised: A[bool, Described("whether a supervision of any kind is valid on the day", example=True)]
    supervised_until: A[
        date | None,
        Described(
            "last day of the supervision that lasts longest; null: not supervised, or no end is known", date(2021, 8, 3)
        ),
    ]
    next_meeting_on: A[
        date | None,
        Described(
            "earliest meeting after the day under a supervision valid now; null: none is known", date(2021, 1, 15)
        ),
    ]
    last_notified_on: A[
        date | None,
        Described(
            "day of the last notification delivered to the person or a guardian; null: none was", date(2020, 11, 20)
        ),
    ]
    cooling_off_until: A[
        date | None,
        Described(
            "last of the 90 days after that notification, during which the person is not eligible and in no pool; "
            "null: not cooling off",
            date(2021, 2, 18),
        ),
    ]
    has_exited: A[
        bool,
        Described(
            "whether the person declared an exit later than every deed that scores and the start of every current "
            "membership",
            example=False,
        ),
    ]


def cards(snapshot: Snapshot, policy: Policy, persons: Sequence[int], *, lineage: bool) -> list[Card]:
    """Return what lists print of persons."""
    stand, frame = person_status(snapshot, policy), snapshot["person"]
    places = _places(snapshot, persons, lineage=lineage)
    rest_days = policy.notification.cooling_off_days
    columns = (
        stand.age, stand.last_notified, stand.is_cooling_off, stand.is_minor, stand.is_age_known, stand.in_custody,
        exited(snapshot, policy, lineage=lineage),
    )  # fmt: skip
    values = zip(*(column[list(persons)].tolist() for column in columns), strict=True)
    cards_of = []
    opposed = opposed_groups(snapshot, lineage=lineage)
    for person, (age, notified, is_resting, is_minor, is_age_known, in_custody, has_exited) in zip(
        persons, values, strict=True
    ):
        group_ids, role, grade = places.get(person, ((), "", ""))
        supervised, meeting = stand.supervised.get(person), stand.next_meeting.get(person)
        until = None if supervised is None or supervised.until is None else day_of(supervised.until)
        cards_of.append(
            Card(
                person_id=frame.ids[person],
                label=frame.texts["label"][person],
                is_minor=minor_word(is_minor=is_minor, is_age_known=is_age_known),
                age_low=None if age == NO_INT else age - 1,
                age_high=None if age == NO_INT else age,
                group_ids=group_ids,
                groups_in_conflict=among_opposed(group_ids, opposed),
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
    return cards_of


@derived
def opposed_groups(snapshot: Snapshot, *, lineage: bool) -> frozenset[tuple[str, str]]:
    """Return the pairs of groups that are in an active conflict, each both ways."""
    pairs = conflict_pairs(snapshot, states=(ConflictState.ACTIVE,), lineage=lineage)
    return frozenset(ends for pair in pairs for ends in ((pair.group_a, pair.group_b), (pair.group_b, pair.group_a)))


def among_opposed(group_ids: Sequence[str], opposed: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """Return those of some groups that are in conflict with another of them."""
    return tuple(a for a in group_ids if any((a, b) in opposed for b in group_ids))


def _places(
    snapshot: Snapshot, persons: Sequence[int], *, lineage: bool
) -> dict[int, tuple[tuple[str, ...], str, str]]:
    """Of persons with a current membership: their groups, the best role, and the grade of what says so."""
    member_rows, group_ids = own_memberships(snapshot, lineage=lineage), snapshot["group"].ids
    rows = current_rows(member_rows, persons)
    row, role, group = member_rows.rows.row[rows], member_rows.rows.role[rows], member_rows.rows.group[rows]
    source = snapshot["membership"]["source_id"][row]
    by_person: dict[int, list[tuple[int, int, int, int]]] = {}
    columns = (member_rows.rows.person[rows], role, row, group, source)
    for person, *entry in zip(*(column.tolist() for column in columns), strict=True):
        by_person.setdefault(person, []).append(tuple(entry))
    grades = source_grades(snapshot)
    memberships_of = {}
    for person, entries in by_person.items():
        best_role, _, _, its_source = min(entries)
        groups = sorted({entry[2] for entry in entries})
        memberships_of[person] = (
            tuple([group_ids[key] for key in groups]),
            ROLES[best_role],
            grades[its_source],
        )
    return memberships_of


@derived
def source_grades(snapshot: Snapshot) -> Sequence[str]:
    """Return the grade of each source, such as B2; "-" stands for what is missing."""
    sources = snapshot["source"]
    letters, digits = sources["reliability"].tolist(), sources["credibility"].tolist()
    return [
        ("ABCDEF"[letter] if letter >= 0 else "-") + (str(digit) if digit != NO_INT else "-")
        for letter, digit in zip(letters, digits, strict=True)
    ]
