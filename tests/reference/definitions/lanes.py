"""Individuals: safety and messenger lane, victim-only."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.answers import Options
from tests.rival.make import (
    attributed,
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
    supervision,
    suspect,
    tie,
    victim,
)

_GUN = "weapon_seizure"


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

MESSENGER += [
    HandCase(
        "messenger lane: the chosen groups; who is in another is not in the graph",
        [
            *(group("A"), group("B"), _GOOD, person("P1"), person("P2"), tie("T", "P1", "P2")),
            *(member("M1", "P1", "A", source_id="C3"), member("M2", "P2", "B", source_id="C3")),
        ],
        "messenger",
        {"order": ["P2"], "n_reached": 1, "n_total": 1, "also_eligible": 0},
        options=Options(groups=("B",)),
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

CASES = [*SAFETY, *MESSENGER, *VICTIM_ONLY]
