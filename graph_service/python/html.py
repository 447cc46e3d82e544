"""Results in a notebook: plain tables with everything escaped, and the map in a frame that reaches nothing outside."""

from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass
from html import escape
from typing import Any, get_args, get_origin

from graph_service.analysis.network import Network
from graph_service.analysis.result import Result
from graph_service.domain.described import described_fields
from graph_service.domain.parameters import alternatives
from graph_service.domain.text import xml_text

MOST_ROWS = 50
MAP_HEIGHT = 720  # pixels
_HEAD = {field.name for field in described_fields(Result)}


def result_html(result: Result, kind: type, *, handling: str) -> str:
    """Write a result as tables: at most so many rows of each list, and how many there are."""
    return "\n".join(["<div>", *_mark(handling), *_heading(result), *_body(result, kind), *_notes(result), "</div>"])


def map_html(network: Network, *, handling: str) -> str:
    """Write the map as a frame of its own: its scripts run in it alone, and it fetches nothing."""
    from visualizations.draw import draw_html

    page = draw_html(network, handling=handling)
    return (
        f'<iframe title="Map" sandbox="allow-scripts" referrerpolicy="no-referrer" width="100%" '
        f'height="{MAP_HEIGHT}" style="border: 1px solid #999" srcdoc="{escape(page, quote=True)}"></iframe>'
    )


def text_html(text: str) -> str:
    """Write lines of text."""
    return f"<pre>{_safe(text)}</pre>"


def _mark(handling: str) -> Iterator[str]:
    if handling:
        yield f"<p><strong>{_safe(handling)}</strong></p>"


def _heading(result: Result) -> Iterator[str]:
    policy = f"{result.policy['id']} {result.policy['version']}"
    yield f"<p>{_safe(result.measure)}, as of {result.as_of}, policy {_safe(policy)}, snapshot {result.snapshot_id}</p>"


def _notes(result: Result) -> Iterator[str]:
    if result.notes:
        yield f"<ul>{''.join(f'<li>{_safe(note.words)}</li>' for note in result.notes)}</ul>"


def _body(result: Result, kind: type) -> Iterator[str]:
    lines = []
    for field in described_fields(kind):
        value = getattr(result, field.name)
        if field.name in _HEAD or value is None or value == ():
            continue
        if _is_list_of_records(field.hint):
            yield from _table(field.name, value)
        elif is_dataclass(value):
            yield from _table(field.name, (value,))
        elif not _holds_records(value):
            lines.append(f"<dt>{_safe(_words(field.name))}</dt><dd>{_safe(_cell(value))}</dd>")
    if lines:
        yield f"<dl>{''.join(lines)}</dl>"


def _table(name: str, rows: Sequence[Any]) -> Iterator[str]:
    if not len(rows):
        return
    shown = rows[:MOST_ROWS]
    columns = _columns(shown)
    left_out = [name for name, cells in columns.items() if any(map(_holds_records, cells))]
    columns = {name: cells for name, cells in columns.items() if name not in left_out}
    yield f"<table><caption>{_safe(_words(name))}</caption><thead><tr>"
    yield "".join(f"<th>{_safe(_words(column))}</th>" for column in columns)
    yield "</tr></thead><tbody>"
    for cells in zip(*columns.values(), strict=True):
        yield f"<tr>{''.join(f'<td>{_safe(_cell(cell))}</td>' for cell in cells)}</tr>"
    yield "</tbody></table>"
    if len(rows) > MOST_ROWS:
        yield f"<p>{MOST_ROWS} of {len(rows)} rows are shown; to_pandas holds all.</p>"
    if left_out:
        yield f"<p>Not shown here, and in to_pandas: {_safe(', '.join(map(_words, left_out)))}.</p>"


def _columns(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the columns of records; a record within each gives its own."""
    columns: dict[str, list[Any]] = {}
    for field in described_fields(type(rows[0])):
        cells = [getattr(row, field.name) for row in rows]
        if all(map(is_dataclass, cells)):
            columns |= {f"{field.name} {name}": inner for name, inner in _columns(cells).items()}
        else:
            columns[field.name] = cells
    return columns


def _is_list_of_records(hint: Any) -> bool:  # noqa: ANN401  a type
    return any(get_origin(kind) in {tuple, Sequence} and is_dataclass(get_args(kind)[0]) for kind in alternatives(hint))


def _holds_records(value: object) -> bool:
    if isinstance(value, tuple):
        return any(is_dataclass(entry) for entry in value)
    return is_dataclass(value) or isinstance(value, dict)


def _words(name: str) -> str:
    return name.removeprefix("n_").replace("_", " ")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        return ", ".join(map(_cell, value))
    return str(value)


def _safe(text: str) -> str:
    return escape(xml_text(text), quote=True)
