"""Looks into a case folder: which files are tables, what the case says of itself, what is left unread."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from graph_service.domain.limits import MAX_FOLDER_ENTRIES
from graph_service.domain.load_texts import refusal
from graph_service.domain.report import CaseHead
from graph_service.domain.rules import nearest
from graph_service.domain.schema import BY_TABLE, KINDS
from graph_service.errors import InputError, RejectedRowsError, RowProblem
from loaders.case_head import CASE_FILE, CASE_SHEET, case_head, head_of_sheet
from loaders.ledger import Ledger
from loaders.mapping.mapping_file import read_mapping
from loaders.mapping.rules import Lookup
from loaders.options import LoadOptions
from loaders.plan import Output, Plan
from loaders.read.budget import Budget
from loaders.read.formats import TABLE_SUFFIXES, file_of, holds_several, open_tables
from loaders.read.text_table import TextTable
from loaders.system_files import is_of_system, is_picture
from loaders.table_file import TableFile
from loaders.toml_file import read_toml

FOREIGN_TABLES = "write a mapping (--mapping), or try gruppkarta quick FILE"
_TEXT_SUFFIXES = frozenset({".md", ".txt", ".rst", ".pdf", ".toml", ""})


def case_root(folder: Path) -> Path:
    """Return the folder that holds the tables: the only one in a folder that holds nothing else, as unpacking makes."""
    if folder.is_file():
        return folder
    entries = _entries(folder)
    rest = [folder / name for name in entries if not is_of_system(name)]
    is_around = len(rest) == 1 and entries[rest[0].name] and rest[0].suffix not in TABLE_SUFFIXES
    return rest[0] if is_around and not rest[0].is_symlink() else folder


def plan_folder(folder: Path, options: LoadOptions, ledger: Ledger, budget: Budget) -> Plan:
    """Plan what to read into which table; files that are no table go to the ledger.

    InputError if there is no such folder, or nothing to read in it.
    """
    is_file = folder.is_file() and (holds_several(folder.name) or options.mapping is not None)
    base, entries = (folder.parent, {folder.name: False}) if is_file else (folder, _entries(folder))
    names = list(entries)
    head = None
    if CASE_FILE in names:
        head = case_head(read_toml(base / CASE_FILE, limits=options.limits, is_entry=True), file=CASE_FILE)
    if options.mapping is None:
        return _tables_by_name(_Opener(base, options, ledger, budget), entries, head)
    plan = read_mapping(options.mapping, limits=options.limits)
    if plan.head and head:
        raise InputError(f"{CASE_FILE} and [case] of {plan.mapping} both describe the case; keep one of them")
    opener = _Opener(base, options, ledger, budget)
    for name in dict.fromkeys(map(file_of, plan.files)):
        if name in names and holds_several(name):
            opener.open(name)
    plan = _by_sheets(plan, opener)
    tables = [*(name for name in names if not holds_several(name)), *opener.opened]
    for key, file in plan.file_keys:
        if file not in tables and file_of(file) not in opener.refused:
            near = nearest(file, tables)
            remedy = f"did you mean {near}?" if near else f"there are {', '.join(tables) or 'no files'}"
            raise InputError(f"{plan.mapping}: {key}: no file {file} in the case folder; {remedy}")
    used = {*map(file_of, plan.files), CASE_FILE, options.mapping.name}
    for name in names:
        if name not in used:
            ledger.remark("file_ignored", name)
    return replace(plan, head=plan.head or head, opened=opener.opened)


def _by_sheets(plan: Plan, opener: "_Opener") -> Plan:
    """Name each table as it is opened: a workbook with one table by the file or by the sheet, as a mapping likes."""
    names: dict[str, str] = {}
    for table in opener.opened.values():
        file = file_of(table.file)
        if isinstance(table, TextTable) and table.sheet:
            names[f"{file}: {table.sheet}"] = table.file
        if sum(file_of(name) == file for name in opener.opened) == 1:
            names[file] = table.file
    for key, file in plan.file_keys:
        if file in names and file != names[file] in plan.files:
            raise InputError(f"{plan.mapping}: {key}: {file} and {names[file]} are one table; name it in one way")
    return replace(
        plan,
        outputs=tuple(_renamed(output, names) for output in plan.outputs),
        ignored={names.get(name, name): columns for name, columns in plan.ignored.items()},
    )


def _renamed(output: Output, names: Mapping[str, str]) -> Output:
    columns = {
        name: replace(rule, file=names.get(rule.file, rule.file)) if isinstance(rule, Lookup) else rule
        for name, rule in output.columns.items()
    }
    return replace(output, file=names.get(output.file or "", output.file), columns=columns)


class _Opener:
    """Opens files that hold several tables, and keeps these by their names."""

    def __init__(self, base: Path, options: LoadOptions, ledger: Ledger, budget: Budget) -> None:
        self.base, self._options, self.ledger, self._budget = base, options, ledger, budget
        self.opened: dict[str, TableFile] = {}
        self.refused: set[str] = set()

    def open(self, name: str) -> Sequence[TableFile]:
        """Return the tables of a file; what is wrong with it goes to the ledger."""
        try:
            tables = open_tables(self.base / name, encoding=self._options.encoding, budget=self._budget)
        except RejectedRowsError as error:
            self.refused.add(name)
            for problem in error.problems:
                self.ledger.refuse(problem)
            return ()
        self.opened.update((table.file, table) for table in tables)
        return tables


def _entries(folder: Path) -> dict[str, bool]:
    """Names in a folder, in order, and whether each is a folder itself; a pipe or device among them is refused."""
    try:
        entries = sorted(islice(folder.iterdir(), MAX_FOLDER_ENTRIES + 1))
        if len(entries) > MAX_FOLDER_ENTRIES:
            problem = f"holds more than {MAX_FOLDER_ENTRIES} files"
            raise InputError(f"the case folder {folder.name} {problem}; give a folder that holds the case alone")
        for entry in entries:
            mode = entry.lstat().st_mode
            if not (S_ISREG(mode) or S_ISDIR(mode) or S_ISLNK(mode)):
                problem = f"{entry.name} is a pipe, a device or a socket"
                raise InputError(f"the case folder {folder.name}: {problem}; take it out of the folder")
        return {entry.name: entry.is_dir() for entry in entries}
    except FileNotFoundError as error:
        raise InputError(
            f"the case folder {folder.name} does not exist; give a folder of tables, or a file such as book.xlsx"
        ) from error
    except NotADirectoryError as error:
        raise InputError(
            f"the case folder {folder.name} is not a folder; give a folder of tables, or a file such as book.xlsx"
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"the case folder {folder.name} cannot be read ({reason}); allow reading it") from error


def _tables_by_name(opener: _Opener, entries: dict[str, bool], head: CaseHead | None) -> Plan:
    files: dict[str, str] = {}
    folder, ledger = opener.base, opener.ledger
    for name, is_folder in entries.items():
        path = Path(name)
        if holds_several(name) and not is_folder and not path.name.startswith((".", "~$")):
            head = _take_tables(opener, name, files, head)
        elif path.suffix in TABLE_SUFFIXES and path.stem in BY_TABLE:
            _take(files, path.stem, name, ledger)
        elif name != CASE_FILE and _is_passed_over(path, is_folder=is_folder):
            ledger.remark("file_ignored", name)
        elif name != CASE_FILE:
            ledger.refuse(_not_a_table(path))
    if not files and not ledger.n_problems:
        names = ", ".join(f"{kind.table}.csv" for kind in KINDS.values())
        remedy = f"a table is a file or a sheet called one of {names}; for other tables, {FOREIGN_TABLES}"
        raise InputError(f"no table in the case folder {folder.name}; {remedy}")
    outputs = tuple(Output(kind, files[kind.table], {}) for kind in KINDS.values() if kind.table in files)
    return Plan(outputs, head=head, opened=opener.opened)


def _take_tables(opener: _Opener, name: str, files: dict[str, str], head: CaseHead | None) -> CaseHead | None:
    """Take the tables of a file that holds several, and return what the case says of itself."""
    for table in opener.open(name):
        word = table.file.removeprefix(f"{name}: ") if table.file != name else Path(name).stem
        if word.lower() in BY_TABLE:
            _take(files, word.lower(), table.file, opener.ledger)
        elif word == CASE_SHEET and isinstance(table, TextTable) and table.sheet:
            if head is not None:
                raise InputError(f"{table.file}: the case is described elsewhere too; keep one of the two")
            head = head_of_sheet(opener.opened.pop(table.file))
        else:
            opener.ledger.refuse(replace(_not_a_table(Path(f"{word}.csv")), file=table.file))
    return head


def _take(files: dict[str, str], table: str, file: str, ledger: Ledger) -> None:
    if table in files:
        why = refusal("table_twice", file=files[table])
        ledger.refuse(RowProblem(why.code, file, None, None, None, why.problem, why.remedy))
    files[table] = file


def _is_passed_over(path: Path, *, is_folder: bool) -> bool:
    """Files of systems and office programs, pictures, texts and folders are no tables and never looked like one."""
    if is_of_system(path.name) or is_picture(path.name):
        return True
    if is_folder:
        return path.suffix not in TABLE_SUFFIXES
    return path.suffix.lower() in _TEXT_SUFFIXES and not _is_like_case_file(path)


def _is_like_case_file(path: Path) -> bool:
    return path.suffix.lower() == ".toml" and nearest(path.stem, ["case"]) is not None


def _not_a_table(path: Path) -> RowProblem:
    files = [f"{table}.csv" for table in BY_TABLE]
    near_table = nearest(path.stem, BY_TABLE)
    near = near_table and f"{near_table}.csv"
    if _is_like_case_file(path):
        why = refusal("no_table.case_file", file=CASE_FILE)
    elif path.suffix.lower() in TABLE_SUFFIXES:
        why = refusal("no_table.near", near=near) if near else refusal("no_table", files=", ".join(files))
    else:
        why = refusal("no_table.format_near", near=near) if near else refusal("no_table.format")
    return RowProblem(why.code, path.name, None, None, None, why.problem, why.remedy)
