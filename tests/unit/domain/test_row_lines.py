"""Where the rows of a table were read."""

import pytest

from graph_service.domain.row_lines import RowLines

WORDS = ["a.csv line 2", "a.csv line 3", "b.csv", "b.csv line 5", "b.csv line 9"]
LINES = RowLines([("a.csv", 2), ("empty.csv", 0), ("b.csv", 3)], [2, 3, 0, 5, 9])


@pytest.mark.parametrize(("row", "words"), list(enumerate(WORDS)))
def test_a_row_is_named_by_file_and_line_and_one_of_constants_by_its_file(row: int, words: str) -> None:
    assert LINES.words_of(row) == words


def test_signs_that_are_not_seen_in_the_name_of_a_file_are_written_as_escapes() -> None:
    words = RowLines([("a\u202e\nb.csv", 1)], [2]).words_of(0)
    assert words == "a\\u202e\\nb.csv line 2"


def test_there_is_no_row_after_the_last() -> None:
    with pytest.raises(IndexError):
        LINES.words_of(5)


def test_some_rows_keep_their_files_and_lines() -> None:
    rows = [1, 3, 4]
    some = LINES.take(rows)
    assert [some.words_of(i) for i in range(3)] == [LINES.words_of(row) for row in rows]
    assert LINES.take([]) == RowLines([("a.csv", 0), ("empty.csv", 0), ("b.csv", 0)], [])
