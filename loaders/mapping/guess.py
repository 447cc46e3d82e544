"""Understands tables that come without a mapping, by the names of columns and by what stands in them.

Nothing is guessed in silence: what each column is taken as is said with its reason, and what is not sure is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from graph_service.domain.case_rules import is_keyless_allowed
from graph_service.domain.rules import nearest
from graph_service.domain.schema import BY_TABLE
from loaders.check.forbidden import is_forbidden, is_personal_number
from loaders.mapping.column_facts import Column, Sheet
from loaders.mapping.guess_ends import pairs_of
from loaders.mapping.guess_incidents import incidents_of
from loaders.mapping.guess_persons import persons_of, settle_persons
from loaders.mapping.guessed_mapping import mapping_text
from loaders.mapping.guessed_shapes import ColumnChoices, OurTable, PersonTable, Question, UnderstoodTable, Use

NO_CHOICES = ColumnChoices()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What tables are taken as: the mapping file that says so, or the questions that come before it."""

    shapes: tuple[UnderstoodTable, ...]
    questions: tuple[Question, ...]
    mapping: str

    @property
    def assumed(self) -> tuple[str, ...]:
        """What had to be taken for granted, for no column says it."""
        return tuple(dict.fromkeys(text for shape in self.shapes for text in shape.assumed))


def understand(sheets: Sequence[Sheet], choices: ColumnChoices = NO_CHOICES) -> Understanding:
    """Say what tables are, column by column.

    Parameters
    ----------
    sheets : Sequence[Sheet]
        The tables, each by another name.
    choices : ColumnChoices
        Columns that somebody named: these are taken as named, whatever they look like.

    Returns
    -------
    Understanding
        With a mapping if nothing is in question, else with questions alone.
    """
    by_file, questions = _choices_by_file(sheets, choices)
    shapes: list[UnderstoodTable] = []
    for sheet in sheets if not questions else ():
        shape = _shape_of(sheet, by_file[sheet.file], is_alone=len(sheets) == 1)
        if isinstance(shape, UnderstoodTable):
            shapes.append(shape)
        else:
            questions.append(shape)
    if not questions:
        ends = [(shape.sheet, column) for shape in shapes for column in shape.ends()]
        for shape in shapes:
            if isinstance(shape, PersonTable):
                questions += settle_persons(shape, ends, by_file[shape.sheet.file])
    if questions:
        return Understanding(tuple(shapes), tuple(questions), "")
    for shape in shapes:
        _add_unused(shape)
    return Understanding(tuple(shapes), (), mapping_text(shapes))


def _choices_by_file(
    sheets: Sequence[Sheet], choices: ColumnChoices
) -> tuple[dict[str, ColumnChoices], list[Question]]:
    """Find the table of each column that was named."""
    by_file = {sheet.file: ColumnChoices() for sheet in sheets}
    questions = []
    for option, name in choices.named.items():
        file, colon, column = name.rpartition(":")
        in_file = [sheet for sheet in sheets if colon and sheet.file == file and column in sheet.names]
        holding = in_file or [sheet for sheet in sheets if name in sheet.names or not name]
        for sheet in holding:
            by_file[sheet.file] = replace(by_file[sheet.file], **{option: column if in_file else name})
        if not holding:
            names = [known_name for sheet in sheets for known_name in sheet.names]
            near = nearest(name, names)
            remedy = f"did you mean {near}? There are {', '.join(names)}" if near else f"there are {', '.join(names)}"
            questions.append(Question(sheets[0].file, f"there is no column {name!r}", remedy, (option,)))
    return by_file, questions


def _shape_of(sheet: Sheet, choices: ColumnChoices, *, is_alone: bool) -> UnderstoodTable | Question:
    if not sheet.n_rows:
        return Question(sheet.file, "there are no rows below the header", "give a file with rows")
    table = sheet.file.rpartition(": ")[2] if ": " in sheet.file else PurePath(sheet.file).stem
    if table in BY_TABLE and not choices.named and _has_required_columns(sheet, table):
        columns = [name for name in sheet.names if name in BY_TABLE[table].names]
        return OurTable(sheet, [Use(name, name, "named as in our table") for name in columns], table=table)
    if sheet.seems_headless:
        problem = "there is no header: the first line looks like a row"
        return Question(sheet.file, problem, "write the names of the columns above it, such as source and target")
    usable = replace(sheet, columns=tuple(filter(_may_be_used, sheet.columns)))
    if choices.source is not None or choices.target is not None:
        return pairs_of(sheet, usable, choices, is_asked=True) or _not_understood(sheet)
    shape = None
    if choices.group is None:
        shape = incidents_of(sheet, usable, choices) or pairs_of(sheet, usable, choices, is_asked=False)
    return shape or persons_of(sheet, usable, choices, is_alone=is_alone) or _not_understood(sheet)


def _has_required_columns(sheet: Sheet, table: str) -> bool:
    kind = BY_TABLE[table]
    required = {
        field.name
        for field in kind.fields
        if field.required and not (field.name == kind.key and is_keyless_allowed(kind))
    }
    return required <= set(sheet.names)


def _may_be_used(column: Column) -> bool:
    """Say whether a column may be taken as anything without being named for it."""
    is_number = is_personal_number(column.name) or column.is_personal_number
    return bool(column.name) and not is_number and not is_forbidden(column.name)


def _not_understood(sheet: Sheet) -> Question:
    names = ", ".join(sheet.names)
    problem = "the columns are not understood"
    return Question(
        sheet.file,
        problem,
        f"there are {names}. Of a list of pairs name both ends, of a table of persons the group; "
        "other tables need a mapping file (docs/mapping.md)",
        ("source", "target"),
    )


def _add_unused(shape: UnderstoodTable) -> None:
    said = {use.column for use in shape.uses}
    for column in shape.sheet.columns:
        if column.name in said or not column.name:
            continue
        why = "nothing that is understood"
        if is_forbidden(column.name):
            why = "it must not come in"
        elif is_personal_number(column.name) or column.is_personal_number:
            why = "a personal identity number is never an id"
        elif not column.values:
            why = "it is empty"
        shape.uses.append(Use(column.name, "not used", why, is_used=False))
