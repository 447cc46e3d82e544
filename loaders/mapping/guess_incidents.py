"""Understands a list of incidents: when, what, and the persons who were suspects, victims or witnesses."""

from graph_service.domain.vocabulary import Part
from loaders.mapping.column_facts import MOST, Column, Sheet
from loaders.mapping.column_words import (
    DATE,
    INCIDENT_ID,
    INCIDENT_TYPE,
    INCIDENT_TYPES,
    INJURED,
    KILLED,
    PARTS,
    PERSON_ID,
    PLACE,
    folded,
    part_of,
    says,
    words_of,
)
from loaders.mapping.guess_ends import unreadable
from loaders.mapping.guessed_shapes import ColumnChoices, IncidentTable, Question

MOST_COUNTED = 20  # numbers up to which a column called "victims" counts them
_INCIDENT = INCIDENT_ID - {"id", "nr"}


def incidents_of(sheet: Sheet, usable: Sheet, choices: ColumnChoices) -> IncidentTable | Question | None:
    """Return a table as a list of incidents, a question, or None if it does not look like one."""
    parts = [(column.name, part) for column in usable.columns if (part := _part(column)) is not None]
    roles = [column for column in usable.columns if _is_role(column)]
    ids = [column for column in usable.columns if _names_incident(column, _INCIDENT)]
    types = [column for column in usable.columns if _is_type(column)]
    dates = [column for column in usable.columns if column.is_date]
    if not (parts or roles or types) or not (ids or choices.id or dates or types):
        return None
    if not parts and not (roles and ids) and not (types and (ids or dates)):
        return None
    shape = IncidentTable(sheet)
    problem = _take_id(shape, usable, choices, ids) or _take_persons(shape, usable, parts, roles)
    if problem:
        return problem
    if types:
        shape.type = shape.take(types[0].name, "what happened", "its words are kinds of incidents")
    _take_counts_and_place(shape, usable)
    return _take_date(shape, dates, choices) or shape


def _part(column: Column) -> Part | None:
    """Return the part that the persons of a column play; numbers may count them, and then they are none."""
    part = part_of(column.name)
    if part is None or not column.may_be_ids or column.is_personal_number:
        return None
    if column.is_whole_number and ("n" in words_of(column.name) or max(map(int, column.values)) <= MOST_COUNTED):
        return None
    return part


def _is_role(column: Column) -> bool:
    folded_values = [folded(value) for value in column.values]
    return bool(folded_values) and sum(value in PARTS for value in folded_values) >= MOST * len(folded_values)


def _is_type(column: Column) -> bool:
    n_ours = sum(folded(value) in INCIDENT_TYPES for value in column.values)
    is_named = says(column.name, INCIDENT_TYPE)
    return n_ours > 0 and (n_ours >= MOST * len(column.values) or is_named) and not column.is_number


def _names_incident(column: Column, words: frozenset[str]) -> bool:
    name = words_of(column.name)
    has_word = says(column.name, words) or any(word in words for word in name)
    return has_word and column.may_be_ids and not column.is_date and not _is_type(column)


def _take_id(shape: IncidentTable, usable: Sheet, choices: ColumnChoices, ids: list[Column]) -> Question | None:
    if choices.id:
        shape.id = shape.take(choices.id, "id of the incident", "named by you")
        return None
    likely = ids or [column for column in usable.columns if _names_incident(column, frozenset({"id", "nr"}))]
    exact = [column for column in likely if {"id", "nr", "number", "no"} & set(words_of(column.name))] or likely
    if len(exact) != 1:
        remedy = f"there are {', '.join(shape.sheet.names)}; if none does, add a column that numbers them"
        return Question(shape.sheet.file, "which column names the incident?", remedy, ("id",))
    shape.id = shape.take(exact[0].name, "id of the incident", "named so")
    return None


def _take_persons(
    shape: IncidentTable, usable: Sheet, parts: list[tuple[str, Part]], roles: list[Column]
) -> Question | None:
    sheet = shape.sheet
    if roles and not parts:
        persons = [
            column
            for column in usable.columns
            if column.name not in shape.used and column is not roles[0] and says(column.name, PERSON_ID)
        ]
        if len(persons) != 1:
            problem = f"{roles[0].name} says what persons were to an incident; which column names the person?"
            remedy = f"call it person_id: there are {', '.join(sheet.names)}"
            return Question(sheet.file, problem, remedy)
        unknown = sorted(value for value in roles[0].values if folded(value) not in PARTS)
        if unknown:
            problem = f"{roles[0].name} holds words that are no part in an incident: {', '.join(unknown[:5])}"
            return Question(sheet.file, problem, "write suspect, victim or witness, or a mapping that translates them")
        shape.person = shape.take(persons[0].name, "person", "named so")
        shape.role = shape.take(roles[0].name, "what the person was to the incident", "its words say so")
        return None
    shape.parts = [(name, part) for name, part in parts if name not in shape.used]
    for name, part in shape.parts:
        if sheet[name].holds_several:
            problem = f"cells of {name} seem to hold several persons each"
            return Question(sheet.file, problem, "write a row for each, or a mapping that splits the cell")
        shape.take(name, f"person, {part.value}", "named so")
    return None


def _take_counts_and_place(shape: IncidentTable, usable: Sheet) -> None:
    for column in usable.columns:
        if column.name in shape.used or not column.values:
            continue
        if not shape.n_killed and says(column.name, KILLED) and column.is_whole_number:
            shape.n_killed = shape.take(column.name, "persons killed", "named so, and numbers")
        elif not shape.n_injured and says(column.name, INJURED) and column.is_whole_number:
            shape.n_injured = shape.take(column.name, "persons injured", "named so, and numbers")
        elif not shape.place and says(column.name, PLACE):
            shape.place = shape.take(column.name, "where", "named so")


def _take_date(shape: IncidentTable, dates: list[Column], choices: ColumnChoices) -> Question | None:
    if choices.date == "":
        return None
    likely = [column for column in dates if says(column.name, DATE)] or dates
    if choices.date is None and len(likely) > 1:
        names = " and ".join(column.name for column in likely)
        return Question(shape.sheet.file, f"{names} each look like the day of the incident", "name one", ("date",))
    if choices.date or likely:
        why = "named by you" if choices.date else "days"
        shape.date = shape.take(choices.date or likely[0].name, "day of the incident", why)
    return unreadable(shape.sheet, shape.date)
