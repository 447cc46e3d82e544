"""Looks through an .xls (BIFF8 in a compound file) before it is read: how far cells reach, hidden rows, errors.

[MS-CFB] says how a compound file keeps its streams, [MS-XLS] what the records of a workbook are.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph_service.domain.limits import Limits
from graph_service.domain.load_texts import refusal
from loaders.read.sheet_scan import SheetScan, check_room, check_text
from loaders.table_file import refused_file

_NO_SECTOR = 0xFFFFFFFA  # from here on, numbers of sectors mean something else
_ENTRY_BYTES = 128
_BOF, _EOF, _SHEET, _PASSWORD, _DIMENSIONS, _ROW = 0x0809, 0x000A, 0x0085, 0x002F, 0x0200, 0x0208
_STRINGS, _CONTINUE, _STRING_CELL, _ERROR_CELL, _FORMULA, _MANY_NUMBERS = 0x00FC, 0x003C, 0x00FD, 0x0205, 0x0006, 0x00BD
_CELLS = frozenset({0x0201, 0x0203, 0x0204, 0x027E, 0x00BE, _STRING_CELL, _ERROR_CELL, _FORMULA, _MANY_NUMBERS})
_FROM_1904 = 0x0022
_SEVERAL = frozenset({_MANY_NUMBERS, 0x00BE})  # cells of one row
_IS_HIDDEN = 0x20
_ERROR_RESULT = 2
_DIMENSIONS_BYTES = 14
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
Record = tuple[int, bytes]


def scan_xls(path: Path, content: bytes, limits: Limits) -> dict[str, SheetScan]:
    """Return the sheets by name, in order, or refuse the file."""
    try:
        stream = _workbook(content)
        scans, n_signs = _scanned(path, stream)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise refused_file(path, None, refusal("damaged_workbook")) from error
    check_room(path, scans.values(), limits)
    check_text(path, n_signs, limits)
    return scans


def _workbook(content: bytes) -> bytes:
    """Return the stream that holds the workbook; ValueError if the file leads round in circles."""
    sector_bytes = 1 << (struct.unpack_from("<H", content, 30)[0] & 15)
    small_bytes = 1 << (struct.unpack_from("<H", content, 32)[0] & 15)
    first_of_folder, smallest, first_small = struct.unpack_from("<I4xII", content, 48)
    first_list, n_lists = struct.unpack_from("<II", content, 68)

    def sector(number: int) -> bytes:
        return content[(number + 1) * sector_bytes : (number + 2) * sector_bytes]

    tables = list(struct.unpack_from("<109I", content, 76))
    for _ in range(min(n_lists, len(content) // sector_bytes)):
        *more, first_list = _numbers(sector(first_list))
        tables += more
    following = [number for table in tables if table < _NO_SECTOR for number in _numbers(sector(table))]
    folder = b"".join(map(sector, _chain(first_of_folder, following)))
    entries = {}
    root_start = 0
    for at in range(0, len(folder) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        length = struct.unpack_from("<H", folder, at + 64)[0]
        name = folder[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
        start, size = struct.unpack_from("<II", folder, at + 116)
        entries[name.casefold()] = start, size
        root_start = start if at == 0 else root_start
    start, size = entries.get("workbook") or entries.get("book") or (_NO_SECTOR, 0)
    if size >= smallest:
        return b"".join(map(sector, _chain(start, following)))[:size]
    small = b"".join(map(sector, _chain(root_start, following)))
    small_following = [number for at in _chain(first_small, following) for number in _numbers(sector(at))]
    parts = (small[number * small_bytes : (number + 1) * small_bytes] for number in _chain(start, small_following))
    return b"".join(parts)[:size]


def _numbers(sector: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(start: int, following: Sequence[int]) -> Iterator[int]:
    n = 0
    while start < _NO_SECTOR:
        yield start
        start = following[start]
        n += 1
        if n > len(following):
            raise ValueError


def _records(stream: bytes, start: int = 0) -> Iterator[Record]:
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _scanned(path: Path, stream: bytes) -> tuple[dict[str, SheetScan], int]:
    """Return the sheets, and about how much text their cells hold together."""
    places: list[tuple[str, int]] = []
    strings: list[bytes] = []
    before = 0
    is_from_1904 = False
    for kind, data in _records(stream):
        if kind == _PASSWORD:
            raise refused_file(path, None, refusal("encrypted_workbook"))
        if kind == _SHEET:
            places.append((_sheet_name(data), struct.unpack_from("<I", data)[0]))
        elif kind == _STRINGS or (kind == _CONTINUE and before in {_STRINGS, _CONTINUE} and strings):
            strings.append(data)
        elif kind == _FROM_1904:
            is_from_1904 = data[:1] == b"\x01"
        elif kind == _EOF:
            break
        before = kind
    lengths: Sequence[int] | None = None
    scans: dict[str, SheetScan] = {}
    n_signs = 0
    for name, start in places:
        if name in scans:
            raise ValueError
        scans[name], numbers = _scan(_records(stream, start))
        scans[name].is_from_1904 = is_from_1904
        if numbers:
            lengths = _string_lengths(strings) if lengths is None else lengths
            n_signs += sum(lengths[number] for number in numbers if number < len(lengths))
    return scans, n_signs


def _sheet_name(data: bytes) -> str:
    length, is_wide = data[6], data[7] & 1
    return data[8 : 8 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")


def _scan(records: Iterator[Record]) -> tuple[SheetScan, list[int]]:
    """Return a sheet, and which shared texts its cells hold."""
    scan = SheetScan()
    numbers: list[int] = []
    depth = 0
    for kind, data in records:
        if kind in _CELLS:
            _look_at_cell(scan, kind, data)
            if kind == _STRING_CELL:
                numbers.append(struct.unpack_from("<I", data, 6)[0])
        elif kind == _ROW and data[12] & _IS_HIDDEN:
            scan.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _DIMENSIONS and len(data) >= _DIMENSIONS_BYTES:  # room is made for what it says
            first_row, end_row, first_column, end_column = struct.unpack_from("<IIHH", data)
            if end_row < first_row or end_column < first_column:
                raise ValueError
            scan.n_rows = max(scan.n_rows, end_row)
            scan.n_columns = max(scan.n_columns, end_column)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            break
    return scan, numbers


def _look_at_cell(scan: SheetScan, kind: int, data: bytes) -> None:
    row, column = struct.unpack_from("<HH", data)
    last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind in _SEVERAL else column
    scan.n_rows = max(scan.n_rows, row + 1)
    scan.n_columns = max(scan.n_columns, column + 1, last + 1)
    if kind == _ERROR_CELL and data[7]:
        scan.errors[row + 1, column + 1] = _ERRORS.get(data[6], "#N/A")
    elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == _ERROR_RESULT:
        scan.errors[row + 1, column + 1] = _ERRORS.get(data[8], "#N/A")


def _string_lengths(parts: Sequence[bytes]) -> Sequence[int]:
    """Return how long each shared text is, in bytes; one may go on in the next record, after a byte of its own."""
    data = b"".join(parts)
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    breaks = iter([*ends[1:], len(data) + 1])
    at, end = 8, next(breaks)
    lengths: list[int] = []
    while at + 3 <= len(data):
        while at >= end:
            end = next(breaks)
        n_signs, flags = struct.unpack_from("<HB", data, at)
        at += 3
        n_more = 0
        if flags & 8:
            n_more += 4 * struct.unpack_from("<H", data, at)[0]
            at += 2
        if flags & 4:
            n_more += struct.unpack_from("<I", data, at)[0]
            at += 4
        is_wide = flags & 1
        lengths.append(2 * n_signs)
        while n_signs * (1 + is_wide) > end - at:
            n_signs -= max(0, (end - at) // (1 + is_wide))
            if end >= len(data):
                return lengths
            is_wide = data[end] & 1
            at, end = end + 1, next(breaks)
        at += n_signs * (1 + is_wide) + n_more
    return lengths
