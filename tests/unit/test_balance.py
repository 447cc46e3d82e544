"""The signed graph of groups: every triple, every split and every set tried, and the published highland tribes."""

import csv
import json
import random
from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest

from graph_service.analysis.balance import BALANCE
from graph_service.analysis.balance_parts import Balance, BalanceEdge, BalanceGroup
from graph_service.analysis.frustration import best_splits
from graph_service.analysis.result import to_json
from graph_service.domain.policy import default_policy
from graph_service.errors import InputError
from tests.asking import compute
from tests.needs import DATA_HOW, SHARED_DATA, needs
from tests.rival import make, structure_balance
from tests.rival.make import case_of
from tests.rival.random_case import Drawn, random_case
from tests.rival.view import View
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
TRIBES = SHARED_DATA / "gahuku_gama_tribes"
Signs = dict[tuple[str, str], int]


def records_of(groups: list[str], signs: Signs) -> list[object]:
    records: list[object] = [make.group(group_id) for group_id in groups]
    for (a, b), sign in signs.items():
        records += rivals(a, b) if sign < 0 else [make.alliance(f"AL-{a}-{b}", a, b)]
    return records


def rivals(a: str, b: str, status: str = "active") -> list[object]:
    key = f"C-{a}-{b}"
    sides = [make.party(f"{key}-a", a, key, "a"), make.party(f"{key}-b", b, key, "b")]
    return [make.conflict(key), *sides, make.state(f"{key}-s", key, status)]


def of(records: list[object], as_of: date = DAY, **parameters: object) -> Balance:
    every = [record for some in case_of(records).values() for record in some]
    return compute(BALANCE, snapshot_from(every, as_of), default_policy(), **parameters)


def random_signs(seed: int) -> tuple[list[str], Signs]:
    dice = random.Random(seed)
    groups = [f"G{i}" for i in range(dice.randint(1, 9))]
    share = dice.choice((0.2, 0.4, 0.7, 1.0))
    return groups, {pair: dice.choice((1, -1)) for pair in combinations(groups, 2) if dice.random() < share}


def kinds(row: Balance | BalanceGroup | BalanceEdge) -> Counter[str]:
    counts = (row.all_allied, row.two_against_one, row.torn_ally, row.all_in_conflict)
    return +Counter(dict(zip(("+++", "+--", "++-", "---"), counts, strict=True)))


def share_balanced(found: Counter[str]) -> float | None:
    return (found["+++"] + found["+--"]) / found.total() if found.total() else None


def edges_of(result: Balance) -> Signs:
    return {(edge.group_a, edge.group_b): 1 if edge.sign == "+" else -1 for edge in result.edges}


def check(result: Balance, groups: list[str], signs: Signs) -> None:
    """Compare all that follows from groups and signs."""
    assert edges_of(result) == signs
    assert [row.group_id for row in result.groups] == groups
    everything = structure_balance.triads(signs)
    assert kinds(result) == everything
    assert result.balance == share_balanced(everything)
    for group in result.groups:
        assert kinds(group) == structure_balance.triads(signs, [group.group_id])
        assert group.n_allies + group.n_rivals == sum(group.group_id in pair for pair in signs)
    for edge in result.edges:
        assert kinds(edge) == structure_balance.triads(signs, [edge.group_a, edge.group_b])
    splits = structure_balance.best_splits(signs)
    assert result.is_proven
    assert result.frustration_index == sum(split.n_disagreeing for split in splits)
    assert [(part.n_groups, part.n_disagreeing, part.is_only_split) for part in result.parts] == [
        (len(split.groups), split.n_disagreeing, "yes" if len(split.splits) == 1 else "no") for split in splits
    ]
    camp = {group: camp for split in splits for group, camp in zip(split.groups, split.splits[0], strict=True)}
    assert {row.group_id: row.camp for row in result.groups if row.camp is not None} == camp
    wrong = structure_balance.disagreeing(signs, camp)
    assert [(edge.group_a, edge.group_b) for edge in result.edges if edge.disagrees] == sorted(wrong)
    covers = structure_balance.covers(groups, signs)
    assert result.cover.proven_optimal
    assert [result.cover.group_ids, *result.cover.alternatives] == covers[:4]


@pytest.mark.parametrize("seed", range(120))
def test_a_small_signed_graph_is_what_trying_everything_gives(seed: int) -> None:
    groups, signs = random_signs(seed)
    check(of(records_of(groups, signs), n_alternatives=3), groups, signs)


@pytest.mark.parametrize("seed", range(200))
def test_a_case_is_what_the_definitions_give(seed: int) -> None:
    drawn = random_case(seed)
    records = [*drawn.records, *more_quarrels(seed, drawn)]
    groups = (
        None if seed % 3 else ["G0", "G1"] if any(getattr(one, "group_id", "") == "G1" for one in records) else None
    )
    states = ("active",) if seed % 2 else ("active", "dormant", "truce")
    lineage = seed % 5 != 1
    view = View(case_of(records), drawn.as_of, lineage=lineage)
    ids = structure_balance.nodes(view, groups)
    signs = structure_balance.signs(view, groups=groups, states=states)
    result = of(records, drawn.as_of, groups=groups, states=states, lineage=lineage, n_alternatives=3)
    check(result, ids, signs)
    assert [
        (row.days_since, row.incident_id, row.harmed, row.rival, row.ally, row.also_allied) for row in result.drawn_in
    ] == structure_balance.drawn_in(view, ids, signs)


def more_quarrels(seed: int, drawn: Drawn) -> list[object]:
    """More alliances and rivals than such a case has, and more groups hit of late, so that somebody is drawn in."""
    dice = random.Random(seed)
    groups = sorted({one for record in drawn.records if isinstance(one := getattr(record, "group_id", None), str)})
    pairs = list(combinations(groups, 2))
    lots = {pair: dice.random() for pair in pairs}
    found: list[object] = [make.alliance(f"ALX{i}", a, b) for i, (a, b) in enumerate(pairs) if lots[a, b] < 0.55]
    feuds = [pair for pair in pairs if lots[pair] > 0.45]
    for a, b in feuds:
        found += rivals(a, b, dice.choice(("active", "active", "active", "dormant", "truce")))
    for i in range(dice.randint(2, 8)):
        happened = (drawn.as_of - timedelta(days=dice.choice((0, 1, 30, 89, 90, 91)))).isoformat()
        own = "C-{}-{}".format(*dice.choice(feuds)) if feuds and dice.random() < 0.6 else None
        when = dice.choice((happened, happened, happened[:7], None))
        found.append(make.incident(f"IX{i}", when, killed=dice.choice((0, 1)), injured=1, conflict=own))
        for side, share in (("victim", 0.9), ("suspect", 0.6)):
            if dice.random() < share:
                found.append(make.attributed(f"AX{i}{side}", f"IX{i}", dice.choice(groups), 0.5, side))
    return found


def test_these_cases_draw_somebody_in() -> None:
    drawn = [random_case(seed) for seed in range(200)]
    results = [of([*one.records, *more_quarrels(seed, one)], one.as_of) for seed, one in enumerate(drawn)]
    assert sum(len(result.drawn_in) for result in results) > 30
    assert any(row.also_allied for result in results for row in result.drawn_in)


@needs("data", available=TRIBES.is_dir(), how=DATA_HOW)
def test_the_highland_tribes_have_the_published_balance() -> None:
    with (TRIBES / "edges.csv").open(encoding="utf-8") as file:
        signs = {_pair(row["source"], row["target"]): int(row["sign"]) for row in csv.DictReader(file)}
    with (TRIBES / "nodes.csv").open(encoding="utf-8") as file:
        names = [row["id"] for row in csv.DictReader(file)]
    expected = json.loads((TRIBES / "expected.json").read_text(encoding="utf-8"))
    published, computed = expected["published"]["signnet JOSS paper"], expected["recomputed_here"]
    result = of(records_of(sorted(names), signs))
    assert kinds(result) == Counter(computed["signed_triangles"])
    assert result.balance == pytest.approx(published["balance_score triangles"], abs=1e-6)
    assert result.balance == pytest.approx(59 / 68)
    assert (result.frustration_index, result.is_proven) == (published["frustration_exact"], True)
    camp = {row.group_id: row.camp for row in result.groups}
    mine = [camp[name] == camp[names[0]] for name in names]
    partition = published["frustration partition (node order of nodes.csv)"]
    assert mine == [one == partition[0] for one in partition]
    assert [part.is_only_split for part in result.parts] == ["yes"]
    assert sum(edge.disagrees for edge in result.edges) == 7


def _pair(a: str, b: str) -> tuple[str, str]:
    return (min(a, b), max(a, b))


def test_a_complete_graph_in_two_camps_is_balanced() -> None:
    groups = [f"G{i}" for i in range(8)]
    signs = {(a, b): 1 if (int(a[1]) < 3) == (int(b[1]) < 3) else -1 for a, b in combinations(groups, 2)}
    result = of(records_of(groups, signs))
    assert (result.balance, result.frustration_index, result.torn_ally, result.all_in_conflict) == (1, 0, 0, 0)
    assert [row.camp for row in result.groups] == [1, 1, 1, 2, 2, 2, 2, 2]


def test_no_groups_one_group_and_groups_without_edges() -> None:
    for n in (0, 1, 3):
        result = of([make.group(f"G{i}") for i in range(n)])
        assert (result.balance, result.frustration_index, result.is_proven, result.parts) == (None, 0, True, ())
        assert [(row.part, row.camp) for row in result.groups] == [(None, None)] * n
        assert result.cover.group_ids == tuple(f"G{i}" for i in range(n))


def test_camps_carry_their_part() -> None:
    signs = {("A", "D"): -1, ("B", "C"): 1}
    result = of(records_of(["A", "B", "C", "D", "E"], signs))
    assert [(row.group_id, row.part, row.camp) for row in result.groups] == [
        ("A", 1, 1), ("B", 2, 1), ("C", 2, 1), ("D", 1, 2), ("E", None, None),
    ]  # fmt: skip


def test_allied_and_in_conflict_at_once_is_one_negative_edge() -> None:
    records = [*records_of(["A", "B"], {("A", "B"): -1}), make.alliance("AL", "A", "B")]
    (edge,) = of(records).edges
    assert (edge.sign, edge.also_allied, edge.record_ids) == ("-", True, ("conflict:C-A-B", "alliance:AL"))
    assert ("allied_and_in_conflict", 1) in {(note.code, note.n) for note in of(records).notes}


def test_dormant_conflicts_and_truces_make_rivals_where_that_is_asked() -> None:
    records: list[object] = [make.group(one) for one in "ABCD"]
    records += [*rivals("A", "B", "dormant"), *rivals("B", "C", "truce"), *rivals("C", "D", "ended")]
    assert of(records).edges == ()
    assert list(edges_of(of(records, states=["dormant"]))) == [("A", "B")]
    assert list(edges_of(of(records, states=["active", "truce", "dormant"]))) == [("A", "B"), ("B", "C")]
    with pytest.raises(InputError, match="no state that makes rivals 'ended'; it is one of active, dormant, truce"):
        of(records, states=["ended"])


def test_what_leads_to_other_groups_is_left_out_and_counted() -> None:
    records = [*records_of(["A", "B", "C"], {("A", "C"): 1, ("B", "C"): -1}), make.group("OLD")]
    records += [make.succession("S-1", "OLD", "A", "2020-01-01"), make.alliance("AL", "A", "OLD")]
    result = of(records, groups=["OLD", "B"])
    assert [row.group_id for row in result.groups] == ["A", "B"]
    assert {(note.code, note.n) for note in result.notes} == {
        ("conflict_pair_outside", 1),
        ("alliance_pair_outside", 1),
        ("alliance_within_group", 1),
        ("group_has_successor", 1),
    }


def test_an_ally_of_a_group_that_was_hit_may_be_drawn_in() -> None:
    signs = {("A", "B"): -1, ("B", "C"): 1, ("B", "D"): 1, ("A", "D"): -1, ("B", "E"): 1, ("A", "E"): 1}
    hit = [
        make.incident("I-1", "2020-11-03", injured=1),
        make.attributed("AT-1", "I-1", "B", 0.5, "victim"),
        make.attributed("AT-2", "I-1", "A", 0.5),
        make.incident("I-2", None, killed=1),
        make.attributed("AT-3", "I-2", "B", 1.0, "victim"),
        make.incident("I-3", "2020-12-01", killed=1),
        make.attributed("AT-4", "I-3", "C", 1.0, "victim"),
    ]
    result = of([*records_of(list("ABCDE"), signs), *hit])
    assert [
        (row.incident_id, row.days_since, row.harmed, row.rival, row.ally, row.also_allied) for row in result.drawn_in
    ] == [
        ("I-1", 30, "B", "A", "C", False),
        ("I-1", 30, "B", "A", "E", True),
    ]
    assert {(note.code, note.n) for note in result.notes} == {("hit_undated", 1), ("hit_without_rival", 1)}


def test_a_source_that_is_left_out_takes_its_alliances_along() -> None:
    alliance = make.alliance("AL", "A", "B")
    sourced = type(alliance)(alliance_id="AL", group_a="A", group_b="B", source_id="X")
    records = [make.group("A"), make.group("B"), make.source("X"), sourced]
    assert len(of(records).edges) == 1
    assert of(records, without_source=["X"]).edges == ()


def test_the_order_of_rows_changes_nothing() -> None:
    records = records_of(*random_signs(11))
    shuffled = records[:]
    random.Random(2).shuffle(shuffled)
    assert to_json(of(shuffled)) == to_json(of(records))


@pytest.mark.parametrize("seed", range(10))
def test_new_names_change_neither_triads_nor_the_index(seed: int) -> None:
    groups, signs = random_signs(seed)
    names = dict(zip(groups, random.Random(seed).sample(groups, len(groups)), strict=True))
    renamed = {_pair(names[a], names[b]): sign for (a, b), sign in signs.items()}
    before, after = of(records_of(groups, signs)), of(records_of(groups, renamed))
    assert (kinds(before), before.frustration_index) == (kinds(after), after.frustration_index)
    assert sorted(part.is_only_split for part in before.parts) == sorted(part.is_only_split for part in after.parts)


def test_a_search_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The split is then as good as its number says, and the bound below it holds."""
    dice = random.Random(1)
    edges = [(a, b, dice.choice((1, -1))) for a, b in combinations(range(30), 2) if dice.random() < 0.3]
    (best,) = best_splits(30, edges)
    monkeypatch.setattr("graph_service.analysis.frustration.NODE_LIMIT", 1)
    (cut,) = best_splits(30, edges)
    assert cut.bound <= best.n_disagreeing <= cut.n_disagreeing
    assert cut.bound < cut.n_disagreeing
    assert (cut.is_first, cut.is_only) == (False, None)
