"""Fields of a form, made from the schema: what a column is typed into, and what stands beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graph_service.domain.caller import Caller
from graph_service.domain.case_rules import is_keyless_allowed
from graph_service.domain.rights import classes_granted, unseen_fields, unwritten_words
from graph_service.domain.schema import KINDS, Field, Key, Kind
from graph_service.domain.text import in_words
from graph_service.errors import RowProblem
from graph_service.services.choices import Choices

# What is recorded from day to day comes first; the rest as it is declared.
MOST_USED: Final = ("incident", "person", "membership", "notification", "response", "follow_up", "fact", "source")
SOURCE: Final = "source_id"  # the column that a whole form fills in once
# What is rarely filled in stands behind the rest.
RARE: Final = frozenset(
    (
        "note review_by latitude longitude victims_low victims_high joint_set origin_id handling proposal_id "
        "message_version legal_exposure_given family_present attempted_on responsible aliases sex died_on conflict_id "
        "retaliation_for checklist absence_reason stand_in_for told_back_on"
    ).split()
)
AGENCIES: Final = ("agency", "owner_agency", "responsible")  # columns that begin with the agency of who writes


class Control(StrEnum):
    """What a column is typed into."""

    TEXT = "text"
    LINES = "lines"  # a word a line
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class FormSection:
    """Records of one kind on a form; a linked column is filled in with the id of the record of another section."""

    kind: Kind
    is_repeated: bool = False
    linked: Mapping[str, str] = field(default_factory=dict)

    def columns(self, caller: Caller) -> list[Field]:
        """Columns that a caller types in; an id only where none is made from the rest."""
        unseen = {column.name for column in unseen_fields(self.kind, classes_granted(caller))}
        return [
            column
            for column in self.kind.fields
            if column.name not in unseen
            and column.name not in self.linked
            and (column.name != SOURCE or column.name == self.kind.key)
            and not (isinstance(column.mark, Key) and is_keyless_allowed(self.kind))
        ]

    def absent(self, caller: Caller) -> list[str]:
        """Columns that are not the caller's to write."""
        return [column.name for column in unseen_fields(self.kind, classes_granted(caller))]

    def takes_source(self, caller: Caller) -> bool:
        """Tell whether its records say where they come from, and the caller may write that."""
        return self.kind.name != "source" and SOURCE in self.kind.index and SOURCE not in self.absent(caller)


@dataclass(frozen=True, slots=True)
class FormField:
    """A field as it is shown: with what was typed, and what is wrong with it."""

    name: str
    column: str
    label: str
    meaning: str
    control: Control
    words: tuple[str, ...]
    is_required: bool
    target: str
    value: str
    faults: tuple[RowProblem, ...]
    matches: Choices | None

    @property
    def is_behind(self) -> bool:
        """Whether it stands behind the rest: it is rarely filled in, and nothing stands there."""
        return self.column in RARE and not (self.value or self.faults or self.matches)


def sections_of(kind: Kind) -> tuple[FormSection, ...]:
    """Return what stands on the form of a kind: an incident comes with who was involved, and whose it was."""
    return (FormSection(kind), *_TOGETHER.get(kind.name, ()))


def source_section() -> FormSection:
    """Return what a new source is typed into."""
    return FormSection(KINDS["source"])


def form_field(
    section: FormSection,
    row: int,
    column: Field,
    *,
    caller: Caller,
    values: Mapping[str, str],
    faults: Mapping[str, Sequence[RowProblem]],
    matches: Mapping[str, Choices],
) -> FormField:
    """Return a field as it is shown."""
    name = field_name(section.kind.name, row, column.name)
    unwritten = unwritten_words(section.kind, column, classes_granted(caller))
    return FormField(
        name=name,
        column=column.name,
        label=label_of(column),
        meaning=column.meaning,
        control=control_of(column),
        words=tuple(word for word in _words_of(column) if word not in unwritten),
        is_required=column.required and not (isinstance(column.mark, Key) and is_keyless_allowed(section.kind)),
        target=column.target or "",
        value=values.get(name, ""),
        faults=tuple(faults.get(name, ())),
        matches=matches.get(name),
    )


def field_name(kind: str, row: int, column: str) -> str:
    """Name a field of a form."""
    return f"{kind}.{row}.{column}"


def label_of(column: Field) -> str:
    """Return what stands over a field, in plain English words; `label` gives it in another language."""
    name = column.name.removesuffix("_id") if column.target else column.name
    return in_words(re.sub("^n_", "number_", name))


def _words_of(column: Field) -> tuple[str, ...]:
    """The words of a column, each of the list that it stands in."""
    return tuple(column.type) if issubclass(column.type, StrEnum) else column.words


def control_of(column: Field) -> Control:
    """Return what a column is typed into."""
    if column.target:
        return Control.REFERENCE
    if column.words:
        return Control.CHOICE
    by_type = {bool: Control.YES_NO, date: Control.DATE, int: Control.NUMBER, float: Control.NUMBER}
    by_type[tuple] = Control.LINES
    return by_type.get(column.type, Control.TEXT)


_TOGETHER: Mapping[str, tuple[FormSection, ...]] = MappingProxyType(
    {
        "incident": (
            FormSection(KINDS["involvement"], is_repeated=True, linked={"incident_id": "incident"}),
            FormSection(KINDS["attribution"], is_repeated=True, linked={"incident_id": "incident"}),
        )
    }
)
