"""Reads a mapping file: TOML that says how foreign tables become ours. Each error names its key."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path, PurePath
from typing import NoReturn

from graph_service.domain.bounded_toml import read_toml_text
from graph_service.domain.case_rules import is_keyless_allowed
from graph_service.domain.limits import (
    DEFAULT_LIMITS,
    MAX_EXPANSION,
    MAX_HINT_LENGTH,
    MAX_OUTPUTS,
    MAX_WORD_LENGTH,
    Limits,
)
from graph_service.domain.rules import nearest
from graph_service.domain.schema import BY_TABLE, Kind
from graph_service.errors import InputError
from loaders.case_head import case_head
from loaders.plan import MERGE_RULES, Constant, Merge, Output, Plan, Rule, Take, Template, Translate, Where, is_template
from loaders.toml_file import read_toml

_ORDERED_TYPES = (int, float, date)


def read_mapping(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Plan:
    """Read a mapping file."""
    return _MappingReader(path.name).plan(read_toml(path, limits=limits))


def mapping_from_text(text: str, *, file: str, limits: Limits = DEFAULT_LIMITS) -> Plan:
    """Read the text of a mapping file; `file` names it in messages."""
    return _MappingReader(file).plan(read_toml_text(text, what=file, limits=limits))


class _MappingReader:
    """Walks the content of one mapping file and keeps the key it is at for messages."""

    def __init__(self, file: str) -> None:
        self.file = file

    def plan(self, content: Mapping[str, object]) -> Plan:
        self._check_keys("", content, ("case", "ignore", "output"))
        entries = content.get("output")
        if not isinstance(entries, list) or not entries:
            self._fail("output", "there is no [[output]]", "add one for each table to be made")
        if len(entries) > MAX_OUTPUTS:
            problem = f"there are {len(entries)}, and at most {MAX_OUTPUTS} are read"
            self._fail("output", problem, "put into one what is alike, or split the mapping")
        outputs = tuple(
            self._output(f"output[{number}]", self._table(f"output[{number}]", entry))
            for number, entry in enumerate(entries, 1)
        )
        files = {output.file for output in outputs}
        ignored: dict[str, tuple[str, ...]] = {}
        for name, columns in self._table("ignore", content.get("ignore", {})).items():
            if name not in files:
                self._fail(f"ignore.{name!r}", "no output reads this file", "take the key away, or correct the name")
            ignored[name] = self._texts(f"ignore.{name!r}", columns)
        head = case_head(content["case"], file=self.file, prefix="case.") if "case" in content else None
        return Plan(outputs, ignored, head, self.file)

    def _output(self, key: str, entry: Mapping[str, object]) -> Output:
        self._check_keys(f"{key}.", entry, ("from", "into", "columns", "where", "merge"))
        table = entry.get("into")
        if not isinstance(table, str) or table not in BY_TABLE:
            self._fail(f"{key}.into", f"no such table: {table!r}", self._did_you_mean(table, BY_TABLE))
        kind = BY_TABLE[table]
        file = self._file(f"{key}.from", entry["from"]) if "from" in entry else None
        columns = {
            name: self._rule(f"{key}.columns.{name}", rule)
            for name, rule in self._table(f"{key}.columns", entry.get("columns", {})).items()
        }
        self._check_keys(f"{key}.columns.", columns, kind.names)
        where = tuple(
            Where(column, frozenset(self._texts(f"{key}.where.{column}", among)))
            for column, among in self._table(f"{key}.where", entry.get("where", {})).items()
        )
        merge = (
            self._merge(f"{key}.merge", kind, self._table(f"{key}.merge", entry["merge"])) if "merge" in entry else None
        )
        output = Output(kind, file, columns, where, merge, key)
        self._check(key, output)
        return output

    def _check(self, key: str, output: Output) -> None:
        kind = output.kind
        filled = {*output.columns, *([output.merge.rows_into] if output.merge and output.merge.rows_into else [])}
        for field in kind.fields:
            is_generated = field.name == kind.key and is_keyless_allowed(kind)
            if field.required and field.name not in filled and not is_generated:
                problem = f"{field.name} of {kind.table} is required"
                self._fail(
                    f"{key}.columns.{field.name}", problem, "name a column, a constant, a template or a translation"
                )
        expanding = [name for name, rule in output.columns.items() if isinstance(rule, Translate) and rule.expands]
        if len(expanding) > 1:
            problem = f"only one column may be translated to several words, not {' and '.join(expanding)}"
            self._fail(f"{key}.columns.{expanding[1]}", problem, "write a second [[output]] with a where")
        if output.file is None and output.used:
            problem = "without from there is no file to take columns from"
            self._fail(f"{key}.from", problem, "name the file, or use constants only")
        if output.merge and kind.key not in output.columns:
            self._fail(f"{key}.merge", "rows merge by their key, and there is none", f"fill in columns.{kind.key}")

    def _rule(self, key: str, rule: object) -> Rule:
        if isinstance(rule, str):
            return Take(rule)
        entry = self._table(key, rule)
        if "constant" in entry:
            self._check_keys(f"{key}.", entry, ("constant",))
            return Constant(self._text(f"{key}.constant", entry["constant"]))
        if "template" in entry:
            self._check_keys(f"{key}.", entry, ("template",))
            text = self._text(f"{key}.template", entry["template"])
            if not is_template(text):
                self._fail(
                    f"{key}.template", f"{text!r} names no column, or a brace is left over", 'write it like "P-{id}"'
                )
            return Template(text)
        if "translate" not in entry or "column" not in entry:
            problem = "this does not say what to fill in"
            remedy = "give a column name, {constant = ...}, {template = ...} or {column = ..., translate = {...}}"
            self._fail(key, problem, remedy)
        self._check_keys(f"{key}.", entry, ("column", "translate", "otherwise"))
        words = {
            word: self._texts(f"{key}.translate.{word!r}", ours)
            for word, ours in self._table(f"{key}.translate", entry["translate"]).items()
        }
        for word, ours in words.items():
            if len(ours) > MAX_EXPANSION:
                problem = f"{len(ours)} words; one is translated to at most {MAX_EXPANSION}"
                self._fail(f"{key}.translate.{word!r}", problem, "write a second [[output]]")
        otherwise = self._texts(f"{key}.otherwise", entry["otherwise"]) if "otherwise" in entry else None
        return Translate(self._text(f"{key}.column", entry["column"]), words, otherwise)

    def _merge(self, key: str, kind: Kind, entry: Mapping[str, object]) -> Merge:
        self._check_keys(f"{key}.", entry, ("differ", "rows_into"))
        differ: dict[str, str] = {}
        for name, rule in self._table(f"{key}.differ", entry.get("differ", {})).items():
            self._check_keys(f"{key}.differ.", (name,), kind.names[1:])
            if rule not in MERGE_RULES:
                self._fail(f"{key}.differ.{name}", f"no such rule: {rule!r}", f"use one of {', '.join(MERGE_RULES)}")
            if rule in {"min", "max"} and kind[name].type not in _ORDERED_TYPES:
                self._fail(f"{key}.differ.{name}", f"{rule} needs numbers or dates", "use first or empty")
            if rule == "empty" and not kind[name].nullable:
                self._fail(f"{key}.differ.{name}", f"{name} may not be empty", "use first, min or max")
            differ[name] = str(rule)
        rows_into = self._text(f"{key}.rows_into", entry["rows_into"]) if "rows_into" in entry else None
        if rows_into is not None and (rows_into not in kind.names or kind[rows_into].type is not int):
            counts = [field.name for field in kind.fields if field.type is int]
            self._fail(f"{key}.rows_into", f"{rows_into!r} holds no whole number", f"use one of {', '.join(counts)}")
        return Merge(differ, rows_into)

    def _file(self, key: str, value: object) -> str:
        name = self._text(key, value)
        if name != PurePath(name).name or "\\" in name:
            self._fail(key, f"{name!r} is not the name of a file in the case folder", "give the name without a folder")
        return name

    def _texts(self, key: str, value: object) -> tuple[str, ...]:
        return tuple(self._text(key, item) for item in (value if isinstance(value, list) else [value]))

    def _text(self, key: str, value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str | int | float):
            text = str(value)
            if len(text) > MAX_WORD_LENGTH:
                problem = f"the text has {len(text)} characters, and at most {MAX_WORD_LENGTH} are read"
                self._fail(key, problem, "shorten it")
            return text
        return self._fail(key, "text is expected here", "write it in quotation marks")

    def _table(self, key: str, value: object) -> Mapping[str, object]:
        if not isinstance(value, dict):
            self._fail(key, "a table is expected here", 'write it like { name = "value" }')
        return value

    def _check_keys(self, prefix: str, keys: Collection[str], allowed: Collection[str]) -> None:
        for name in keys:
            if name not in allowed:
                self._fail(f"{prefix}{name}", "no such key", self._did_you_mean(name, allowed))

    def _did_you_mean(self, word: object, words: Collection[str]) -> str:
        near = nearest(str(word), words)
        return f"did you mean {near}?" if near else f"known are {', '.join(words)}"

    def _fail(self, key: str, problem: str, remedy: str) -> NoReturn:
        raise InputError(f"{self.file}: {_short(key)}: {_short(problem)}; {remedy}")


def _short(text: str) -> str:
    """A key or word as a message shows it."""
    return text if len(text) <= 2 * MAX_HINT_LENGTH else text[: 2 * MAX_HINT_LENGTH - 1] + "…"
