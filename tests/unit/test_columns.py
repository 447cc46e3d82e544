"""Rows in columns read as a tuple of records."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

import numpy as np
import pytest

from graph_service.analysis.columns import Coded, Listed, Rows, coded, days, grouped, lists, numbers, optional, together
from graph_service.domain.dates import day_number
from graph_service.domain.described import Described
from graph_service.domain.snapshot import NO_DAY


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody with their groups."""

    key: A[str, Described("id", "P-1")]
    groups: A[tuple[str, ...], Described("groups", ("G-1",))]


RECORDS = (Seen("P-1", ("G-1", "G-2")), Seen("P-2", ()), Seen("P-1", ("G-2",)))
ROWS = Rows.of(Seen, RECORDS)


def test_rows_read_as_the_tuple_of_their_records() -> None:
    rows = Rows.of(Seen, RECORDS)
    assert len(rows) == 3
    assert rows[2] == rows[-1] == RECORDS[2]
    assert tuple(rows) == RECORDS
    assert rows[1:] == RECORDS[1:]
    assert rows[-1] is rows[2]  # made once
    assert rows == RECORDS
    assert rows == Rows.of(Seen, RECORDS)
    assert rows != list(RECORDS)
    assert Rows.of(Seen, rows) is rows
    assert repr(rows) == "<3 rows of Seen>"


def test_a_row_that_is_not_there_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        Rows.of(Seen, RECORDS)[3]


def test_no_rows_are_an_empty_tuple() -> None:
    assert Rows.of(Seen, ()) == ()
    assert Rows.of(Seen, ()).columns["groups"].distinct() == ()


def test_some_of_the_rows_by_mask_and_by_position() -> None:
    assert ROWS.at(np.array([True, False, True])) == (RECORDS[0], RECORDS[2])
    assert ROWS.at(np.array([2, 0])) == (RECORDS[2], RECORDS[0])


def test_another_record_at_the_end() -> None:
    assert ROWS.followed_by(Seen("P-3", ("G-9",))) == (*RECORDS, Seen("P-3", ("G-9",)))


def test_another_column_in_place_of_one() -> None:
    assert ROWS.with_columns({"key": coded("abc")})[1] == Seen("b", ())


def test_words_that_rows_have_and_which_rows_have_some() -> None:
    assert Coded(np.array([2, 0, 2]), ("a", "b", "c")).distinct() == ("a", "c")
    assert ROWS.listed("groups").distinct() == ("G-1", "G-2")
    assert ROWS.coded("key").among(["P-2"]).tolist() == [False, True, False]
    assert ROWS.listed("groups").among({"G-2"}).tolist() == [False, True, True]


def test_lists_lose_and_gain_entries() -> None:
    column = ROWS.listed("groups")
    hidden = column.among({"G-2"})
    assert column.kept(~hidden).values() == [("G-1",), (), ()]
    assert column.joined(hidden, "withheld").values() == [("G-1", "withheld"), (), ("withheld",)]
    assert column.joined(column.among({"G-1", "G-2"}), "withheld").values() == [("withheld",), (), ("withheld",)]
    assert column.with_more(lists([[], [0], [0]], ("G-3",))).values() == [("G-1", "G-2"), ("G-3",), ("G-2", "G-3")]
    assert column.first().values() == ["G-1", None, "G-2"]


def test_columns_are_made_from_numbers_days_and_positions() -> None:
    assert optional(np.array([1, -1]), "ab").values() == ["b", None]
    assert numbers(np.array([3.5, 1.0, 3.5])).values() == [3.5, 1.0, 3.5]
    assert days(np.array([NO_DAY, day_number(date(2020, 1, 2))])).values() == [None, date(2020, 1, 2)]
    assert grouped(np.array([0, 0, 2]), np.array([1, 0, 1]), "ab", n_rows=4).values() == [("b", "a"), (), ("b",), ()]
    assert together(coded("ab"), coded("cd"), lambda left, right: left + right).values() == ["ac", "bd"]
    assert coded("ab").mapped(str.upper).values() == ["A", "B"]


@pytest.mark.parametrize("n_words", [2, 40])
def test_texts_are_the_same_whether_words_come_again_or_not(n_words: int) -> None:
    codes = np.arange(40) % n_words
    words = [f"w{i}" for i in range(n_words)]
    column, listed = Coded(codes, words), Listed(np.array([0, 0, 1, 40]), codes, words)
    assert column.texts(list)(slice(3, 5)) == [words[codes[3]], words[codes[4]]]
    assert column.texts(list)(np.array([5, 0])) == [words[codes[5]], words[0]]
    write = listed.texts(list, begin="<", between="|", end=">", empty="-")
    assert write(slice(0, 2)) == ["-", "<w0>"]
    assert write(np.array([1, 1])) == ["<w0>", "<w0>"]
    assert write(np.array([2])) == ["<" + "|".join(words[code] for code in codes[1:]) + ">"]
