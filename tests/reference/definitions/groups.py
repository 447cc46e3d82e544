"""Groups: which are listed, lineage, index, rank and its uncertainty, retaliation, first to kill, conflict pairs."""

from datetime import date
from typing import Final

import numpy as np

from tests.reference.definitions.case import D, HandCase
from tests.rival.answers import Options
from tests.rival.make import (
    alliance,
    attributed,
    call_in,
    conflict,
    group,
    incident,
    member,
    party,
    person,
    state,
    succession,
    suspect,
    victim,
)

# Halving every 90 days: after 90 days 1/2, after 180 days 1/4, after 45 days 1/sqrt 2.
# D - 45 is 19 October, D - 90 is 4 September, D - 180 is 6 June, D - 364 is 5 December 2019.
HALF_ROOT: Final = 2**-0.5

LISTED = [
    HandCase(
        "every group valid on some day of the last 365, marked if not valid on D",
        # the last 365 days begin on 5 December 2019
        [
            group("A"),
            group("B", "2019-01-01", "2019-12-05"),  # its last day is the first of the 365
            group("C", "2019-01-01", "2019-12-04"),  # a day earlier: not listed
            group("E", "2020-12-03"),  # begins on D
            group("F", "2020-12-04"),  # begins after D
            group("G", "2020-03-01", "2020-04-01"),
        ],
        "scorecard",
        {
            "order": ["A", "B", "E", "G"],
            "groups/A/is_valid": True,
            "groups/B/is_valid": False,
            "groups/E/is_valid": True,
            "groups/G/is_valid": False,
        },
    ),
]

_OLD_AND_NEW = [
    *(group("A", None, "2020-06-30"), group("B", "2020-07-01"), group("X")),
    *(incident("I1", "2020-05-01"), attributed("A1", "I1", "A", 0.6), attributed("A2", "I1", "X", 0.2)),
    *(person("P1"), member("M1", "P1", "A"), person("P2"), member("M2", "P2", "B")),
]
LINEAGE = [
    HandCase(
        "a renamed group has no row of its own; its incidents and memberships count as the successor's",
        [*_OLD_AND_NEW, succession("S", "A", "B", "2020-07-01")],
        "scorecard",
        {
            "groups/A": "missing",
            "groups/B/evidence/I1 suspect": [0.6, "none", False],
            "groups/B/days_365/committed/named/incidents": 1,
            "groups/B/n_members": 2,
        },
    ),
    HandCase(
        "--no-lineage switches this off everywhere",
        [*_OLD_AND_NEW, succession("S", "A", "B", "2020-07-01")],
        "scorecard",
        {
            "groups/A/evidence/I1 suspect": [0.6, "none", False],
            "groups/A/is_valid": False,
            "groups/A/n_members": 1,
            "groups/B/days_365/committed/expected/incidents": 0,
            "groups/B/n_members": 1,
        },
        options=Options(lineage=False),
    ),
    HandCase(
        "renamed or merged by D: on D it is, a day earlier not",
        [*_OLD_AND_NEW, succession("S", "A", "B", D)],
        "scorecard",
        {"groups/A": "missing", "groups/B/evidence/I1 suspect": [0.6, "none", False]},
    ),
    HandCase(
        "a succession after D does not count yet",
        [*_OLD_AND_NEW, succession("S", "A", "B", "2020-12-04")],
        "scorecard",
        {"groups/A/evidence/I1 suspect": [0.6, "none", False]},
    ),
    HandCase(
        "splits never",
        [*_OLD_AND_NEW, succession("S", "A", "B", "2020-07-01", "split")],
        "scorecard",
        {"groups/A/evidence/I1 suspect": [0.6, "none", False], "groups/B/evidence/I1 suspect": "missing"},
    ),
    HandCase(
        "a merger counts; two sets that become one group's add up",
        [*_OLD_AND_NEW, succession("S", "A", "X", "2020-07-01", "merge")],
        "scorecard",
        {"groups/A": "missing", "groups/X/evidence/I1 suspect": [0.8, "none", False]},
    ),
    HandCase(
        "followed to the last",
        [
            *(group("A"), group("B"), group("C"), incident("I", D), attributed("A1", "I", "A", 1.0)),
            *(succession("S1", "A", "B", "2019-01-01"), succession("S2", "B", "C", "2020-01-01", "merge")),
        ],
        "scorecard",
        {"order": ["C"], "groups/C/evidence/I suspect": [1.0, "none", False]},
    ),
    HandCase(
        "the latest succession wins",
        [
            *(group("A"), group("B"), group("C"), incident("I", D), attributed("A1", "I", "A", 1.0)),
            *(succession("S1", "A", "C", "2020-01-01"), succession("S2", "A", "B", "2019-01-01")),
        ],
        "scorecard",
        {"order": ["C", "B"], "groups/C/evidence/I suspect": [1.0, "none", False]},
    ),
    HandCase(
        "a group that took its old name back: the latest succession wins",
        [
            *(group("A"), group("B"), incident("I", D), attributed("A1", "I", "B", 1.0)),
            *(succession("S1", "A", "B", "2019-01-01"), succession("S2", "B", "A", "2020-01-01")),
        ],
        "scorecard",
        {"order": ["A"], "groups/A/evidence/I suspect": [1.0, "none", False]},
    ),
    HandCase(
        "lineage before k is formed: two groups that became one are one group of the suspect",
        # in A and in B, A became B: k = 1, 0.5 for B; without lineage 0.25 each
        [
            *(group("A"), group("B"), person("P"), member("M1", "P", "A"), member("M2", "P", "B")),
            *(incident("I", D), suspect("V", "P", "I", "charged", D), succession("S", "A", "B", "2019-01-01")),
        ],
        "scorecard",
        {"groups/B/evidence/I suspect": [0.5, "none", True]},
    ),
    HandCase(
        "lineage before sets are formed: a joint act of what is now one group is its act, once",
        [
            *(group("A"), group("B"), incident("I", D), succession("S", "A", "B", "2019-01-01")),
            *(attributed("A1", "I", "A", 0.6, joint="j"), attributed("A2", "I", "B", 0.6, joint="j")),
        ],
        "scorecard",
        {"groups/B/evidence/I suspect": [0.6, "none", False], "totals/days_30/unknown": [0.4, 1]},
    ),
    HandCase(
        "conflict parties and alliances count as the successor's",
        [
            *(group("A"), group("B"), group("C"), conflict("K"), state("S1", "K", "active")),
            *(party("C1", "A", "K", "a"), party("C2", "C", "K", "c"), alliance("L", "A", "C")),
            succession("S", "A", "B", "2019-01-01"),
        ],
        "conflicts",
        {"pairs active": {"B C": ["K"]}, "alliances": ["B C"], "also_allied": ["B C"]},
    ),
    HandCase(
        "the parts of one group do not stand against each other",
        [
            *(group("A"), group("B"), conflict("K"), state("S1", "K", "active")),
            *(party("C1", "A", "K", "a"), party("C2", "B", "K", "b"), alliance("L", "A", "B")),
            succession("S", "A", "B", "2019-01-01"),
        ],
        "conflicts",
        {"pairs active": {}, "alliances": []},
    ),
]

_AB = [group("A", size=(10, 20)), group("B"), group("C", size=(None, 8))]
COUNTS = [
    HandCase(
        "named counts incidents with c >= 0.5, expected sums c; by outcome; per window",
        # the last 30 days: I1 (fatal, 0.5), I2 (injury, 0.3). Days 31-60: I3 (none, 1.0)
        [
            *_AB,
            *(incident("I1", "2020-12-01", killed=1), attributed("A1", "I1", "A", 0.5)),
            *(incident("I2", "2020-11-20", injured=1), attributed("A2", "I2", "A", 0.3)),
            *(incident("I3", "2020-10-20"), attributed("A3", "I3", "A", 1.0)),
            incident("I4", "2020-11-25"),  # nobody known
        ],
        "scorecard",
        {
            "groups/A/days_30/committed/named": {"incidents": 1, "fatal": 1, "injury": 0, "none": 0, "unknown": 0},
            "groups/A/days_30/committed/expected": {
                "incidents": 0.8,
                "fatal": 0.5,
                "injury": 0.3,
                "none": 0,
                "unknown": 0,
            },
            # trend 0.8 - 1.0, ratio 0.8 / 1.0; share 0.8 of the three counted (I1, I2, I4)
            "groups/A/days_30/committed/previous": [1, 1.0],
            "groups/A/days_30/committed/trend": -0.2,
            "groups/A/days_30/committed/ratio": 0.8,
            "groups/A/days_30/committed/share": 0.8 / 3,
            # per member: named 1 / size_high 20 ... 1 / size_low 10
            "groups/A/days_30/committed/per_member": [1 / 20, 1 / 10],
            "groups/A/days_90/committed/named/incidents": 2,
            # unknown row: 0.5 + 0.7 + 1
            "totals/days_30/unknown": [2.2, 3],
        },
    ),
    HandCase(
        "ratio is empty if the previous expected is 0; no size: per member is empty",
        [*_AB, incident("I1", D), attributed("A1", "I1", "B", 0.7), attributed("A2", "I1", "C", 0.1)],
        "scorecard",
        {
            "groups/B/days_30/committed/ratio": None,
            "groups/B/days_30/committed/trend": 0.7,
            "groups/B/days_30/committed/per_member": [None, None],
            "groups/C/days_30/committed/per_member": [0, None],
            "groups/A/days_30/committed/ratio": None,
        },
    ),
    HandCase(
        "joint acts may sum to over 1 in shares",
        [
            *_AB,
            incident("I1", D),
            *(attributed("A1", "I1", "A", 1.0, joint="j"), attributed("A2", "I1", "B", 1.0, joint="j")),
        ],
        "scorecard",
        {
            "groups/A/days_30/committed/share": 1.0,
            "groups/B/days_30/committed/share": 1.0,
            "totals/days_30/unknown": [0, 1],
        },
    ),
    HandCase(
        "nothing counted in the window: no share",
        [*_AB],
        "scorecard",
        {"groups/A/days_30/committed/share": None, "groups/A/days_30/committed/trend": 0},
    ),
    HandCase(
        "suffered counts the victim side",
        [
            *_AB,
            *(incident("I1", D, killed=1), attributed("A1", "I1", "A", 0.9, "victim")),
            *(incident("I2", D, killed=None, injured=None), attributed("A2", "I2", "A", 0.1, "victim")),
        ],
        "scorecard",
        {
            "groups/A/days_30/suffered/named/fatal": 1,
            "groups/A/days_30/suffered/named/incidents": 1,
            "groups/A/days_30/suffered/expected/unknown": 0.1,
            "groups/A/days_30/suffered/victims": [1, 1],
            "groups/A/days_30/committed/expected/incidents": 0,
        },
    ),
]


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
        {"windows/I A B/day": date(2020, 11, 1)},
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
        {"windows/I A B": {"day": date(2020, 11, 15), "is_open": True}},
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

CASES = [
    *(*LISTED, *LINEAGE, *COUNTS, *INDEX, *RANK, *UNCERTAINTY, *SPREAD),
    *(*WINDOWS, *FIRST, *PAIRS),
]
