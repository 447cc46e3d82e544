"""Matrices as tables: who with whom, and persons by groups."""

from pathlib import Path

import pytest

from graph_service.errors import InputError
from loaders.case_folder import LoadOptions
from tests.unit.loaders.cases import load, problem, remark
from tests.unit.loaders.mapped import load_mapped, options, rows_of

SQUARE = (
    '[[output]]\nfrom = "m.csv"\ninto = "persons"\nmatrix = "rows"\n'
    'columns = { person_id = "row", label = "row", protected_identity = { constant = "no" } }\n'
    '[[output]]\nfrom = "m.csv"\ninto = "ties"\nmatrix = true\n'
    'columns = { person_a = "row", person_b = "column", strength = "value", kind = { constant = "friend" } }\n'
)


def test_a_square_matrix_is_a_network(tmp_path: Path) -> None:
    text = ",A,B,C,D\nA,3,2,,0\nB,2,0,0.5,-\nC,,0.5,,0\nD,0,-,0.0,0\n"
    mapping = SQUARE.replace("matrix = true", 'matrix = { empty = "-" }')
    loaded = load_mapped(tmp_path, mapping, {"m.csv": text})
    assert rows_of(loaded, "person", "person_id") == [("A",), ("B",), ("C",), ("D",)]
    assert rows_of(loaded, "tie", "person_a", "person_b", "strength") == [("A", "B", 2.0), ("B", "C", 0.5)]
    assert remark(loaded, "diagonal_left_out").n == 1


SOURCE = '[[output]]\ninto = "sources"\ncolumns = { source_id = { constant = "S" } }\n'


def test_a_two_mode_matrix_is_memberships(tmp_path: Path) -> None:
    mapping = (
        SQUARE.split('[[output]]\nfrom = "m.csv"\ninto = "ties"', maxsplit=1)[0]
        + '[[output]]\nfrom = "m.csv"\ninto = "groups"\nmatrix = "columns"\n'
        'columns = { group_id = "column", name = "column" }\n'
        '[[output]]\nfrom = "m.csv"\ninto = "memberships"\nmatrix = "cells"\n'
        '[output.columns]\nperson_id = "row"\ngroup_id = "column"\nrole = "value"\n'
        'source_id = { constant = "S" }\nbasis = { constant = "fact" }\n'
    )
    loaded = load_mapped(tmp_path, mapping + SOURCE, {"m.csv": "person;North;South\nA;core;\nB;;leader\n"})
    assert rows_of(loaded, "group", "group_id") == [("North",), ("South",)]
    assert rows_of(loaded, "membership", "person_id", "group_id", "role") == [
        ("A", "North", "core"),
        ("B", "South", "leader"),
    ]


def test_a_bad_cell_of_a_matrix_is_refused_with_its_line(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"m.csv": ",A,B\nA,0,x\nB,0,0\n"}, options(tmp_path, SQUARE))
    assert (refusal.line, refusal.column, refusal.value, refusal.code) == (2, "value", "x", "not_a_number")


def test_no_forbidden_column_comes_in_by_a_matrix(tmp_path: Path) -> None:
    path = options(tmp_path, SQUARE).mapping
    files = {"m.csv": ",A,ethnicity\nA,0,1\n"}
    with pytest.raises(InputError, match=r"map.toml: output\[1\].matrix: m.csv is read as a matrix"):
        load(tmp_path, files, LoadOptions(mapping=path, drop_forbidden=True))
