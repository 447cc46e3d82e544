"""The violence index of groups, its ranks, and how far unknowns and chance could move them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import scipy  # its parts are loaded where they are first used: `--help` answers without them
from numpy.typing import NDArray

from graph_service.analysis.attribution import TOLERANCE, GroupSet, is_named, sides
from graph_service.analysis.incidents import FATAL, INJURY, incidents
from graph_service.analysis.people import successors
from graph_service.analysis.periods import window_of_days
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import IntArray, Snapshot, derived
from graph_service.domain.vocabulary import IncidentType, code_of

Floats = NDArray[np.float64]
_DRAWS_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Violence:
    """The index of every group (one element a group) and the incidents that make it.

    `expected` is the sum of the confidences. `incident` are the incidents of the index in the order of
    their ids, `weight` what each adds at a confidence of 1.
    """

    index: Floats
    expected: Floats
    incident: IntArray
    weight: Floats


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Of each listed group: an interval of ranks, and how often it was first, ties shared."""

    rank_low: tuple[int, ...]
    rank_high: tuple[int, ...]
    first: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Of each listed group: index and rank if unknowns are spread, and if all unknowns were its own."""

    spread_index: tuple[float, ...]
    spread_rank: tuple[int, ...]
    spread_expected: tuple[float, ...]
    worst_index: tuple[float, ...]
    worst_rank: tuple[int, ...]


def listed_groups(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> list[int]:
    """Return the groups that a table of groups has a row for."""
    window = window_of_days(snapshot.day, policy.scorecard.listed_days)
    valid = snapshot["group"].valid_between(window.after + 1, window.until)
    is_last = successors(snapshot, lineage=lineage) == np.arange(len(valid))
    return [int(group) for group in np.flatnonzero(valid & is_last)]


@derived
def violence(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Violence:
    """Compute the violence index of every group, listed or not.

    V = sum of c * s * 2**(-age / half-life) over counted incidents of the last days, suspect side; s by
    the worst outcome, never by the number of victims.
    """
    rules, view = policy.index, incidents(snapshot, policy)
    window = window_of_days(snapshot.day, rules.days)
    rows = np.flatnonzero(view.counted & view.periods.inside(window))
    severe = np.isin(snapshot["incident"]["type"][rows], [code_of(IncidentType(word)) for word in rules.severe_types])
    outcome = view.outcome[rows]
    severity = np.where(severe, rules.shot_or_exploded, rules.other)
    severity = np.where(outcome == INJURY, rules.injured, severity)
    severity = np.where(outcome == FATAL, rules.killed, severity)
    age = snapshot.day - view.periods.day[rows]
    weight = severity * np.exp2(-age / rules.half_life_days)
    by_incident = dict(zip(rows.tolist(), weight.tolist(), strict=True))
    suspect = sides(snapshot, policy, lineage=lineage).suspect
    parts: dict[int, list[float]] = {}
    shares: dict[int, list[float]] = {}
    for incident, group, confidence in zip(
        suspect.incident.tolist(), suspect.group.tolist(), suspect.confidence.tolist(), strict=True
    ):
        if incident in by_incident:
            parts.setdefault(group, []).append(confidence * by_incident[incident])
            shares.setdefault(group, []).append(confidence)
    index, expected = np.zeros(len(snapshot["group"])), np.zeros(len(snapshot["group"]))
    for group, values in parts.items():
        index[group], expected[group] = fsum(values), fsum(shares[group])
    return Violence(index, expected, rows, weight)


def ranks(scores: Sequence[float]) -> list[int]:
    """Rank scores, highest first; equal within 1e-9 is an equal rank (1, 1, 3)."""
    rank_of = [0] * len(scores)
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    for index, i in enumerate(order):
        tied = index > 0 and scores[order[index - 1]] - scores[i] <= TOLERANCE
        rank_of[i] = rank_of[order[index - 1]] if tied else index + 1
    return rank_of


def uncertainty(snapshot: Snapshot, policy: Policy, listed: Sequence[int], *, lineage: bool) -> Uncertainty:
    """Draw which set of groups stood behind each incident, many times, and rank anew each time."""
    rules, scored = policy.uncertainty, violence(snapshot, policy, lineage=lineage)
    view = sides(snapshot, policy, lineage=lineage).suspect
    sets = [view.sets_of(row) for row in scored.incident.tolist()]
    drawn = _drawn([row for row in sets if row], scored.weight[[bool(row) for row in sets]], listed)
    generator = np.random.default_rng(rules.seed)
    all_ranks = np.empty((rules.draws, len(listed)), dtype=np.int32)
    first = np.zeros(len(listed))
    for start in range(0, rules.draws, _DRAWS_AT_ONCE):
        n_draws = min(_DRAWS_AT_ONCE, rules.draws - start)
        scores = drawn.scores(generator.random((n_draws, drawn.n_incidents)))
        block = _rank_rows(scores)
        all_ranks[start : start + n_draws] = block
        lead = (block == 1) & (scores.max(axis=1, initial=0.0) > TOLERANCE)[:, None]
        first += (lead / np.maximum(lead.sum(axis=1), 1)[:, None]).sum(axis=0)
    ordered = np.sort(all_ranks, axis=0)
    return Uncertainty(
        rank_low=tuple(ordered[rules.low].tolist()),
        rank_high=tuple(ordered[rules.high].tolist()),
        first=tuple((first / rules.draws).tolist()),
    )


def sensitivity(snapshot: Snapshot, policy: Policy, listed: Sequence[int], *, lineage: bool) -> Sensitivity:
    """Ask how the table would look if the unknown parts belonged to somebody.

    Spread: what is unknown of an incident goes to the listed groups that are not its named victim, in
    proportion to what they are expected to have committed. Worst case of a group: all of it is its own,
    unless it is the victim; the other groups stay as they are.
    """
    scored, both = violence(snapshot, policy, lineage=lineage), sides(snapshot, policy, lineage=lineage)
    index = [float(scored.index[group]) for group in listed]
    base = [float(scored.expected[group]) for group in listed]
    total_base, n_with_base = fsum(base), sum(b > 0 for b in base)
    remainder = both.suspect.unknown[scored.incident]
    remainders: list[float] = []  # per incident with a base: its remainder as a share of the base
    given_weight: list[float] = []
    spread: list[list[float]] = [[] for _ in listed]
    spread_expected: list[list[float]] = [[] for _ in listed]
    worst_off: list[list[float]] = [[] for _ in listed]
    column = {group: i for i, group in enumerate(listed)}
    for incident, left, weight in zip(
        scored.incident.tolist(), remainder.tolist(), scored.weight.tolist(), strict=True
    ):
        if left <= 0:
            continue
        hit = [column[g] for g, c in both.victim.of(incident).items() if is_named(c, policy) and g in column]
        bases_hit = [base[i] for i in hit if base[i] > 0]
        among = total_base - fsum(bases_hit) if len(bases_hit) < n_with_base else 0.0
        for i in hit:
            worst_off[i].append(left * weight)
        if among > 0:
            remainders.append(left / among)
            given_weight.append(left * weight / among)
            for i in hit:
                spread[i].append(-left * weight / among)
                spread_expected[i].append(-left / among)
    share, share_weight = fsum(remainders), fsum(given_weight)
    all_left = fsum(a * b for a, b in zip(remainder.tolist(), scored.weight.tolist(), strict=True))
    spread_index = [v + b * fsum((share_weight, *less)) for v, b, less in zip(index, base, spread, strict=True)]
    worst_index = [v + all_left - fsum(less) for v, less in zip(index, worst_off, strict=True)]
    return Sensitivity(
        spread_index=tuple(spread_index),
        spread_rank=tuple(ranks(spread_index)),
        spread_expected=tuple(b + b * fsum((share, *less)) for b, less in zip(base, spread_expected, strict=True)),
        worst_index=tuple(worst_index),
        worst_rank=_ranks_if_alone(worst_index, index),
    )


def _ranks_if_alone(scores: Sequence[float], rivals: Sequence[float]) -> tuple[int, ...]:
    """Rank each score among the others' own; a score is never below its own among them."""
    ordered = np.sort(np.array(rivals))
    above = len(ordered) - np.searchsorted(ordered, np.array(scores) + TOLERANCE, side="right")
    return tuple((above + 1).tolist())


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn from: of each set its incident (a column of the draws) and the numbers that choose it.

    `weights` has a row a listed group and a column a set, in the order of the incidents.
    """

    n_incidents: int
    incident: IntArray
    above: Floats
    below: Floats
    weights: "scipy.sparse.csr_array"

    def scores(self, numbers: Floats) -> Floats:
        """Return a row a draw: the index of each listed group if these numbers choose the sets."""
        number = np.ascontiguousarray(numbers.T)[self.incident]
        is_drawn = (number >= self.above[:, None]) & (number < self.below[:, None])
        return np.ascontiguousarray((self.weights @ is_drawn.astype(np.float64)).T)


def _drawn(sets: Sequence[Sequence[GroupSet]], weight: Floats, listed: Sequence[int]) -> _Drawn:
    column = {group: i for i, group in enumerate(listed)}
    incident, below, rows, columns = list[int](), list[float](), list[int](), list[int]()
    for i, of_incident in enumerate(sets):
        for groups, _ in of_incident:
            columns_of = [column[group] for group in groups if group in column]
            rows += columns_of
            columns += [len(incident)] * len(columns_of)
            incident.append(i)
        below += np.cumsum([confidence for _, confidence in of_incident]).tolist()
    of_set = np.array(incident, dtype=np.int64)
    above = np.concatenate([[0.0], below])[:-1]
    above[1:][np.diff(of_set) > 0] = 0.0  # the first set of an incident begins at 0
    weights = scipy.sparse.csr_array((weight[of_set[columns]], (rows, columns)), shape=(len(listed), len(of_set)))
    return _Drawn(len(sets), of_set, above, np.array(below), weights)


def _rank_rows(scores: Floats) -> IntArray:
    order = np.argsort(-scores, axis=1)  # in whatever order equal scores come, their rank is the same
    sorted_scores = np.take_along_axis(scores, order, axis=1)
    places = np.arange(1, scores.shape[1] + 1)
    new = np.ones(scores.shape, dtype=np.bool_)
    new[:, 1:] = sorted_scores[:, :-1] - sorted_scores[:, 1:] > TOLERANCE
    rank = np.maximum.accumulate(np.where(new, places, 1), axis=1)
    ranks_of = np.empty_like(rank)
    np.put_along_axis(ranks_of, order, rank, axis=1)
    return ranks_of
