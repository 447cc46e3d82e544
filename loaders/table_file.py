"""What every format gives of a file that holds a table: its header, and its rows by the chunk."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graph_service.domain.load_texts import Refusal, refusal
from graph_service.errors import RejectedRowsError, RowProblem


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows as columns of text, in the order of the header, and the line each row begins on."""

    columns: Sequence[Sequence[str]]
    lines: Sequence[int]


class TableFile(Protocol):
    """An open file whose header is read; what is counted of it fills while `chunks` is walked."""

    encoding: str
    separator: str
    header: tuple[str, ...]  # names trimmed and in Unicode NFC
    header_line: int
    ragged: list[RowProblem]  # rows that are not as wide as the header
    n_blank: int
    n_rows: int
    put_right: Counter[str]  # what was passed over or put right in the file as a whole, by the code of its remark
    is_foreign: bool  # of a graph: what has no column of ours is passed over and counted, not refused

    @property
    def file(self) -> str:
        """Its name, as problems give it: that of the file, and the sheet where there are several ("a.xlsx: Blad1")."""
        ...

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows that are as wide as the header; RejectedRowsError if the rest cannot be read."""
        ...

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Read the rows one by one with the line each begins on, ragged ones too."""
        ...


def refused_file(path: Path, line: int | None, why: Refusal) -> RejectedRowsError:
    """Return the error that refuses a whole file for one problem."""
    return RejectedRowsError((RowProblem(why.code, path.name, line, None, None, why.problem, why.remedy),))


def unreadable_file(path: Path, error: OSError) -> RejectedRowsError:
    """Return the error that refuses a file which the system does not give out."""
    return refused_file(path, None, refusal("unreadable_file", reason=error.strerror or type(error).__name__))
