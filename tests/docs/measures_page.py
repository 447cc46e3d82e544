"""docs/measures.md, printed from the declarations: ``python -m tests.docs.measures_page`` writes it anew.

What a measure is stands beside its code: the question and the source in its declaration, definition and formula in the
notes of its function, parameters and columns in their marks, and when it misleads in the caveat of its result.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from graph_service.analysis.contact_graph import GraphParameters
from graph_service.analysis.registry import MEASURES, QUESTIONS
from graph_service.analysis.result import Result, plain
from graph_service.domain.described import described_fields
from graph_service.domain.parameters import ParameterField, parameter_fields
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase
from tests.asking import compute
from tests.needs import REPOSITORY
from tests.rival import make
from tests.snapshots import snapshot_from

PAGE = REPOSITORY / "docs" / "measures.md"
DAY = date(2020, 12, 3)
HEAD = """# Measures

Each measure: the question it answers, what it is exactly, what a caller may choose, and where it comes from. Printed
from the declarations in `graph_service/analysis/`; a test compares this page with them.

The examples are of five persons: P-1, P-2 and P-3 all tied to each other, P-3 to P-4, and P-4 to P-5; P-1, P-2 and P-3
are in group A, P-4 in group B, P-5 in group C. A and B are in conflict, B and C are allied.

**No measure of contacts makes anybody eligible, gives points or orders a list of whom to visit.** They describe records
of contacts; who records more, finds more.

## The graph of contacts

Living persons of the groups, and who is tied to whom; what every measure of contacts takes. Options:
"""
# What a question must be told, by its name
EXAMPLES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "paths": {"start": "P-1", "end": "P-5"},
        "common": {"persons": ("P-1", "P-2")},
        "around": {"persons": ("P-4",)},
    }
)
PARAMETER_HEAD = ("| parameter | what it says |", "|---|---|")
MOST_ROWS = 5
MOST_COLUMNS = 9


def example_snapshot() -> Snapshot:
    """Return the five persons of the examples."""
    groups = {"P-1": "A", "P-2": "A", "P-3": "A", "P-4": "B", "P-5": "C"}
    pairs = (("P-1", "P-2"), ("P-1", "P-3"), ("P-2", "P-3"), ("P-3", "P-4"), ("P-4", "P-5"))
    return snapshot_from(
        [
            make.source("S"),
            *(make.group(group_id) for group_id in "ABC"),
            *(make.person(person_id) for person_id in groups),
            *(make.member(f"M-{person_id}", person_id, group_id) for person_id, group_id in groups.items()),
            *(make.tie(f"T-{a}-{b}", a, b, start="2020-01-01") for a, b in pairs),
            make.conflict("K"),
            make.state("KS", "K", "active", "2020-01-01"),
            make.party("KA", "A", "K", "one"),
            make.party("KB", "B", "K", "two"),
            make.alliance("L", "B", "C"),
        ],
        DAY,
    )


def page() -> str:
    """Return the whole page."""
    snapshot = example_snapshot()
    named = {measure.name for measure in MEASURES}
    options = (*PARAMETER_HEAD, *(parameter(field) for field in parameter_fields(GraphParameters)), "")
    return "\n".join(
        [HEAD, *options, *(section(question, snapshot) for question in QUESTIONS if question.name in named)]
    )


def section(question: UseCase[Any, Any], snapshot: Snapshot) -> str:
    """Return what is said of one measure."""
    lines = [f"## {question.name}", "", f"**{question.question}** {question.summary}.", ""]
    notes = notes_of(question)
    if notes:
        lines += [notes, ""]
    caveat = next(
        (str(field.described.example) for field in described_fields(question.result) if field.name == "caveat"), ""
    )
    if caveat:
        lines += [f"*When it misleads.* {caveat}", ""]
    lines += [
        f"*Unit.* {question.unit}. *Source.* {question.reference}.",
        "",
        "| parameter | what it says |",
        "|---|---|",
    ]
    lines += [f"| `{field.name}` | {field.described.text} |" for field in parameter_fields(question.parameters)]
    if question.on_what_is_seen and not question.beside:  # the five persons have no names
        lines += ["", *example(question, snapshot)]
    return "\n".join([*lines, ""])


def parameter(field: ParameterField) -> str:
    """Return the line of a parameter."""
    return f"| `{field.name}` | {field.described.text} |"


def notes_of(question: UseCase[Any, Any]) -> str:
    """Return the notes of the function that computes it: the definition with its formula, as one paragraph."""
    text = inspect.getdoc(inspect.unwrap(question.compute)) or ""
    match = re.search(r"^Notes\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", text, re.MULTILINE | re.DOTALL)
    words = " ".join(match[1].split()) if match else ""
    return re.sub(r" ?\[\d+\]_", "", words)


def example(question: UseCase[Any, Any], snapshot: Snapshot) -> Iterator[str]:
    """Yield the answer about the five persons: single values in a line, rows as tables."""
    result = compute(question, snapshot, default_policy(), **EXAMPLES.get(question.name, {}))
    head = {field.name for field in fields(Result)} | {"caveat", "next_after", "n_rows"}
    yield "Of the five persons:"
    for field in described_fields(question.result):
        value = getattr(result, field.name)
        if field.name in head:
            continue
        rows = value if isinstance(value, tuple) else (value,)
        if rows and is_dataclass(rows[0]):
            yield from ("", f"`{field.name}`:", "", *table(rows))
        else:
            yield from ("", f"`{field.name}`: {cell(plain(value))}")


def table(rows: tuple[Any, ...]) -> Iterator[str]:
    """Yield rows of a result as a table, without columns that hold rows of their own."""
    columns = [
        field.name
        for field in described_fields(type(rows[0]))
        if field.name != "label" and not any(is_nested(getattr(row, field.name)) for row in rows)
    ][:MOST_COLUMNS]
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    for row in rows[:MOST_ROWS]:
        yield f"| {' | '.join(cell(plain(getattr(row, name))) for name in columns)} |"


def is_nested(value: object) -> bool:
    if isinstance(value, tuple):
        return any(is_dataclass(item) for item in value)
    return is_dataclass(value) or isinstance(value, Mapping)


def cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    return ", ".join(map(cell, value)) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
