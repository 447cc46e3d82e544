"""States of a store that a load would leave, and their way out of it, in any form, and into an empty one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

from hypothesis import strategies as st

from graph_service.bootstrap import open_store, policy_from
from graph_service.case_exports import CaseForm, read_back, write_case_to
from graph_service.domain.case_rules import check_tables
from graph_service.domain.limits import DEFAULT_LIMITS
from graph_service.domain.report import CaseHead
from graph_service.domain.tables import Column, Table, Tables, tables_of
from graph_service.ports import GraphStore
from graph_service.services.exporting import records_to_export
from graph_service.services.importing import import_tables
from loaders.case_folder import load_case
from loaders.read.words import has_odd_spaces
from tests.rival.random_case import random_case

NOW = datetime(2030, 1, 1, tzinfo=UTC)
POLICY = policy_from(None)
NAMES = {CaseForm.FOLDER: "case", CaseForm.ZIP: "case.zip", CaseForm.WORKBOOK: "case.xlsx"}
FREE = ("note", "territory", "place", "handling", "origin_id", "cause")
FORMULAS = st.sampled_from(["=1+1", "+46", "-P|", "@x", "'=a", "''@b", "x\r\n=y", '"a";b', "_x0041_", "1,5", "0012"])
# Texts as a load leaves them: composed, without spaces at the ends. A NUL is no text for a CSV file.
_anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
_N_SEEDS = 60
TEXTS = FORMULAS | _anything.filter(lambda text: text == text.strip())


def _is_loadable(seed: int) -> bool:
    return check_tables(tables_of(random_case(seed).records), today=NOW.date()) == []


SEEDS = st.sampled_from([seed for seed in range(_N_SEEDS) if _is_loadable(seed)])


def state(seed: int, texts: Sequence[str]) -> Tables:
    """The records of a random case, texts put into columns that take any."""
    return _with_texts(tables_of(random_case(seed).records), texts)


def _with_texts(tables: Tables, texts: Sequence[str]) -> Tables:
    composed = [normalize("NFC", text).strip() for text in texts]
    turns = cycle(text or None for text in composed)
    words = cycle(tuple(filter(None, [_one_word(text)])) for text in composed)
    changed: dict[str, Table] = {}
    for name, table in tables.items():
        columns: list[Column] = []
        for field, column in zip(table.kind.fields, table.columns, strict=True):
            if field.name in FREE:
                columns.append([next(turns) for _ in column])
            else:
                columns.append([next(words) for _ in column] if field.name == "aliases" else column)
        changed[name] = Table(table.kind, tuple(columns))
    return changed


def _one_word(text: str) -> str:
    """A part of a list: spaces in it are single."""
    return "" if has_odd_spaces(text) or "|" in text else text


def comes_back(source: GraphStore, target: GraphStore, tables: Tables) -> None:
    """Hold a store that is filled and exported against one that is filled from each form of the export in turn."""
    context = open_store(source, POLICY).context()
    import_tables(context, tables)
    records = records_to_export(context)
    with TemporaryDirectory() as folder:
        loaded: Tables = {}
        for form, name in NAMES.items():
            path = Path(folder) / name
            write_case_to(path, form, records.tables, records.head(CaseHead(), handling="=tests", copy_id=""))
            assert read_back(path, records.tables, limits=DEFAULT_LIMITS, now=NOW) == ()
            loaded = load_case(path, today=NOW).tables
            assert {name: list(table.rows()) for name, table in loaded.items()} == {
                name: list(table.rows()) for name, table in records.tables.items()
            }
    import_tables(open_store(target, POLICY).context(), loaded)
    assert target.content_hash() == source.content_hash() == records.said.content_hash
    assert target.verify() == source.verify()
