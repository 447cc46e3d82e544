"""Two implementations of the same definitions agree on small, nasty cases drawn at random.

``GRUPPKARTA_RIVAL_CASES`` says how many cases (a long run takes thousands); a case that fails is
shrunk to its smallest form before it is shown.
"""

import os
from dataclasses import replace
from random import Random

import pytest

from graph_service.analysis.priorities import PRIORITIES
from graph_service.domain.policy import default_policy
from graph_service.domain.records import Group, Person
from graph_service.domain.schema import kind_of
from tests.asking import compute
from tests.rival.answers import PARTS, Options, differences, of_analysis, of_rival
from tests.rival.make import case_of
from tests.rival.random_case import Drawn, random_case, shrunk
from tests.rival.slow_answers import may_be_chosen
from tests.snapshots import snapshot_from

N_CASES = int(os.environ.get("GRUPPKARTA_RIVAL_CASES", "300"))
N_BATCHES = 10


def _options(drawn: Drawn, part: str, seed: int) -> Options:
    """Choose beside the case what a caller may choose."""
    dice = Random(seed)
    lineage = dice.random() < 0.7
    if part not in {"messenger", "representatives"}:
        return Options(lineage=lineage)
    groups = sorted(one.group_id for one in drawn.records if isinstance(one, Group))
    persons = sorted(one.person_id for one in drawn.records if isinstance(one, Person))
    some_groups = (dice.choice(groups),) if dice.random() < 0.3 and not lineage else None
    if part == "messenger":
        return Options(lineage=lineage, groups=some_groups)
    kinds = tuple(dice.sample(("friend", "kin", "co_offending"), 2)) if dice.random() < 0.3 else None
    pools: list[tuple[str, ...] | str | None] = [None, None, "supervised", tuple(dice.sample(persons, 2))]
    options = Options(lineage=lineage, groups=some_groups, kinds=kinds, pool=dice.choice(pools))
    if dice.random() < 0.3:
        options = replace(options, must_not=tuple(dice.sample(persons, 1)))
    if dice.random() < 0.4:
        pool = may_be_chosen(drawn, options) if dice.random() < 0.8 else persons
        options = replace(options, must=tuple(dice.sample(pool, min(len(pool), dice.choice((1, 1, 2))))))
    return options


def _disagree(drawn: Drawn, part: str, options: Options) -> list[str]:
    return differences(of_rival(drawn, part, options), of_analysis(drawn, part, options))


def _told(drawn: Drawn, part: str, options: Options) -> str:
    """Say how the smallest case that still differs looks."""
    kept = {*(options.groups or ()), *(options.must or ()), *(options.must_not or ())}
    kept |= set() if options.pool == "supervised" else {*(options.pool or ())}

    def still_differs(smaller: Drawn) -> bool:
        keys = {getattr(one, kind_of(one).key) for one in smaller.records}
        return kept <= keys and bool(_disagree(smaller, part, options))

    smallest = shrunk(drawn, still_differs)
    lines = [f"{part} on {drawn.as_of} with {options}: rival and analysis", *_disagree(smallest, part, options)]
    return "\n".join([*lines, *map(repr, smallest.records)])


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("batch", range(N_BATCHES))
def test_both_implementations_agree_on_random_cases(part: str, batch: int) -> None:
    for seed in range(batch, N_CASES, N_BATCHES):
        drawn = random_case(seed)
        options = _options(drawn, part, seed)
        if _disagree(drawn, part, options):
            pytest.fail(_told(drawn, part, options), pytrace=False)


def test_random_cases_ask_all_that_the_definitions_answer() -> None:
    """A generator that never makes a window, a truce or an exit would prove nothing."""
    seen: dict[str, int] = {}
    for seed in range(300):
        drawn = random_case(seed)
        windows = of_rival(drawn, "conflicts")["windows"]
        message, safety = of_rival(drawn, "message"), of_rival(drawn, "safety")
        found = {
            "open windows": [one for one in windows.values() if one["is_open"]],  # type: ignore[attr-defined]  # answers as JSON would have them
            "closed windows": [one for one in windows.values() if not one["is_open"]],  # type: ignore[attr-defined]  # answers as JSON would have them
            "message": message["order"],
            "safety": safety["order"],
            "under 15": message["under_15"],
            "exited": message["exited"],
            "messengers": of_rival(drawn, "messenger")["order"],
        }
        for what, some in found.items():
            seen[what] = seen.get(what, 0) + bool(some)
    assert {what: n for what, n in seen.items() if n < 10} == {}


def test_random_cases_ask_for_persons_who_must_be_chosen_and_must_not() -> None:
    met: dict[str, int] = {}
    for seed in range(N_CASES):
        drawn = random_case(seed)
        options = _options(drawn, "representatives", seed)
        answer = of_rival(drawn, "representatives", options)
        for asked, ids in (("must", options.must), ("must not", options.must_not)):
            outcome = "nobody to reach" if "empty" in answer else "refused" if "refused" in answer else "answered"
            met[f"{asked}: {outcome}"] = met.get(f"{asked}: {outcome}", 0) + (ids is not None)
    assert {what for what, n in met.items() if n} >= {"must: answered", "must: refused", "must not: answered"}


@pytest.mark.parametrize("name", ["message", "safety"])
def test_a_lane_of_one_group_is_the_whole_lane_with_the_others_taken_out(name: str) -> None:
    n_taken_out = 0
    for seed in range(60):
        drawn = random_case(seed)
        given = [record for some in case_of(drawn.records).values() for record in some]
        snapshot, policy = snapshot_from(given, drawn.as_of), default_policy()
        whole = compute(PRIORITIES, snapshot, policy, lane=name).rows
        for group_id in snapshot["group"].ids:
            kept = tuple(row for row in whole if group_id in row.person.group_ids)
            assert compute(PRIORITIES, snapshot, policy, lane=name, groups=[group_id]).rows == kept
            n_taken_out += len(whole) - len(kept)
    assert n_taken_out > 0
