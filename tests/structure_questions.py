"""The questions of structure, and how each is asked of a few persons: whatever the registry adds is among them."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph_service.analysis.contact_graph import GraphParameters
from graph_service.analysis.registry import QUESTIONS
from graph_service.domain.parameters import parameter_fields
from graph_service.domain.use_case import UseCase

STRUCTURES: tuple[UseCase[Any, Any], ...] = tuple(
    question for question in QUESTIONS if question.on_what_is_seen and not question.beside
)  # names are no structure
BY_NAME: Mapping[str, UseCase[Any, Any]] = {question.name: question for question in STRUCTURES}
HEAD = frozenset(
    ("measure", "version", "as_of", "snapshot_id", "policy", "parameters", "records_until", "seed", "notes")
)  # the fields of every result

# What each question takes beside the graph, unlike what it takes by default; a new parameter must be added.
OPTIONS: Mapping[str, Mapping[str, object]] = {
    "summary": {},
    "structure": {"measures": ("betweenness", "constraint"), "sort": "constraint", "sampled": 2, "phi": 0.01},
    "betweenness": {"sampled": 2},
    "paths": {"max_steps": 1, "avoid": ()},
    "common": {},
    "around": {"steps": 2, "most": 3},
    "cohesion": {},
    "communities": {},
    "balance": {"states": ("active", "truce"), "n_alternatives": 3},
    "key-players": {"size": 1, "steps": 1, "pool": "supervised", "diagnostics": True},
}


def persons_named(question: UseCase[Any, Any], persons: Sequence[str]) -> dict[str, object]:
    """What a question cannot do without, from some persons: one a parameter, all where it takes a list."""
    required = [field for field in parameter_fields(question.parameters) if field.is_required]
    return {field.name: tuple(persons) if field.is_list else persons[i] for i, field in enumerate(required)}


def takes(question: UseCase[Any, Any], name: str) -> bool:
    """Whether a question has a parameter."""
    return name in {field.name for field in parameter_fields(question.parameters)}


def everybody(question: UseCase[Any, Any]) -> dict[str, object]:
    """The parameter that lets everybody who lives into the graph, of a question that has one."""
    return {"all_persons": True} if takes(question, "all_persons") else {}


def own_parameters(question: UseCase[Any, Any]) -> set[str]:
    """The names of what a question takes beside its graph and what it cannot do without."""
    of_graph = {field.name for field in parameter_fields(GraphParameters)}
    return {field.name for field in parameter_fields(question.parameters) if not field.is_required} - of_graph


def names_persons(question: UseCase[Any, Any]) -> bool:
    """Whether persons may be named in a question."""
    return any(field.names_persons for field in parameter_fields(question.parameters))
