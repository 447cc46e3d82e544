"""A form for records: what was typed into it, what is wrong with that, and which records it is to write."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from starlette.datastructures import FormData

from graph_service.domain.caller import Caller
from graph_service.domain.case_rules import is_keyless_allowed
from graph_service.domain.schema import BY_TABLE, KINDS, Kind
from graph_service.errors import InputError, RejectedRowsError, RowProblem
from graph_service.services.choices import Choices
from graph_service.web.record_fields import (
    AGENCIES,
    SOURCE,
    Control,
    FormField,
    FormSection,
    control_of,
    field_name,
    form_field,
    sections_of,
    source_section,
)

MAX_ROWS: Final = 50  # of a section
N_ROWS: Final = 2  # of a section that is repeated, to begin with
SOURCE_FIELD: Final = "source"  # the id of a source that is there already
SOURCE_FROM: Final = "source_from"
EXISTING, NEW = "existing", "new"
PICK: Final = "pick."  # before the name of a field: which of the matches it is
Rows = dict[str, list[dict[str, str]]]
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A record of a section as it is shown."""

    number: int
    fields: tuple[FormField, ...]
    faults: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class RecordForm:
    """The form of a kind."""

    kind: Kind
    caller: Caller
    values: Mapping[str, str]
    n_rows: Mapping[str, int]
    key: str  # names the request, so that it is done once
    source_from: str = EXISTING
    faults: Mapping[str, Sequence[RowProblem]] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    matches: Mapping[str, Choices] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[FormSection, ...]:
        """What stands on it, without the source."""
        return sections_of(self.kind)

    @property
    def takes_source(self) -> bool:
        """Whether its records say where they come from."""
        return any(section.takes_source(self.caller) for section in self.sections)

    @property
    def needs_source(self) -> bool:
        """Whether one of its records must say so."""
        return any(
            section.takes_source(self.caller) and section.kind[SOURCE].required
            for section in self.sections
            if not section.is_repeated
        )

    @property
    def begins_new_source(self) -> bool:
        """Whether the fields of a new source are open from the start."""
        return self.source_from == NEW or any(field.faults for field in self.source_fields)

    @property
    def absent(self) -> Mapping[str, list[str]]:
        """Columns that are not the caller's to write, by kind."""
        return {section.kind.name: names for section in self.sections if (names := section.absent(self.caller))}

    def shown(self, section: FormSection) -> list[ShownRow]:
        """Return the records of a section as they are shown."""
        return [
            ShownRow(
                row,
                tuple(self._field(section, row, column.name) for column in section.columns(self.caller)),
                tuple(self.faults.get(f"{section.kind.name}.{row}", ())),
            )
            for row in range(self.n_rows.get(section.kind.name, 1))
        ]

    @property
    def source_field(self) -> FormField:
        """The field of a source that is there already."""
        shown = form_field(
            FormSection(KINDS["incident"]),
            0,
            KINDS["incident"][SOURCE],
            caller=self.caller,
            values={},
            faults={},
            matches={},
        )
        return replace(
            shown,
            name=SOURCE_FIELD,
            value=self.values.get(SOURCE_FIELD, ""),
            faults=tuple(self.faults.get(SOURCE_FIELD, ())),
            matches=self.matches.get(SOURCE_FIELD),
        )

    @property
    def source_fields(self) -> tuple[FormField, ...]:
        """The fields of a new source."""
        section = source_section()
        return tuple(self._field(section, 0, column.name) for column in section.columns(self.caller))

    def target_of(self, name: str) -> Kind:
        """Return the kind of record that a field refers to."""
        if name == SOURCE_FIELD:
            return KINDS["source"]
        kind, _, column = _parts(name)
        target = KINDS[kind][column].target if kind in KINDS and column in KINDS[kind].index else None
        if target is None:
            message = f"{name[:50]!r} is no field that refers to a record"
            raise InputError(message)
        return KINDS[target]

    def rows(self) -> tuple[Rows, Mapping[tuple[str, int], int]]:
        """Return the cells of each record by kind, and for each kind and line the row of the form; empty rows not."""
        rows: Rows = {}
        origins: dict[tuple[str, int], int] = {}
        source_id = self._source_id(rows)
        for section in self.sections:
            name = section.kind.name
            for row in range(self.n_rows.get(name, 1)):
                cells = {
                    column.name: self._cell(field_name(name, row, column.name), control_of(column))
                    for column in section.columns(self.caller)
                }
                if section.is_repeated and not any(cells.values()):
                    continue
                linked = {
                    column: self.values.get(field_name(kind, 0, KINDS[kind].key), "").strip()
                    for column, kind in section.linked.items()
                }
                source = {SOURCE: source_id} if section.takes_source(self.caller) and source_id else {}
                rows.setdefault(name, []).append({**cells, **linked, **source})
                origins[name, len(rows[name])] = row
        return rows, origins

    def refused(self, error: RejectedRowsError) -> "RecordForm":
        """Return the form with the faults beside the fields; what belongs to no field stands above."""
        _, origins = self.rows()
        faults: defaultdict[str, list[RowProblem]] = defaultdict(list)
        messages = []
        for problem in error.problems:
            kind = BY_TABLE.get(problem.file)
            name = "" if kind is None else self._field_of(kind, origins.get((kind.name, problem.line or 1), 0), problem)
            if name:
                faults[name].append(problem)
            else:
                messages.append(f"{problem.problem}; {problem.remedy}")
        return replace(self, faults=dict(faults), messages=tuple(messages))

    def _field_of(self, kind: Kind, row: int, problem: RowProblem) -> str:
        """Return the field that a problem is of, or the row where it is of no field."""
        section = next((section for section in self.sections if section.kind is kind), source_section())
        column = problem.column or ""
        if column in section.linked:
            target = section.linked[column]
            return field_name(target, 0, KINDS[target].key)
        if column == SOURCE and kind.name != "source":
            return SOURCE_FIELD
        if any(column == each.name for each in section.columns(self.caller)):
            return field_name(kind.name, row, column)
        return f"{kind.name}.{row}"

    def _field(self, section: FormSection, row: int, column: str) -> FormField:
        return form_field(
            section,
            row,
            section.kind[column],
            caller=self.caller,
            values=self.values,
            faults=self.faults,
            matches=self.matches,
        )

    def _source_id(self, rows: Rows) -> str:
        """Return the id of the source; a new one is one of the records to write."""
        if not self.takes_source:
            return ""
        cells = {
            column.name: self._cell(field_name("source", 0, column.name), control_of(column))
            for column in source_section().columns(self.caller)
        }
        existing = self.values.get(SOURCE_FIELD, "").strip()
        is_typed = any(text for name, text in cells.items() if name not in {SOURCE, "agency"})
        if self.source_from == EXISTING and (existing or not is_typed):
            return existing
        rows["source"] = [cells]
        return cells[SOURCE]

    def _cell(self, name: str, control: Control) -> str:
        text = self.values.get(name, "").strip()
        return (
            "|".join(line.strip() for line in text.splitlines() if line.strip()) if control is Control.LINES else text
        )


def blank_form(kind: Kind, caller: Caller, query: Mapping[str, str]) -> RecordForm:
    """Return a form to fill in; the address may say what is sure already, such as which person."""
    values = {}
    sections = sections_of(kind)
    for section in (*sections, source_section()):
        for column in section.columns(caller):
            name = field_name(section.kind.name, 0, column.name)
            if column.name == section.kind.key and not is_keyless_allowed(section.kind):
                values[name] = _proposed_id(section.kind)
            elif section.is_repeated:
                continue
            elif column.name in AGENCIES and section.kind.is_act | (section.kind.name == "source"):
                values[name] = caller.agency
            elif column.name == "precision":
                values[name] = "day"
            if section.kind is kind and query.get(column.name):
                values[name] = query[column.name]
    if query.get(SOURCE):
        values[SOURCE_FIELD] = query[SOURCE]
    n_rows = {section.kind.name: N_ROWS if section.is_repeated else 1 for section in sections}
    return RecordForm(kind, caller, values, n_rows, secrets.token_urlsafe(18))


def typed_form(kind: Kind, caller: Caller, fields: FormData) -> RecordForm:
    """Return the form as it was sent; of matches that were shown, the one that was picked is taken."""
    values = {name: value for name, value in fields.multi_items() if isinstance(value, str)}
    for name, value in list(values.items()):
        if name.startswith(PICK) and value:
            values[name.removeprefix(PICK)] = value
    n_rows = {
        section.kind.name: _count(values.get(f"rows.{section.kind.name}", "")) if section.is_repeated else 1
        for section in sections_of(kind)
    }
    return RecordForm(
        kind,
        caller,
        values,
        n_rows,
        values.get("key", "")[:200] or secrets.token_urlsafe(18),
        source_from=NEW if values.get(SOURCE_FROM) == NEW else EXISTING,
    )


def with_row(form: RecordForm, kind: str) -> RecordForm:
    """Return the form with one more row of a kind."""
    n_rows = min(form.n_rows.get(kind, 1) + 1, MAX_ROWS)
    return replace(form, n_rows={**form.n_rows, kind: n_rows} if kind in form.n_rows else form.n_rows)


def _parts(name: str) -> tuple[str, str, str]:
    parts = name.split(".", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")  # noqa: PLR2004  kind, row, column


def _count(text: str) -> int:
    return min(max(int(text), 1), MAX_ROWS) if text.isdecimal() and len(text) < 4 else 1  # noqa: PLR2004  digits


def _proposed_id(kind: Kind) -> str:
    """Return an id that nobody has; whoever has ids of their own types theirs."""
    return f"{kind.name[0].upper()}-{secrets.token_hex(4)}"
