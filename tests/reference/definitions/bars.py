"""Individuals: exit, feasibility, cooling-off, overdue reviews."""

from datetime import date

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import (
    attributed,
    call_in,
    fact,
    group,
    incident,
    member,
    notification,
    person,
    source,
    supervision,
    suspect,
    tie,
    victim,
)

_GUN = "weapon_seizure"


def _points(says: str, points: int | str, *given: object, as_of: str = D) -> HandCase:
    """P1 gets so many points in the message lane; "missing": he is not listed."""
    return HandCase(f"message lane: {says}", [person("P1"), *given], "message", {"rows/P1/points": points}, as_of)


# Group A has V = 10 (killed, on D) and so is ranked first; B has V = 2, C 1, E 0.5; F is at zero.
_RANKED = [
    *(group("A"), group("B"), group("C"), group("E"), group("F")),
    *(incident("Z1", D, killed=1), attributed("AZ1", "Z1", "A", 1.0)),
    *(incident("Z2", D), attributed("AZ2", "Z2", "B", 1.0)),
    *(incident("Z3", D, "arson"), attributed("AZ3", "Z3", "C", 1.0)),
    *(incident("Z4", D, "arson"), attributed("AZ4", "Z4", "E", 0.5)),
]

_GOOD = source("C3", "C3")


def _exit(says: str, exited: int, *given: object) -> HandCase:
    """P1 holds a weapon of 1 October (ground), and declares his exit as given; the group has V = 0."""
    records = [person("P1"), group("A"), fact("G", "P1", _GUN, "2020-10-01"), *given]
    order = [] if exited else ["P1"]
    return HandCase(f"exit: {says}", records, "message", {"order": order, "exited": exited})


def _declared(day: str, review: str | None = None) -> object:
    return fact("X", "P1", "exit_declared", day, review=review)


EXIT = [
    _exit("later than every scoring fact: off, counted", 1, _declared("2020-10-02")),
    _exit("on the day of the fact is not later", 0, _declared("2020-10-01")),
    _exit("before it", 0, _declared("2020-09-30")),
    _exit("after D is not yet seen", 0, _declared("2020-12-04")),
    _exit(
        "later than the deed of every scoring incident: the deed, not the decision",
        1,
        *(incident("I", "2020-10-10"), suspect("V", "P1", "I", "charged", "2020-11-20"), _declared("2020-10-11")),
    ),
    _exit(
        "a deed of the same day stands against it",
        0,
        *(incident("I", "2020-10-11"), suspect("V", "P1", "I", "charged", "2020-11-20"), _declared("2020-10-11")),
    ),
    _exit(
        "an incident that does not score does not stand against it",
        1,
        *(incident("I", "2020-11-11"), suspect("V", "P1", "I", "believed"), _declared("2020-10-11")),
    ),
    _exit(
        "a later threat made stands against it",
        0,
        fact("T", "P1", "threat_made", "2020-10-12"),
        _declared("2020-10-11"),
    ),
    _exit(
        "a later threat received does not", 1, fact("T", "P1", "threat_received", "2020-10-12"), _declared("2020-10-11")
    ),
    _exit(
        "a current membership that began later stands against it",
        0,
        member("M", "P1", "A", start="2020-10-12"),
        _declared("2020-10-11"),
    ),
    _exit(
        "a current membership of the same day too",
        0,
        member("M", "P1", "A", start="2020-10-11"),
        _declared("2020-10-11"),
    ),
    _exit(
        "a current membership that began earlier does not",
        1,
        member("M", "P1", "A", start="2020-10-10"),
        _declared("2020-10-11"),
    ),
    _exit("unknown start: no obstacle", 1, member("M", "P1", "A"), _declared("2020-10-11")),
    _exit(
        "an associate's membership is no obstacle",
        1,
        member("M", "P1", "A", "associate", "2020-11-01"),
        _declared("2020-10-11"),
    ),
    _exit(
        "a membership that is over is no obstacle",
        1,
        *(member("M", "P1", "A", start="2020-10-20", end="2020-11-20"), _declared("2020-10-11")),
    ),
    _exit(
        "the last of several exits counts", 1, _declared("2020-09-01"), fact("Y", "P1", "exit_declared", "2020-10-05")
    ),
    _exit("an overdue exit still holds", 1, _declared("2020-10-02", "2020-11-01")),
    _exit("a coarse exit: October stands for the 15th, which is later than the 1st", 1, _declared("2020-10")),
    HandCase(
        "exit: off message and messenger, not off the safety lane",
        [person("P1"), fact("X", "P1", "exit_declared", D), fact("T", "P1", "threat_received", "2020-11-01")],
        "safety",
        {"order": ["P1"]},
    ),
]


def _shown(says: str, expected: dict[str, object], *given: object, as_of: str = D) -> HandCase:
    given = (person("P1"), fact("F", "P1", _GUN, "2020-06-01"), *given)
    return HandCase(f"shown: {says}", given, "message", {f"rows/P1/{key}": one for key, one in expected.items()}, as_of)


FEASIBILITY = [
    _shown(
        "supervised until: the latest valid_to of the rows valid on D",
        {"is_supervised": True, "supervised_until": date(2021, 3, 1)},
        *(
            supervision("U1", "P1", "probation", "2020-01-01", "2021-01-01"),
            supervision("U2", "P1", "parole", None, "2021-03-01"),
        ),
        supervision("U3", "P1", "probation", "2020-12-04", "2023-01-01"),  # not valid on D
    ),
    _shown(
        "open if one has none",
        {"is_supervised": True, "supervised_until": None},
        *(
            supervision("U1", "P1", "probation", "2020-01-01", "2021-01-01"),
            supervision("U2", "P1", "parole", "2020-02-01"),
        ),
    ),
    _shown(
        "none valid on D: not supervised",
        {"is_supervised": False, "supervised_until": None, "in_custody": False},
        supervision("U1", "P1", "probation", "2020-01-01", "2020-12-02"),
    ),
    _shown(
        "next meeting: the earliest after D",
        {"next_meeting_on": date(2020, 12, 4)},
        supervision("U1", "P1", "probation", "2020-01-01", meeting="2020-12-10"),
        supervision("U2", "P1", "probation", "2020-01-01", meeting="2020-12-04"),
        supervision("U3", "P1", "probation", "2020-01-01", meeting="2020-12-03"),  # on D: not after it
    ),
    _shown("in custody: remand valid on D", {"in_custody": True}, supervision("U", "P1", "remand", D, D)),
    _shown("in custody: prison valid on D", {"in_custody": True}, supervision("U", "P1", "prison")),
    _shown("probation is no custody", {"in_custody": False}, supervision("U", "P1", "probation")),
    _shown("custody that is over is none", {"in_custody": False}, supervision("U", "P1", "prison", None, "2020-12-02")),
    _shown("custody never changes the lane: he is listed", {"points": 3, "rank": 1}, supervision("U", "P1", "prison")),
    _shown(
        "last delivered notification: planned ones are none, later ones are not yet seen",
        {"last_notified_on": date(2020, 8, 1)},
        *(notification("N1", "P1", "2020-07-01"), notification("N2", "P1", "2020-08-01")),
        *(notification("N3", "P1", None, planned="2020-11-01"), notification("N4", "P1", "2020-12-04")),
    ),
    _shown("no notification", {"last_notified_on": None, "is_eligible": True}),
    _shown(
        "cooling-off: 90 days after the last delivered notification: on day 90 not eligible, and still listed",
        {"is_eligible": False, "rank": 1},
        notification("N1", "P1", "2020-09-04"),
    ),
    _shown(
        "cooling off until day 90",
        {"cooling_off_until": date(2020, 12, 3), "is_eligible": False},
        notification("N1", "P1", "2020-09-04"),
    ),
    _shown(
        "best current role whatever its source, with its grade",
        {"role": "leader D4", "groups": ["A", "B"]},
        *(group("A"), group("B"), source("D4", "D4"), source("A1", "A1")),
        *(member("M1", "P1", "A", "core", source_id="A1"), member("M2", "P1", "B", "leader", source_id="D4")),
    ),
    _shown("a missing grade is shown as such", {"role": "core --"}, group("A"), member("M1", "P1", "A", "core")),
    _shown("eligible on day 91", {"is_eligible": True}, notification("N1", "P1", "2020-09-03")),
    _shown("on the day of delivery not eligible", {"is_eligible": False}, notification("N1", "P1", D)),
    _shown(
        "delivered to a guardian counts", {"is_eligible": False}, notification("N1", "P1", "2020-11-01", "guardian")
    ),
    _shown(
        "the last one counts",
        {"is_eligible": False},
        notification("N1", "P1", "2020-01-01"),
        notification("N2", "P1", "2020-11-01"),
    ),
    _shown("call-ins do not start it", {"is_eligible": True}, call_in("C", "2020-12-01")),
    HandCase(
        "cooling-off: the safety lane is exempt",
        [person("P1"), notification("N1", "P1", D), fact("T", "P1", "threat_received", "2020-11-01")],
        "safety",
        {"order": ["P1"]},
    ),
]

_OVERDUE = "2020-12-02"  # the day before D

REVIEW = [
    _points("review_by on D is not before D", 3, fact("F", "P1", _GUN, D, review=D)),
    _points("an overdue fact counts for nothing", "missing", fact("F", "P1", _GUN, D, review=_OVERDUE)),
    _points(
        "an overdue involvement counts for nothing",
        "missing",
        *(incident("I", "2020-06-01"), suspect("V", "P1", "I", "charged", "2020-07-01", review=_OVERDUE)),
    ),
    _points(
        "an overdue drop still holds",
        "missing",
        *(incident("I", "2020-06-01"), suspect("V1", "P1", "I", "charged", "2020-07-01")),
        suspect("V2", "P1", "I", "dropped", "2020-08-01", review=_OVERDUE),
    ),
    _points(
        "an overdue acquittal still holds",
        "missing",
        *(incident("I", "2020-06-01"), suspect("V1", "P1", "I", "charged", "2020-07-01")),
        suspect("V2", "P1", "I", "acquitted", None, review=_OVERDUE),
    ),
    _points(
        "an overdue membership counts for nothing: neither role nor group",
        3,
        *(*_RANKED, fact("F", "P1", _GUN, D), member("M", "P1", "A", "leader", basis="fact", review=_OVERDUE)),
    ),
    _points(
        "every membership of an overdue group counts for nothing",
        3,
        *(group("X", review=_OVERDUE), incident("I", D, killed=1), attributed("A1", "I", "X", 1.0)),
        *(fact("F", "P1", _GUN, D), member("M", "P1", "X", "leader", basis="fact")),
    ),
    _points(
        "an overdue membership is no ground of the gate",
        "missing",
        *(*_RANKED, member("M", "P1", "A", "leader", basis="fact", review=_OVERDUE)),
    ),
    HandCase(
        "an overdue person is in no lane: message",
        [person("P1", review=_OVERDUE), person("P2", review=D), fact("F", "P1", _GUN, D), fact("G", "P2", _GUN, D)],
        "message",
        {"order": ["P2"]},
    ),
    HandCase(
        "an overdue person is in no lane: safety",
        [person("P1", review=_OVERDUE), fact("F", "P1", "threat_received", D)],
        "safety",
        {"order": []},
    ),
    HandCase(
        "an overdue threat or victim row is no ground of the safety lane",
        [
            *(person("P1"), person("P2"), fact("F", "P1", "threat_received", D, review=_OVERDUE)),
            *(incident("I", D), victim("V", "P2", "I", review=_OVERDUE)),
        ],
        "safety",
        {"order": []},
    ),
    HandCase(
        "an overdue person is in no pool; the reach graph with its denominator keeps him",
        [
            *(group("A"), person("P1", review=_OVERDUE), person("P2"), tie("T", "P1", "P2"), _GOOD),
            *(member("M1", "P1", "A", source_id="C3"), member("M2", "P2", "A", source_id="C3")),
        ],
        "messenger",
        {"order": ["P2"], "n_reached": 2, "n_total": 2},
    ),
    HandCase(
        "an overdue membership gives no place in the pool, and stays in the denominator",
        [
            *(group("A"), person("P1"), person("P2"), tie("T", "P1", "P2"), _GOOD),
            *(member("M1", "P1", "A", source_id="C3", review=_OVERDUE), member("M2", "P2", "A", source_id="C3")),
        ],
        "messenger",
        {"order": ["P2"], "n_reached": 2, "n_total": 2},
    ),
    HandCase(
        "every membership of an overdue group gives no place in the pool; the denominator keeps its members",
        [group("A", review=_OVERDUE), person("P1"), _GOOD, member("M1", "P1", "A", source_id="C3")],
        "messenger",
        {"order": [], "n_reached": 0, "n_total": 1},
    ),
    HandCase(
        "the table keeps overdue groups and memberships",
        [
            *(group("A", review=_OVERDUE), person("P1", review=_OVERDUE), member("M1", "P1", "A", review=_OVERDUE)),
            *(incident("I", D, killed=1), suspect("V", "P1", "I", "charged", D, review=_OVERDUE)),
        ],
        "scorecard",
        {"groups/A/index": 5, "groups/A/n_members": 1, "groups/A/rank": 1},
    ),
    HandCase(
        "an overdue record that says a person was killed does not bring him back to life",
        [
            *(person("P1"), fact("F", "P1", _GUN, "2020-06-01"), incident("I", D, killed=1)),
            victim("V", "P1", "I", "killed", review=_OVERDUE),
        ],
        "message",
        {"order": []},
    ),
]

CASES = [*EXIT, *FEASIBILITY, *REVIEW]
