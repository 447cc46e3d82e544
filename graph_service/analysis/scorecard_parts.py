"""What a scorecard is made of: groups, their windows and sides, and the incidents behind their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated as A

from graph_service.analysis.fields import (
    DatePrecision,
    GroupId,
    GroupIsValid,
    GroupName,
    GroupRank,
    IncidentId,
    IncidentTypeWord,
    NMembers,
    NOpenWindows,
    OccurredOn,
    OutcomeWord,
    SizeHigh,
    SizeLow,
    ViolenceIndex,
)
from graph_service.analysis.first_to_kill import FirstToKill
from graph_service.analysis.result import Result
from graph_service.analysis.why_empty import WhyEmpty
from graph_service.analysis.window_counts import (
    Outcomes,
    WindowTotals,
)
from graph_service.domain.described import Described
from graph_service.domain.vocabulary import IncidentStatus


@dataclass(frozen=True, slots=True)
class SideCounts:
    """One side of one group in one window, and in the window before."""

    named: A[
        Outcomes, Described("counted incidents that the group is named in, with a confidence of at least 0.5", None)
    ]
    expected: A[Outcomes, Described("sum of the confidences over all counted incidents", None)]
    victims_low: A[int, Described("killed and injured in the named incidents, at least", 2, unit="persons")]
    victims_high: A[
        int | None,
        Described(
            "killed and injured in the named incidents, at most; null: one of them has no upper bound",
            3,
            unit="persons",
        ),
    ]
    hold: A[
        int,
        Described(
            "incidents on hold that are attributed to the group in any part, inside the window or with a date too "
            "coarse to tell",
            1,
            unit="incidents",
        ),
    ]
    date_too_coarse: A[
        int,
        Described(
            "incidents attributed to the group in any part that would count, and whose date is too coarse to tell "
            "whether it lies inside the window",
            0,
            unit="incidents",
        ),
    ]
    previous_named: A[float, Described("named incidents of the window before", 2.0, unit="incidents")]
    previous_expected: A[float, Described("expected incidents of the window before", 2.5, unit="incidents")]
    trend: A[float, Described("expected incidents less those of the window before", 0.5, unit="incidents")]
    ratio: A[
        float | None,
        Described(
            "expected incidents divided by those of the window before; null: none were expected then", 1.2, unit="times"
        ),
    ]
    share: A[
        float | None,
        Described(
            "expected incidents divided by all counted incidents of the window; shares may add up to over 1 where "
            "groups acted jointly; null: none counted",
            0.3,
            unit="share",
        ),
    ]
    per_member_low: A[
        float | None,
        Described(
            "named incidents divided by the highest estimate of the group's size; null: there is none, or it is 0",
            0.12,
            unit="incidents per person",
        ),
    ]
    per_member_high: A[
        float | None,
        Described(
            "named incidents divided by the lowest estimate of the group's size; null: there is none, or it is 0",
            0.2,
            unit="incidents per person",
        ),
    ]


@dataclass(frozen=True, slots=True)
class GroupWindow:
    """Both sides of a group in a window."""

    committed: A[SideCounts, Described("incidents that the group is held to have committed", None)]
    suffered: A[SideCounts, Described("incidents in which the group is held to have been hit", None)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """An incident behind the numbers of a group."""

    incident_id: IncidentId
    side: A[str, Described("on which side the group stood", "suspect", words=("suspect", "victim"))]
    confidence: A[float, Described("probability that the group took part on that side", 0.9, unit="probability")]
    is_derived: A[
        bool,
        Described(
            "whether the group was derived from memberships on the day of the incident, and is not stated by a source",
            example=False,
        ),
    ]
    occurred_on: OccurredOn
    precision: DatePrecision
    type: IncidentTypeWord
    outcome: OutcomeWord
    status: A[
        str,
        Described(
            "confirmed (it counts if its type is violent and a group may be involved), hold (shown apart) or "
            "unfounded (in no number)",
            "confirmed",
            words=tuple(IncidentStatus),
        ),
    ]
    adds: A[
        float,
        Described(
            "what the incident adds to the violence index of the group; 0 on the victim side",
            4.1,
            unit="weighted incidents",
        ),
    ]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of the scorecard."""

    group_id: GroupId
    name: GroupName
    is_valid: GroupIsValid
    rank: GroupRank
    violence_index: ViolenceIndex
    rank_low: A[
        int,
        Described(
            "best rank in the interval of the draws, which leaves out the outermost 5 of 100 at either end",
            1,
            unit="rank",
        ),
    ]
    rank_high: A[
        int,
        Described(
            "worst rank in the interval of the draws, which leaves out the outermost 5 of 100 at either end",
            3,
            unit="rank",
        ),
    ]
    p_first: A[
        float,
        Described(
            "share of the draws in which the group is first; a tie of k groups gives each 1/k; 0 where all are at zero",
            0.8,
            unit="probability",
        ),
    ]
    spread_violence_index: A[
        float,
        Described(
            "violence index if the part of each incident that is attributed to nobody went to the groups that it "
            "did not hit, in proportion to the incidents they are expected to have committed",
            13.1,
            unit="weighted incidents",
        ),
    ]
    spread_rank: A[int, Described("rank by the index with the unknown part spread so", 1, unit="rank")]
    spread_expected: A[
        float,
        Described(
            "expected incidents committed in the last 365 days with the unknown part spread so", 4.2, unit="incidents"
        ),
    ]
    worst_case_violence_index: A[
        float,
        Described(
            "violence index if the unknown part of every incident went to this group alone, those in which it was "
            "the victim left out",
            20.5,
            unit="weighted incidents",
        ),
    ]
    worst_case_rank: A[
        int, Described("rank by the worst case of this group, the others at their own index", 1, unit="rank")
    ]
    n_members: NMembers
    size_low: SizeLow
    size_high: SizeHigh
    n_open_windows: NOpenWindows
    windows: A[
        Mapping[str, GroupWindow],
        Described(
            "both sides of the group by window, such as days_90, year_to_date, and since_last_call_in if one was held",
            None,
        ),
    ]
    evidence: A[
        tuple[Evidence, ...],
        Described(
            "the incidents that the numbers of the group rest on, newest first, those of unknown date last", None
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard(Result):
    """Groups by rank, then id. See `Lane` for the pages."""

    most_violent: A[
        tuple[str, ...],
        Described("groups that share the first rank; empty: all are at zero", ("G-01",), refers_to="group"),
    ]
    groups: A[
        tuple[GroupRow, ...],
        Described("groups valid on some day of the last 365, by rank and then by id; on a page, a part of them", None),
    ]
    n_rows: A[int, Described("groups on all pages together", 14, unit="groups")]
    next_after: A[
        int | None,
        Described(
            "place of the last group of this page, from 1, after which the next page begins; null: no group follows", 10
        ),
    ]
    totals: A[
        Mapping[str, WindowTotals], Described("all counted incidents by window, whoever they are attributed to", None)
    ]
    first_to_kill: A[
        FirstToKill | None,
        Described("who killed first after the last call-in; null: no call-in was held by the day", None),
    ]
    why_empty: A[
        WhyEmpty | None, Described("why no group has a row, and what would change that; null: some have", None)
    ]
