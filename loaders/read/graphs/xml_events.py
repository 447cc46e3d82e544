"""Reads XML as it streams by: no document types, no entities of a file's own, nothing fetched, all of it bounded."""

from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from graph_service.domain.limits import MAX_NESTING, MAX_TOKEN_BYTES, SETTING_OF, Limits
from graph_service.domain.load_texts import refusal
from graph_service.files.plain_file import open_entry
from loaders.table_file import refused_file, unreadable_file

_BLOCK_BYTES = 2**16


class XmlHandler(Protocol):
    """What is told of elements; names are without their prefix, `parents` the names around, outermost first."""

    def start(self, name: str, attributes: dict[str, str], line: int, parents: list[str], /) -> None:
        """Take the beginning of an element."""
        ...

    def end(self, name: str, text: str, parents: list[str], /) -> None:
        """Take the end of an element, and the text that stands directly in it."""
        ...


def read_xml(path: Path, handler: XmlHandler, limits: Limits) -> None:
    """Tell a handler of every element of a file; RejectedRowsError with the line where the file is refused."""
    reader = _Reader(path, handler, limits)
    try:
        with open_entry(path) as stream:
            while block := stream.read(_BLOCK_BYTES):
                reader.feed(block)
        reader.feed(b"", is_last=True)
    except OSError as error:
        raise unreadable_file(path, error) from error
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two of an encoding that nobody knows
        reason = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "unknown encoding"
        raise refused_file(path, reader.line, refusal("broken_xml", reason=reason)) from error


class _Reader:
    def __init__(self, path: Path, handler: XmlHandler, limits: Limits) -> None:
        self._path, self._handler = path, handler
        self._max_length = limits.max_cell_length
        self._n_fed = 0
        self._parents: list[str] = []
        self._texts: list[list[str]] = []
        self._length = 0  # of the texts that are kept
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take_text

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, block: bytes, *, is_last: bool = False) -> None:
        """Parse a block; what is not at its end after so many bytes would be looked at again and again."""
        self._n_fed += len(block)
        self._parser.Parse(block, is_last)
        if self._n_fed - max(0, self._parser.CurrentByteIndex) > MAX_TOKEN_BYTES + len(block):
            raise refused_file(self._path, self.line, refusal("tag_too_long", limit=MAX_TOKEN_BYTES))

    def _refuse_document_type(self, *_: object) -> None:
        raise refused_file(self._path, self.line, refusal("document_type"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._handler.start(name, attributes, self.line, self._parents)
        self._parents.append(name)
        self._texts.append([])
        if len(self._parents) > MAX_NESTING:
            raise refused_file(self._path, self.line, refusal("nested_too_deep", limit=MAX_NESTING))

    def _end(self, _: str) -> None:
        name = self._parents.pop()
        text = "".join(self._texts.pop())
        self._length -= len(text)
        self._handler.end(name, text, self._parents)

    def _take_text(self, text: str) -> None:
        if text.isspace() and not self._texts[-1]:
            return  # between elements
        self._texts[-1].append(text)
        self._length += len(text)
        if self._length > self._max_length:
            name, setting = self._parents[-1], SETTING_OF["max_cell_length"]
            length, limit = self._length, self._max_length
            why = refusal("cell_too_long", column=name, length=length, limit=limit, setting=setting)
            raise refused_file(self._path, self.line, why)
