"""Looks into a case folder: which files are tables, what the case says of itself, what is left unread."""

from dataclasses import replace
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from graph_service.domain.limits import MAX_FOLDER_ENTRIES
from graph_service.domain.load_texts import refusal
from graph_service.domain.report import CaseHead
from graph_service.domain.rules import nearest
from graph_service.domain.schema import BY_TABLE, KINDS
from graph_service.errors import InputError, RowProblem
from loaders.case_head import CASE_FILE, case_head
from loaders.ledger import Ledger
from loaders.mapping.mapping_file import read_mapping
from loaders.options import LoadOptions
from loaders.plan import Output, Plan
from loaders.read.formats import TABLE_SUFFIXES
from loaders.system_files import is_of_system, is_picture
from loaders.toml_file import read_toml

FOREIGN_TABLES = "write a mapping (--mapping), or try gruppkarta quick FILE"
_TEXT_SUFFIXES = frozenset({".md", ".txt", ".rst", ".pdf", ".toml", ""})


def case_root(folder: Path) -> Path:
    """Return the folder that holds the tables: the only one in a folder that holds nothing else, as unpacking makes."""
    entries = _entries(folder)
    rest = [folder / name for name in entries if not is_of_system(name)]
    is_around = len(rest) == 1 and entries[rest[0].name] and rest[0].suffix not in TABLE_SUFFIXES
    return rest[0] if is_around and not rest[0].is_symlink() else folder


def plan_folder(folder: Path, options: LoadOptions, ledger: Ledger) -> Plan:
    """Plan what to read into which table; files that are no table go to the ledger.

    InputError if there is no such folder, or nothing to read in it.
    """
    entries = _entries(folder)
    names = list(entries)
    head = None
    if CASE_FILE in names:
        head = case_head(read_toml(folder / CASE_FILE, limits=options.limits, is_entry=True), file=CASE_FILE)
    if options.mapping is None:
        return _tables_by_name(folder, entries, head, ledger)
    plan = read_mapping(options.mapping, limits=options.limits)
    if plan.head and head:
        raise InputError(f"{CASE_FILE} and [case] of {plan.mapping} both describe the case; keep one of them")
    for output in plan.outputs:
        if output.file is not None and output.file not in names:
            near = nearest(output.file, names)
            remedy = f"did you mean {near}?" if near else f"there are {', '.join(names) or 'no files'}"
            where = f"{plan.mapping}: {output.name}.from"
            raise InputError(f"{where}: no file {output.file} in the case folder; {remedy}")
    used = {*plan.files, CASE_FILE, options.mapping.name}
    for name in names:
        if name not in used:
            ledger.remark("file_ignored", name)
    return replace(plan, head=plan.head or head)


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
        raise InputError(f"the case folder {folder.name} does not exist; give a folder of CSV files") from error
    except NotADirectoryError as error:
        raise InputError(f"the case folder {folder.name} is not a folder; give a folder of CSV files") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"the case folder {folder.name} cannot be read ({reason}); allow reading it") from error


def _tables_by_name(folder: Path, entries: dict[str, bool], head: CaseHead | None, ledger: Ledger) -> Plan:
    files: dict[str, str] = {}
    for name, is_folder in entries.items():
        path = Path(name)
        if path.suffix in TABLE_SUFFIXES and path.stem in BY_TABLE:
            files[path.stem] = name
        elif name != CASE_FILE and _is_passed_over(path, is_folder=is_folder):
            ledger.remark("file_ignored", name)
        elif name != CASE_FILE:
            ledger.refuse(_not_a_table(path))
    if not files and not ledger.n_problems:
        names = ", ".join(f"{kind.table}.csv" for kind in KINDS.values())
        remedy = f"a table is a file called one of {names}; for other tables, {FOREIGN_TABLES}"
        raise InputError(f"no table in the case folder {folder.name}; {remedy}")
    outputs = tuple(Output(kind, files[kind.table], {}) for kind in KINDS.values() if kind.table in files)
    return Plan(outputs, head=head)


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
