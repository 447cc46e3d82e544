"""What a lane is made of: persons with their ranks, reasons and what bears on a visit."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated as A

from graph_service.analysis.cards import Card
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.result import Count, Result
from graph_service.analysis.why_empty import WhyEmpty
from graph_service.domain.described import Described


class LaneName(StrEnum):
    """The lanes: whom to reach with the message, whom to warn, who could carry the message."""

    MESSAGE = "message"
    SAFETY = "safety"
    MESSENGER = "messenger"


LANES = tuple(lane.value for lane in LaneName)


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A person of a lane."""

    rank: A[
        int,
        Described(
            "place in the lane, from 1; equal points and reach (message) or equal days (safety) share a rank (1, 1, 3)",
            1,
            unit="rank",
        ),
    ]
    person: A[Card, Described("who it is, and what bears on when and how to reach them", None)]
    points: A[int, Described("sum of the points of the reasons; 0 outside the message lane", 12, unit="points")]
    reach: A[
        Count | None,
        Described(
            "members they reach in one step, they themselves included: of their own groups (message; 0 without a "
            "group), or of the groups to reach (messenger); null in the safety lane, where nothing is to be reached; "
            '"withheld" where the number would tell about one person',
            6,
            unit="persons",
        ),
    ]
    newly_reached: A[
        Count | None,
        Described(
            'members they reach whom nobody above them in the messenger lane does; null in the others; "withheld" '
            "where the number would tell about one person",
            4,
            unit="persons",
        ),
    ]
    is_eligible: A[bool, Described("whether they may be visited now; false while cooling off", example=False)]
    needs_elevated_approval: A[
        bool,
        Described(
            "whether a proposal needs the elevated approval: for minors, and where the age is not known", example=False
        ),
    ]
    reasons: A[tuple[Reason, ...], Described("why they are listed, with the records that say so", None)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Result):
    """A lane, in its order. The notes say who is not on it, and why."""

    lane: A[str, Described("which lane: message, safety or messenger", "message", words=LANES)]
    rows: A[tuple[LaneRow, ...], Described("persons of the lane, in its order; on a page, a part of them", None)]
    n_rows: A[int, Described("persons on all pages together", 31, unit="persons")]
    next_after: A[
        int | None,
        Described(
            "place of the last person of this page, from 1, after which the next page begins; null: nobody follows", 10
        ),
    ]
    n_reached: A[
        int | None,
        Described(
            "living members of the groups to reach whom the messengers reach; null outside the messenger lane",
            20,
            unit="persons",
        ),
    ]
    n_total: A[
        int | None,
        Described("living members of the groups to reach; null outside the messenger lane", 21, unit="persons"),
    ]
    unreached: A[
        tuple[str, ...],
        Described(
            "members whom nobody who may carry the message can reach; empty outside the messenger lane",
            ("P-0031",),
            refers_to="person",
        ),
    ]
    proven_optimal: A[
        bool | None,
        Described(
            "whether it is proven that fewer messengers cannot reach as many, never where nobody may carry the "
            "message; null outside the messenger lane",
            example=True,
        ),
    ]
    gap: A[
        int | None,
        Described(
            "messengers less the fewest proven to be needed; null outside the messenger lane",
            0,
            unit="persons",
        ),
    ]
    why_empty: A[
        WhyEmpty | None, Described("why nobody is on the lane, and what would change that; null: somebody is", None)
    ]
