"""Looks through the content of an .ods before it is read: repeated cells, hidden rows, errors."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from graph_service.domain.limits import Limits
from graph_service.domain.load_texts import refusal
from loaders.read.sheet_scan import SheetScan, check_room, check_text
from loaders.read.workbook_kind import CONTENT
from loaders.table_file import refused_file

_BLOCK_BYTES = 1 << 20
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_HIDDEN = frozenset({"collapse", "filter"})
_LONGEST_REPEAT = 1 << 31


def scan_ods(path: Path, package: zipfile.ZipFile, limits: Limits) -> dict[str, SheetScan]:
    """Return the sheets by name, or refuse the file."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.declaration
    try:
        with package.open(CONTENT) as part:
            while block := part.read(_BLOCK_BYTES):
                parser.Parse(block)
                check_room(path, reader.sheets.values(), limits)
                check_text(path, reader.n_signs, limits)
        parser.Parse(b"", True)  # noqa: FBT003  the parser names it so
    except (expat.ExpatError, ValueError) as error:
        raise refused_file(path, None, refusal("damaged_workbook")) from error
    return reader.sheets


class _Reader:
    """Follows the rows and cells of each table; what is repeated at the end of a row or a table is nothing."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetScan] = {}
        self.n_signs = 0
        self._sheet = SheetScan()
        self._n_rows = self._n_cells = self._row_times = self._cell_times = self._row_width = 0
        self._is_filled = self._is_error = self._is_hidden = False
        self._text = ""
        self._is_in_cell = False

    def declaration(self, *_: object) -> None:
        """Refuse what could define texts that grow: no office program writes it."""
        raise ValueError

    def start(self, tag: str, said: dict[str, str]) -> None:
        """Take a tag."""
        if tag in _CELLS:
            self._cell_times = _times(said, "table:number-columns-repeated")
            kind = said.get("office:value-type", said.get("calcext:value-type", ""))
            self._is_error = said.get("calcext:value-type") == "error"
            self._is_filled = bool(kind)
            self._text = ""
            self._is_in_cell = True
            n_spanned = _times(said, "table:number-columns-spanned")
            if n_spanned > 1 and _times(said, "table:number-rows-spanned") == 1:
                self._sheet.merged.append((self._n_rows + 1, self._n_cells + 1, self._n_cells + n_spanned))
        elif tag == "table:table-row":
            self._row_times = _times(said, "table:number-rows-repeated")
            self._is_hidden = said.get("table:visibility") in _HIDDEN
            self._n_cells = self._row_width = 0
        elif tag == "table:table":
            self._sheet = self.sheets.setdefault(said.get("table:name", ""), SheetScan())
            self._n_rows = 0

    def text(self, text: str) -> None:
        """Take text."""
        if self._is_in_cell:
            self._text += text

    def end(self, tag: str) -> None:
        """Take the end of a tag."""
        if tag in _CELLS:
            self._is_in_cell = False
            if self._is_error:
                self._sheet.errors[self._n_rows + 1, self._n_cells + 1] = self._text.strip()
            self._n_cells += self._cell_times
            if self._is_filled or self._text:
                self._row_width = self._n_cells
                self.n_signs += len(self._text) * self._cell_times * self._row_times
        elif tag == "table:table-row":
            if self._row_width:
                if self._is_hidden:
                    self._sheet.hidden_rows.add(self._n_rows + 1)
                self._sheet.n_rows = self._n_rows + self._row_times
                self._sheet.n_columns = max(self._sheet.n_columns, self._row_width)
            self._n_rows += self._row_times


def _times(said: dict[str, str], name: str) -> int:
    return min(int(said.get(name, "1")), _LONGEST_REPEAT)
