"""Understands a table of persons: who they are, how they are labelled, and to which group they belong."""

from collections.abc import Sequence

from loaders.check.forbidden import is_personal_number
from loaders.mapping.column_facts import Column, Sheet, shared
from loaders.mapping.column_words import (
    BIRTH_YEAR,
    DATE,
    GROUP,
    LABEL,
    NAME,
    NOT_A_GROUP,
    PERSON_ID,
    ROLE,
    ROLES,
    folded,
    says,
    words_of,
)
from loaders.mapping.guess_ends import unreadable
from loaders.mapping.guessed_shapes import ColumnChoices, PersonTable, Question

MEETS = 0.5  # share of the ends that must stand in a table of persons to be those persons
_NAME_PARTS = (
    ("fornamn", "efternamn"),
    ("first_name", "last_name"),
    ("firstname", "lastname"),
    ("forename", "surname"),
)


def persons_of(sheet: Sheet, usable: Sheet, choices: ColumnChoices, *, is_alone: bool) -> PersonTable | Question | None:
    """Return a table as one of persons, a question, or None if it does not look like one."""
    groups = [column for column in usable.columns if _is_group(column.name) and column.values]
    shape = PersonTable(sheet)
    if choices.group:
        shape.group = shape.take(choices.group, "group of the person", "named by you")
    elif groups and choices.group is None:
        problem = _take_group(shape, groups)
        if problem:
            return problem
    elif is_alone or not any(says(name, PERSON_ID | NAME | LABEL) for name in usable.names):
        return None
    if choices.label:
        shape.label = shape.take(choices.label, "label of the person", "named by you")
    _take_label_and_names(shape, usable)
    return _take_the_rest(shape, usable, choices) or shape


def settle_persons(shape: PersonTable, ends: Sequence[tuple[Sheet, str]], choices: ColumnChoices) -> list[Question]:
    """Find the column that names the person, by the values at the ends of other tables where there are any."""
    sheet = shape.sheet
    of_ends = [other_sheet[name] for other_sheet, name in ends]
    if choices.id:
        shape.id = shape.take(choices.id, "id of the person", "named by you")
    else:
        taken = shape.used - set(shape.names) - {shape.label}
        may_be = [c for c in sheet.columns if c.name and c.name not in taken and _may_name_persons(c)]
        met = [c for c in may_be if of_ends and max(shared(c, end) for end in of_ends) >= MEETS]
        named = [c for c in may_be if says(c.name, PERSON_ID)] or [c for c in may_be if c.name in shape.names]
        named = named or [c for c in may_be if c.name == shape.label]
        likely = (met if len(met) == 1 else [c for c in named if not met or c in met]) or (
            [] if of_ends else [c for c in may_be[:1] if c.is_unique and not c.is_number]
        )
        if len(likely) != 1 or (of_ends and not met):
            problem = "which column names the person?"
            if of_ends and likely:
                n = len(likely[0].values.intersection(*[end.values for end in of_ends[:1]]))
                problem = (
                    f"the ends of the other tables hardly stand in {likely[0].name} ({n} do): which column holds them?"
                )
            return [Question(sheet.file, problem, f"there are {', '.join(sheet.names)}", ("id",))]
        column = likely[0]
        why = "its values stand at the ends of the other table" if column in met else "named so"
        shape.id = shape.take(column.name, "id of the person", why if column in met + named else "unique, and first")
    if is_personal_number(shape.id) or sheet[shape.id].is_personal_number:
        problem = f"{shape.id} holds personal identity numbers, which are never ids"
        return [Question(sheet.file, problem, "name a column of pseudonyms", ("id",))]
    shape.names = tuple(name for name in shape.names if name != shape.id)
    if not shape.label:
        shape.assumed.append(f"{sheet.file}: {shape.id} serves as label, which whoever may look sees")
    return []


def _is_group(name: str) -> bool:
    words = set(words_of(name))
    return bool(words & GROUP) and not words & NOT_A_GROUP


def _take_group(shape: PersonTable, groups: list[Column]) -> Question | None:
    ids = [column for column in groups if not {"name", "namn"} & set(words_of(column.name))] or groups
    names = [column for column in groups if column not in ids]
    if len(ids) > 1:
        listed = " and ".join(column.name for column in ids)
        return Question(shape.sheet.file, f"{listed} each look like the group of a person", "name one", ("group",))
    shape.group = shape.take(ids[0].name, "group of the person", f"named so, {len(ids[0].values)} distinct")
    if len(names) == 1:
        shape.group_name = shape.take(names[0].name, "name of the group", "named so")
    return None


def _take_label_and_names(shape: PersonTable, usable: Sheet) -> None:
    for column in usable.columns:
        if column.name in shape.used or not column.values:
            continue
        if not shape.label and says(column.name, LABEL):
            shape.label = shape.take(column.name, "label of the person", "named so")
        elif not shape.names and says(column.name, NAME) and words_of(column.name)[0] not in PERSON_ID:
            shape.names = (shape.take(column.name, "name of the person", "named so"),)
    by_words = {"_".join(words_of(column.name)): column.name for column in usable.columns}
    for first, last in _NAME_PARTS:
        if not shape.names and first in by_words and last in by_words:
            parts = (by_words[first], by_words[last])
            shape.names = tuple(shape.take(name, "part of the name", "named so") for name in parts)


def _take_the_rest(shape: PersonTable, usable: Sheet, choices: ColumnChoices) -> Question | None:
    rest = [column for column in usable.columns if column.name not in shape.used and column.values]
    for column in rest:
        if not shape.birth_year and _says_birth_year(column.name) and column.is_year:
            shape.birth_year = shape.take(column.name, "year of birth", "named so, and years")
        elif shape.group and not shape.role and _is_role(column):
            shape.role = shape.take(column.name, "role in the group", "named so, and all its words are ours")
    if choices.date == "" or not shape.group:
        return None
    dates = [column for column in rest if column.is_date and says(column.name, DATE | {"from", "fran"})]
    if choices.date or len(dates) == 1:
        name = choices.date or dates[0].name
        shape.date = shape.take(
            name, "first day in the group", "named by you" if choices.date else "named so, and days"
        )
    return unreadable(shape.sheet, shape.date)


def _is_role(column: Column) -> bool:
    return says(column.name, ROLE) and all(folded(value) in ROLES for value in column.values)


def _says_birth_year(name: str) -> bool:
    return "_".join(words_of(name)) in BIRTH_YEAR or "".join(words_of(name)) in BIRTH_YEAR


def _may_name_persons(column: Column) -> bool:
    is_number = is_personal_number(column.name) or column.is_personal_number
    return column.may_be_ids and not column.nothings and not is_number and not column.is_year
