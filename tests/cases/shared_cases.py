"""The cases in ../shared/cases: where they lie, and how they are asked."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import RejectedRowsError, RowProblem
from loaders.case_folder import Loaded, LoadOptions, load_case
from tests.needs import SHARED_DATA, needs

CASES = SHARED_DATA.parent / "cases"
needs_cases = needs(
    "data", available=(CASES / "edge_ids").is_dir(), how="put the folder cases beside that of the optional data sets"
)
TODAY = date(2026, 11, 24)
BASE = {
    "case.toml": 'name = "t"\nas_of = 2020-12-31\n',
    "sources.csv": "source_id,agency,reliability,credibility\nS1,police,B,2\n",
    "persons.csv": "person_id,label,protected_identity,birth_year\n"
    "P1,Alfa,no,1995\nP2,Bravo,no,1996\nP3,Charlie,no,1997\nP4,Delta,no,1994\n",
    "groups.csv": "group_id,name\nG1,North\nG2,South\n",
    "incidents.csv": "incident_id,occurred_on,precision,type,n_killed,n_injured,group_involved,status\n"
    "I1,2020-11-15,day,shooting,0,1,yes,confirmed\nI2,2020-10-01,day,shooting,1,0,yes,confirmed\n",
    "memberships.csv": "person_id,group_id,role,basis,source_id\nP1,G1,core,fact,S1\nP3,G2,core,fact,S1\n",
}


def folder_of(tmp_path: Path, files: dict[str, str | bytes] | dict[str, str]) -> Path:
    """Write a case folder: the base, with some files in their place or added."""
    folder = tmp_path / "case"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**BASE, **files}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def copied(name: str, tmp_path: Path) -> Path:
    """Copy a shared case, so that what is written beside it goes nowhere else, and return its folder."""
    return Path(shutil.copytree(CASES / name, tmp_path / name))


def load(folder: Path, options: LoadOptions | None = None) -> Loaded:
    """Load a case folder."""
    return load_case(folder, options=options or LoadOptions(), today=TODAY)


def problems(folder: Path, options: LoadOptions | None = None) -> Sequence[RowProblem]:
    """Load a case folder that is refused, and return why."""
    with pytest.raises(RejectedRowsError) as caught:
        load(folder, options)
    assert caught.value.n_total == len(caught.value.problems)
    return caught.value.problems


def where(folder: Path, options: LoadOptions | None = None) -> list[tuple[str, str, int | None]]:
    """Load a case folder that is refused, and return code, file and line of each problem."""
    return [(problem.code, problem.file, problem.line) for problem in problems(folder, options)]


def doubts(loaded: Loaded) -> dict[str, tuple[int, ...]]:
    """Return the lines that a load remarks on as odd, by code and column."""
    return {f"{remark.code} {remark.column}": remark.lines for remark in loaded.report.remarks if remark.lines}


def loaded_case(name: str, options: LoadOptions | None = None) -> Loaded:
    """Load a shared case."""
    return load(CASES / name / "case", options)


def refused_case(name: str, options: LoadOptions | None = None) -> Sequence[RowProblem]:
    """Load a shared case that is refused, and return why."""
    return problems(CASES / name / "case", options)


def mapping_of(name: str) -> Path:
    """Return the mapping that goes with a shared case."""
    return CASES / name / "map.toml"


def remarks_of(loaded: Loaded) -> dict[tuple[str, str, str | None], int]:
    """Return the counts of a report by code, file and column."""
    return {(remark.code, remark.file, remark.column): remark.n for remark in loaded.report.remarks}
