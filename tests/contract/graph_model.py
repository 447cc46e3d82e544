"""The model of the graph as a table, from the schema; ``python -m tests.contract.graph_model`` writes it into docs."""

import re

from graph_service.domain.schema import KINDS, Kind, Refers, Shape
from tests.needs import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "neo4j.md"
PLACE = re.compile(r"(<!-- model -->\n).*?(<!-- /model -->)", re.DOTALL)


def model() -> str:
    """Return the table: a row a kind."""
    rows = ["| table | in the graph | references |", "|---|---|---|"]
    rows += [f"| {kind.table} | {_pattern(kind)} | {_references(kind)} |" for kind in KINDS.values()]
    return "\n".join(rows) + "\n"


def _label(name: str) -> str:
    return KINDS[name].labels[""]


def _pattern(kind: Kind) -> str:
    if kind.shape is Shape.NODE:
        return f"`(:{kind.labels['']})`"
    start, end = kind.ends
    types = "\\|".join(kind.labels.values())
    return f"`(:{_label(str(start.target))})-[:{types}]->(:{_label(str(end.target))})`"


def _references(kind: Kind) -> str:
    found = [
        f"`-[:{field.mark.relationship}]->(:{_label(str(field.target))})`"
        for field in kind.node_references
        if isinstance(field.mark, Refers)
    ]
    return " ".join(found)


def main() -> None:
    """Write the table into the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(PLACE.sub(lambda match: f"{match[1]}{model()}{match[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
