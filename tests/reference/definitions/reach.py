"""The reach graph, the pool of `representatives` and the optimum that is returned."""

from dataclasses import replace

from tests.reference.definitions.case import D, HandCase
from tests.rival.answers import DEFAULT, Options
from tests.rival.make import (
    fact,
    group,
    incident,
    member,
    notification,
    person,
    same,
    source,
    supervision,
    suspect,
    tie,
    victim,
)


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


def _tied(says: str, *, is_tied: bool, given: list[object], options: Options = DEFAULT, as_of: str = D) -> HandCase:
    """P1 and P2 in A: with an edge P1 reaches both, without one two persons are needed."""
    expected: dict[str, object] = {"chosen": ["P1"] if is_tied else ["P1", "P2"], "n_total": 2}
    return _best(f"reach graph: {says}", expected, *_members(1, 2), *given, options=options, as_of=as_of)


GRAPH = [
    _best(
        "reach graph: living members on D of the chosen groups; associates and members of other days are not in it",
        {"n_total": 2, "unreached": []},
        *_members(1, 2),
        *(person("P4"), member("M4", "P4", "A", end="2020-12-02"), person("P5", died=D), member("M5", "P5", "A")),
        *(person("P3"), member("M3", "P3", "A", "associate")),
    ),
    _best(
        "reach graph: chosen groups, default all valid on D",
        {"n_total": 2, "chosen": ["P1", "P2"]},
        *_members(1),
        *_members(2, group_id="B"),
        *(group("X", None, "2020-12-02"), *_members(3, group_id="X")),
    ),
    _best(
        "reach graph: one group chosen; a tie out of it is not in the graph",
        {"n_total": 1, "chosen": ["P1"]},
        *(*_members(1), *_members(2, group_id="B"), tie("T", "P1", "P2")),
        options=Options(groups=("A",)),
    ),
    _tied("a tie valid on D", is_tied=True, given=[tie("T", "P1", "P2", start="2020-01-01")]),
    _tied("no tie", is_tied=False, given=[]),
    _tied("a tie that ended a day after D - 3 years", is_tied=True, given=[tie("T", "P1", "P2", end="2017-12-04")]),
    _tied(
        "a tie that ended on D - 3 years: the window is open there",
        is_tied=False,
        given=[tie("T", "P1", "P2", end="2017-12-03")],
    ),
    _tied("a tie that begins on D", is_tied=True, given=[tie("T", "P1", "P2", start=D)]),
    _tied("a tie that begins after D", is_tied=False, given=[tie("T", "P1", "P2", start="2020-12-04")]),
    _tied("an old tie without an end is still valid", is_tied=True, given=[tie("T", "P1", "P2", start="2001-01-01")]),
    _tied("undated ties are included", is_tied=True, given=[tie("T", "P1", "P2")]),
    _tied(
        "29 February: D - 3 years is 28 February",
        is_tied=False,
        given=[tie("T", "P1", "P2", end="2021-02-28")],
        as_of="2024-02-29",
    ),
    _tied("chosen kinds", is_tied=False, given=[tie("T", "P1", "P2", kind="kin")], options=Options(kinds=("friend",))),
    _tied(
        "an edge is any tie of a chosen kind",
        is_tied=True,
        given=[tie("T", "P1", "P2", kind="kin"), tie("U", "P1", "P2")],
        options=Options(kinds=("friend",)),
    ),
    _tied(
        "plus pairs both suspected, charged or convicted in one confirmed incident of any type in that time",
        is_tied=True,
        given=[
            incident("I", "2017-12-04", "robbery", involved="no"),
            *(suspect("V1", "P1", "I", "suspected", "2018-01-01"), suspect("V2", "P2", "I", "convicted", "2018-06-01")),
        ],
    ),
    _tied(
        "an incident on D - 3 years is out of that time",
        is_tied=False,
        given=[
            incident("I", "2017-12-03"),
            *(suspect("V1", "P1", "I", "suspected", "2018-01-01"), suspect("V2", "P2", "I", "convicted", "2018-06-01")),
        ],
    ),
    _tied(
        "an incident on hold makes no pair",
        is_tied=False,
        given=[
            incident("I", "2020-01-01", status="hold"),
            *(suspect("V1", "P1", "I", "suspected", "2020-02-01"), suspect("V2", "P2", "I", "charged", "2020-02-01")),
        ],
    ),
    _tied(
        "one only believed: no pair",
        is_tied=False,
        given=[
            incident("I", "2020-01-01"),
            suspect("V1", "P1", "I", "believed"),
            suspect("V2", "P2", "I", "charged", "2020-02-01"),
        ],
    ),
    _tied(
        "one acquitted: no pair",
        is_tied=False,
        given=[
            *(incident("I", "2020-01-01"), suspect("V1", "P1", "I", "charged", "2020-02-01")),
            *(suspect("W1", "P1", "I", "acquitted", "2020-03-01"), suspect("V2", "P2", "I", "charged", "2020-02-01")),
        ],
    ),
    _tied(
        "suspect and victim: no pair",
        is_tied=False,
        given=[incident("I", "2020-01-01"), suspect("V1", "P1", "I", "charged", "2020-02-01"), victim("V2", "P2", "I")],
    ),
    _tied(
        "a coarse incident is in that time only if all of it is: 2020 reaches past D",
        is_tied=False,
        given=[
            incident("I", "2020"),
            *(suspect("V1", "P1", "I", "suspected", "2020-02-01"), suspect("V2", "P2", "I", "charged", "2020-02-01")),
        ],
    ),
    _tied(
        "a coarse incident: all of 2019 lies in that time",
        is_tied=True,
        given=[
            incident("I", "2019"),
            *(suspect("V1", "P1", "I", "suspected", "2020-02-01"), suspect("V2", "P2", "I", "charged", "2020-02-01")),
        ],
    ),
    _tied(
        "an incident of unknown date makes no pair",
        is_tied=False,
        given=[
            incident("I", None),
            *(suspect("V1", "P1", "I", "suspected", "2020-02-01"), suspect("V2", "P2", "I", "charged", "2020-02-01")),
        ],
    ),
    _tied(
        "the reach graph keeps overdue involvements",
        is_tied=True,
        given=[
            incident("I", "2020-01-01"),
            suspect("V1", "P1", "I", "suspected", "2020-02-01", review="2020-03-01"),
            suspect("V2", "P2", "I", "charged", "2020-02-01", review="2020-03-01"),
        ],
    ),
    _best(
        "reach graph: two rows of one person are one place, and a tie between them is none",
        {"chosen": ["P1"], "n_total": 1},
        *(*_members(1, 2), same("J", "P1", "P2", D), tie("T", "P1", "P2")),
    ),
    _best(
        "reach graph: a tie of a joined row is the person's",
        {"chosen": ["P1"], "n_total": 2, "n_reached": 2},
        *(*_members(1, 3), person("P2"), same("J", "P1", "P2", D), tie("T", "P2", "P3")),
    ),
]

GRAPH += [
    _best(
        "undated ties between members are counted; those of others are not in the graph",
        {"n_undated": 2, "chosen": ["P1"]},
        *(*_members(1, 2), person("P3"), person("P4", died=D), member("M4", "P4", "A")),
        *(tie("T1", "P1", "P2"), tie("T2", "P1", "P2", kind="kin"), tie("T3", "P1", "P3"), tie("T4", "P1", "P4")),
        *(tie("T5", "P1", "P2", start="2020-01-01"), tie("T6", "P1", "P2", end=D)),
    ),
]


def _together(says: str, n_projected: int, *ties: object) -> HandCase:
    """P1 and P2 are charged in I, as source Q says."""
    act = replace(incident("I", "2020-01-01"), source_id="Q")
    charged = [suspect(f"V{i}", f"P{i}", "I", "charged", "2020-02-01") for i in (1, 2)]
    expected: dict[str, object] = {"n_projected": n_projected, "chosen": ["P1"]}
    given = [source("Q"), *_members(1, 2), act, *charged, *ties]
    return _best(f"never both stored and projected: {says}", expected, *given)


GRAPH += [
    _together("nothing stored: projected", 1),
    _together("stored by the same source: not projected", 0, tie("T", "P1", "P2", kind="co_offending", source_id="Q")),
    _together("stored by another source: both", 1, tie("T", "P1", "P2", kind="co_offending", source_id="S")),
    _together("stored without a source: both", 1, tie("T", "P1", "P2", kind="co_offending")),
    _together("another kind of the same source: both", 1, tie("T", "P1", "P2", kind="friend", source_id="Q")),
    _together(
        "stored by the same source, but over before that time: projected",
        1,
        tie("T", "P1", "P2", end="2017-01-01", kind="co_offending", source_id="Q"),
    ),
]

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
        "no members: there is no answer",
        [group("A"), person("P1"), member("M", "P1", "A", "associate")],
        "representatives",
        {"empty": True},
    ),
]

CASES = [*GRAPH, *POOL, *OPTIMUM]
