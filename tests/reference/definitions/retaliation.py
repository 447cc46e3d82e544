"""Groups: retaliation windows and what closes them."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import attributed, conflict, group, incident, member, party, person, state, succession, victim

_HIT = [
    *(group("A"), group("B"), group("C"), incident("I", "2020-11-01", injured=1, conflict="K"), conflict("K")),
    *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "B", 0.5)),
]

_SIDES = [party("C1", "A", "K", "a"), party("C2", "B", "K", "b")]


def _window(says: str, is_open: bool | str, *given: object, as_of: str = D, key: str = "I A B") -> HandCase:
    path = f"windows/{key}" + ("" if is_open == "missing" else "/is_open")
    return HandCase(f"retaliation window: {says}", given, "conflicts", {path: is_open}, as_of)


WINDOWS = [
    _window("from a counted incident that injured: open", True, *_HIT),
    HandCase(
        "the window's day is the incident's",
        _HIT,
        "conflicts",
        {"windows/I A B/day": "2020-11-01"},
    ),
    _window("on day 90 it is on", True, *_HIT, as_of="2021-01-30"),
    _window("on day 91 it is over", "missing", *_HIT, as_of="2021-01-31"),
    _window("on day 0 it is on", True, *_HIT, as_of="2020-11-01"),
    _window("the day before it is not", "missing", *_HIT, as_of="2020-10-31"),
    _window(
        "killed opens one too; nobody hurt does not",
        "missing",
        *(group("A"), group("B"), incident("I", D)),
        *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "B", 1.0)),
    ),
    _window(
        "an unknown outcome does not",
        "missing",
        *(group("A"), group("B"), incident("I", D, killed=None)),
        *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "B", 1.0)),
    ),
    _window(
        "an incident on hold does not",
        "missing",
        *(group("A"), group("B"), incident("I", D, killed=1, status="hold")),
        *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "B", 1.0)),
    ),
    _window(
        "both c >= 0.5: a victim group of 0.4 has none",
        "missing",
        *(group("A"), group("B"), incident("I", D, killed=1)),
        *(attributed("A1", "I", "A", 0.4, "victim"), attributed("A2", "I", "B", 1.0)),
    ),
    _window(
        "against unknown only if no group has c >= 0.5 on the suspect side",
        True,
        *(group("A"), group("B"), incident("I", D, killed=1)),
        *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "B", 0.4)),
        key="I A ?",
    ),
    HandCase(
        "h is not g: a group that hit its own has no window, nor one against unknown",
        [
            *(group("A"), group("B"), incident("I", D, killed=1)),
            *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "A", 1.0)),
        ],
        "conflicts",
        {"windows": {}},
    ),
    HandCase(
        "one window for each pair of named groups",
        [
            *(group("A"), group("B"), group("C"), incident("I", D, killed=1)),
            attributed("A1", "I", "A", 1.0, "victim"),
            *(attributed("A2", "I", "B", 0.8, joint="j"), attributed("A3", "I", "C", 0.8, joint="j")),
        ],
        "conflicts",
        {"windows/I A B/is_open": True, "windows/I A C/is_open": True, "windows/I A ?": "missing"},
    ),
    _window(
        "closed if a counted incident by D is linked as its retaliation", False, *_HIT, incident("R", D, answers="I")
    ),
    _window("not by one after D", True, *_HIT, incident("R", "2020-12-04", answers="I")),
    _window("not by one on hold", True, *_HIT, incident("R", D, answers="I", status="hold")),
    _window("not by an assault", True, *_HIT, incident("R", D, "assault", answers="I")),
    _window("not by one of unknown date: 'by D' needs a day", True, *_HIT, incident("R", None, answers="I")),
    _window("not by an incident that is not linked", True, *_HIT, incident("R", D), attributed("A3", "R", "A", 1.0)),
    _window(
        "against unknown too it is closed by a linked retaliation",
        False,
        *(
            group("A"),
            incident("I", D, killed=1),
            attributed("A1", "I", "A", 1.0, "victim"),
            incident("R", D, answers="I"),
        ),
        key="I A ?",
    ),
    _window(
        "closed by a truce in force on D that began after the incident",
        False,
        *_HIT,
        *_SIDES,
        state("S", "K", "truce", "2020-11-02"),
    ),
    _window("closed by an end in force on D", False, *_HIT, *_SIDES, state("S", "K", "ended", "2020-11-02")),
    _window(
        "a conflict that lies dormant closes nothing", True, *_HIT, *_SIDES, state("S", "K", "dormant", "2020-11-02")
    ),
    _window(
        "a truce that began on the incident's day did not begin after it",
        True,
        *_HIT,
        *_SIDES,
        state("S", "K", "truce", "2020-11-01"),
    ),
    _window("a truce of unknown start did not begin after it", True, *_HIT, *_SIDES, state("S", "K", "truce")),
    _window("a truce to begin after D is not in force", True, *_HIT, *_SIDES, state("S", "K", "truce", "2020-12-04")),
    _window(
        "a truce that lapsed opens it again",
        True,
        *(*_HIT, *_SIDES, state("S", "K", "truce", "2020-11-02", "2020-12-02")),
    ),
    _window(
        "a truce broken by a newer active state is not in force",
        True,
        *(*_HIT, *_SIDES, state("S1", "K", "truce", "2020-11-02"), state("S2", "K", "active", "2020-11-20")),
    ),
    _window("no conflict of the two: nothing closes it", True, *_HIT, state("S", "K", "truce", "2020-11-02")),
    _window(
        "the truce of a conflict in which they stand on one side is not theirs",
        True,
        *(*_HIT, party("C1", "A", "K", "a"), party("C2", "B", "K", "a"), state("S", "K", "truce", "2020-11-02")),
    ),
    _window(
        "sides are those of some day from the incident to D: a party that left on the incident's day counts",
        False,
        *(*_HIT, party("C1", "A", "K", "a"), party("C2", "B", "K", "b", end="2020-11-01")),
        state("S", "K", "truce", "2020-11-02"),
    ),
    _window(
        "a party that left before the incident does not count",
        True,
        *(*_HIT, party("C1", "A", "K", "a"), party("C2", "B", "K", "b", end="2020-10-31")),
        state("S", "K", "truce", "2020-11-02"),
    ),
    _window(
        "a party that joined on D counts",
        False,
        *(
            *_HIT,
            party("C1", "A", "K", "a"),
            party("C2", "B", "K", "b", start=D),
            state("S", "K", "truce", "2020-11-02"),
        ),
    ),
    _window(
        "a party to join after D does not",
        True,
        *(*_HIT, party("C1", "A", "K", "a"), party("C2", "B", "K", "b", start="2020-12-04")),
        state("S", "K", "truce", "2020-11-02"),
    ),
    _window(
        "only the incident's own conflict, if the two are on different sides of it",
        # the other conflict L of the two is active: it does not matter
        False,
        *(*_HIT, *_SIDES, state("S", "K", "truce", "2020-11-02")),
        *(conflict("L"), party("C3", "A", "L", "a"), party("C4", "B", "L", "b"), state("T", "L", "active")),
    ),
    _window(
        "else every conflict of the two: one without a truce keeps it open",
        # the incident's own conflict K does not have B in it; L has a truce, N is active
        True,
        *(*_HIT, party("C1", "A", "K", "a")),
        *(
            conflict("L"),
            party("C3", "A", "L", "a"),
            party("C4", "B", "L", "b"),
            state("T", "L", "truce", "2020-11-02"),
        ),
        *(conflict("N"), party("C5", "A", "N", "a"), party("C6", "B", "N", "b"), state("U", "N", "active")),
    ),
    _window(
        "else every conflict of the two: all at truce close it",
        False,
        *(*_HIT, party("C1", "A", "K", "a")),
        *(
            conflict("L"),
            party("C3", "A", "L", "a"),
            party("C4", "B", "L", "b"),
            state("T", "L", "truce", "2020-11-02"),
        ),
        *(
            conflict("N"),
            party("C5", "A", "N", "a"),
            party("C6", "B", "N", "b"),
            state("U", "N", "ended", "2020-11-20"),
        ),
    ),
    HandCase(
        "a coarse incident: day 0 is its 15th, at most D",
        # November stands for the 15th: 18 days before D; a truce of the 15th did not begin after it
        [
            *(group("A"), group("B"), incident("I", "2020-11", killed=1, conflict="K"), conflict("K"), *_SIDES),
            *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "B", 1.0)),
            state("S", "K", "truce", "2020-11-15"),
        ],
        "conflicts",
        {"windows/I A B": {"day": "2020-11", "is_open": True, "days": [18, 72]}},
    ),
    HandCase(
        "lineage: the successor holds the window",
        [*_HIT, group("N"), succession("S", "A", "N", "2020-11-20")],
        "conflicts",
        {"windows/I N B/is_open": True, "windows/I A B": "missing"},
    ),
    HandCase(
        "windows keep overdue records: a victim whose row is overdue still gives his group a window",
        [
            *(group("A", review="2020-01-01"), incident("I", D, injured=1), person("P")),
            *(member("M", "P", "A", review="2020-01-01"), victim("V", "P", "I", review="2020-01-01")),
        ],
        "conflicts",
        {"windows/I A ?/is_open": True},
    ),
]

CASES = [*WINDOWS]
