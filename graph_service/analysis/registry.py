"""The list of questions that analysis answers, and which of them are measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated as A
from typing import Any

from graph_service.analysis.around import AROUND
from graph_service.analysis.balance import BALANCE
from graph_service.analysis.betweenness import BETWEENNESS
from graph_service.analysis.cohesion import COHESION
from graph_service.analysis.common_contacts import COMMON
from graph_service.analysis.communities import COMMUNITIES
from graph_service.analysis.conflicts import CONFLICTS
from graph_service.analysis.coverage import COVERAGE
from graph_service.analysis.duplicates import DUPLICATES
from graph_service.analysis.explanation import EXPLAIN
from graph_service.analysis.figures.question import FIGURES
from graph_service.analysis.groups import GROUP, GROUPS
from graph_service.analysis.header import VERSION
from graph_service.analysis.incident import INCIDENT
from graph_service.analysis.key_players import KEY_PLAYERS
from graph_service.analysis.members import MEMBERS
from graph_service.analysis.months import MONTHS
from graph_service.analysis.network import INCIDENTS, NETWORK
from graph_service.analysis.paths import PATHS
from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.representatives import REPRESENTATIVES
from graph_service.analysis.scorecard import SCORECARD
from graph_service.analysis.structure import STRUCTURE
from graph_service.analysis.summary import SUMMARY
from graph_service.domain.described import Described
from graph_service.domain.parameters import parameter_fields
from graph_service.domain.use_case import UseCase

QUESTIONS: tuple[UseCase[Any, Any], ...] = (
    SCORECARD,
    MONTHS,
    GROUPS,
    GROUP,
    MEMBERS,
    COVERAGE,
    FIGURES,
    CONFLICTS,
    INCIDENTS,
    INCIDENT,
    PRIORITIES,
    EXPLAIN,
    REPRESENTATIVES,
    NETWORK,
    SUMMARY,
    STRUCTURE,
    BETWEENNESS,
    PATHS,
    COMMON,
    AROUND,
    COHESION,
    COMMUNITIES,
    BALANCE,
    KEY_PLAYERS,
    DUPLICATES,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as users meet it: the question it answers, the command, and where it comes from."""

    name: A[str, Described("name of the measure, as results carry it", "scorecard")]
    question: A[str, Described("the question it answers", "Which group is most violent now, and how sure is that?")]
    summary: A[
        str,
        Described("what it shows", "Incidents committed and suffered by window, violence index, rank with interval"),
    ]
    command: A[str, Described("the command that prints it", "scorecard")]
    parameters: A[tuple[str, ...], Described("names of what a caller may choose", ("lineage",))]
    unit: A[str, Described("what its numbers count", "incidents; index in weighted incidents")]
    reference: A[str, Described("where the measure comes from", "Braga, Hureau & Grossman (2014), shooting scorecards")]
    version: A[str, Described("version of its definition", "1.0.0")] = VERSION


def measures(questions: Sequence[UseCase[Any, Any]]) -> tuple[Measure, ...]:
    """Return what users are told of the questions that a published definition or the records stand behind."""
    return tuple(
        Measure(
            name=question.name,
            question=question.question,
            summary=question.summary,
            command=question.name,
            parameters=tuple(field.name for field in parameter_fields(question.parameters)),
            unit=question.unit,
            reference=question.reference,
        )
        for question in questions
        if question.reference
    )


MEASURES = measures(QUESTIONS)
