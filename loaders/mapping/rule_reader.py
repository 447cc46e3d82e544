"""Reads what a mapping file says of one column of ours."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from zoneinfo import ZoneInfo

from graph_service.domain.limits import MAX_EXPANSION, MAX_SOURCES
from graph_service.domain.schema import Field, Kind
from loaders.mapping.rules import (
    KEEP,
    NO_WORDS,
    CellReading,
    Condition,
    Constant,
    Count,
    EachOf,
    FirstOf,
    Lookup,
    Rule,
    Sweref99,
    Take,
    Template,
    Translation,
    UnorderedPair,
    folded_words,
    is_template,
)
from loaders.mapping.toml_walk import TomlWalk
from loaders.read.date_forms import FORMS, INSTANT, form_problem

_WORDS = ("empty", "keep")
_DATES = ("date", "time_zone")
_OF_CELLS = ("split", "translate", "otherwise", *_WORDS, *_DATES, "pseudonym")
_KEYS_BESIDE: Mapping[str, tuple[str, ...]] = {  # what may stand beside what says where a text comes from
    "column": _OF_CELLS,
    "first_of": _OF_CELLS,
    "each_of": _OF_CELLS,
    "constant": (),
    "template": (*_WORDS, *_DATES),
    "pair": (*_WORDS, "pseudonym"),
    "lookup": ("by", "key", "take", "otherwise", *_WORDS, *_DATES, "pseudonym"),
    "sweref99tm": _WORDS,
    "count": (),
}
RULE_KEYS = frozenset(_KEYS_BESIDE).union(*_KEYS_BESIDE.values())
_COORDINATES = ("latitude", "longitude")
_MAX_SEPARATOR = 10
_PAIR = 2


class RuleReader(TomlWalk):
    """Reads rules, each with the field that it fills."""

    def rule(self, key: str, kind: Kind, name: str, value: object) -> Rule:
        """Read the rule of one column."""
        if isinstance(value, str):
            return Take(value)
        entry = self.table(key, value)
        sources = [source for source in _KEYS_BESIDE if source in entry]
        if not sources:
            problem = "this does not say what to fill in"
            remedy = f"give a column name, or a table with one of {', '.join(_KEYS_BESIDE)}"
            self.fail(key, problem, remedy)
        if len(sources) > 1:
            self.fail(f"{key}.{sources[1]}", f"{sources[0]} says already what to fill in", "keep one of the two")
        (source,) = sources
        self.check_keys(f"{key}.", entry, (source, *_KEYS_BESIDE[source]))
        return self._of_source(key, source, kind[name], entry)

    def _of_source(self, key: str, source: str, field: Field, entry: Mapping[str, object]) -> Rule:
        value = entry[source]
        at = f"{key}.{source}"
        if source == "constant":
            return Constant(self.text(at, value))
        if source == "count":
            return self._count(at, field, value)
        reading = self._reading(key, field, entry, translates=source != "lookup")
        if source == "lookup":
            return self._lookup(key, entry, reading)
        if source in {"column", "template"}:
            return self._of_text(at, source, self.text(at, value), reading)
        columns = self.columns(at, value)
        if source in {"first_of", "each_of"}:
            return FirstOf(columns, reading) if source == "first_of" else EachOf(columns, reading)
        if len(columns) != _PAIR:
            self.fail(at, f"{len(columns)} columns", "name two")
        if source == "pair":
            return UnorderedPair(columns, reading)
        if field.name not in _COORDINATES:
            self.fail(at, f"{field.name} is no coordinate", f"use it for {' and '.join(_COORDINATES)}")
        return Sweref99(columns, field.name == _COORDINATES[0], reading)

    def _of_text(self, key: str, source: str, text: str, reading: CellReading) -> Rule:
        if source == "column":
            return Take(text, reading)
        if not is_template(text):
            self.fail(key, f"{text!r} names no column, or a brace is left over", 'write it like "P-{id}"')
        return Template(text, reading)

    def columns(self, key: str, value: object) -> tuple[str, ...]:
        """Read the names of several columns, each once."""
        columns = self.texts(key, value)
        if not columns:
            self.fail(key, "no column is named", 'write it like ["first", "second"]')
        if len(columns) > MAX_SOURCES:
            self.fail(key, f"{len(columns)} columns, and at most {MAX_SOURCES} are read", "name fewer")
        if twice := next((name for name in columns if columns.count(name) > 1), None):
            self.fail(key, f"{twice} is named twice", "name each column once")
        return columns

    def conditions(self, key: str, value: object) -> tuple[Condition, ...]:
        """Read conditions: a column, and what its cells may hold."""
        return tuple(
            Condition(column, frozenset(self.texts(f"{key}.{column}", among)))
            for column, among in self.table(key, value).items()
        )

    def file_name(self, key: str, value: object) -> str:
        """Read the name of a file in the case folder."""
        name = self.text(key, value)
        if name != PurePath(name).name or "\\" in name:
            self.fail(key, f"{name!r} is not the name of a file in the case folder", "give the name without a folder")
        return name

    def words(self, key: str, value: object) -> tuple[frozenset[str], bool]:
        """Read words, or whether all that are listed as words for nothing are meant."""
        if isinstance(value, bool):
            return frozenset(), value
        return folded_words(self.texts(key, value)), False

    def _count(self, key: str, field: Field, value: object) -> Count:
        if field.type is not int:
            self.fail(key, f"{field.name} holds no whole number", "count into one that does")
        return Count(self.conditions(key, value))

    def _lookup(self, key: str, entry: Mapping[str, object], reading: CellReading) -> Lookup:
        for name in ("by", "key", "take"):
            if name not in entry:
                remedy = (
                    'write it like { lookup = "FILE", by = "column here", key = "column there", take = "column there" }'
                )
                self.fail(f"{key}.{name}", "a look-up needs it", remedy)
        return Lookup(
            self.file_name(f"{key}.lookup", entry["lookup"]),
            self.columns(f"{key}.by", entry["by"]),
            self.text(f"{key}.key", entry["key"]),
            self.text(f"{key}.take", entry["take"]),
            self.text(f"{key}.otherwise", entry["otherwise"]) if "otherwise" in entry else None,
            reading,
        )

    def _reading(self, key: str, field: Field, entry: Mapping[str, object], *, translates: bool) -> CellReading:
        empty, empties_all = self.words(f"{key}.empty", entry.get("empty", False))
        keep, keeps_all = self.words(f"{key}.keep", entry.get("keep", False))
        if both := sorted(empty & keep):
            self.fail(f"{key}.keep", f"{both[0]!r} is among the words of empty too", "leave it out of one of the two")
        split = self.text(f"{key}.split", entry["split"]) if "split" in entry else ""
        if "split" in entry and not 0 < len(split) <= _MAX_SEPARATOR:
            self.fail(
                f"{key}.split", f"{split!r} separates nothing", 'write what stands between two values, such as ";"'
            )
        is_pseudonym = entry.get("pseudonym", False)
        if not isinstance(is_pseudonym, bool):
            self.fail(f"{key}.pseudonym", "this is neither true nor false", "write true, or leave it out")
        if is_pseudonym and (field.type is not str or field.words):
            self.fail(f"{key}.pseudonym", f"{field.name} takes no pseudonym", "use it for ids and labels")
        return CellReading(
            empty=empty,
            keep=keep,
            empties_all=empties_all,
            keeps_all=keeps_all,
            split=split,
            translation=self._translation(key, entry) if translates else None,
            date_form=self._date_form(key, field, entry),
            time_zone=self._time_zone(key, entry),
            pseudonym=is_pseudonym,
        )

    def _translation(self, key: str, entry: Mapping[str, object]) -> Translation | None:
        if "translate" not in entry:
            if "otherwise" in entry:
                self.fail(f"{key}.otherwise", "there is no translate beside it", "add translate = {...}")
            return None
        words = {
            word: self.texts(f"{key}.translate.{word!r}", answers)
            for word, answers in self.table(f"{key}.translate", entry["translate"]).items()
        }
        for word, answers in words.items():
            if len(answers) > MAX_EXPANSION:
                problem = f"{len(answers)} words; one is translated to at most {MAX_EXPANSION}"
                self.fail(f"{key}.translate.{word!r}", problem, "write a second [[output]]")
        otherwise = entry.get("otherwise")
        if otherwise is None or otherwise == KEEP:
            return Translation(words or NO_WORDS, otherwise)
        return Translation(words or NO_WORDS, self.texts(f"{key}.otherwise", otherwise))

    def _date_form(self, key: str, field: Field, entry: Mapping[str, object]) -> str | None:
        if "date" not in entry:
            return None
        form = self.text(f"{key}.date", entry["date"])
        if field.type is not date:
            self.fail(f"{key}.date", f"{field.name} is no date", "take the key away")
        if problem := form_problem(form, coarse=field.name == "occurred_on"):
            self.fail(f"{key}.date", f"{form!r} {problem}", f"write a form such as {FORMS}")
        return form

    def _time_zone(self, key: str, entry: Mapping[str, object]) -> str | None:
        if "time_zone" not in entry:
            return None
        name = self.text(f"{key}.time_zone", entry["time_zone"])
        if entry.get("date") != INSTANT:
            self.fail(f"{key}.time_zone", "it says where moments were read from a clock", f'add date = "{INSTANT}"')
        try:
            ZoneInfo(name)
        except (ValueError, OSError, LookupError):
            self.fail(f"{key}.time_zone", f"no such time zone: {name!r}", 'write it like "Europe/Stockholm"')
        return name
