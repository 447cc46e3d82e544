"""Groups: which are listed, lineage, committed and suffered."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.answers import Options
from tests.rival.make import (
    alliance,
    attributed,
    conflict,
    group,
    incident,
    member,
    party,
    person,
    state,
    succession,
    suspect,
)

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

CASES = [*LISTED, *LINEAGE, *COUNTS]
