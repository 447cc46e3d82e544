"""Groups: violence index, rank, uncertainty, unknowns spread."""

from typing import Final

import numpy as np

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import attributed, group, incident, member, person, suspect

# Halving every 90 days: after 90 days 1/2, after 180 days 1/4, after 45 days 1/sqrt 2.
# D - 45 is 19 October, D - 90 is 4 September, D - 180 is 6 June, D - 364 is 5 December 2019.
HALF_ROOT: Final = 2**-0.5


def _index(says: str, index: float, *given: object) -> HandCase:
    return HandCase(f"violence index: {says}", [group("A"), *given], "scorecard", {"groups/A/index": index})


def _one(incident_row: object, c: float = 1.0) -> list[object]:
    return [incident_row, attributed("A1", "I", "A", c)]


INDEX = [
    _index("killed 10, on D", 10, *_one(incident("I", D, killed=1))),
    _index("by the worst outcome, not per victim", 10, *_one(incident("I", D, killed=3, injured=4))),
    _index("injured 5", 5, *_one(incident("I", D, "stabbing", injured=2))),
    _index("otherwise a shooting 2", 2, *_one(incident("I", D))),
    _index("otherwise an explosion 2", 2, *_one(incident("I", D, "explosion", killed=None))),
    _index("other 1: stabbing", 1, *_one(incident("I", D, "stabbing"))),
    _index("other 1: arson", 1, *_one(incident("I", D, "arson", killed=None, injured=None))),
    _index(
        "an injury known by its lower bound: 5", 5, *_one(incident("I", D, killed=None, injured=None, bounds=(1, 2)))
    ),
    _index("times c", 3, *_one(incident("I", D, killed=1), 0.3)),
    _index("halved after 90 days", 5, *_one(incident("I", "2020-09-04", killed=1))),
    _index("a quarter after 180 days", 2.5, *_one(incident("I", "2020-06-06", killed=1))),
    _index("age 45: 10 / sqrt 2", 10 * HALF_ROOT, *_one(incident("I", "2020-10-19", killed=1))),
    _index(
        "age 364 counts: 2 ** (-364/90) = 0.0606", 10 * 2 ** (-364 / 90), *_one(incident("I", "2019-12-05", killed=1))
    ),
    _index("age 365 does not", 0, *_one(incident("I", "2019-12-04", killed=1))),
    _index(
        "a month whose whole period lies inside counts from its 15th: 18 days",
        10 * 2 ** (-18 / 90),
        *_one(incident("I", "2020-11", killed=1)),
    ),
    _index("a month that reaches past D does not", 0, *_one(incident("I", "2020-12", killed=1))),
    _index("a month that begins before the 365 days does not", 0, *_one(incident("I", "2019-12", killed=1))),
    _index("an unknown date does not", 0, *_one(incident("I", None, killed=1))),
    _index("an incident on hold does not", 0, *_one(incident("I", D, killed=1, status="hold"))),
    _index("the victim side does not", 0, incident("I", D, killed=1), attributed("A1", "I", "A", 1.0, "victim")),
    _index(
        "a sum over incidents, named or not: 10 x 0.4 + 5 x 1/2",
        6.5,
        *_one(incident("I", D, killed=1), 0.4),
        *(incident("J", "2020-09-04", injured=1), attributed("A2", "J", "A", 1.0)),
    ),
    _index(
        "derived: 10 x 0.5",
        5,
        incident("I", D, killed=1),
        *(person("P"), member("M", "P", "A"), suspect("V", "P", "I", "charged", D)),
    ),
]

RANK = [
    HandCase(
        "V descending, equal V equal rank (1, 1, 3), groups at zero share 1 + the number above zero, printed by id",
        [
            *(group(one) for one in "ABCEF"),
            *(incident("I1", D, killed=1), attributed("A1", "I1", "C", 0.5), attributed("A2", "I1", "B", 0.5)),
            *(incident("I2", D), attributed("A3", "I2", "F", 1.0)),
        ],
        "scorecard",
        {
            "order": ["B", "C", "F", "A", "E"],
            "groups/B/rank": 1,
            "groups/C/rank": 1,
            "groups/F/rank": 3,
            "groups/A/rank": 4,
            "groups/E/rank": 4,
            "most_violent": ["B", "C"],
        },
    ),
    HandCase(
        "equal within 1e-9",
        # A: 10 x (0.1 + 0.2) is 3.0000000000000004 in binary, B: 10 x 0.3 is 3.0
        [
            *(group("A"), group("B")),
            *(incident("I1", D, killed=1), attributed("A1", "I1", "A", 0.1), attributed("A2", "I1", "B", 0.3)),
            *(incident("I2", D, killed=1), attributed("A3", "I2", "A", 0.2)),
        ],
        "scorecard",
        {"groups/A/rank": 1, "groups/B/rank": 1},
    ),
    HandCase(
        "all zero: there is no most violent group",
        [group("A"), group("B"), incident("I", D)],
        "scorecard",
        {"most_violent": [], "groups/A/rank": 1, "groups/B/rank": 1, "groups/A/p_first": 0},
    ),
]

# Draws for one incident (n = 1): numbers u[0..1999]; n = 2: two columns, by id of the incident.
_U1: Final = np.random.default_rng(0).random((2000, 1))[:, 0]

_U2: Final = np.random.default_rng(0).random((2000, 2))

UNCERTAINTY = [
    HandCase(
        "draws: sets ordered by their group ids, cumulated, the first above the number",
        # one incident, A 0.3 then B 0.5: A where u < 0.3, B where 0.3 <= u < 0.8, else unknown: nobody is first
        [group("A"), group("B"), incident("I", D), attributed("A2", "I", "B", 0.5), attributed("A1", "I", "A", 0.3)],
        "scorecard",
        {
            "groups/A/p_first": float((_U1 < 0.3).mean()),
            "groups/B/p_first": float(((_U1 >= 0.3) & (_U1 < 0.8)).mean()),
            # A is rank 1 where it did it or nobody did (about half of the draws), else 2: sorted, element 100
            # is 1 and element 1899 is 2; the same for B
            "groups/A/interval": [1, 2],
            "groups/B/interval": [1, 2],
        },
    ),
    HandCase(
        "P(first) shares a tie",
        # joint: both did it or neither; a tie of two gives each a half
        [
            *(group("A"), group("B"), incident("I", D)),
            *(attributed("A1", "I", "A", 0.6, joint="j"), attributed("A2", "I", "B", 0.6, joint="j")),
        ],
        "scorecard",
        {
            "groups/A/p_first": float((_U1 < 0.6).mean()) / 2,
            "groups/B/p_first": float((_U1 < 0.6).mean()) / 2,
            "groups/A/interval": [1, 1],
        },
    ),
    HandCase(
        "certain: rank interval of one rank, P(first) 1",
        [group("A"), group("B"), incident("I", D), attributed("A1", "I", "A", 1.0)],
        "scorecard",
        {"groups/A/interval": [1, 1], "groups/A/p_first": 1, "groups/B/interval": [2, 2], "groups/B/p_first": 0},
    ),
    HandCase(
        "columns are the incidents that have a set, by id",
        # I1 has no set and takes no column. I0 (a shooting: 2) and I2 (killed: 10) take columns 0 and 1:
        # A is first where it did I2, or where nobody did I2 and it did I0
        [
            *(group("A"), group("B"), incident("I0", D), incident("I1", D), incident("I2", D, killed=1)),
            *(attributed("A1", "I0", "A", 0.5), attributed("A2", "I2", "A", 0.25), attributed("A3", "I2", "B", 0.25)),
        ],
        "scorecard",
        {
            "groups/A/p_first": float(((_U2[:, 1] < 0.25) | ((_U2[:, 1] >= 0.5) & (_U2[:, 0] < 0.5))).mean()),
            "groups/B/p_first": float(((_U2[:, 1] >= 0.25) & (_U2[:, 1] < 0.5)).mean()),
        },
    ),
    HandCase(
        "a set of confidence 0 is a set: its incident takes a column",
        # I0 takes column 0 though nobody did it; A did I2 where the second number is below 0.5
        [
            *(group("A"), incident("I0", D), incident("I2", D, killed=1)),
            *(attributed("A1", "I0", "A", 0.0), attributed("A2", "I2", "A", 0.5)),
        ],
        "scorecard",
        {"groups/A/p_first": float((_U2[:, 1] < 0.5).mean())},
    ),
]

SPREAD = [
    HandCase(
        "each remainder goes to groups in proportion to their expected committed of 365 days; not to its victim",
        # I1 (killed, D): A 0.6, B 0.2, unknown 0.2 x 10 = 2. I2 (shooting, D): nobody; victim side A 1.0: unknown 2.
        # Expected of 365 days: A 0.6, B 0.2, C 0. V: A 6, B 2.
        # I1 names no victim: 2 goes 3/4 to A (1.5) and 1/4 to B (0.5). I2 hit A: all 2 to B.
        # Spread: A 7.5, B 4.5. Worst: A 6 + 2, B 2 + 2 + 2, C 0 + 2 + 2
        [
            *(group("A"), group("B"), group("C")),
            *(incident("I1", D, killed=1), attributed("A1", "I1", "A", 0.6), attributed("A2", "I1", "B", 0.2)),
            *(incident("I2", D), attributed("A3", "I2", "A", 1.0, "victim")),
        ],
        "scorecard",
        {
            "groups/A/index": 6,
            "groups/B/index": 2,
            "groups/A/spread": [7.5, 1],
            "groups/B/spread": [4.5, 2],
            "groups/C/spread": [0, 3],
            # ranks in the worst case, the others as they are: B 6 equals A 6; C 4 is above B 2
            "groups/A/worst": [8, 1],
            "groups/B/worst": [6, 1],
            "groups/C/worst": [4, 2],
        },
    ),
    HandCase(
        "base 0: stays unknown",
        [group("A"), incident("I", D, killed=1)],
        "scorecard",
        {"groups/A/spread": [0, 1], "groups/A/worst": [10, 1]},
    ),
    HandCase(
        "a group with c below 0.5 on the victim side is no victim",
        # unknown 0.5 x 10 = 5, all to A: 5 + 5
        [
            *(group("A"), incident("I", D, killed=1)),
            *(attributed("A1", "I", "A", 0.5), attributed("A2", "I", "A", 0.4, "victim")),
        ],
        "scorecard",
        {"groups/A/spread": [10, 1], "groups/A/worst": [10, 1]},
    ),
]

CASES = [*INDEX, *RANK, *UNCERTAINTY, *SPREAD]
