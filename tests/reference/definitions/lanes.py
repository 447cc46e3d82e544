"""Individuals: gate, grades, points, order, safety, messenger, victim-only, exit, feasibility, cooling-off, overdue."""

from datetime import date

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import (
    attributed,
    call_in,
    conflict,
    fact,
    group,
    incident,
    member,
    notification,
    party,
    person,
    source,
    state,
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
        {"order": ["P1"], "rows/P1/is_minor": True, "under_15": 1},
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
        # all in A with a weapon each (3 points), P4 with two (6). Ties P3-P1, P3-P2: P3 reaches 3, P1 and P2 two, P4 one
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


def _safe(says: str, reasons: list[str] | str, *given: object, as_of: str = D) -> HandCase:
    return HandCase(f"safety lane: {says}", [person("P1"), *given], "safety", {"rows/P1/reasons": reasons}, as_of)


_AGAINST = [
    *(group("A"), group("B"), incident("I", "2020-11-01", injured=1)),
    *(attributed("A1", "I", "A", 1.0, "victim"), attributed("A2", "I", "B", 1.0)),
]
SAFETY = [
    _safe(
        "victim in a counted incident <= 365 days",
        ["2019-12-04 victim I"],
        incident("I", "2019-12-04"),
        victim("V", "P1", "I"),
    ),
    _safe("not 366 days ago", "missing", incident("I", "2019-12-03"), victim("V", "P1", "I")),
    _safe("whatever the harm", [f"{D} victim I"], incident("I", D), victim("V", "P1", "I", "unharmed")),
    _safe("not in one on hold", "missing", incident("I", D, status="hold"), victim("V", "P1", "I")),
    _safe("not in an assault", "missing", incident("I", D, "assault"), victim("V", "P1", "I")),
    _safe(
        "threat_received <= 180 days",
        ["2020-06-06 threat_received F"],
        fact("F", "P1", "threat_received", "2020-06-06"),
    ),
    _safe("not 181 days ago", "missing", fact("F", "P1", "threat_received", "2020-06-05")),
    _safe("membership alone never", "missing", *_AGAINST, member("M", "P1", "B", "leader", basis="fact")),
    _safe(
        "suspected in an incident whose open window is against his group: the incident's day",
        ["2020-11-01 open_window I"],
        *(*_AGAINST, member("M", "P1", "B"), suspect("V", "P1", "I", "suspected", "2020-11-02")),
    ),
    _safe(
        "only believed: not",
        "missing",
        *(*_AGAINST, member("M", "P1", "B"), suspect("V", "P1", "I", "believed", "2020-11-02")),
    ),
    _safe(
        "acquitted: not",
        "missing",
        *(*_AGAINST, member("M", "P1", "B"), suspect("V", "P1", "I", "charged", "2020-11-02")),
        suspect("W", "P1", "I", "acquitted", "2020-11-20"),
    ),
    _safe(
        "member on the incident's day, no more on D",
        ["2020-11-01 open_window I"],
        *(*_AGAINST, member("M", "P1", "B", end="2020-11-01"), suspect("V", "P1", "I", "suspected", "2020-11-02")),
    ),
    _safe(
        "member on D, not yet on the incident's day",
        ["2020-11-01 open_window I"],
        *(*_AGAINST, member("M", "P1", "B", start=D), suspect("V", "P1", "I", "suspected", "2020-11-02")),
    ),
    _safe(
        "member only between the two days: not",
        "missing",
        *(*_AGAINST, member("M", "P1", "B", start="2020-11-02", end="2020-12-02")),
        suspect("V", "P1", "I", "suspected", "2020-11-02"),
    ),
    _safe(
        "a suspect of another group: the window is not against his",
        "missing",
        *(*_AGAINST, member("M", "P1", "A"), suspect("V", "P1", "I", "suspected", "2020-11-02")),
    ),
    _safe(
        "an associate is no member",
        "missing",
        *(*_AGAINST, member("M", "P1", "B", "associate"), suspect("V", "P1", "I", "suspected", "2020-11-02")),
    ),
    _safe(
        "a closed window: not",
        "missing",
        *(*_AGAINST, member("M", "P1", "B"), suspect("V", "P1", "I", "suspected", "2020-11-02")),
        incident("J", D, answers="I"),
    ),
    _safe(
        "a window closed by a truce: not; without it he is in conflict K's shadow",
        "missing",
        *(*_AGAINST, member("M", "P1", "B"), suspect("V", "P1", "I", "suspected", "2020-11-02")),
        *(
            conflict("K"),
            party("C1", "A", "K", "a"),
            party("C2", "B", "K", "b"),
            state("S", "K", "truce", "2020-11-02"),
        ),
    ),
    HandCase(
        "most recent ground first, of a window the incident's day; equal days share a rank, printed by person_id",
        # P3: threat on 20 November. P1 and P2: 1 November (victim; window). P4: 1 October
        [
            *(*_AGAINST, person("P1"), person("P2"), person("P3"), person("P4")),
            *(member("M", "P2", "B"), suspect("V2", "P2", "I", "charged", "2020-11-30"), victim("V1", "P1", "I")),
            *(fact("F1", "P3", "threat_received", "2020-11-20"), fact("F2", "P3", "threat_received", "2020-09-01")),
            fact("F3", "P4", "threat_received", "2020-10-01"),
        ],
        "safety",
        {
            "order": ["P3", "P1", "P2", "P4"],
            "rows/P3/rank": 1,
            "rows/P1/rank": 2,
            "rows/P2/rank": 2,
            "rows/P4/rank": 4,
        },
    ),
    HandCase(
        "minors and those under 15 are in the safety lane",
        [person("P1", 2010), person("P2", None), *(fact(f"F{i}", f"P{i}", "threat_received", D) for i in (1, 2))],
        "safety",
        {"order": ["P1", "P2"]},
    ),
]

_GOOD = source("C3", "C3")


def _messenger(says: str, order: list[str], *given: object, **more: object) -> HandCase:
    expected: dict[str, object] = {"order": order, **more}
    return HandCase(f"messenger lane: {says}", [group("A"), group("B"), _GOOD, *given], "messenger", expected)


MESSENGER = [
    _messenger(
        "a source C3 or better",
        ["P1"],
        *(person("P1"), person("P2"), person("P3"), source("C4", "C4"), source("D3", "D3")),
        *(member("M1", "P1", "A", source_id="C3"), member("M2", "P2", "A", source_id="C4")),
        member("M3", "P3", "A", source_id="D3"),
        n_reached=1,
        n_total=3,
    ),
    _messenger(
        "or two sources, of whatever grade: different source and origin, same group",
        ["P1"],
        *(
            person("P1"),
            person("P2"),
            person("P3"),
            person("P4"),
            source("S1", "E5"),
            source("S2", "F6"),
            source("S3", "", "S1"),
        ),
        *(member("M1", "P1", "A", source_id="S1"), member("M2", "P1", "A", source_id="S2")),
        *(member("M3", "P2", "A", source_id="S1"), member("M4", "P2", "B", source_id="S2")),  # not the same group
        *(member("M5", "P3", "A", source_id="S1"), member("M6", "P3", "A", source_id="S3")),  # one origin
        *(member("M7", "P4", "A", source_id="S1"), member("M8", "P4", "A", source_id="S1")),  # one source
    ),
    _messenger(
        "leader, core or affiliate, never associate",
        ["P1", "P2", "P3"],
        *(person("P1"), person("P2"), person("P3"), person("P4")),
        *(
            member(f"M{i}", f"P{i}", "A", role, source_id="C3")
            for i, role in enumerate(("leader", "core", "affiliate", "associate"), 1)
        ),
        n_total=3,
    ),
    _messenger(
        "adult",
        ["P2"],
        *(person("P1", 2002), person("P2", 2001), person("P3", None)),
        *(member(f"M{i}", f"P{i}", "A", source_id="C3") for i in (1, 2, 3)),
        n_total=3,
    ),
    _messenger(
        "the smallest set that reaches every member whom the pool can reach",
        # P2 is tied to P1 and P3, P4 to nobody and not in the pool
        ["P2"],
        *(person("P1"), person("P2"), person("P3"), person("P4")),
        *(member(f"M{i}", f"P{i}", "A", source_id="C3") for i in (1, 2, 3)),
        *(member("M4", "P4", "A"), tie("T1", "P1", "P2"), tie("T2", "P2", "P3")),
        n_reached=3,
        n_total=4,
        also_eligible=2,
    ),
    _messenger(
        "of equal sets the lexicographically smallest",
        ["P1", "P3"],
        *(person("P1"), person("P2"), person("P3"), person("P4")),
        *(member(f"M{i}", f"P{i}", "A", source_id="C3") for i in (1, 2, 3, 4)),
        *(tie("T1", "P1", "P2"), tie("T2", "P3", "P4")),
        also_eligible=2,
    ),
    _messenger(
        "printed by most newly reached, then person_id",
        # two stars: P5 reaches 3, P1 reaches 2
        ["P5", "P1"],
        *(person(f"P{i}") for i in (1, 2, 5, 6, 7)),
        *(member(f"M{i}", f"P{i}", "A", source_id="C3") for i in (1, 5)),
        *(member(f"M{i}", f"P{i}", "A") for i in (2, 6, 7)),
        *(tie("T1", "P1", "P2"), tie("T2", "P5", "P6"), tie("T3", "P5", "P7")),
    ),
    _messenger(
        "default groups: all valid on D; a member of a group that is over is not there to be reached",
        ["P1"],
        *(group("X", None, "2020-12-02"), person("P1"), person("P2")),
        *(member("M1", "P1", "A", source_id="C3"), member("M2", "P2", "X", source_id="C3")),
        n_total=1,
    ),
    _messenger(
        "in custody: in the denominator, not in the pool",
        ["P2"],
        *(person("P1"), person("P2"), tie("T", "P1", "P2"), supervision("U", "P1", "prison", "2020-01-01")),
        *(member("M1", "P1", "A", source_id="C3"), member("M2", "P2", "A", source_id="C3")),
        n_reached=2,
        n_total=2,
    ),
    _messenger(
        "cooling off: in no pool",
        ["P2"],
        *(person("P1"), person("P2"), tie("T", "P1", "P2"), notification("N", "P1", "2020-11-01")),
        *(member("M1", "P1", "A", source_id="C3"), member("M2", "P2", "A", source_id="C3")),
    ),
    _messenger(
        "a victim who is a member is no victim-only person",
        ["P1"],
        *(person("P1"), member("M1", "P1", "A", source_id="C3"), incident("I", D), victim("V", "P1", "I")),
    ),
    _messenger(
        "exit declared: off, and still in the denominator",
        [],
        *(person("P1"), member("M1", "P1", "A", source_id="C3"), fact("F", "P1", "exit_declared", D)),
        n_reached=0,
        n_total=1,
    ),
]


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

VICTIM_ONLY = [
    HandCase(
        "victim-only: no gate, no membership as leader, core or affiliate: the safety lane alone",
        [person("P1"), group("A"), member("M", "P1", "A", "associate"), incident("I", D), victim("V", "P1", "I")],
        "safety",
        {"order": ["P1"]},
    ),
    HandCase(
        "victim-only: not in the message lane",
        [person("P1"), incident("I", D), victim("V", "P1", "I")],
        "message",
        {"order": []},
    ),
    HandCase(
        "a victim who meets the gate is in both lanes",
        [person("P1"), incident("I", D), victim("V", "P1", "I"), fact("F", "P1", _GUN, D)],
        "message",
        {"order": ["P1"], "rows/P1/points": 3},
    ),
]

CASES = [*GATE, *POINTS, *ORDER, *SAFETY, *MESSENGER, *EXIT, *FEASIBILITY, *REVIEW, *VICTIM_ONLY]
