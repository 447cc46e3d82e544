"""Opens what questions are asked of: a case from a folder, files or frames, in memory; or a store."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from graph_service.bootstrap import SystemClock, in_memory, policy_from
from graph_service.callers import opened_for
from graph_service.domain.nearest import did_you_mean, nearest
from graph_service.domain.schema import BY_TABLE
from graph_service.errors import InputError
from graph_service.python.arguments import day_of
from graph_service.python.frames import table_of
from graph_service.python.workspace import Opened, Workspace
from graph_service.settings import Settings
from loaders.case_folder import load_case, load_plan
from loaders.mapping.guessed_shapes import ColumnChoices
from loaders.mapping.mapping_file import mapping_from_text, read_mapping
from loaders.options import Loaded, LoadOptions
from loaders.plan import Output, Plan
from loaders.quick import QuickTables, quick_files, quick_tables
from loaders.read.budget import Budget
from loaders.read.formats import holds_several
from loaders.table_file import TableFile

FRAME_NAME = "frame"  # of a frame that has no name


def open_case(
    case: Any,  # noqa: ANN401  a path, several, a frame or frames by name
    *,
    mapping: str | Path | None = None,
    source: str | None = None,
    target: str | None = None,
    group: str | None = None,
    kind: str | None = None,
    strength: str | None = None,
    date: str | None = None,
    id: str | None = None,  # noqa: A002  as the option of the command
    label: str | None = None,
    encoding: str = "utf-8",
    ignore_unknown: bool = False,
    drop_forbidden: bool = False,
    allow_columns: Collection[str] = (),
    quarantine: str | Path | None = None,
    policy: str | Path | None = None,
    as_of: "date | str | None" = None,
) -> Workspace:
    """Open a case in memory: nothing is stored, and no look is logged.

    Parameters
    ----------
    case : Any
        A case folder; a file, or several, that hold tables; a DataFrame; or a dict of them by the names of tables.
        Tables that are not named as ours and have no mapping are understood as `gruppkarta quick` does it.
    mapping : str | Path | None
        A mapping file, or its text.
    source : str | None
        Column of one end of a tie; this and the next are for tables without a mapping.
    target : str | None
        Column of the other end.
    group : str | None
        Column of the group of a person.
    kind : str | None
        Column of the kind of a tie.
    strength : str | None
        Column of the strength of a tie.
    date : str | None
        Column of the day.
    id : str | None
        Column that names the person, or the incident.
    label : str | None
        Column of the label of a person.
    encoding : str
        Of files: utf-8 or cp1252.
    ignore_unknown : bool
        Leave out columns that are not known, and count them.
    drop_forbidden : bool
        Leave out columns that must not come in.
    allow_columns : Collection[str]
        Columns that only look forbidden.
    quarantine : str | Path | None
        Folder for bad rows; without it one bad row refuses the case.
    policy : str | Path | None
        A TOML file of another policy.
    as_of : date | str | None
        The day of the questions that name none; default: that of the case, else today.

    Returns
    -------
    Workspace
        Whose methods are the questions.

    Raises
    ------
    RejectedRowsError
        If a row is refused.
    ForbiddenColumnsError
        If a table holds columns that must not come in.
    InputError
        If the case cannot be used, or something has to be asked: the message names the parameter that answers it.
    MissingExtraError
        If pandas is not installed.
    """
    settings = Settings()
    options = LoadOptions(
        limits=settings.limits,
        encoding=encoding,
        ignore_unknown=ignore_unknown,
        drop_forbidden=drop_forbidden,
        allow_columns=frozenset(allow_columns),
        quarantine=None if quarantine is None else Path(quarantine),
    )
    choices = ColumnChoices(
        source=source, target=target, group=group, kind=kind, strength=strength, date=date, id=id, label=label
    )
    if mapping is not None and choices.named:
        message = f"{', '.join(choices.named)}: a mapping says what each column is; give either"
        raise InputError(message)
    day = day_of(as_of)
    rules = policy_from(Path(policy) if policy else settings.policy, limits=settings.limits)
    loaded, text = (
        _from_paths(case, mapping, choices, options)
        if _is_path(case)
        else _from_frames(case, mapping, choices, options)
    )
    head = loaded.report.case
    context = in_memory(loaded.tables, rules)
    return Workspace(Opened(context, "", day or head.as_of, head.handling or "", loaded.report, text))


def open_store(
    url: str | None = None,
    *,
    token: str | None = None,
    purpose: str | None = None,
    show_protected: bool = False,
    policy: str | Path | None = None,
    as_of: date | str | None = None,
) -> Workspace:
    """Open a store as the holder of a token: rights, purpose and audit are those of every other way in.

    Parameters
    ----------
    url : str | None
        Address of the store; default: that of the settings.
    token : str | None
        The token; default: that of the settings, or the one beside an embedded store.
    purpose : str | None
        What the work is for, written into the audit trail with every look.
    show_protected : bool
        Show protected content, if you may see it.
    policy : str | Path | None
        A TOML file of another policy.
    as_of : date | str | None
        The day of the questions that name none; default: today.

    Returns
    -------
    Workspace
        Whose methods are the questions.

    Raises
    ------
    AccessError
        If the token is not known, or no purpose is given.
    StoreError
        If the store cannot be reached.
    """
    settings = Settings()
    day = day_of(as_of)
    rules = policy_from(Path(policy) if policy else settings.policy, limits=settings.limits)
    context = opened_for(url, settings, purpose=purpose, shows_protected=show_protected, policy=rules, token=token)
    where = f"a store, by {context.caller.name} of {context.caller.agency} for {context.purpose!r}"
    return Workspace(Opened(context, where, day))


def _is_path(case: object) -> bool:
    return isinstance(case, str | Path) or (isinstance(case, list | tuple) and bool(case))


def _from_paths(
    case: Any,  # noqa: ANN401  a path or several
    mapping: str | Path | None,
    choices: ColumnChoices,
    options: LoadOptions,
) -> tuple[Loaded, str]:
    paths = [Path(case)] if isinstance(case, str | Path) else [Path(path) for path in case]
    for path in paths:
        if not path.exists():
            message = f"there is no file or folder {path.name}; give the path of a case folder or of a table"
            raise InputError(message)
    (path, *more) = paths
    is_case = path.is_dir() or mapping is not None or _holds_our_tables(path, options)
    if is_case and not more and not choices.named:
        if isinstance(mapping, str) and "\n" in mapping:
            message = "the text of a mapping goes with frames; for files give the path of a mapping file"
            raise InputError(message)
        options = replace(options, mapping=None if mapping is None else Path(mapping))
        return load_case(path, options=options, today=SystemClock().now()), ""
    if mapping is not None:
        message = "a mapping goes with one folder or one file: put the files into a folder, and give that"
        raise InputError(message)
    return _quick(quick_files(paths, choices, encoding=options.encoding, limits=options.limits), options)


def _holds_our_tables(path: Path, options: LoadOptions) -> bool:
    """Say whether a file of several tables is a case by itself: one of them is called as ours."""
    if not holds_several(path.name):
        return False
    from loaders.read.formats import open_tables

    names = [table.file for table in open_tables(path, encoding=options.encoding)]
    return any(name.rpartition(": ")[2] in BY_TABLE for name in names)


def _from_frames(
    case: Any,  # noqa: ANN401  a frame or frames by name
    mapping: str | Path | None,
    choices: ColumnChoices,
    options: LoadOptions,
) -> tuple[Loaded, str]:
    frames = case if isinstance(case, Mapping) else {FRAME_NAME: case}
    budget = Budget(options.limits)
    tables: dict[str, TableFile] = {
        str(name): table_of(str(name), frame, budget=budget) for name, frame in frames.items()
    }
    if mapping is not None:
        plan = _mapped(mapping, tables, options)
    elif choices.named or not set(tables) & set(BY_TABLE):
        return _quick(quick_tables(list(tables.values()), choices, budget=budget), options)
    else:
        plan = _by_name(tables)
    plan = replace(plan, opened=tables)
    return load_plan(plan, options=options, budget=budget, today=SystemClock().now()), ""


def _mapped(mapping: str | Path, tables: Mapping[str, TableFile], options: LoadOptions) -> Plan:
    if isinstance(mapping, str) and "\n" in mapping:
        plan = mapping_from_text(mapping, file="mapping", limits=options.limits)
    else:
        plan = read_mapping(Path(mapping), limits=options.limits)
    for name in plan.files:
        if name not in tables:
            meant = did_you_mean(nearest(name, tables)[:1]) or f"; there are {', '.join(tables)}"
            message = f"{plan.mapping}: from: there is no table {name!r}{meant}"
            raise InputError(message)
    return plan


def _by_name(tables: Mapping[str, TableFile]) -> Plan:
    for name in tables:
        if name not in BY_TABLE:
            meant = did_you_mean(nearest(name, BY_TABLE)[:1]) or f"; it is one of {', '.join(BY_TABLE)}"
            message = f"there is no table called {name!r}{meant}"
            raise InputError(message)
    return Plan(tuple(Output(kind, table, {}) for table, kind in BY_TABLE.items() if table in tables))


def _quick(tables: QuickTables, options: LoadOptions) -> tuple[Loaded, str]:
    questions = [question.text(lambda option: f"{option}=…") for question in tables.understanding.questions]
    if questions:
        raise InputError("\n".join(questions))
    return tables.load(options=options, today=SystemClock().now()), tables.understanding.mapping
