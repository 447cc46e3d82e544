"""A change of a record as it is typed: what it says, what somebody saw there, and what stands there now."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from starlette.datastructures import FormData

from graph_service.domain.caller import Caller
from graph_service.domain.schema import Field, Kind
from graph_service.errors import RejectedRowsError, RowProblem
from graph_service.services.choices import Choices
from graph_service.services.record_reading import StoredRecord
from graph_service.services.single_records import Cells
from graph_service.web.record_fields import Control, FormField, FormSection, control_of, field_name, form_field
from graph_service.web.record_form import PICK

WAS: Final = "was."  # before the name of a field: what stood there when the form was shown


class Act(StrEnum):
    """What is done to a record."""

    FILL = "fill"
    CORRECT = "correct"
    END = "end"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class RecordChangeForm:
    """The form of a change; `meanwhile` holds what somebody else wrote since it was shown, by column."""

    act: Act
    kind: Kind
    caller: Caller
    version: str
    key: str
    values: Mapping[str, str]
    was: Mapping[str, str]
    faults: Mapping[str, Sequence[RowProblem]] = field(default_factory=dict)
    matches: Mapping[str, Choices] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    meanwhile: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[Field]:
        """Columns that may change: of a filling, those that were empty."""
        if self.act not in {Act.FILL, Act.CORRECT}:
            return []
        columns = FormSection(self.kind).columns(self.caller)
        source = [self.kind["source_id"]] if FormSection(self.kind).takes_source(self.caller) else []
        # What is withheld is not written over unseen.
        writable = [
            column for column in (*columns, *source) if column.name != self.kind.key and column.name in self.was
        ]
        if self.act is Act.CORRECT:
            return writable
        return [column for column in writable if not self.was.get(column.name) or _moves_forward(self.kind, column)]

    @property
    def fields(self) -> list[FormField]:
        """The fields as they are shown; a record that is there already needs nothing filled in anew."""
        shown = [
            form_field(
                FormSection(self.kind),
                0,
                column,
                caller=self.caller,
                values=self.values,
                faults=self.faults,
                matches=self.matches,
            )
            for column in self.columns
        ]
        return [replace(each, is_required=each.is_required and self.act is Act.CORRECT) for each in shown]

    @property
    def reason(self) -> str:
        """Why, as it was typed."""
        return self.values.get("reason", "").strip()

    @property
    def day(self) -> str:
        """The last day, or until when it is kept, as it was typed."""
        return self.values.get("day", "").strip()

    def cells(self) -> Cells:
        """Return what changes: columns of which something else was typed than stood there."""
        typed = {column.name: self._typed(column) for column in self.columns}
        return {name: text for name, text in typed.items() if text != self.was.get(name, "")}

    def refused(self, error: RejectedRowsError) -> "RecordChangeForm":
        """Return the form with the faults beside the fields."""
        names = {column.name for column in self.columns}
        faults: dict[str, list[RowProblem]] = {}
        messages = []
        for problem in error.problems:
            if problem.column in names:
                faults.setdefault(field_name(self.kind.name, 0, problem.column), []).append(problem)
            else:
                messages.append(f"{problem.problem}; {problem.remedy}")
        return replace(self, faults=faults, messages=tuple(messages))

    def changed_meanwhile(self, stored: StoredRecord) -> "RecordChangeForm":
        """Return the form on what stands there now: what was not typed over follows it, the rest is shown beside."""
        now = cells_of(stored)
        values = dict(self.values)
        meanwhile = {}
        typed = self.cells()
        for column in self.columns:
            text = now.get(column.name, "")
            if text == self.was.get(column.name, ""):
                continue
            meanwhile[column.name] = text
            if column.name not in typed:
                values[field_name(self.kind.name, 0, column.name)] = _as_typed(column, text)
        return replace(self, values=values, was=now, version=stored.version, meanwhile=meanwhile)

    def _typed(self, column: Field) -> str:
        text = self.values.get(field_name(self.kind.name, 0, column.name), "").strip()
        lines = text.splitlines() if control_of(column) is Control.LINES else [text]
        return "|".join(line.strip() for line in lines if line.strip())


def change_form(act: Act, kind: Kind, caller: Caller, stored: StoredRecord) -> RecordChangeForm:
    """Return the form of a change, filled in with what stands there."""
    was = cells_of(stored)
    values = {field_name(kind.name, 0, name): _as_typed(kind[name], text) for name, text in was.items()}
    return RecordChangeForm(act, kind, caller, stored.version, secrets.token_urlsafe(18), values, was)


def typed_change(act: Act, kind: Kind, caller: Caller, fields: FormData) -> RecordChangeForm:
    """Return the form of a change as it was sent."""
    values = {name: value for name, value in fields.multi_items() if isinstance(value, str)}
    for name, value in list(values.items()):
        if name.startswith(PICK) and value:
            values[name.removeprefix(PICK)] = value
    was = {name.removeprefix(WAS): value for name, value in values.items() if name.startswith(WAS)}
    key = values.get("key", "")[:200] or secrets.token_urlsafe(18)
    return RecordChangeForm(act, kind, caller, values.get("version", ""), key, values, was)


def cells_of(stored: StoredRecord) -> dict[str, str]:
    """Return what the caller sees of a record, by column."""
    return {cell.column: cell.text or "" for cell in stored.cells if not cell.is_withheld}


def _as_typed(column: Field, text: str) -> str:
    return text.replace("|", "\n") if control_of(column) is Control.LINES else text


def _moves_forward(kind: Kind, column: Field) -> bool:
    """Tell whether a column of an act holds a state, which a filling may move forward."""
    return kind.is_act and column.name == "status"
