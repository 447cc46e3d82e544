"""Understands a list of pairs: which two columns are the ends of a tie, and what the rest says of it."""

from collections.abc import Iterable
from itertools import combinations

from loaders.mapping.column_facts import FEW_WORDS, MOST, Column, Sheet, shared
from loaders.mapping.column_words import (
    DATE,
    DATE_END,
    DISTANCE,
    END_PAIRS,
    END_WORDS,
    GROUP,
    KIND,
    NEUTRAL,
    PERSON_ID,
    PLACE,
    STRENGTH,
    TIE_KINDS,
    end_word,
    folded,
    part_of,
    says,
    words_of,
)
from loaders.mapping.guessed_shapes import ColumnChoices, PairTable, Question, Use

TELLING = END_WORDS - frozenset("a b x y i j u v 1 2 one two first second left right head tail start end ett".split())
SOME_SHARED, MANY_SHARED = 0.05, 0.3
MAX_SIDES = 2
_NO_END = (
    frozenset({*GROUP, *DATE, *DATE_END, *STRENGTH, *DISTANCE, *PLACE, *KIND, "age", "alder"}) - PERSON_ID - {"from"}
)


def pairs_of(sheet: Sheet, usable: Sheet, choices: ColumnChoices, *, is_asked: bool) -> PairTable | Question | None:
    """Return a table as a list of pairs, what must be asked to make it one, or None if it does not look like one.

    `usable` is the table without the columns that are never taken unless they are named.
    """
    ends = _named_ends(sheet, usable, choices) if is_asked else _ends(sheet, usable)
    if not isinstance(ends, tuple):
        return ends
    source, target, why = ends
    shape = PairTable(sheet, source=source, target=target)
    shape.take(source, "one end of the tie", why)
    shape.take(target, "the other end", why)
    for name in (source, target):
        if sheet[name].holds_several:
            problem = f"cells of {name} seem to hold several persons each"
            return Question(sheet.file, problem, "write a row for each, or a mapping that splits the cell")
    return (
        _add_date(shape, usable, choices) or _add_kind(shape, usable, choices) or _add_strength(shape, usable, choices)
    ) or shape


def _named_ends(sheet: Sheet, usable: Sheet, choices: ColumnChoices) -> tuple[str, str, str] | Question | None:
    """Take the ends that were named; of one alone find the other, or ask."""
    if choices.source and choices.target:
        if choices.source == choices.target:
            problem = f"{choices.source} is named for both ends"
            return Question(sheet.file, problem, f"there are {', '.join(sheet.names)}", ("target",))
        return choices.source, choices.target, "named by you"
    name, lacking = (choices.source, "target") if choices.source else (choices.target, "source")
    if not name:
        return None
    rest = [column for column in usable.columns if column.name != name and column.may_be_ids]
    by_name = [column for column in rest if _is_pair(name, column.name) or _is_pair(column.name, name)]
    by_value = [column for column in rest if shared(sheet[name], column) >= MANY_SHARED]
    telling = [column for column in rest if _is_telling(column.name)]
    likely = by_value if len(by_value) == 1 else by_name or (telling if len(telling) == 1 else by_value)
    if len(likely) != 1:
        return _ask_for(sheet, lacking)
    why = f"{name} was named by you; {_why(sheet[name], likely[0])}"
    return (name, likely[0].name, why) if choices.source else (likely[0].name, name, why)


def _ends(sheet: Sheet, usable: Sheet) -> tuple[str, str, str] | Question | None:
    """Find the ends by their names and values, or by their values alone."""
    may_be = [column for column in usable.columns if column.may_be_ids and not _says_no_end(column.name)]
    named = [(a, b) for a in may_be for b in may_be if a is not b and _is_pair(a.name, b.name)]
    if named:
        return _of_named(sheet, usable, named)
    telling = [column for column in may_be if _is_telling(column.name)]
    meeting = [(a, b) for a, b in combinations(may_be, 2) if shared(a, b) >= MANY_SHARED]
    if len(telling) == 1:
        of_it = [pair for pair in meeting if telling[0] in pair]
        if len(of_it) != 1:
            is_first = any(word_of_pair == end_word(telling[0].name)[1] for word_of_pair, _ in END_PAIRS)  # type: ignore[index]  # it has one
            return _ask_for(sheet, "target" if is_first else "source")
        meeting = of_it
    sure = [pair for pair in meeting if len(usable.columns) == MAX_SIDES or not all(c.is_whole_number for c in pair)]
    if len(sure) == 1:
        a, b = sure[0]
        return a.name, b.name, _why(a, b)
    if meeting:
        pairs = "; ".join(f"{a.name} and {b.name}" for a, b in meeting[:5])
        problem = f"it is not sure which two columns are the ends of a tie; values meet in {pairs}"
        return Question(sheet.file, problem, f"there are {', '.join(sheet.names)}", ("source", "target"))
    return None


def _of_named(sheet: Sheet, usable: Sheet, named: list[tuple[Column, Column]]) -> tuple[str, str, str] | Question:
    """Choose among columns that are named like ends: ids before names, and one pair only."""
    stems = {end_word(a.name)[0] for a, _ in named}  # type: ignore[index]  # it has one
    plain = [pair for pair in named if not end_word(pair[0].name)[0]]  # type: ignore[index]  # it has one
    if len(stems) > 1 and not plain:
        pairs = "; ".join(f"{a.name} and {b.name}" for a, b in named[:5])
        problem = f"several pairs of columns are named like ends: {pairs}"
        return Question(sheet.file, problem, f"there are {', '.join(sheet.names)}", ("source", "target"))
    a, b = min(plain or named, key=lambda pair: _rank(sheet, pair))
    stem = _without_number(a.name)
    more = [column.name for column in usable.columns if _without_number(column.name) == stem and column not in (a, b)]
    if words_of(a.name)[-1:] == ("1",) and more:
        problem = f"{a.name}, {b.name} and {', '.join(more)} look like several persons in one row"
        return Question(sheet.file, problem, "write a row for each two of them, or name two", ("source", "target"))
    is_split = not (a.holds_several or b.holds_several)  # else it is said that they hold several
    if is_split and not (shared(a, b) >= SOME_SHARED or (a.form is not None and a.form == b.form)):
        problem = f"{a.name} and {b.name} are named like two ends, but their values have nothing in common"
        return Question(sheet.file, problem, f"there are {', '.join(sheet.names)}", ("source", "target"))
    return a.name, b.name, f"named like two ends, and {_why(a, b)}"


def _rank(sheet: Sheet, pair: tuple[Column, Column]) -> tuple[int, int, int]:
    words = {word for column in pair for word in words_of(column.name)}
    is_name = int(bool(words & {"name", "names", "namn", "label"}))
    return is_name, len(words & NEUTRAL), sheet.names.index(pair[0].name)


def _is_telling(name: str) -> bool:
    """Say whether a name says by itself that it is an end: from, source, caller, and nothing else."""
    word = end_word(name)
    return word is not None and not word[0] and word[1] in TELLING


def _is_pair(name: str, second: str) -> bool:
    one, two = end_word(name), end_word(second)
    return one is not None and two is not None and one[0] == two[0] and (one[1], two[1]) in END_PAIRS


def _says_no_end(name: str) -> bool:
    """Say whether a name says something else than whose end it is: a date, a group, an age."""
    telling = [word for word in words_of(name) if word not in END_WORDS and word not in NEUTRAL]
    if not telling:
        return len(words_of(name)) == 1 and says(name, STRENGTH)
    return any(word in _NO_END for word in telling) and part_of(name) is None


def _without_number(name: str) -> tuple[str, ...]:
    words = words_of(name)
    return words[:-1] if words and words[-1].isdigit() else words


def _why(a: Column, b: Column) -> str:
    n = len(a.values & b.values)
    if n:
        return f"{n} of {min(len(a.values), len(b.values))} values stand in both"
    return f"their values share a form ({a.form})" if a.form is not None and a.form == b.form else "named like ends"


def _ask_for(sheet: Sheet, option: str) -> Question:
    return Question(sheet.file, "which column is the other end?", f"there are {', '.join(sheet.names)}", (option,))


def _rest(shape: PairTable, usable: Sheet) -> list[Column]:
    return [column for column in usable.columns if column.name not in shape.used and column.values]


def _add_date(shape: PairTable, usable: Sheet, choices: ColumnChoices) -> Question | None:
    if choices.date == "":
        return None
    rest = _rest(shape, usable)
    dates = [column for column in rest if column.is_date]
    ending = [column for column in dates if says(column.name, DATE_END | {"to", "till"})]
    begins = [shape.sheet[choices.date]] if choices.date else _one_of(dates, DATE | {"from", "fran"}, ending)
    if len(begins) > 1:
        return _ask_which(shape, "date", "the day of the tie", begins)
    if begins:
        shape.date = shape.take(begins[0].name, "first day of the tie", "named by you" if choices.date else "days")
    if len(ending) == 1 and ending[0].name != shape.date:
        shape.until = shape.take(ending[0].name, "last day of the tie", "named so, and days")
    return next(filter(None, (unreadable(shape.sheet, column) for column in (shape.date, shape.until))), None)


def _one_of(columns: list[Column], words: frozenset[str], without: Iterable[Column]) -> list[Column]:
    """Those that are named so, or else all; a column less."""
    rest = [column for column in columns if column not in without]
    return [column for column in rest if says(column.name, words)] or rest


def unreadable(sheet: Sheet, name: str) -> Question | None:
    """Ask about a column of days that are not read as they are written."""
    value = sheet[name].unreadable_date if name else None
    if value is None:
        return None
    problem = f"{name} holds {value!r}, which is not read as one day"
    remedy = "write days as 2020-04-17, or say in a mapping how they are written; an empty name leaves them out"
    return Question(sheet.file, problem, remedy, ("date",))


def _add_kind(shape: PairTable, usable: Sheet, choices: ColumnChoices) -> Question | None:
    if choices.kind == "":
        return None
    words = [column for column in _rest(shape, usable) if not column.is_number and not column.is_date]
    named = [column for column in words if says(column.name, KIND) and len(column.values) <= FEW_WORDS]
    by_word = [column for column in words if n_ours(column) >= MOST * len(column.values)]
    few = [column for column in words if len(column.values) <= FEW_WORDS and n_ours(column)]
    likely = [shape.sheet[choices.kind]] if choices.kind else named or by_word or few
    if len(likely) > 1:
        return _ask_which(shape, "kind", "the kind of the tie", likely)
    if not likely:
        return None
    column, n = likely[0], n_ours(likely[0])
    if not n and not choices.kind:
        why = "none of its words is a kind of tie that is known; a mapping translates them"
        shape.uses.append(Use(column.name, "not used", why, is_used=False))
        return None
    why = "named by you" if choices.kind else "named so" if named else "few distinct words"
    shape.kind = shape.take(column.name, "kind of the tie", f"{why}, {n} of {len(column.values)} words are known")
    return None


def n_ours(column: Column) -> int:
    """Count the words of a column that are words for kinds of ties."""
    return sum(folded(value) in TIE_KINDS for value in column.values)


def _add_strength(shape: PairTable, usable: Sheet, choices: ColumnChoices) -> Question | None:
    if choices.strength == "":
        return None
    numbers = [column for column in _rest(shape, usable) if column.is_number and not says(column.name, DISTANCE)]
    named = [column for column in numbers if says(column.name, STRENGTH)]
    alone = [
        column
        for column in numbers
        if not column.n_not_positive
        and not column.is_year
        and not (column.is_whole_number and column.is_unique)
        and not says(column.name, PERSON_ID)
    ]
    likely = [shape.sheet[choices.strength]] if choices.strength else named or (alone if len(numbers) == 1 else [])
    if len(likely) > 1:
        return _ask_which(shape, "strength", "the strength of the tie", likely)
    if not likely:
        return None
    column = likely[0]
    if column.n_not_positive or column.nothings:
        n = column.n_not_positive + column.n_nothing
        problem = f"{column.name} looks like the strength of a tie, and {n} of its cells hold no number above 0"
        remedy = "name another column, or none with an empty name"
        return Question(shape.sheet.file, problem, remedy, ("strength",))
    why = "named by you" if choices.strength else "named so" if named else "the only further number"
    shape.strength = shape.take(column.name, "strength of the tie", f"{why}, all above 0")
    return None


def _ask_which(shape: PairTable, option: str, what: str, columns: list[Column]) -> Question:
    names = " and ".join(column.name for column in columns)
    problem = f"{names} each look like {what}"
    return Question(shape.sheet.file, problem, "name one, or none with an empty name", (option,))
