"""Time: ages, who is one person and who is alive."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import fact, group, incident, member, person, same, victim

_SEIZED = "weapon_seizure"

AGES = [
    HandCase(
        "age is D.year - birth_year, shown n-1 or n; a minor if <= 18, or unknown",
        [
            *(person("P1", 2002), person("P2", 2001), person("P3", None)),  # 18, 19, unknown
            *(fact(f"F{i}", f"P{i}", _SEIZED, D) for i in (1, 2, 3)),
        ],
        "message",
        {
            "rows/P1/age": [17, 18],
            "rows/P1/is_minor": "yes",
            "rows/P2/age": [18, 19],
            "rows/P2/is_minor": "no",
            "rows/P3/age": None,
            "rows/P3/is_minor": "unknown",
        },
    ),
    HandCase(
        "under 15 if < 15: counted, not listed; 15 and unknown stay",
        [
            *(person("P1", 2006), person("P2", 2005), person("P3", None)),  # 14, 15, unknown
            *(fact(f"F{i}", f"P{i}", _SEIZED, D) for i in (1, 2, 3)),
        ],
        "message",
        {"order": ["P2", "P3"], "under_15": 1},
    ),
]

_TWO_ROWS = [
    *(person("P1", None), person("P2", 2006), person("P3", 1980)),
    fact("F1", "P1", _SEIZED, "2020-11-01"),
    fact("F3", "P3", "threat_made", "2020-11-02"),
]

ONE_PERSON = [
    HandCase(
        "rows joined by same_person count as one from decided_on; the smallest id stands for all",
        # 3 points for the weapon, 2 for the threat; the birth year comes from the next id that has one
        [*_TWO_ROWS, same("J", "P1", "P3", D)],
        "message",
        {"order": ["P1"], "rows/P1/points": 5, "rows/P1/age": [39, 40], "rows/P3": "missing"},
    ),
    HandCase(
        "before decided_on they are two",
        [*_TWO_ROWS, same("J", "P1", "P3", "2020-12-04")],
        "message",
        {"order": ["P1"], "rows/P1/points": 3, "rows/P1/age": None},
    ),
    HandCase(
        "one to the day before undone_on",
        [*_TWO_ROWS, same("J", "P1", "P3", "2020-06-01", "2020-12-04")],
        "message",
        {"rows/P1/points": 5},
    ),
    HandCase(
        "on undone_on they are two again",
        [*_TWO_ROWS, same("J", "P1", "P3", "2020-06-01", D)],
        "message",
        {"rows/P1/points": 3},
    ),
    HandCase(
        "joined over a third row; the birth year comes from the next id in order",
        # P1 has no birth year; the next id that has one is P2 (2006: 14 this year), not P3
        [*_TWO_ROWS, same("J1", "P1", "P2", D), same("J2", "P2", "P3", D)],
        "message",
        {"order": [], "under_15": 1},
    ),
    HandCase(
        "the smallest id stands with its own values: its own birth year wins",
        [person("P1", 1990), person("P2", 1980), fact("F", "P2", _SEIZED, D), same("J", "P1", "P2", D)],
        "message",
        {"order": ["P1"], "rows/P1/age": [29, 30]},
    ),
    HandCase(
        "the smallest id stands with its own review; the other's does not count",
        [
            *(person("P1"), person("P2", review="2020-12-01")),
            *(fact("F", "P2", _SEIZED, D), same("J", "P1", "P2", D)),
        ],
        "message",
        {"order": ["P1"]},
    ),
    HandCase(
        "the earliest died_on holds",
        [
            *(person("P1", died="2020-12-05"), person("P2", died="2020-12-03")),
            *(fact("F", "P1", _SEIZED, D), same("J", "P1", "P2", D)),
        ],
        "message",
        {"order": []},
    ),
    HandCase(
        "linked twice under two ids, a person is one victim",
        # n_injured is empty: the linked injured are one person, not two
        [
            *(person("P1"), person("P2"), group("A"), same("J", "P1", "P2", D)),
            incident("I", D, killed=None, injured=None),
            *(victim("V1", "P1", "I", "injured"), victim("V2", "P2", "I", "injured")),
        ],
        "scorecard",
        {"totals/days_30/victims": [1, 1]},
    ),
]

ALIVE = [
    HandCase(
        "alive: no died_on <= D",
        [
            *(person("P1", died=D), person("P2", died="2020-12-04"), person("P3")),
            *(fact(f"F{i}", f"P{i}", _SEIZED, D) for i in (1, 2, 3)),
        ],
        "message",
        {"order": ["P2", "P3"]},
    ),
    HandCase(
        "not linked with harm killed in an incident that is not unfounded",
        [
            *(person("P1"), person("P2"), person("P3"), person("P4"), person("P5")),
            incident("I1", "2020-11-01", killed=1),
            incident("I2", "2020-11-01", killed=1, status="hold"),
            incident("I3", "2020-11-01", killed=1, status="unfounded"),
            incident(
                "I4", "2020-11-01", "robbery", killed=1, involved="no"
            ),  # not counted, and he is dead all the same
            incident("I5", "2020-12-04", killed=1),  # after D: he lives on D
            *(victim(f"V{i}", f"P{i}", f"I{i}", "killed") for i in (1, 2, 3, 4, 5)),
            *(fact(f"F{i}", f"P{i}", _SEIZED, "2020-10-01") for i in (1, 2, 3, 4, 5)),
        ],
        "message",
        {"order": ["P3", "P5"]},
    ),
    HandCase(
        "the dead are in no lane",
        [
            *(person("P1", died="2020-12-01"), incident("I", "2020-11-01", injured=1)),
            *(victim("V", "P1", "I"), fact("F", "P1", "threat_received", "2020-11-20")),
        ],
        "safety",
        {"order": []},
    ),
    HandCase(
        "the dead are in no pool, and not in the denominator",
        [
            *(group("A"), person("P1", died="2020-12-01"), person("P2")),
            *(member("M1", "P1", "A", "leader"), member("M2", "P2", "A")),
        ],
        "representatives",
        {"n_pool": 1, "budget None/chosen": ["P2"], "budget None/n_total": 1},
    ),
]

CASES = [*AGES, *ONE_PERSON, *ALIVE]
