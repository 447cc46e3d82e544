"""What a plan is made of: who is chosen, whom each reaches, and who is not reached."""

from dataclasses import dataclass
from typing import Annotated as A

from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.result import Count, Result
from graph_service.analysis.why_empty import WhyEmpty
from graph_service.domain.described import Described


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen person, in the order of most newly reached."""

    person_id: PersonId
    label: Label
    n_contacts: A[
        Count,
        Described(
            'persons to reach whom they are tied to; "withheld" where the number would tell about one person',
            6,
            unit="persons",
        ),
    ]
    newly_reached: A[
        Count,
        Described(
            'persons they reach, they themselves included, whom nobody above them does; "withheld" where the '
            "number would tell about one person",
            4,
            unit="persons",
        ),
    ]
    reaches: A[
        tuple[str, ...],
        Described(
            "those whom they newly reach, by id; whoever is withheld is left out",
            ("P-0014", "P-0021"),
            refers_to="person",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Representatives(Result):
    """Whom to reach. Without memberships it is a calculation on ties alone, never a proposal."""

    is_calculation: A[
        bool,
        Described(
            "whether there are no memberships, so that it is a calculation on ties alone and never a proposal",
            example=False,
        ),
    ]
    chosen: A[
        tuple[str, ...],
        Described(
            "the persons chosen, by id; of equally good sets the first by id, unless a note says otherwise",
            ("P-0014", "P-0030"),
            refers_to="person",
        ),
    ]
    picks: A[tuple[Pick, ...], Described("the same persons, those who newly reach the most first", None)]
    n_reached: A[int, Described("persons who are chosen or tied to somebody chosen", 20, unit="persons")]
    n_total: A[
        int,
        Described(
            "persons to reach: living members of the chosen groups, or in a calculation all who are alive",
            21,
            unit="persons",
        ),
    ]
    n_pool: A[int, Described("persons among them who may be chosen", 12, unit="persons")]
    unreached: A[
        tuple[str, ...], Described("persons to reach who are not reached, by id", ("P-0031",), refers_to="person")
    ]
    out_of_reach: A[
        tuple[str, ...],
        Described(
            "those of them to whom nobody is tied who may be chosen, by id: a larger budget does not help",
            ("P-0031",),
            refers_to="person",
        ),
    ]
    proven_optimal: A[
        bool,
        Described(
            "whether it is proven that no set does better: a gap of 0. Never where nobody may be asked", example=True
        ),
    ]
    gap: A[
        int,
        Described(
            "how far the proof is from complete: persons chosen less the fewest proven to be needed; with a "
            "budget, the most that can be reached, as proven, less those reached",
            0,
            unit="persons",
        ),
    ]
    why_empty: A[
        WhyEmpty | None,
        Described("why nobody may be asked, and what would change that; null: somebody may", None),
    ]
    curve: A[
        tuple[int, ...],
        Described(
            "the most persons that 1, 2, … chosen can reach, up to as many as are chosen; those who must be chosen "
            "come first",
            (12, 20),
            unit="persons",
        ),
    ]
    alternatives: A[
        tuple[tuple[str, ...], ...],
        Described(
            "further sets that are as good, up to the number asked for", (("P-0014", "P-0033"),), refers_to="person"
        ),
    ]
