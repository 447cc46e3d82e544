"""Attribution: explicit, joint, derived from suspects and from victims."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import attributed, group, incident, member, person, suspect, victim

_WINDOW = "days_30"


def _c(group_id: str, c: float, *, derived: bool, side: str = "suspect", outcome: str = "none") -> dict[str, object]:
    """What the evidence says of I."""
    return {f"groups/{group_id}/evidence/I {side}": [c, outcome, derived]}


def _unknown(committed: float, suffered: float) -> dict[str, object]:
    return {f"totals/{_WINDOW}/unknown": [committed, suffered]}


_ABC = [group("A"), group("B"), group("C"), incident("I", D)]
EXPLICIT = [
    HandCase(
        "a row without joint_set is a set of its own; the remainder is unknown",
        # 1 - 0.5 - 0.3 = 0.2; the other side is all unknown
        [*_ABC, attributed("A1", "I", "A", 0.5), attributed("A2", "I", "B", 0.3)],
        "scorecard",
        _c("A", 0.5, derived=False)
        | _c("B", 0.3, derived=False)
        | _unknown(0.2, 1)
        | {
            "groups/A/days_30/committed/named/incidents": 1,
            "groups/B/days_30/committed/named/incidents": 0,
            "groups/B/days_30/committed/expected/incidents": 0.3,
        },
    ),
    HandCase(
        "rows that share joint_set acted jointly: each has the whole of it, and it counts once against 1",
        [*_ABC, attributed("A1", "I", "A", 0.8, joint="j"), attributed("A2", "I", "B", 0.8, joint="j")],
        "scorecard",
        _c("A", 0.8, derived=False) | _c("B", 0.8, derived=False) | _unknown(0.2, 1),
    ),
    HandCase(
        "a group in two sets of a side: c is the sum, for sets exclude each other",
        # A took part in {A, B} 0.4 and alone 0.3
        [
            *_ABC,
            *(attributed("A1", "I", "A", 0.4, joint="j"), attributed("A2", "I", "B", 0.4, joint="j")),
            attributed("A3", "I", "A", 0.3),
        ],
        "scorecard",
        _c("A", 0.7, derived=False)
        | _c("B", 0.4, derived=False)
        | _unknown(0.3, 1)
        | {"groups/A/days_30/committed/named/incidents": 1},
    ),
    HandCase(
        "the sides are apart",
        [*_ABC, attributed("A1", "I", "A", 1.0), attributed("A2", "I", "A", 0.6, "victim")],
        "scorecard",
        _c("A", 1.0, derived=False) | _c("A", 0.6, derived=False, side="victim") | _unknown(0, 0.4),
    ),
    HandCase(
        "an explicit row on a side switches derivation off for that side only",
        # suspect side: 0.2 for B by the row, nothing derived for A; victim side derived
        [
            *_ABC,
            *(person("P1"), member("M1", "P1", "A"), suspect("V1", "P1", "I", "charged", D)),
            *(person("P2"), member("M2", "P2", "C"), victim("V2", "P2", "I", "unharmed")),
            attributed("A1", "I", "B", 0.2),
        ],
        "scorecard",
        _c("B", 0.2, derived=False)
        | {"groups/A/evidence/I suspect": "missing"}
        | _c("C", 1.0, derived=True, side="victim")
        | _unknown(0.8, 0),
    ),
    HandCase(
        "an explicit row of confidence 0 switches derivation off too",
        [
            *_ABC,
            *(person("P1"), member("M1", "P1", "A"), suspect("V1", "P1", "I", "charged", D)),
            attributed("A1", "I", "B", 0.0),
        ],
        "scorecard",
        {"groups/A/evidence/I suspect": "missing", "groups/A/index": 0} | _unknown(1, 1),
    ),
    HandCase(
        "named: c >= 0.5, with a tolerance of 1e-9",
        # 0.3 + 0.2 is 0.5 on paper; 0.4999 is not
        [
            *_ABC,
            *(attributed("A1", "I", "A", 0.3, joint="j"), attributed("A2", "I", "A", 0.2, joint="k")),
            attributed("A3", "I", "B", 0.4999),
        ],
        "scorecard",
        {
            "groups/A/days_30/committed/named/incidents": 1,
            "groups/B/days_30/committed/named/incidents": 0,
        },
    ),
]


def _derived(says: str, expected: dict[str, object], *given: object, when: str | None = D) -> HandCase:
    persons = [person(f"P{i}") for i in range(1, 5)]
    groups = [group("A"), group("B"), group("C"), incident("I", when)]
    return HandCase(says, [*groups, *persons, *given], "scorecard", expected)


_IN_A = member("M1", "P1", "A")
_SUSPECTS = [
    _derived(
        "derived: one suspect in one group, charged: 0.5, and the group is named",
        _c("A", 0.5, derived=True) | _unknown(0.5, 1) | {"groups/A/days_30/committed/named/incidents": 1},
        _IN_A,
        suspect("V1", "P1", "I", "charged", D),
    ),
    _derived(
        "x 0.4 if all are only believed: then no group is named",
        _c("A", 0.4, derived=True) | _unknown(0.6, 1) | {"groups/A/days_30/committed/named/incidents": 0},
        _IN_A,
        suspect("V1", "P1", "I", "believed"),
    ),
    _derived(
        "a suspect without status counts as believed: x 0.4",
        _c("A", 0.4, derived=True),
        _IN_A,
        suspect("V1", "P1", "I", None),
    ),
    _derived(
        "convicted without decided_on counts as believed: x 0.4",
        _c("A", 0.4, derived=True),
        _IN_A,
        suspect("V1", "P1", "I", "convicted"),
    ),
    _derived(
        "each 1/k over his k different groups",
        # two rows in A and one in B: k = 2; 0.5 x 1/2 = 0.25 each
        _c("A", 0.25, derived=True) | _c("B", 0.25, derived=True) | _unknown(0.5, 1),
        *(_IN_A, member("M2", "P1", "A", "core"), member("M3", "P1", "B")),
        suspect("V1", "P1", "I", "suspected", D),
    ),
    _derived(
        "the average over the suspects who had a group that day",
        # P1: A. P2: A and B. P3: no group, he is not in the average.
        # A: 0.5 x (1 + 1/2) / 2 = 0.375. B: 0.5 x (1/2) / 2 = 0.125
        _c("A", 0.375, derived=True) | _c("B", 0.125, derived=True) | _unknown(0.5, 1),
        *(_IN_A, member("M2", "P2", "A"), member("M3", "P2", "B")),
        *(suspect(f"V{i}", f"P{i}", "I", "suspected", D) for i in (1, 2, 3)),
    ),
    _derived(
        "x 0.5 if at least one of these is suspected, charged or convicted: these are those with a group",
        # P1 with a group is only believed; P2 is charged and has none: 0.4
        _c("A", 0.4, derived=True),
        _IN_A,
        suspect("V1", "P1", "I", "believed"),
        suspect("V2", "P2", "I", "charged", D),
    ),
    _derived(
        "x 0.5 for all if one of them is charged",
        # A and B: 0.5 x 1/2 each
        _c("A", 0.25, derived=True) | _c("B", 0.25, derived=True),
        *(_IN_A, member("M2", "P2", "B")),
        *(suspect("V1", "P1", "I", "believed"), suspect("V2", "P2", "I", "charged", D)),
    ),
    _derived(
        "a dropped suspect is not among them",
        _c("A", 0.5, derived=True) | {"groups/B/evidence/I suspect": "missing"},
        *(_IN_A, member("M2", "P2", "B"), suspect("V1", "P1", "I", "charged", D)),
        *(suspect("V2", "P2", "I", "charged", "2020-11-01"), suspect("V3", "P2", "I", "dropped", "2020-11-02")),
    ),
    _derived(
        "member on a day: leader, core or affiliate, never associate",
        _c("B", 0.5, derived=True) | {"groups/A/evidence/I suspect": "missing"},
        member("M1", "P1", "A", "associate"),
        member("M2", "P1", "B", "core"),
        suspect("V1", "P1", "I", "charged", D),
    ),
    _derived(
        "a group that day: the day of the incident, not D",
        # in A until 1 June, in B from 2 June; the incident was on 1 June
        {f"groups/A/{path}": value for path, value in {"evidence/I suspect": [0.5, "none", True]}.items()}
        | {"groups/B/evidence/I suspect": "missing"},
        member("M1", "P1", "A", end="2020-06-01"),
        member("M2", "P1", "B", start="2020-06-02"),
        suspect("V1", "P1", "I", "charged", "2020-07-01"),
        when="2020-06-01",
    ),
    _derived(
        "that day of a coarse date: June stands for the 15th",
        {"groups/A/evidence/I suspect": "missing", "groups/B/evidence/I suspect": [0.5, "none", True]},
        member("M1", "P1", "A", end="2020-06-14"),
        member("M2", "P1", "B", start="2020-06-15"),
        suspect("V1", "P1", "I", "charged", "2020-07-01"),
        when="2020-06",
    ),
    _derived(
        "an unknown date derives nothing",
        {"groups/A/evidence/I suspect": "missing", "groups/A/days_30/committed/date_too_coarse": 0},
        _IN_A,
        suspect("V1", "P1", "I", "charged", D),
        when=None,
    ),
    _derived(
        "derivation keeps overdue memberships and involvements",
        _c("A", 0.5, derived=True),
        member("M1", "P1", "A", review="2020-01-01"),
        suspect("V1", "P1", "I", "charged", D, review="2020-01-01"),
    ),
    _derived(
        "no suspect with a group: all unknown",
        _unknown(1, 1),
        suspect("V1", "P1", "I", "charged", D),
    ),
]
_VICTIMS = [
    _derived(
        "derived on the victim side: the largest 1/k over the group's own victims, of any harm",
        # P1: A (1). P2: A and B (1/2). A: max(1, 1/2) = 1; B: 1/2; unknown 1 - 1 = 0
        _c("A", 1.0, derived=True, side="victim") | _c("B", 0.5, derived=True, side="victim") | _unknown(1, 0),
        *(_IN_A, member("M2", "P2", "A"), member("M3", "P2", "B")),
        *(victim("V1", "P1", "I", "unharmed"), victim("V2", "P2", "I", "unknown")),
    ),
    _derived(
        "two groups hit at once: both are named with 1",
        _c("A", 1.0, derived=True, side="victim") | _c("B", 1.0, derived=True, side="victim") | _unknown(1, 0),
        *(_IN_A, member("M2", "P2", "B"), victim("V1", "P1", "I", "unharmed"), victim("V2", "P2", "I", None)),
    ),
    _derived(
        "unknown is 1 - the largest c",
        # one victim in three groups: 1/3 each, unknown 2/3
        _c("A", 1 / 3, derived=True, side="victim") | _unknown(1, 2 / 3),
        *(_IN_A, member("M2", "P1", "B"), member("M3", "P1", "C"), victim("V1", "P1", "I", "unharmed")),
    ),
    _derived(
        "a victim without a group: unknown",
        _unknown(1, 1),
        victim("V1", "P1", "I", "unharmed"),
    ),
]

CASES = [*EXPLICIT, *_SUSPECTS, *_VICTIMS]
