"""Individuals: gate, grades, points and order of the message lane."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import (
    attributed,
    fact,
    group,
    incident,
    member,
    person,
    source,
    succession,
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

_B2 = [source("B2", "B2"), source("A1", "A1"), source("B3", "B3"), source("C2", "C2"), source("F1", "F1")]

_B2 += [source("A6", "A6"), source("B", "B"), source("2", "2"), source("B2x", "B2", "B2"), source("B2y", "B2", "word")]

_B2 += [source("B2z", "B2", "word"), source("B2xx", "B2", "B2x")]


def _role(
    says: str, points: int | str, *rows: tuple[str, str], role: str = "leader", basis: str = "assessment"
) -> HandCase:
    """P1 has no fact; his memberships are given as (group, source)."""
    memberships = [
        member(f"M{i}", "P1", group_id, role, source_id=source_id, basis=basis)
        for i, (group_id, source_id) in enumerate(rows)
    ]
    return _points(says, points, *_RANKED, *_B2, *memberships)


GATE = [
    _points(
        "convicted <= 5 years, charged <= 3 years, suspected <= 365 days: see Time; one is enough",
        3,
        fact("F", "P1", _GUN, D),
    ),
    _points("nothing documented: not listed", "missing"),
    _points("ties never make anyone eligible", "missing", person("P2"), tie("T", "P1", "P2"), fact("F", "P2", _GUN, D)),
    _points("threat_made alone is no ground of the gate", "missing", fact("F", "P1", "threat_made", D)),
    _points("threat_received alone is none", "missing", fact("F", "P1", "threat_received", D)),
    _points(
        "custody is none",
        "missing",
        supervision("U", "P1", "prison", "2020-01-01"),
    ),
    # a leader (2) of the group ranked first (3)
    _role("leader held as a fact", 5, ("A", "S"), basis="fact"),
    _role("core held as a fact: 1 + 3", 4, ("A", "S"), role="core", basis="fact"),
    _role("affiliate held as a fact is no ground", "missing", ("A", "S"), role="affiliate", basis="fact"),
    _role("an assessment of one source, well graded, is no ground", "missing", ("A", "A1")),
    _role("two sources graded B2 or better", 5, ("A", "A1"), ("A", "B2")),
    _role("one of the two graded B3: no ground", "missing", ("A", "A1"), ("A", "B3")),
    _role("one of the two graded C2: no ground", "missing", ("A", "A1"), ("A", "C2")),
    _role("a reliability of F never counts", "missing", ("A", "A1"), ("A", "F1")),
    _role("a credibility of 6 never counts", "missing", ("A", "B2"), ("A", "A6")),
    _role("a missing credibility never counts", "missing", ("A", "A1"), ("A", "B")),
    _role("a missing reliability never counts", "missing", ("A", "A1"), ("A", "2")),
    _role("the same source twice is one", "missing", ("A", "B2"), ("A", "B2")),
    _role("two sources of one origin count as one: it goes back to the other", "missing", ("A", "B2"), ("A", "B2x")),
    _role("two sources of one origin count as one: one word", "missing", ("A", "B2y"), ("A", "B2z")),
    _role("an origin is followed to the last", "missing", ("A", "B2"), ("A", "B2xx")),
    _role("sources of different origins are two", 5, ("A", "B2"), ("A", "B2y")),
    _role("two sources about different groups are not two", "missing", ("A", "A1"), ("B", "B2")),
    _points(
        "two sources may say one leader, the other core: one of these roles",
        5,
        *(
            *_RANKED,
            *_B2,
            member("M1", "P1", "A", "leader", source_id="A1"),
            member("M2", "P1", "A", "core", source_id="B2"),
        ),
    ),
    _points(
        "an affiliate by the other source does not confirm a leader",
        "missing",
        *(*_RANKED, *_B2, member("M1", "P1", "A", "leader", source_id="A1"), member("M2", "P1", "A", source_id="B2")),
    ),
    _points(
        "the role is valid on D",
        "missing",
        *(*_RANKED, member("M1", "P1", "A", "leader", end="2020-12-02", basis="fact")),
    ),
    _role("a group with V = 0 is no ground", "missing", ("F", "S"), basis="fact"),
    _points(
        "the group itself need not be valid on D",
        # the only group that did anything: ranked first
        5,
        *(group("X", None, "2020-06-01"), member("M1", "P1", "X", "leader", basis="fact")),
        *(incident("I", "2020-05-01", killed=1), attributed("A1", "I", "X", 1.0)),
    ),
    _points(
        "limits run from decided_on, not from the incident",
        3,
        *(incident("I", "2010-01-01"), suspect("V", "P1", "I", "suspected", D)),
    ),
    HandCase(
        "minors stay, marked; under 15 those who otherwise meet the gate are counted",
        [
            *(person("P1", 2003), person("P2", 2007), person("P3", 2007), person("P4", 2007)),
            *(fact("F1", "P1", _GUN, D), fact("F2", "P2", _GUN, D), fact("F3", "P3", "threat_made", D)),
        ],
        "message",
        {"order": ["P1"], "rows/P1/is_minor": "yes", "under_15": 1},
    ),
]

POINTS = [
    _points(
        "per counted incident, once, the best status inside its limit",
        # I: convicted 5 (not 5 + 4 + 3); J: charged 4
        9,
        *(incident("I", "2020-01-01"), incident("J", "2020-01-01")),
        *(suspect("V1", "P1", "I", "suspected", "2020-02-01"), suspect("V2", "P1", "I", "charged", "2020-03-01")),
        *(suspect("V3", "P1", "I", "convicted", "2020-04-01"), suspect("V4", "P1", "J", "charged", "2020-04-01")),
    ),
    _points(
        "an older, higher one outside its limit is passed over",
        # convicted on 2 December 2015 is out; charged on 3 December 2017 is in
        4,
        incident("I", "2015-01-01"),
        *(suspect("V1", "P1", "I", "convicted", "2015-12-02"), suspect("V2", "P1", "I", "charged", "2017-12-03")),
    ),
    _points(
        "a conviction that replaces a charge of the same incident, each inside its limit: once",
        5,
        incident("I", "2016-01-01"),
        *(suspect("V1", "P1", "I", "charged", "2018-01-01"), suspect("V2", "P1", "I", "convicted", "2018-06-01")),
    ),
    _points(
        "weapon_seizure 3, each once per day",
        6,
        *(fact(f"F{i}", "P1", _GUN, day) for i, day in enumerate((D, D, "2020-12-02"))),
    ),
    _points(
        "threat_made 2, each once per day, <= 365 days",
        # D and D-365 (4 December 2019); not D-366; the weapon opens the gate: 3 + 2 + 2
        7,
        *(fact(f"F{i}", "P1", "threat_made", day) for i, day in enumerate((D, D, "2019-12-04", "2019-12-03"))),
        fact("G", "P1", _GUN, D),
    ),
    _points(
        "a weapon and a threat of one day count both", 5, fact("F1", "P1", _GUN, D), fact("F2", "P1", "threat_made", D)
    ),
    _points(
        "police stops, custody and being a victim give no points",
        3,
        *(
            fact("F1", "P1", _GUN, D),
            fact("F2", "P1", "threat_received", D),
            supervision("U", "P1", "remand", "2020-01-01"),
        ),
        *(incident("I", D), victim("V", "P1", "I")),
    ),
    _points(
        "after the gate: the best current role whatever its source; leader 2; a group at V = 0 gives none",
        5,
        *(*_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "F", "core"), member("M2", "P1", "F", "leader")),
    ),
    _points("core 1", 4, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "F", "core")),
    _points("affiliate 0", 3, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "F")),
    _points("own group ranked first 3", 6, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "A")),
    _points("ranked second 2", 5, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "B")),
    _points("ranked third 2", 5, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "C")),
    _points("else 1", 4, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "E")),
    _points(
        "V > 0 only: a group at zero gives nothing", 3, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "F")
    ),
    _points(
        "the best own group, once",
        6,
        *(
            *_RANKED,
            fact("F1", "P1", _GUN, D),
            member("M1", "P1", "E"),
            member("M2", "P1", "A"),
            member("M3", "P1", "B"),
        ),
    ),
    _points(
        "an associate has no own group", 3, *_RANKED, fact("F1", "P1", _GUN, D), member("M1", "P1", "A", "associate")
    ),
    _points(
        "groups that share first place are both first",
        6,
        *(group("A"), group("B"), incident("I", D, killed=1), fact("F1", "P1", _GUN, D), member("M1", "P1", "B")),
        *(attributed("A1", "I", "A", 0.5), attributed("A2", "I", "B", 0.5)),
    ),
    _points(
        "own group holds an open retaliation window, also against unknown: 2, once",
        # F was hit twice by nobody known: 3 + 2
        5,
        *(group("F"), fact("F1", "P1", _GUN, D), member("M1", "P1", "F")),
        *(incident("I", D, killed=1), attributed("A1", "I", "F", 1.0, "victim")),
        *(incident("J", D, injured=1), attributed("A2", "J", "F", 1.0, "victim")),
    ),
    _points(
        "a closed window gives nothing",
        3,
        *(group("F"), fact("F1", "P1", _GUN, D), member("M1", "P1", "F")),
        *(incident("I", D, killed=1), attributed("A1", "I", "F", 1.0, "victim"), incident("J", D, answers="I")),
    ),
    _points(
        "the group against which a window is open gets nothing by it",
        # A did it: ranked first 3; 3 + 3
        6,
        *(group("A"), group("F"), fact("F1", "P1", _GUN, D), member("M1", "P1", "A")),
        *(incident("I", D, killed=1), attributed("A1", "I", "F", 1.0, "victim"), attributed("A2", "I", "A", 1.0)),
    ),
    _points(
        "lineage: the successor's rank is his group's",
        6,
        *(
            *_RANKED,
            group("Old"),
            succession("S", "Old", "A", "2020-01-01"),
            fact("F1", "P1", _GUN, D),
            member("M1", "P1", "Old"),
        ),
    ),
    HandCase(
        "every point names its records",
        [
            *(person("P1"), incident("I", "2020-01-01"), suspect("V1", "P1", "I", "charged", "2020-02-01")),
            *(fact("F1", "P1", _GUN, D), fact("F2", "P1", _GUN, D), fact("F3", "P1", "threat_made", D)),
        ],
        "message",
        {"rows/P1/reasons": ["2 F3", "3 F1 F2", "4 I"]},
    ),
]

_FOUR = [*(person(f"P{i}") for i in (1, 2, 3, 4)), group("A"), group("B")]

ORDER = [
    HandCase(
        "points, then one-step reach in the own groups' graph, both descending; equal both: equal rank; by person_id",
        # all in A with a weapon each (3 points), P4 with two (6). Ties P3-P1, P3-P2: P3 reaches 3, P1, P2 two, P4 one
        [
            *_FOUR,
            *(member(f"M{i}", f"P{i}", "A") for i in (1, 2, 3, 4)),
            *(fact(f"F{i}", f"P{i}", _GUN, D) for i in (1, 2, 3, 4)),
            *(fact("F5", "P4", _GUN, "2020-12-01"), tie("T1", "P3", "P1"), tie("T2", "P3", "P2")),
        ],
        "message",
        {
            "order": ["P4", "P3", "P1", "P2"],
            "rows/P4/rank": 1,
            "rows/P3/rank": 2,
            "rows/P1/rank": 3,
            "rows/P2/rank": 3,
            "rows/P3/reach": 3,
            "rows/P1/reach": 2,
            "rows/P4/reach": 1,
        },
    ),
    HandCase(
        "no current group: reach 0; a tie out of the own groups does not count; a person reaches himself",
        # P1 in A alone (tied to P2 in B): 1. P2 in B alone: 1. P3 in no group: 0
        [
            *_FOUR,
            *(member("M1", "P1", "A"), member("M2", "P2", "B"), member("M3", "P3", "A", "associate")),
            *(fact(f"F{i}", f"P{i}", _GUN, D) for i in (1, 2, 3)),
            *(tie("T1", "P1", "P2"), tie("T2", "P1", "P3")),
        ],
        "message",
        {"rows/P1/reach": 1, "rows/P2/reach": 1, "rows/P3/reach": 0, "rows/P3/rank": 3},
    ),
    HandCase(
        "the own groups' graph joins all his groups",
        # P1 in A and B, tied to P2 (A) and P3 (B): 3
        [
            *_FOUR,
            *(member("M1", "P1", "A"), member("M2", "P1", "B"), member("M3", "P2", "A"), member("M4", "P3", "B")),
            *(fact("F1", "P1", _GUN, D), tie("T1", "P1", "P2"), tie("T2", "P1", "P3")),
        ],
        "message",
        {"rows/P1/reach": 3},
    ),
]

CASES = [*GATE, *POINTS, *ORDER]
