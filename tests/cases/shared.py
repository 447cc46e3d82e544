"""The small case folders of public mistakes: each holds `case/`, and `expected.md` says what is right."""

from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import RejectedRowsError, RowProblem
from loaders.case_folder import Loaded, LoadOptions, load_case
from tests.needs import DATA_HOW, SHARED_DATA, needs

CASES = SHARED_DATA.parent / "cases"
TODAY = date(2026, 11, 24)
needs_cases = needs("data", available=CASES.is_dir(), how=DATA_HOW)


def loaded_case(name: str, options: LoadOptions | None = None) -> Loaded:
    """Load one of them."""
    return load_case(CASES / name / "case", options=options or LoadOptions(), today=TODAY)


def refused_case(name: str, options: LoadOptions | None = None) -> tuple[RowProblem, ...]:
    """Load one of them that is refused, and return why."""
    with pytest.raises(RejectedRowsError) as caught:
        loaded_case(name, options)
    return caught.value.problems


def mapping_of(name: str) -> Path:
    """Return the mapping that goes with a case."""
    return CASES / name / "map.toml"


def remarks_of(loaded: Loaded) -> dict[tuple[str, str, str | None], int]:
    """Return the counts of a report by code, file and column."""
    return {(remark.code, remark.file, remark.column): remark.n for remark in loaded.report.remarks}
