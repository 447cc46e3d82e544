"""Reads a mapping file: TOML that says how foreign tables become ours. Each error names its key."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from graph_service.domain.bounded_toml import read_toml_text
from graph_service.domain.case_rules import is_keyless_allowed
from graph_service.domain.limits import DEFAULT_LIMITS, MAX_LOOKUPS, MAX_OUTPUTS, Limits
from graph_service.domain.schema import BY_TABLE, Kind
from loaders.case_head import case_head
from loaders.mapping.rule_reader import RuleReader
from loaders.mapping.rules import CellReading, Count, EachOf, Rule
from loaders.plan import MATRIX_COLUMNS, MERGE_RULES, Matrix, Merge, Output, Plan
from loaders.read.formats import holds_several
from loaders.toml_file import read_toml

_ORDERED_TYPES = (int, float, date)
_NUMBERS = (int, float)
OUTPUT_KEYS = ("from", "sheet", "into", "columns", "where", "where_filled", "ends", "matrix", "merge")
_MATRIX_PARTS = ("cells", "rows", "columns")
_SHOWN_AS = {"person": "label", "group": "name"}  # what an end of a list is called, if nothing else is said


def read_mapping(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Plan:
    """Read a mapping file."""
    return _MappingReader(path.name).plan(read_toml(path, limits=limits))


def mapping_from_text(text: str, *, file: str, limits: Limits = DEFAULT_LIMITS) -> Plan:
    """Read the text of a mapping file; `file` names it in messages."""
    return _MappingReader(file).plan(read_toml_text(text, what=file, limits=limits))


class _MappingReader(RuleReader):
    """Walks the content of one mapping file and keeps the key it is at for messages."""

    def plan(self, content: Mapping[str, object]) -> Plan:
        self.check_keys("", content, ("case", "ignore", "output"))
        entries = content.get("output")
        if not isinstance(entries, list) or not entries:
            self.fail("output", "there is no [[output]]", "add one for each table to be made")
        if len(entries) > MAX_OUTPUTS:
            problem = f"there are {len(entries)}, and at most {MAX_OUTPUTS} are read"
            self.fail("output", problem, "put into one what is alike, or split the mapping")
        outputs = tuple(
            self._output(f"output[{number}]", self.table(f"output[{number}]", entry))
            for number, entry in enumerate(entries, 1)
        )
        ignore = self.table("ignore", content.get("ignore", {}))
        head = case_head(content["case"], file=self.file, prefix="case.") if "case" in content else None
        plan = Plan(outputs, {}, head, self.file)
        ignored: dict[str, tuple[str, ...]] = {}
        for name, columns in ignore.items():
            if name not in plan.files:
                self.fail(f"ignore.{name!r}", "no output reads this file", "take the key away, or correct the name")
            ignored[name] = self.texts(f"ignore.{name!r}", columns)
        if len(plan.lookups) > MAX_LOOKUPS:
            problem = f"{len(plan.lookups)} look-ups, and at most {MAX_LOOKUPS} are read"
            self.fail("output", problem, "put what is looked up into fewer columns")
        self._check_pseudonyms(plan)
        return Plan(outputs, ignored, head, self.file)

    def _output(self, key: str, entry: Mapping[str, object]) -> Output:
        self.check_keys(f"{key}.", entry, OUTPUT_KEYS)
        table = entry.get("into")
        if not isinstance(table, str) or table not in BY_TABLE:
            self.fail(f"{key}.into", f"no such table: {table!r}", self.did_you_mean(table, BY_TABLE))
        kind = BY_TABLE[table]
        entries = self.table(f"{key}.columns", entry.get("columns", {}))
        self.check_keys(f"{key}.columns.", entries, kind.names)
        columns = {name: self.rule(f"{key}.columns.{name}", kind, name, rule) for name, rule in entries.items()}
        ends = self.columns(f"{key}.ends", entry["ends"]) if "ends" in entry else ()
        if ends:
            names = [kind.key, *([_SHOWN_AS[kind.name]] if kind.name in _SHOWN_AS else [])]
            columns = dict.fromkeys(names, EachOf(ends)) | columns
        merge = self._merge(f"{key}.merge", kind, columns, entry["merge"]) if "merge" in entry else None
        output = Output(
            kind,
            self._file(key, entry),
            columns,
            self.conditions(f"{key}.where", entry.get("where", {})),
            merge,
            key,
            self.columns(f"{key}.where_filled", entry["where_filled"]) if "where_filled" in entry else (),
            self._matrix(f"{key}.matrix", entry["matrix"]) if entry.get("matrix", False) is not False else None,
            ends,
        )
        self._check(output)
        return output

    def _matrix(self, key: str, value: object) -> Matrix:
        entry = value if isinstance(value, dict) else {"part": "cells" if value is True else value}
        self.check_keys(f"{key}.", entry, ("part", "empty", "keep"))
        part = self.text(f"{key}.part", entry.get("part", "cells"))
        if part not in _MATRIX_PARTS:
            self.fail(key, f"no such part of a matrix: {part!r}", f"use one of {', '.join(_MATRIX_PARTS)}")
        empty, empties_all = self.words(f"{key}.empty", entry.get("empty", False))
        keep, keeps_all = self.words(f"{key}.keep", entry.get("keep", False))
        return Matrix(part, CellReading(empty=empty, empties_all=empties_all, keep=keep, keeps_all=keeps_all))

    def _check(self, output: Output) -> None:
        key, kind = output.name, output.kind
        for field in kind.fields:
            is_generated = field.name == kind.key and is_keyless_allowed(kind)
            if field.required and field.name not in output.columns and not is_generated:
                problem = f"{field.name} of {kind.table} is required"
                remedy = "name a column, a constant, a template or a translation"
                self.fail(f"{key}.columns.{field.name}", problem, remedy)
        self._check_expansions(output)
        if output.file is None and (output.used or output.matrix):
            problem = "without from there is no file to take columns from"
            self.fail(f"{key}.from", problem, "name the file, or use constants only")
        if output.merge and kind.key not in output.columns:
            self.fail(f"{key}.merge", "rows merge by their key, and there is none", f"fill in columns.{kind.key}")
        for name in output.counted if output.merge is None else ():
            self.fail(f"{key}.columns.{name}.count", "no rows become one", "add [output.merge]")
        for at, column in output.used_by_key if output.matrix else ():
            if column not in MATRIX_COLUMNS:
                problem = f"of a matrix there is no column {column!r}"
                self.fail(at, problem, f"there are {', '.join(MATRIX_COLUMNS)}")

    def _check_expansions(self, output: Output) -> None:
        """Rows may be repeated for several columns, then for values of a cell, then for words of a translation."""
        key = f"{output.name}.columns"
        translated = [
            name
            for name, rule in output.columns.items()
            if rule.reading.translation
            and rule.reading.translation.expands
            and not (rule.reading.split and output.kind[name].type is tuple)
        ]
        if len(translated) > 1:
            problem = f"only one column may be translated to several words, not {' and '.join(translated)}"
            self.fail(f"{key}.{translated[1]}", problem, "write a second [[output]] with a where")
        several = output.repeated
        for name, rule in several.items():
            if len(rule.columns) != len(next(iter(several.values())).columns):
                problem = f"{' and '.join(several)} name several columns, but not as many"
                self.fail(f"{key}.{name}", problem, "name one column for each record that a row makes")
        ways = {name: (split.columns, split.reading.split) for name, split in output.split.items()}
        for name, way in ways.items():
            if way != next(iter(ways.values())):
                problem = f"only one column may be split into several records, not {' and '.join(ways)}"
                self.fail(f"{key}.{name}.split", problem, "write a second [[output]]")

    def _merge(self, key: str, kind: Kind, columns: dict[str, Rule], value: object) -> Merge:
        entry = self.table(key, value)
        self.check_keys(f"{key}.", entry, ("differ", "rows_into"))
        differ: dict[str, str] = {}
        for name, rule in self.table(f"{key}.differ", entry.get("differ", {})).items():
            self.check_keys(f"{key}.differ.", (name,), kind.names[1:])
            if rule not in MERGE_RULES:
                self.fail(f"{key}.differ.{name}", f"no such rule: {rule!r}", f"use one of {', '.join(MERGE_RULES)}")
            if rule in {"min", "max"} and kind[name].type not in _ORDERED_TYPES:
                self.fail(f"{key}.differ.{name}", f"{rule} needs numbers or dates", "use first or empty")
            if rule == "sum" and kind[name].type not in _NUMBERS:
                self.fail(f"{key}.differ.{name}", "sum needs numbers", "use first or empty")
            if rule == "empty" and not kind[name].nullable:
                self.fail(f"{key}.differ.{name}", f"{name} may not be empty", "use first, min or max")
            differ[name] = str(rule)
        if "rows_into" in entry:
            rows_into = self.text(f"{key}.rows_into", entry["rows_into"])
            if rows_into not in kind.names or kind[rows_into].type is not int:
                counts = [field.name for field in kind.fields if field.type is int]
                self.fail(f"{key}.rows_into", f"{rows_into!r} holds no whole number", f"use one of {', '.join(counts)}")
            columns[rows_into] = Count()
        counted = {name: "sum" for name, rule in columns.items() if isinstance(rule, Count)}
        return Merge(differ | counted)

    def _file(self, key: str, entry: Mapping[str, object]) -> str | None:
        """Return the name of the table that an output reads: a file, or a sheet of it."""
        file = self.file_name(f"{key}.from", entry["from"]) if "from" in entry else None
        if "sheet" not in entry:
            return file
        if file is None or not holds_several(file):
            self.fail(f"{key}.sheet", "only a workbook has sheets", "name one with from, such as book.xlsx")
        return f"{file}: {self.text(f'{key}.sheet', entry['sheet'])}"

    def _check_pseudonyms(self, plan: Plan) -> None:
        """Refuse to take a column of numbers in one place that is replaced by pseudonyms in another."""
        numbers = plan.pseudonymised
        for output in plan.outputs:
            for name, rule in output.columns.items():
                for file, column in () if rule.reading.pseudonym else output.copied(rule):
                    if (file, column) in numbers:
                        problem = f"{column} of {file} holds numbers of persons, which must not come in"
                        remedy = "add pseudonym = true, or take another column"
                        self.fail(f"{output.name}.columns.{name}", problem, remedy)
