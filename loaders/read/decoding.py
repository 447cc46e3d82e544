"""Bytes of a file to text: its encoding is found out, and whole lines come some at a time, checked and bounded."""

from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from graph_service.domain.load_texts import refusal
from graph_service.files.plain_file import open_entry
from loaders.table_file import refused_file

MAX_LINE_BYTES = 2**20
_MARK = b"\xef\xbb\xbf"  # U+FEFF in UTF-8
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HEAD_BYTES = 64
_BLOCK_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class FileEncoding:
    """The encoding of a file, and the codes of what is to be told of it."""

    name: str
    remarks: tuple[str, ...] = ()


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def encoding_of(path: Path, named: str) -> FileEncoding:
    """Find out the encoding of a file: its mark says it; else letters beyond ASCII that make sense in UTF-8 do.

    `named` holds where neither does. Text of another encoding that is UTF-8 by chance does not occur.
    """
    with open_entry(path) as stream:
        head = stream.read(_HEAD_BYTES)
        if head[:2] in _UTF_16:
            name = _UTF_16[head[:2]]
            text = head[: len(head) // 2 * 2].decode(name, "replace")
            return FileEncoding(name, ("read_as_utf_16", *(["mark_again"] if text[1:2] == "\ufeff" else [])))
        if head.startswith(_MARK):
            again = ["mark_again"] if head.startswith(2 * _MARK) else []
            return FileEncoding("utf-8", (*(["read_as_utf_8"] if named != "utf-8" else []), *again))
        if named != "utf-8" and _is_utf_8(head, stream):
            return FileEncoding("utf-8", ("read_as_utf_8",))
    return FileEncoding(named)


def _is_utf_8(head: bytes, stream: BinaryIO) -> bool:
    """Whether a file has letters beyond ASCII, and all of them are UTF-8."""
    decoder = getincrementaldecoder("utf-8")()
    is_ascii = True
    block = head
    try:
        while block:
            is_ascii = is_ascii and block.isascii()
            decoder.decode(block)
            block = stream.read(_BLOCK_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not is_ascii


class _Recoded:
    """A stream in UTF-16, read in UTF-8."""

    def __init__(self, path: Path, stream: BinaryIO, encoding: str) -> None:
        self._path = path
        self._stream = stream
        self._decoder = getincrementaldecoder(encoding)()

    def read(self, size: int, /) -> bytes:
        """Return some bytes, none at the end only."""
        text = ""
        try:
            while not text:
                block = self._stream.read(size)
                text = self._decoder.decode(block, final=not block)
                if not block:
                    break
        except UnicodeDecodeError as error:
            raise refused_file(self._path, None, refusal("wrong_encoding.utf_16")) from error
        return text.encode()


def text_blocks(path: Path, stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield some whole lines at a time, checked and decoded, without marks; never more than a block ahead."""
    source: _Source = stream
    if encoding in _UTF_16.values():
        source = _Recoded(path, stream, encoding)
        encoding = "utf-8"
    rest = source.read(_HEAD_BYTES)
    while encoding == "utf-8" and rest.startswith(_MARK):
        rest = rest.removeprefix(_MARK) or source.read(_HEAD_BYTES)
    line = 1
    while block := source.read(MAX_LINE_BYTES - _HEAD_BYTES):
        whole, end, rest = (rest + block).rpartition(b"\n")
        if len(rest) > MAX_LINE_BYTES or len(whole) > MAX_LINE_BYTES:
            _check_length(path, [*whole.split(b"\n"), rest] if end else [rest], line)
        if end:
            yield _decoded(path, whole + end, encoding, line)
            line += whole.count(b"\n") + 1
    if rest:
        yield _decoded(path, rest, encoding, line)


def _check_length(path: Path, lines: Sequence[bytes], first_line: int) -> None:
    for line, content in enumerate(lines, first_line):
        if len(content) > MAX_LINE_BYTES:
            raise refused_file(path, line, refusal("line_too_long", limit=MAX_LINE_BYTES))


def _decoded(path: Path, block: bytes, encoding: str, first_line: int) -> str:
    nul = block.find(b"\0")
    if nul >= 0:
        line = first_line + block.count(b"\n", 0, nul)
        raise refused_file(path, line, refusal("nul_byte"))
    try:
        return block.decode(encoding)
    except UnicodeDecodeError as error:
        line = first_line + block.count(b"\n", 0, error.start)
        alternative = "cp1252" if encoding == "utf-8" else "utf-8"
        why = refusal("wrong_encoding", encoding=encoding, alternative=alternative)
        raise refused_file(path, line, why) from error
