"""The scorecard: what each group is held to have committed and has suffered, window by window, and its rank."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_service.analysis.attribution import TOLERANCE, sides
from graph_service.analysis.first_to_kill import first_to_kill, last_call_in
from graph_service.analysis.header import header
from graph_service.analysis.incidents import NOT_KNOWN, OUTCOMES, incidents
from graph_service.analysis.left_out import undated_decisions
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import alive, memberships
from graph_service.analysis.periods import Window, since, window_of_days, year_to_date
from graph_service.analysis.result import note
from graph_service.analysis.retaliation import retaliation_windows
from graph_service.analysis.scorecard_parts import Evidence, GroupRow, GroupWindow, Scorecard, SideCounts
from graph_service.analysis.violence import listed_groups, ranks, sensitivity, uncertainty, violence
from graph_service.analysis.why_empty import why_empty
from graph_service.analysis.window_counts import (
    NOTHING_EXPECTED,
    NOTHING_NAMED,
    WindowCounts,
    WindowTotals,
    window_counts,
    window_totals,
)
from graph_service.domain.dates import day_of
from graph_service.domain.parameters import Lineage
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, Frame, IntArray, Snapshot, derived
from graph_service.domain.use_case import Paging, UseCase
from graph_service.domain.vocabulary import IncidentStatus, IncidentType, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageParameters:
    """What a question about all groups asks: whether renamed groups are followed."""

    lineage: Lineage = True


def scorecard(snapshot: Snapshot, policy: Policy, parameters: LineageParameters) -> Scorecard:
    """Rank groups by the violence they are held to have committed, with all that is uncertain about it.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Windows, weights, thresholds.
    parameters : LineageParameters
        Whether records of a renamed or merged group count for its successor.

    Returns
    -------
    Scorecard
        Every group valid on some day of the last 365, and what could not be attributed.

    Notes
    -----
    An attribution is the probability that a group took part. Groups that acted jointly each get the
    whole of it, so that shares may sum to more than 1.

    References
    ----------
    .. [1] Braga, Hureau & Grossman (2014), Managing the group violence intervention: using shooting
       scorecards to track group violence.
    """
    return _scorecard(snapshot, policy, lineage=parameters.lineage)


def windows_of(snapshot: Snapshot, policy: Policy) -> list[tuple[Window, Window]]:
    """Return the windows of the scorecard, each with the one before; since the last call-in only if one was held."""
    day, as_of = snapshot.day, snapshot.as_of
    windows = [(window_of_days(day, n), window_of_days(day, n, previous=True)) for n in policy.scorecard.windows_days]
    windows.append((year_to_date(as_of), year_to_date(as_of, previous=True)))
    held = last_call_in(snapshot)
    if held is not None:
        windows.append((since(held[1], day), since(held[1], day, previous=True)))
    return windows


Tallies = Mapping[tuple[str, str], tuple[WindowCounts, WindowCounts]]  # (window, side) -> window and the one before


@derived
def _scorecard(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Scorecard:
    view, both = incidents(snapshot, policy), sides(snapshot, policy, lineage=lineage)
    listed = listed_groups(snapshot, policy, lineage=lineage)
    tallies: dict[tuple[str, str], tuple[WindowCounts, WindowCounts]] = {}
    totals: dict[str, WindowTotals] = {}
    for window, before in windows_of(snapshot, policy):
        totals[window.name] = window_totals(view, both.suspect, both.victim, window, before)
        for side, rows in (("committed", both.suspect), ("suffered", both.victim)):
            counts, counts_before = (window_counts(view, rows, of, policy) for of in (window, before))
            tallies[window.name, side] = (counts, counts_before)
    groups = _group_rows(snapshot, policy, listed, tallies, totals, lineage=lineage)
    scored = violence(snapshot, policy, lineage=lineage)
    unlisted = int(((scored.index > TOLERANCE) & ~np.isin(np.arange(len(scored.index)), listed)).sum())
    n_derived = int((both.suspect.derived & view.counted).sum())
    notes = (
        note("attribution_derived", n_derived),
        note("group_not_listed", unlisted),
        note("on_hold", int(view.on_hold.sum())),
        note("date_not_exact", int((view.counted & ~view.periods.exact).sum())),
        note("outcome_unknown", int((view.counted & (view.outcome == NOT_KNOWN)).sum())),
        undated_decisions(snapshot),
    )
    empty = "no_valid_groups" if len(snapshot["group"]) else "no_groups"
    return Scorecard(
        **header("scorecard", snapshot, policy, {"lineage": lineage}, seed=policy.uncertainty.seed, notes=notes),
        most_violent=tuple(row.group_id for row in groups if row.rank == 1 and row.violence_index > TOLERANCE),
        groups=groups,
        n_rows=len(groups),
        next_after=None,
        totals=totals,
        first_to_kill=first_to_kill(snapshot, policy, lineage=lineage),
        why_empty=None if groups else why_empty(empty),
    )


def _group_rows(
    snapshot: Snapshot,
    policy: Policy,
    listed: Sequence[int],
    tallies: Tallies,
    totals: Mapping[str, WindowTotals],
    *,
    lineage: bool,
) -> tuple[GroupRow, ...]:
    frame, index = snapshot["group"], violence(snapshot, policy, lineage=lineage).index
    rank = ranks([float(index[group]) for group in listed])
    drawn = uncertainty(snapshot, policy, listed, lineage=lineage)
    moved = sensitivity(snapshot, policy, listed, lineage=lineage)
    evidence = group_evidence(snapshot, policy, lineage=lineage)
    n_members = members_on(snapshot, lineage=lineage)
    valid = frame.valid_on(snapshot.day)
    n_windows = Counter(w.victim_group for w in retaliation_windows(snapshot, policy, lineage=lineage) if w.is_open)
    rows = [
        GroupRow(
            group_id=frame.ids[group],
            name=frame.texts["name"][group],
            is_valid=bool(valid[group]),
            rank=rank[i],
            violence_index=float(index[group]),
            rank_low=drawn.rank_low[i],
            rank_high=drawn.rank_high[i],
            p_first=drawn.first[i],
            spread_violence_index=moved.spread_index[i],
            spread_rank=moved.spread_rank[i],
            spread_expected=moved.spread_expected[i],
            worst_case_violence_index=moved.worst_index[i],
            worst_case_rank=moved.worst_rank[i],
            n_members=n_members.get(group, 0),
            size_low=given(frame["size_low"][group]),
            size_high=given(frame["size_high"][group]),
            n_open_windows=n_windows[group],
            windows={name: _group_window(name, group, frame, tallies, totals[name]) for name in totals},
            evidence=tuple(evidence.get(group, ())),
        )
        for i, group in enumerate(listed)
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank, row.group_id)))


@derived
def members_on(snapshot: Snapshot, *, lineage: bool) -> Mapping[int, int]:
    """Count the living members of each group on the day, by the position of the group."""
    return Counter(member_pairs(snapshot, lineage=lineage)[0].tolist())


@derived
def member_pairs(snapshot: Snapshot, *, lineage: bool) -> tuple[IntArray, IntArray]:
    """Return groups and their living members on the day, each pair of them once."""
    rows = memberships(snapshot, lineage=lineage)
    is_current = rows.on(snapshot.day) & alive(snapshot)[rows.person]
    n_persons = max(1, len(snapshot["person"]))
    group, person = np.divmod(distinct(pair_key(rows.group[is_current], rows.person[is_current], n_persons)), n_persons)
    return group, person


def given(value: int) -> int | None:
    """Return a value of a column of whole numbers, None where it is empty."""
    return None if value == NO_INT else int(value)


def _group_window(name: str, group: int, frame: Frame, tallies: Tallies, totals: WindowTotals) -> GroupWindow:
    size_low, size_high = given(frame["size_low"][group]), given(frame["size_high"][group])
    committed, suffered = (
        _side_counts(group, *tallies[name, side], totals.counted.incidents, size_low, size_high)
        for side in ("committed", "suffered")
    )
    return GroupWindow(committed, suffered)


def _side_counts(
    group: int, now: WindowCounts, before: WindowCounts, n_counted: float, size_low: int | None, size_high: int | None
) -> SideCounts:
    named, expected = now.named.get(group, NOTHING_NAMED), now.expected.get(group, NOTHING_EXPECTED)
    previous = before.expected.get(group, NOTHING_EXPECTED).incidents
    low, high = now.victims.get(group, (0, 0))
    return SideCounts(
        named=named,
        expected=expected,
        victims_low=low,
        victims_high=high,
        hold=now.hold.get(group, 0),
        date_too_coarse=now.too_coarse.get(group, 0),
        previous_named=before.named.get(group, NOTHING_NAMED).incidents,
        previous_expected=previous,
        trend=expected.incidents - previous,
        ratio=expected.incidents / previous if previous else None,
        share=expected.incidents / n_counted if n_counted else None,
        per_member_low=named.incidents / size_high if size_high else None,
        per_member_high=named.incidents / size_low if size_low else None,
    )


@derived
def group_evidence(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> dict[int, list[Evidence]]:
    """Incidents that any number of a group rests on: newest first, then by id."""
    view, frame = incidents(snapshot, policy), snapshot["incident"]
    scored = violence(snapshot, policy, lineage=lineage)
    weight = dict(zip(scored.incident.tolist(), scored.weight.tolist(), strict=True))
    earliest = min(before.after for _, before in windows_of(snapshot, policy))
    types, precisions, states = tuple(IncidentType), tuple(Precision), tuple(IncidentStatus)
    recent = view.periods.last > earliest
    recent |= view.periods.day == NO_DAY
    ids = frame.ids
    days, precision, kind, status, outcome = (
        column.tolist()
        for column in (frame["occurred_on"], frame["precision"], frame["type"], frame["status"], view.outcome)
    )
    rows: dict[int, list[tuple[int, str, str, Evidence]]] = {}
    both = sides(snapshot, policy, lineage=lineage)
    for side, of_side in (("suspect", both.suspect), ("victim", both.victim)):
        mask = recent[of_side.incident] & (of_side.confidence > 0)
        columns = (of_side.incident, of_side.group, of_side.confidence, of_side.derived[of_side.incident])
        for incident, group, confidence, is_derived in zip(*(entry[mask].tolist() for entry in columns), strict=True):
            day = days[incident]
            entry = Evidence(
                incident_id=ids[incident],
                side=side,
                confidence=confidence,
                is_derived=is_derived,
                occurred_on=None if day == NO_DAY else day_of(day),
                precision=precisions[precision[incident]].value,
                type=types[kind[incident]].value,
                outcome=OUTCOMES[outcome[incident]],
                status=states[status[incident]].value,
                adds=confidence * weight.get(incident, 0.0) if side == "suspect" else 0.0,
            )
            rows.setdefault(group, []).append((-day, entry.incident_id, side, entry))
    return {group: [entry[-1] for entry in sorted(entries)] for group, entries in rows.items()}


SCORECARD = UseCase(
    name="scorecard",
    question="Which group is most violent now, and how sure is that?",
    summary="Incidents committed and suffered by window, violence index, rank with interval, unknowns spread, "
    "worst case",
    address="scorecard",
    parameters=LineageParameters,
    result=Scorecard,
    compute=scorecard,
    paging=Paging("groups"),
    unit="incidents; index in weighted incidents",
    reference="Braga, Hureau & Grossman (2014), shooting scorecards",
)
