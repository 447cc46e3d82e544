"""Checked tables on their way from the process that reads to the one that writes."""

import io
import pickle
from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.records import Person, Source
from graph_service.domain.row_lines import RowLines
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Tables, tables_of
from loaders import handover
from loaders.demo_city import demo_city
from loaders.handover import MOST_LINE_BYTES, HandoverError, read, read_lines, written, written_lines


def _stream(*lines: str) -> io.BytesIO:
    return io.BytesIO("".join(f"{line}\n" for line in lines).encode())


def _handed_over(tables: Tables) -> Tables:
    return read(_stream(*written(tables)), max_rows=1_000_000)


def test_tables_arrive_as_they_were_sent() -> None:
    city = demo_city()
    arrived = _handed_over(city)
    assert list(arrived) == list(city)
    for name, table in city.items():
        assert [tuple(row) for row in arrived[name].rows()] == [tuple(row) for row in table.rows()]


def test_a_line_is_split_where_it_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "LINE_BYTES", 100)
    monkeypatch.setattr(handover, "VALUES", 50)
    tables = tables_of(
        [
            Person(person_id=f"P-{i}", label="å" * (i % 90), protected_identity=False, aliases=("x", "y"))
            for i in range(1, 200)
        ]
    )
    lines = list(written(tables))
    assert max(len(line) for line in lines[1:]) < 700
    arrived = read(_stream(*lines), max_rows=1_000)
    assert [tuple(row) for row in arrived["person"].rows()] == [tuple(row) for row in tables["person"].rows()]


SOURCES = list(written(tables_of([Source(source_id="S-1", collected_on=date(2020, 1, 1)), Source(source_id="S-2")])))
HOSTILE = {
    "nothing": [],
    "no JSON": ["os.system('true')"],
    "deep": ["[" * 100_000],
    "no table": ['[["passwords", 1]]'],
    "a table twice": ['[["source", 1], ["source", 1]]'],
    "too many rows": ['[["source", 1000001]]'],
    "rows that are no number": ['[["source", true]]'],
    "rows below zero": ['[["source", -1]]'],
    "cut off": SOURCES[:-1],
    "a column too long": [SOURCES[0], '["S-1","S-2","S-3"]', *SOURCES[2:]],
    "an empty part": [SOURCES[0], "[]", *SOURCES[2:]],
    "no column": [SOURCES[0], '{"a":1}', *SOURCES[2:]],
    "a value of another type": [SOURCES[0], '["S-1",2]', *SOURCES[2:]],
    "an object": [SOURCES[0], '["S-1",{"a":1}]', *SOURCES[2:]],
    "a long line": [SOURCES[0], f'["{"a" * MOST_LINE_BYTES}","S-2"]', *SOURCES[2:]],
}


@pytest.mark.parametrize("how", HOSTILE)
def test_what_cannot_have_been_read_is_not_taken_over(how: str) -> None:
    with pytest.raises(HandoverError):
        read(_stream(*HOSTILE[how]), max_rows=1_000_000)


TABLES = tables_of([Source(source_id="S-1"), Source(source_id="S-2"), Source(source_id="S-3")])
LINES = {"source": RowLines([("a.csv", 2), ("b.csv", 1)], [2, 4, 0])}


def test_lines_arrive_as_they_were_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "VALUES", 2)
    assert read_lines(_stream(*written_lines(LINES)), TABLES) == LINES


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["null"],
        ['[["a.csv", 2]]', "[2, 4]"],  # of fewer rows than there are
        ['[["a.csv", 4]]', "[2, 4, 5, 6]"],
        ['[["a.csv", 3]]', "[2, 4]"],
        ['[["a.csv", 3]]', "[]"],
        ['[["a.csv", 3]]', "[2, 4, 5, 6]"],
        ['[["a.csv", 3]]', "[2, -1, 5]"],
        ['[["a.csv", 3]]', '[2, "4", 5]'],
        ['[["a.csv", 3]]', "[2, true, 5]"],
        ['[["a.csv", 4], ["b.csv", -1]]', "[2, 4, 5]"],
        ["[[7, 3]]", "[2, 4, 5]"],
        ['["a.csv"]', "[2, 4, 5]"],
    ],
)
def test_lines_that_cannot_be_those_of_the_rows_are_not_taken_over(lines: list[str]) -> None:
    with pytest.raises(HandoverError):
        read_lines(_stream(*lines), TABLES)


@pytest.mark.parametrize(("day", "words"), [("10000000", '["a"]'), ('"2020-01-01"', '["a"]'), ("1", "[1]")])
def test_a_day_and_a_list_are_what_they_say(day: str, words: str) -> None:
    kind = KINDS["person"]
    for field in kind.fields:
        if field.type in {date, tuple}:
            value = day if field.type is date else words
            if (field.type is date) == (words == '["a"]'):
                with pytest.raises(HandoverError):
                    handover._column(_stream(f"[{value}]"), field, 1)


class _Harm:
    """What runs when it is unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_lines_run_nothing_where_another_form_would(tmp_path: Path) -> None:
    harm = pickle.dumps(_Harm(tmp_path / "run"))
    with pytest.raises(HandoverError):
        read(io.BytesIO(harm), max_rows=1)
    assert not (tmp_path / "run").exists()
    pickle.loads(harm)  # noqa: S301  the twin: what a usual way between processes would do
    assert (tmp_path / "run").exists()
