"""The pool of `representatives` and the optimum that is returned."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.answers import DEFAULT, Options
from tests.rival.make import fact, group, incident, member, notification, person, supervision, tie, victim


def _members(*numbers: int, group_id: str = "A") -> list[object]:
    """Persons P1, P2, ... who are members of a group."""
    return [row for i in numbers for row in (person(f"P{i}"), member(f"M{i}", f"P{i}", group_id))]


def _best(
    says: str, expected: dict[str, object], *given: object, options: Options = DEFAULT, as_of: str = D
) -> HandCase:
    """`expected` is about the answer without a budget, unless a path begins with "budget" or n_pool."""
    paths = {
        (key if key.startswith(("budget", "n_pool", "n_undated", "n_projected")) else f"budget None/{key}"): one
        for key, one in expected.items()
    }
    return HandCase(says, [group("A"), group("B"), *given], "representatives", paths, as_of, options)


POOL = [
    _best(
        "default pool: adult, not exited, not in custody, not cooling off, not overdue",
        # P1 adult. P2 18 this year, P3 unknown age, P4 exited, P5 in custody, P6 cooling off, P7 overdue
        {
            "n_pool": 1,
            "chosen": ["P1"],
            "n_reached": 1,
            "n_total": 7,
            "unreached": ["P2", "P3", "P4", "P5", "P6", "P7"],
        },
        *(person("P1"), person("P2", 2002), person("P3", None), person("P4"), person("P5"), person("P6")),
        person("P7", review="2020-12-02"),
        *(member(f"M{i}", f"P{i}", "A") for i in range(1, 8)),
        *(fact("F", "P4", "exit_declared", "2020-11-01"), supervision("U", "P5", "remand"), notification("N", "P6", D)),
    ),
    _best(
        "another pool by parameter: those named, of whom minors and exits stay and custody, rest and review bar",
        {"n_pool": 2, "chosen": ["P2", "P4"], "n_total": 7},
        *(person("P1"), person("P2", 2002), person("P3", None), person("P4"), person("P5"), person("P6")),
        person("P7", review="2020-12-02"),
        *(member(f"M{i}", f"P{i}", "A") for i in range(1, 8)),
        *(fact("F", "P4", "exit_declared", "2020-11-01"), supervision("U", "P5", "remand"), notification("N", "P6", D)),
        options=Options(pool=("P2", "P4", "P5", "P6", "P7")),
    ),
    _best(
        "another pool by parameter: under supervision on D",
        {"n_pool": 1, "chosen": ["P2"], "n_reached": 2, "n_total": 3, "unreached": ["P3"]},
        *(*_members(1, 2, 3), tie("T", "P1", "P2"), supervision("U", "P2", "probation", "2020-01-01")),
        supervision("W", "P3", "probation", "2020-01-01", "2020-12-02"),
        options=Options(pool="supervised"),
    ),
    _best(
        "in custody: in the denominator, not in the pool; another may reach him",
        {"n_pool": 1, "chosen": ["P2"], "n_reached": 2, "n_total": 2},
        *(*_members(1, 2), tie("T", "P1", "P2"), supervision("U", "P1", "prison")),
    ),
    _best(
        "a calculation (no memberships at all): every person of the graph, in graph and pool",
        {"n_pool": 4, "chosen": ["P1", "P4"], "n_total": 4},
        *(person("P1", 2010), person("P2"), person("P3", died=D), person("P4"), person("P5", review="2020-01-01")),
        *(tie("T", "P1", "P2"), tie("U", "P1", "P3"), tie("W", "P4", "P5"), supervision("X", "P4", "prison")),
    ),
]

POOL += [
    _best(
        "victim-only: in no pool, also if somebody names him",
        # P1 is only a victim. P2 was hit in an incident that proved unfounded; P3 is one by an overdue row;
        # P4 is a victim who meets the gate; P5 is no victim
        {"n_pool": 4, "chosen": ["P2", "P3", "P4", "P5"], "n_total": 5, "unreached": ["P1"]},
        *(person("P1"), person("P2"), person("P3"), person("P4"), person("P5"), incident("I", D)),
        *(incident("J", D, status="unfounded"), victim("V1", "P1", "I"), victim("V2", "P2", "J")),
        *(victim("V3", "P3", "I", review="2020-12-02"), victim("V4", "P4", "I")),
        fact("F", "P4", "weapon_seizure", D),
        options=Options(pool=("P1", "P2", "P3", "P4", "P5")),
    ),
    _best(
        "victim-only: in no pool, nor in a calculation's",
        # no memberships: P1 and P2 could both be asked, but P2 is a victim and nothing else
        {"n_pool": 1, "chosen": ["P1"], "n_reached": 2, "n_total": 2},
        *(person("P1"), person("P2"), tie("T", "P1", "P2"), incident("I", D), victim("V", "P2", "I")),
    ),
    _best(
        "victim-only: overdue reviews of the gate's grounds are left aside",
        # both are victims; P1 has a seizure whose review is overdue, which is a ground all the same
        {"n_pool": 1, "chosen": ["P1"], "n_total": 2},
        *(person("P1"), person("P2"), incident("I", D), victim("V1", "P1", "I"), victim("V2", "P2", "I")),
        fact("F", "P1", "weapon_seizure", D, review="2020-12-02"),
    ),
    _best(
        "an empty pool is not a proven plan",
        {"n_pool": 0, "chosen": [], "n_reached": 0, "n_total": 1, "proven": False, "gap": 0},
        *_members(1),
        supervision("U", "P1", "prison"),
    ),
    HandCase(
        "groups named where there are no memberships are refused",
        [group("A"), person("P1")],
        "representatives",
        {"refused": True},
        options=Options(groups=("A",)),
    ),
    HandCase(
        "messengers for groups named where there are no memberships are refused",
        [group("A"), person("P1")],
        "messenger",
        {"refused": True},
        options=Options(groups=("A",)),
    ),
    HandCase(
        "a messenger lane that nobody may carry is not proven",
        [group("A"), person("P1", 2004), member("M", "P1", "A")],
        "messenger",
        {"order": [], "n_reached": 0, "n_total": 1, "proven": False},
    ),
    _best(
        "victim-only: an overdue membership counts for nothing in a pool",
        # both are victims and members; the membership of P1 is overdue
        {"n_pool": 1, "chosen": ["P2"], "n_total": 2},
        *(person("P1"), person("P2"), member("M1", "P1", "A", "leader", review="2020-12-02"), member("M2", "P2", "A")),
        *(incident("I", D), victim("V1", "P1", "I"), victim("V2", "P2", "I")),
        options=Options(pool=("P1", "P2")),
    ),
]

# A path P1-P2-P3-P4-P5
_PATH = [*_members(1, 2, 3, 4, 5), *(tie(f"T{i}", f"P{i}", f"P{i + 1}") for i in (1, 2, 3, 4))]
OPTIMUM = [
    _best(
        "the fewest that reach all; the lexicographically smallest; further optimal sets",
        # two are needed on a path of five: {P1, P4}, {P2, P4}, {P2, P5} reach all five
        {
            "chosen": ["P1", "P4"],
            "n_reached": 5,
            "unreached": [],
            "gap": 0,
            # with one: P2, P3 or P4 reach three
            "curve": [3, 5],
            "alternatives": [["P2", "P4"], ["P2", "P5"]],
            # P4 newly reaches three, then P1 two
            "printed": ["P4", "P1"],
        },
        *_PATH,
    ),
    _best(
        "on a budget of one: the most reached, of equal ones the smallest",
        {
            "budget 1/chosen": ["P2"],
            "budget 1/n_reached": 3,
            "budget 1/unreached": ["P4", "P5"],
            "budget 1/curve": [3],
            "budget 1/alternatives": [["P3"], ["P4"]],
        },
        *_PATH,
    ),
    _best(
        "a budget above what is needed chooses no more than needed",
        {"budget 2/chosen": ["P1"], "budget 2/n_reached": 2, "budget 2/curve": [2], "budget 2/alternatives": [["P2"]]},
        *(*_members(1, 2), tie("T", "P1", "P2")),
    ),
    _best(
        "all whom the pool can reach: who has no tie to the pool stays unreached, and it is optimal all the same",
        # the pool is P1 alone (P3 is in custody): P3 and P4 hear nothing
        {"chosen": ["P1"], "n_reached": 2, "n_total": 4, "unreached": ["P3", "P4"], "gap": 0},
        *(*_members(1, 2, 3, 4), tie("T1", "P1", "P2"), tie("T2", "P3", "P4")),
        options=Options(pool=("P1",)),
    ),
    _best(
        "as text: P10 comes before P2",
        {"chosen": ["P10"], "alternatives": [["P2"]]},
        *(*_members(10, 2), tie("T", "P10", "P2")),
    ),
    _best(
        "isolates are reached only if chosen",
        {"chosen": ["P1", "P2", "P3"], "curve": [1, 2, 3], "alternatives": []},
        *_members(1, 2, 3),
    ),
    _best(
        "nobody in the pool: nobody chosen",
        {"n_pool": 0, "chosen": [], "n_reached": 0, "curve": [], "unreached": ["P1"]},
        *(*_members(1), supervision("U", "P1", "prison")),
    ),
    HandCase(
        "no members: 0 of 0, and why",
        [group("A"), person("P1"), member("M", "P1", "A", "associate")],
        "representatives",
        {"empty": True},
    ),
]

CASES = [*POOL, *OPTIMUM]
