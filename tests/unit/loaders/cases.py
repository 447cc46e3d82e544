"""Small case folders for tests: a table is a text, and a case that holds one of each is valid."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.report import Remark
from graph_service.errors import RejectedRowsError, RowProblem
from loaders.case_folder import Loaded, LoadOptions, load_case

TODAY = date(2026, 11, 24)

PERSONS = "person_id,label,protected_identity\nP-0001,Falk,no\nP-0002,Lo,no\nP-0003,Ek,yes\n"
GROUPS = "group_id,name\nG-01,North\nG-02,South\n"
SOURCES = "source_id,reliability,credibility\nS-01,B,2\n"
INCIDENTS = (
    "incident_id,occurred_on,precision,type,n_killed,n_injured,group_involved,status\n"
    "I-0001,2020-04-17,day,shooting,0,1,yes,confirmed\n"
)
BASE = {"persons.csv": PERSONS, "groups.csv": GROUPS, "sources.csv": SOURCES, "incidents.csv": INCIDENTS}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder called case."""
    case = folder / "case"
    case.mkdir(exist_ok=True)
    for name, content in files.items():
        (case / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return case


def load(folder: Path, files: Mapping[str, str | bytes], options: LoadOptions | None = None) -> Loaded:
    """Write files into a folder and load it."""
    return load_case(write(folder, files), options=options or LoadOptions(), today=TODAY)


def problems(
    folder: Path, files: Mapping[str, str | bytes], options: LoadOptions | None = None
) -> tuple[RowProblem, ...]:
    """Load a case that is refused, and return why."""
    case = write(folder, files)
    with pytest.raises(RejectedRowsError) as caught:
        load_case(case, options=options or LoadOptions(), today=TODAY)
    return caught.value.problems


def problem(folder: Path, files: Mapping[str, str | bytes], options: LoadOptions | None = None) -> RowProblem:
    """Load a case that is refused for one reason, and return it."""
    (only,) = problems(folder, files, options)
    return only


def remark(loaded: Loaded, code: str) -> Remark:
    """Return the one remark of a code."""
    (only,) = [load_remark for load_remark in loaded.report.remarks if load_remark.code == code]
    return only
