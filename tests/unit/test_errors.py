"""Every error: its code, its docstring, its place in the tree of `errors`, and what its message says."""

import importlib
import inspect
import pkgutil
import re

import pytest

import graph_service
import loaders
import visualizations
from graph_service import errors
from graph_service.errors import (
    ForbiddenColumnsError,
    GruppkartaError,
    MissingExtraError,
    NotConvergedError,
    RejectedRowsError,
    RowProblem,
)

OPTIONAL = frozenset({"fastapi", "matplotlib", "multipart", "neo4j", "prometheus_client", "pyvis", "uvicorn"})


def _import_everything() -> None:
    for package in (graph_service, loaders, visualizations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as missing:
                if str(missing.name).split(".")[0] not in OPTIONAL:
                    raise


def _subclasses(root: type[GruppkartaError]) -> list[type[GruppkartaError]]:
    return [root, *(one for child in root.__subclasses__() for one in _subclasses(child))]


_import_everything()
EVERY_ERROR = sorted({one for one in _subclasses(GruppkartaError) if one.__module__.split(".")[0] != "tests"}, key=str)


def _drawn_parents() -> dict[str, str]:
    """Read the tree out of the docstring: name to the name it hangs under; the root hangs under nothing."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in str(errors.__doc__).splitlines():
        found = re.match(r"    ([│ ├└─]*)(\w+Error)\b", line)
        if found:
            depth = len(found[1]) // 4
            parents[found[2]] = above[depth - 1] if depth else ""
            above[depth:] = [found[2]]
    return parents


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: error.__name__)
def test_an_error_stands_in_the_tree_under_its_parent(error: type[GruppkartaError]) -> None:
    parent = "" if error is GruppkartaError else error.__bases__[0].__name__
    assert _drawn_parents()[error.__name__] == parent


def test_the_tree_draws_no_error_that_does_not_exist() -> None:
    assert set(_drawn_parents()) == {error.__name__ for error in EVERY_ERROR}


def test_every_error_is_declared_in_one_module() -> None:
    assert {error.__module__ for error in EVERY_ERROR} == {"graph_service.errors"}


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in EVERY_ERROR]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: error.__name__)
def test_an_error_has_a_code_of_its_own_and_a_sentence(error: type[GruppkartaError]) -> None:
    assert "code" in vars(error)
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", error.code)
    assert re.fullmatch(r"[A-Z].*\.", str(inspect.getdoc(error)))


def test_only_a_store_that_is_away_or_busy_is_worth_asking_again() -> None:
    assert {error.__name__ for error in EVERY_ERROR if error.retryable} == {
        "BusyError",
        "StoreUnavailableError",
        "WriteConflictError",
    }


def test_no_error_knows_of_http_or_exit_codes() -> None:
    assert not [error for error in EVERY_ERROR if {"status", "status_code", "exit_code"} & set(dir(error))]


def _problem(line: int) -> RowProblem:
    return RowProblem(
        "not_a_date", "incidents.csv", line, "occurred_on", "2024-13-01", "not a date", "write YYYY-MM-DD"
    )


def test_rejected_rows_name_the_first_place_and_the_number() -> None:
    error = RejectedRowsError([_problem(7), _problem(9)])
    assert str(error) == "2 problems, nothing was written; first: incidents.csv line 7: not a date"
    assert error.problems == (_problem(7), _problem(9))


def test_rejected_rows_count_also_what_is_not_listed() -> None:
    assert RejectedRowsError([_problem(7)], n_total=500).n_total == 500


def test_rejected_rows_without_a_listed_problem_still_say_how_many() -> None:
    assert str(RejectedRowsError([], n_total=3)) == "3 problems, nothing was written"


def test_forbidden_columns_are_named_with_three_ways_out() -> None:
    error = ForbiddenColumnsError("persons.csv", ["nationality", "religion"])
    assert error.columns == ("nationality", "religion")
    for words in ("persons.csv", "nationality, religion", "take them out", "--drop-forbidden", "--allow-column"):
        assert words in str(error)


def test_a_measure_that_did_not_settle_says_how_far_it_came() -> None:
    error = NotConvergedError(iterations=100, residual=0.00123)
    assert str(error) == "not settled after 100 iterations, residual 0.00123; allow more iterations"
    assert (error.iterations, error.residual) == (100, 0.00123)


def test_a_missing_part_says_how_to_install_it() -> None:
    error = MissingExtraError("neo4j")
    assert "pip install 'gruppkarta[neo4j]'" in str(error)
    assert error.extra == "neo4j"
