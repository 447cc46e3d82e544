"""Loading holds for any order of rows and any bytes."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from graph_service.domain.tables import hash_sum, row_hashes
from graph_service.errors import GruppkartaError
from loaders.case_folder import Loaded, LoadOptions, load_case
from loaders.read.csv_table import CHUNK_ROWS
from loaders.read.formats import open_tables

TODAY = date(2026, 11, 24)
ROWS: Mapping[str, Sequence[Sequence[str]]] = {
    "persons": [
        ("person_id", "label", "protected_identity", "names"),
        *((f"P-{i:02}", f"Å{i}", "no", "A|B") for i in range(12)),
        ("P-00", "Å0", "no", "A|B"),
    ],
    "ties": [
        ("person_a", "person_b", "kind", "strength", "valid_from"),
        *((f"P-{i:02}", f"P-{(i * 5 + 1) % 12:02}", "kin", f"{i + 1}", "2020-01-02") for i in range(12) if i != 8),
    ],
    "incidents": [
        ("incident_id", "occurred_on", "precision", "type", "group_involved", "status", "retaliation_for"),
        ("I-1", "2020-04", "month", "shooting", "yes", "confirmed", ""),
        ("I-2", "2020-05-01", "day", "arson", "unknown", "hold", "I-1"),
        ("I-3", "", "unknown", "other", "no", "unfounded", "I-2"),
    ],
}
NAMES = ["persons.csv", "ties.csv", "case.toml", "map.toml", "groups.csv"]


def _content(loaded: Loaded) -> int:
    return sum(hash_sum(row_hashes(table)) for table in loaded.tables.values())


def _load(files: Mapping[str, bytes], options: LoadOptions | None = None) -> Loaded:
    with TemporaryDirectory() as name:
        for file, content in files.items():
            (Path(name) / file).write_bytes(content)
        return load_case(Path(name), options=options or LoadOptions(), today=TODAY)


def _written(rows: Sequence[Sequence[str]], separator: str, ending: str) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=ending).writerows(rows)
    return stream.getvalue().encode()


@given(data=st.data())
def test_the_order_of_rows_and_columns_and_the_form_of_the_file_change_nothing(data: st.DataObject) -> None:
    straight = {f"{name}.csv": _written(rows, ",", "\n") for name, rows in ROWS.items()}
    shuffled: dict[str, bytes] = {}
    for name, (header, *rows) in ROWS.items():
        columns = data.draw(st.permutations(range(len(header))))
        ordered = [header, *data.draw(st.permutations(rows))]
        separator, ending = data.draw(st.sampled_from([",", ";"])), data.draw(st.sampled_from(["\n", "\r\n"]))
        turned = [[row[i] for i in columns] for row in ordered]
        shuffled[f"{name}.csv"] = _written(turned, separator, ending)
    one, other = _load(straight), _load(shuffled)
    assert _content(one) == _content(other)
    assert one.report.tables == other.report.tables


@given(
    files=st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=300), min_size=1),
    encoding=st.sampled_from(["utf-8", "cp1252"]),
)
def test_arbitrary_bytes_raise_nothing_but_our_own_errors(files: Mapping[str, bytes], encoding: str) -> None:
    with suppress(GruppkartaError):
        assert _load(files, LoadOptions(encoding=encoding, ignore_unknown=True)).report.n_problems == 0


@given(
    cells=st.lists(st.tuples(*[st.text(max_size=12)] * 4), max_size=6),
    header=st.permutations(["person_id", "label", "protected_identity", "died_on"]),
    noise=st.binary(max_size=4),
)
def test_arbitrary_cells_raise_nothing_but_our_own_errors_and_every_row_is_accounted_for(
    cells: list[tuple[str, ...]], header: list[str], noise: bytes
) -> None:
    content = _written([header, *cells], ",", "\n") + noise
    with TemporaryDirectory() as name:
        try:
            loaded = _load({"persons.csv": content}, LoadOptions(quarantine=Path(name) / "aside"))
        except GruppkartaError:
            return
    (table,) = loaded.report.tables
    assert table.n_read == loaded.report.files[0].n_rows == table.n_loaded + table.n_merged + table.n_quarantined
    assert table.n_loaded == sum(map(len, loaded.tables.values()))


@given(
    cells=st.lists(
        st.tuples(st.text(alphabet='a",;\n\r é', max_size=6), st.text(alphabet="ab\n", max_size=6)),
        min_size=1,
        max_size=8,
    ),
    copies=st.sampled_from([1, CHUNK_ROWS]),
)
def test_quoted_cells_come_back_as_they_were_written_with_their_lines(
    cells: list[tuple[str, ...]], copies: int
) -> None:
    rows = [row for row in cells if any(row)] * copies
    expected, line = [], 2
    for row in rows:
        expected.append((line, row))
        line += 1 + sum(cell.count("\n") for cell in row)
    with TemporaryDirectory() as name:
        path = Path(name) / "t.csv"
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([("one", "two"), *rows])
        path.write_bytes(stream.getvalue().encode())
        chunks = list(open_tables(path, encoding="utf-8")[0].chunks())
    read = [(at, cells) for one in chunks for at, cells in zip(one.lines, zip(*one.columns, strict=True), strict=True)]
    assert read == expected
