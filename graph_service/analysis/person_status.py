"""How each person stands on the day: age, custody, supervision, notification, review, exit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.people import Memberships, ages, alive, memberships, overdue, people, walks
from graph_service.analysis.periods import Periods, periods_of
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, NONE, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import Answer, FactKind, Reliability, SupervisionKind, code_of

Mask = NDArray[np.bool_]
CUSTODY = (code_of(SupervisionKind.REMAND), code_of(SupervisionKind.PRISON))
B2 = (code_of(Reliability.B), 2)
C3 = (code_of(Reliability.C), 3)


@dataclass(frozen=True, slots=True)
class Supervised:
    """Periods of one person valid on the day; `until` is None if one of them is open."""

    until: int | None
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonStatus:
    """One element a row of the persons table; only rows that stand for a person mean anything."""

    alive: Mask
    age: IntArray
    is_age_known: Mask
    is_minor: Mask  # the rules for minors apply: a minor, or of unknown age
    is_under_age: Mask
    is_overdue: Mask
    in_custody: Mask
    is_cooling_off: Mask
    last_notified: IntArray
    exit_day: IntArray  # of the latest exit declared
    supervised: Mapping[int, Supervised]
    next_meeting: Mapping[int, int]


def minor_word(*, is_minor: bool, is_age_known: bool) -> str:
    """Return whether somebody is a minor in a word: whose age is not known is never called one."""
    return Answer.UNKNOWN.value if not is_age_known else Answer.YES.value if is_minor else Answer.NO.value


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts seen on the day, in the order of their ids; `day` stands for a coarse date, `periods` are of all facts."""

    periods: Periods
    row: IntArray
    person: IntArray
    kind: IntArray
    day: IntArray
    is_overdue: Mask


@dataclass(frozen=True, slots=True)
class OwnMemberships:
    """Memberships valid on the day, with what a review says of them.

    `current` marks rows of `rows` that count in lanes and pools: valid, and neither they nor their
    group overdue. `b2`, `c3` mark rows with a source graded so or better; `origin` numbers the origins.
    """

    rows: Memberships
    current: Mask
    b2: Mask
    c3: Mask
    origin: IntArray


@derived
def person_status(snapshot: Snapshot, policy: Policy) -> PersonStatus:
    """Say how each person stands on the day."""
    who, day, n = people(snapshot), snapshot.day, len(snapshot["person"])
    age = ages(snapshot)
    is_known = age != NO_INT
    last_notified = np.full(n, NO_DAY, dtype=np.int64)
    acts = snapshot["notification"]
    delivered = (acts["delivered_on"] != NO_DAY) & (acts["delivered_on"] <= day)
    np.maximum.at(last_notified, who.same[acts["person_id"][delivered]], acts["delivered_on"][delivered])
    exit_day = np.full(n, NO_DAY, dtype=np.int64)
    declared = facts(snapshot)
    exits = declared.kind == code_of(FactKind.EXIT_DECLARED)
    np.maximum.at(exit_day, declared.person[exits], declared.day[exits])
    in_custody, supervised, next_meeting = _supervision(snapshot)
    return PersonStatus(
        alive=alive(snapshot),
        age=age,
        is_age_known=is_known,
        is_minor=~is_known | (age <= policy.gate.minor_age),
        is_under_age=is_known & (age < policy.gate.under_age),
        is_overdue=overdue(snapshot, "person"),
        in_custody=in_custody,
        is_cooling_off=(last_notified != NO_DAY) & (day - last_notified <= policy.notification.cooling_off_days),
        last_notified=last_notified,
        exit_day=exit_day,
        supervised=supervised,
        next_meeting=next_meeting,
    )


@derived
def facts(snapshot: Snapshot) -> Facts:
    """Return the facts seen on the day."""
    frame = snapshot["fact"]
    # the words of its precision are the first of Precision, in the same order
    periods = periods_of(frame["occurred_on"], frame["precision"], snapshot.day)
    row = np.flatnonzero(periods.seen)
    person = people(snapshot).same[frame["person_id"][row]] if len(row) else frame["person_id"][row]
    return Facts(
        periods, row, person, frame["kind"][row], periods.day[row].astype(np.int64), overdue(snapshot, "fact")[row]
    )


@derived
def own_memberships(snapshot: Snapshot, *, lineage: bool) -> OwnMemberships:
    """Return the memberships that count in lanes and pools, with the grades of their sources."""
    rows, frame = memberships(snapshot, lineage=lineage), snapshot["membership"]
    current = rows.on(snapshot.day) & ~overdue(snapshot, "membership")[rows.row]
    if len(rows.row):
        current &= ~overdue(snapshot, "group")[rows.group]
    source = frame["source_id"][rows.row]
    return OwnMemberships(
        rows=rows,
        current=current,
        b2=graded(snapshot, source, B2),
        c3=graded(snapshot, source, C3),
        origin=origins(snapshot)[source] if len(source) else source,
    )


def current_rows(member_rows: OwnMemberships, persons: Collection[int]) -> NDArray[np.intp]:
    """Return the memberships that count of some persons."""
    is_asked = np.zeros(len(member_rows.rows.starts) - 1, dtype=np.bool_)
    is_asked[list(persons)] = True
    return np.flatnonzero(member_rows.current & is_asked[member_rows.rows.person])


def graded(snapshot: Snapshot, source: IntArray, grade: tuple[int, int]) -> Mask:
    """Say of each source whether it is graded so or better; F, 6 and missing never."""
    frame = snapshot["source"]
    if not len(frame):
        return np.zeros(len(source), dtype=np.bool_)
    reliability, credibility = frame["reliability"][source], frame["credibility"][source]
    good = (reliability != NONE) & (reliability <= grade[0])
    good &= (credibility != NO_INT) & (credibility <= grade[1])
    return good & (source != NONE)


def origins(snapshot: Snapshot) -> IntArray:
    """Number the origins of all sources: sources that go back to one thing share a number."""
    frame = snapshot["source"]
    words = frame.texts["origin_id"]
    numbers: dict[str, int] = {}
    following = {
        row: frame.position[word] for row, word in enumerate(words) if word is not None and word in frame.position
    }
    last = list(range(len(frame)))
    for path, circle in walks(following):
        source = min(circle) if circle else last[path[-1]]  # the smallest source of a circle stands for it
        for row in path:
            last[row] = source
    numbers_of = []
    for source in last:
        is_source = words[source] is None or source in following
        name = f"source {frame.ids[source]}" if is_source else f"word {words[source]}"
        numbers_of.append(numbers.setdefault(name, len(numbers)))
    return np.array(numbers_of, dtype=np.int64)


def _supervision(snapshot: Snapshot) -> tuple[Mask, dict[int, Supervised], dict[int, int]]:
    frame, day = snapshot["supervision"], snapshot.day
    in_custody = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    periods: dict[int, list[int]] = {}
    next_meeting: dict[int, int] = {}
    person = people(snapshot).same[frame["person_id"]] if len(frame) else frame["person_id"]
    valid = frame.valid_on(day)
    in_custody[person[valid & np.isin(frame["kind"], CUSTODY)]] = True
    for row in np.flatnonzero(valid).tolist():
        periods.setdefault(int(person[row]), []).append(row)
    for row in np.flatnonzero(valid & (frame["next_meeting_on"] > day)).tolist():
        meeting = int(frame["next_meeting_on"][row])
        next_meeting[int(person[row])] = min(meeting, next_meeting.get(int(person[row]), meeting))
    supervised = {}
    for of_person, rows in periods.items():
        ends = [int(frame["valid_to"][row]) for row in rows]
        ids = tuple(frame.ids[row] for row in rows)
        supervised[of_person] = Supervised(None if NO_DAY in ends else max(ends), ids)
    return in_custody, supervised, next_meeting
