"""Files as they come: separators, encodings, quoting, lines, and what makes a file unreadable."""

import os
from pathlib import Path

import pytest

from graph_service.errors import InputError, RejectedRowsError
from loaders.options import LoadOptions
from loaders.read.csv_table import CHUNK_ROWS
from loaders.read.decoding import MAX_LINE_BYTES
from loaders.read.formats import open_tables
from loaders.table_file import TableFile
from tests.unit.loaders.cases import BASE, PERSONS, load, problem, remark


def _open(folder: Path, content: bytes, encoding: str = "utf-8") -> TableFile:
    path = folder / "t.csv"
    path.write_bytes(content)
    return open_tables(path, encoding=encoding)[0]


def _rows(table: TableFile) -> list[tuple[int, tuple[str, ...]]]:
    return [
        (line, row)
        for chunk in table.chunks()
        for line, row in zip(chunk.lines, zip(*chunk.columns, strict=True), strict=True)
    ]


UNREADABLE: list[tuple[str, bytes, int | None, str, str]] = [
    ("persons.csv", b"", None, "empty_file", "write at least the header"),
    ("persons.csv", b"\xef\xbb\xbf\r\n\n,,\n", None, "empty_file", "or remove the file"),
    ("persons.csv", PERSONS.encode() + b"P-0004,A\0sk,no\n", 5, "nul_byte", "save the file again as text"),
    ("persons.csv", PERSONS.encode() + b"P-0004,\xc5sk,no\n", 5, "wrong_encoding", "--encoding cp1252"),
    ("persons.csv", b"\xff\xfep\0e", None, "wrong_encoding", "CSV UTF-8"),
    ("persons.csv", PERSONS.encode() + b'P-0004,"Ask,no\n\n\n', 5, "broken_quoting", 'written twice ("")'),
    ("persons.csv", PERSONS.encode() + b'P-0004,"A"sk,no\n', 5, "broken_quoting", "close the quotation"),
    ("persons.csv", PERSONS.encode() + b"P-0004,A\rsk,no\n", 5, "broken_line_end", "ordinary line ends"),
    ("persons.csv", PERSONS.encode() + b"P" * (MAX_LINE_BYTES + 1), 5, "line_too_long", "is this a CSV file"),
]


@pytest.mark.parametrize(("file", "content", "line", "code", "remedy"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, file: str, content: bytes, line: int | None, code: str, remedy: str
) -> None:
    refusal = problem(tmp_path, {file: content})
    assert (refusal.file, refusal.line, refusal.column, refusal.code, refusal.value) == (file, line, None, code, None)
    assert remedy in refusal.remedy


def test_a_quotation_left_open_over_more_than_a_cell_may_hold_is_refused_where_it_begins(tmp_path: Path) -> None:
    rows = "".join(f"P-{i},Ask,no\n" for i in range(20_000))
    refusal = problem(tmp_path, {"persons.csv": PERSONS + 'P-0004,"Ask,no\n' + rows})
    assert (refusal.line, refusal.code) == (5, "broken_quoting")
    assert "or a cell that is too long" in refusal.problem


def test_a_folder_called_like_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "persons.csv").mkdir()
    refusal = problem(tmp_path, {})
    assert (refusal.file, refusal.line, refusal.code) == ("persons.csv", None, "not_a_file")
    assert "put a CSV file in its place" in refusal.remedy


def test_a_broken_file_read_twice_is_reported_once(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    output = '[[output]]\nfrom = "a.csv"\ninto = "groups"\n[output.columns]\ngroup_id = "id"\nname = "id"\n'
    mapping.write_text(output + output.replace("groups", "groups"), encoding="utf-8")
    assert problem(tmp_path, {"a.csv": b"id\n1\n\0\n"}, LoadOptions(mapping=mapping)).code == "nul_byte"


def test_other_tables_are_still_checked_when_one_cannot_be_read_to_its_end(tmp_path: Path) -> None:
    # What stands in the first block of a file is seen when its header is read, before any row.
    groups = "group_id,name\n" + "".join(f"G-{i},North\n" for i in range(MAX_LINE_BYTES // 10)) + "G-x,\0\n"
    case = {"persons.csv": PERSONS + ",Ask,no\n", "groups.csv": groups}
    with pytest.raises(RejectedRowsError) as caught:
        load(tmp_path, case)
    assert [refusal.code for refusal in caught.value.problems] == ["missing_value", "nul_byte"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separator_line_end_and_byte_order_mark_make_no_difference(
    tmp_path: Path, ending: str, separator: str, mark: bytes
) -> None:
    text = f"id{separator}name\n1{separator}Å\n2{separator}é\n".replace("\n", ending)
    table = _open(tmp_path, mark + text.encode())
    assert table.header == ("id", "name")
    assert _rows(table) == [(2, ("1", "Å")), (3, ("2", "é"))]


@pytest.mark.parametrize("separator", [",", ";"])
def test_names_of_columns_may_stand_in_quotation_marks(tmp_path: Path, separator: str) -> None:
    table = _open(tmp_path, f'"id"{separator}"a name"\n"1"{separator}"x"\n'.encode())
    assert (table.header, table.separator) == (("id", "a name"), separator)


def test_a_quotation_left_open_in_the_header_is_refused(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"persons.csv": 'person_id,"label,protected_identity\nP-1,Falk,no\n'})
    assert (refusal.line, refusal.code) == (1, "broken_quoting")


def test_the_western_encoding_is_read_when_asked_for(tmp_path: Path) -> None:
    table = _open(tmp_path, "id,name\n1,Åke–\n".encode("cp1252"), "cp1252")
    assert _rows(table) == [(2, ("1", "Åke–"))]


def test_bytes_that_the_western_encoding_does_not_know_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RejectedRowsError) as caught:
        _open(tmp_path, b"id,name\n1,\x81\n", "cp1252")
    assert caught.value.problems[0].line == 2
    assert "--encoding utf-8" in caught.value.problems[0].remedy


def test_another_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="'latin-1' is not read; use one of utf-8, cp1252"):
        LoadOptions(encoding="latin-1")


def test_at_least_one_problem_must_be_shown() -> None:
    with pytest.raises(InputError, match="max_problems is 0; give 1 or more"):
        LoadOptions(max_problems=0)


def test_lines_are_those_of_an_editor_even_when_cells_span_lines(tmp_path: Path) -> None:
    table = _open(tmp_path, b'\n\nid,name\n1,"a\r\nb\n""c"""\n2,d\n\n,\n3,e\n')
    assert table.header_line == 3
    assert _rows(table) == [(4, ("1", 'a\r\nb\n"c"')), (7, ("2", "d")), (10, ("3", "e"))]
    assert table.n_blank == 2
    assert table.n_rows == 3


def test_rows_are_numbered_across_chunks(tmp_path: Path) -> None:
    n = CHUNK_ROWS + 5
    table = _open(tmp_path, b"id,name\n" + b"".join(b"%d,x\n" % i for i in range(n)))
    assert [line for line, _ in _rows(table)] == list(range(2, n + 2))


def test_a_file_larger_than_a_block_is_read_whole(tmp_path: Path) -> None:
    row = "é" * 5_000
    table = _open(tmp_path, ("id,name\n" + f"1,{row}\n" * 400).encode())
    assert {len(cells[1]) for _, cells in _rows(table)} == {5_000}
    assert table.n_rows == 400


def test_a_line_of_just_the_greatest_length_is_read(tmp_path: Path) -> None:
    filler = b",".join([b"x" * 1_023] * 1_024)
    header = b",".join(b"c%d" % i for i in range(1_024))
    table = _open(tmp_path, header + b"\n" + filler + b"\n")
    assert len(filler) == MAX_LINE_BYTES - 1
    assert table.n_rows == 0
    assert len(_rows(table)) == 1


def test_a_line_that_is_too_long_is_named_behind_lines_that_are_not(tmp_path: Path) -> None:
    table = _open(tmp_path, b"id\n" + b"1\n" * 600_000 + b"2" * (MAX_LINE_BYTES + 1) + b"\n3\n")
    with pytest.raises(RejectedRowsError) as caught:
        _rows(table)
    assert (caught.value.problems[0].line, caught.value.problems[0].code) == (600_002, "line_too_long")


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    loaded = load(tmp_path, {**BASE, "groups.csv": "group_id,name\n\n,\nG-01,North\n,\n"})
    assert (remark(loaded, "blank_rows").n, len(loaded.tables["group"])) == (3, 1)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"id\n")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # tests may run as a user whom no permission stops
    with pytest.raises(RejectedRowsError) as caught:
        open_tables(path, encoding="utf-8")
    assert caught.value.problems[0].code == "unreadable_file"
    assert "Permission denied" in caught.value.problems[0].problem


def test_a_file_that_may_not_even_be_looked_at_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(RejectedRowsError) as caught:
        open_tables(tmp_path / "t.csv", encoding="utf-8")
    assert caught.value.problems[0].code == "unreadable_file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only where pipes can be files")
def test_a_pipe_is_no_table(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(RejectedRowsError) as caught:
        open_tables(tmp_path / "t.csv", encoding="utf-8")
    assert caught.value.problems[0].code == "not_a_file"
