"""Groups: first to kill, conflict pairs."""

from tests.reference.definitions.case import HandCase
from tests.rival.make import alliance, attributed, call_in, conflict, drawn_in, group, incident, party, person, state


def _killed(incident_id: str, when: str | None, *groups: str, joint: str | None = None) -> list[object]:
    rows: list[object] = [incident(incident_id, when, killed=1)]
    return rows + [attributed(f"A{incident_id}{one}", incident_id, one, 1.0, joint=joint) for one in groups]


def _first(says: str, groups: list[str], incidents: list[str], beside: list[str], *given: object) -> HandCase:
    return HandCase(
        f"first to kill: {says}",
        [group("A"), group("B"), call_in("C", "2020-10-01"), *given],
        "scorecard",
        {"first_to_kill/groups": groups, "first_to_kill/incidents": incidents, "first_to_kill/beside": beside},
    )


FIRST = [
    _first(
        "the earliest exactly dated counted fatal incident after the call-in's day",
        ["B"],
        ["I2"],
        [],
        *_killed("I1", "2020-10-01", "A"),  # the day of the call-in itself
        *_killed("I2", "2020-10-02", "B"),
        *_killed("I3", "2020-10-03", "A"),
    ),
    _first(
        "groups of one day tie",
        ["A", "B"],
        ["I1", "I2"],
        [],
        *_killed("I1", "2020-10-05", "B"),
        *_killed("I2", "2020-10-05", "A"),
    ),
    _first(
        "a joint act names both",
        ["A", "B"],
        ["I1"],
        [],
        *_killed("I1", "2020-10-05", "A", "B", joint="j"),
    ),
    _first(
        "fatal ones of an earlier day without a named group are listed beside it",
        # I1 earlier and nobody named; I2 of the same day as the first and nobody named: not earlier
        ["A"],
        ["I3"],
        ["I1"],
        *_killed("I1", "2020-10-04"),
        *_killed("I2", "2020-10-05"),
        *_killed("I3", "2020-10-05", "A"),
        *_killed("I4", "2020-10-06"),
    ),
    _first(
        "all, if no group is named",
        [],
        [],
        ["I1", "I2"],
        *(*_killed("I1", "2020-10-04"), incident("I2", "2020-11-04", killed=2), attributed("A1", "I2", "A", 0.49)),
        *_killed("I3", "2020-09-30"),
    ),
    _first(
        "a coarse date is not exact",
        ["A"],
        ["I2"],
        [],
        *_killed("I1", "2020-10", "B"),
        *_killed("I2", "2020-11-05", "A"),
    ),
    _first(
        "only fatal and counted, by D",
        [],
        [],
        [],
        *(incident("I1", "2020-10-05", injured=1), attributed("A1", "I1", "A", 1.0)),
        *(incident("I2", "2020-10-05", killed=1, status="hold"), attributed("A2", "I2", "A", 1.0)),
        *_killed("I3", "2020-12-04", "A"),
    ),
]

_THREE = [
    *(group("A"), group("B"), group("C"), conflict("K")),
    *(party("C1", "A", "K", "a"), party("C2", "B", "K", "b"), party("C3", "C", "K", "b")),
]

PAIRS = [
    HandCase(
        "groups on different sides of a conflict active on D",
        [*_THREE, state("S", "K", "active")],
        "conflicts",
        {"pairs active": {"A B": ["K"], "A C": ["K"]}, "pairs truce": {}},
    ),
    HandCase(
        "truce and dormant by parameter",
        [*_THREE, state("S", "K", "truce")],
        "conflicts",
        {"pairs active": {}, "pairs truce": {"A B": ["K"], "A C": ["K"]}, "pairs dormant": {}},
    ),
    HandCase(
        "dormant by parameter",
        [*_THREE, state("S", "K", "dormant")],
        "conflicts",
        {"pairs active": {}, "pairs dormant": {"A B": ["K"], "A C": ["K"]}},
    ),
    HandCase(
        "an ended conflict makes no pair",
        [*_THREE, state("S", "K", "ended")],
        "conflicts",
        {"pairs active": {}, "pairs truce": {}, "pairs dormant": {}, "states/K": "ended"},
    ),
    HandCase(
        "a party whose time is over is none",
        [
            *(group("A"), group("B"), conflict("K"), state("S", "K", "active")),
            *(party("C1", "A", "K", "a"), party("C2", "B", "K", "b", end="2020-12-02")),
        ],
        "conflicts",
        {"pairs active": {}},
    ),
    HandCase(
        "in two conflicts of different state a pair is shown with the most active",
        [
            *(*_THREE, state("S", "K", "truce"), conflict("L"), state("T", "L", "active")),
            *(party("C4", "A", "L", "x"), party("C5", "B", "L", "y")),
        ],
        "conflicts",
        {"status of pairs": {"A B": "active", "A C": "truce"}},
    ),
    HandCase(
        "persons in a conflict are shown; they enter no number",
        [
            *(*_THREE, state("S", "K", "active"), person("P1"), person("P2"), drawn_in("D1", "P1", "K", "a")),
            drawn_in("D2", "P2", "K", "a", end="2020-12-02"),
        ],
        "conflicts",
        {"sides/K": ["A a", "B b", "C b", "P1 a"], "pairs active": {"A B": ["K"], "A C": ["K"]}},
    ),
    HandCase(
        "two conflicts between a pair are one pair",
        [
            *(*_THREE, state("S", "K", "active"), conflict("L"), state("T", "L", "active")),
            *(party("C4", "A", "L", "x"), party("C5", "B", "L", "y")),
        ],
        "conflicts",
        {"pairs active/A B": ["K", "L"], "pairs active/A C": ["K"]},
    ),
    HandCase(
        "allied and in conflict at once: in conflict, and reported",
        [*_THREE, state("S", "K", "active"), alliance("L1", "A", "B"), alliance("L2", "B", "C")],
        "conflicts",
        {"pairs active/A B": ["K"], "also_allied": ["A B"], "alliances": ["A B", "B C"]},
    ),
    HandCase(
        "an alliance that is over is none",
        [*_THREE, state("S", "K", "active"), alliance("L1", "A", "B", end="2020-12-02")],
        "conflicts",
        {"also_allied": [], "alliances": []},
    ),
]

CASES = [*FIRST, *PAIRS]
