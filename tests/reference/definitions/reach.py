"""The reach graph, the pool of `representatives` and the optimum that is returned."""

from dataclasses import replace

from tests.reference.definitions.case import D, HandCase
from tests.rival.answers import DEFAULT, Options
from tests.rival.make import (
    group,
    incident,
    member,
    person,
    same,
    source,
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

_ONE_CASE = [incident("I", "2020-01-01"), *(suspect(f"V{i}", f"P{i}", "I", "charged", "2020-02-01") for i in (1, 2))]


def _strength(says: str, tie_of_both: list[object], *given: object) -> HandCase:
    """What is said of the line between P1 and P2: strength, then kinds."""
    return HandCase(
        f"an edge = any tie: {says}", [*_members(1, 2), group("A"), *given], "network", {"ties/P1 P2": tie_of_both}
    )


STRENGTH = [
    _strength(
        "strength = the largest, never a sum",
        [2.0, "friend", "kin"],
        *(tie("T1", "P1", "P2", 2.0), tie("T2", "P1", "P2", 0.5, kind="kin"), tie("T3", "P1", "P2", 1.5)),
    ),
    _strength("a projected pair has strength 1", [1.0, "co_offending"], *_ONE_CASE),
    _strength(
        "a weaker stored tie",
        [1.0, "co_offending", "friend"],
        *_ONE_CASE,
        tie("T1", "P1", "P2", 0.5),
    ),
    _strength("a stronger stored tie", [3.0, "co_offending", "friend"], *_ONE_CASE, tie("T1", "P1", "P2", 3.0)),
    _strength(
        "two incidents together are no stronger than one",
        [1.0, "co_offending"],
        *(*_ONE_CASE, incident("J", "2020-03-01")),
        *(suspect(f"W{i}", f"P{i}", "J", "charged", "2020-04-01") for i in (1, 2)),
    ),
]

CASES = [*GRAPH, *STRENGTH]
