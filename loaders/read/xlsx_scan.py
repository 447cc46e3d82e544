"""Looks through the parts of an .xlsx before its sheets are read: how far cells reach, hidden rows, errors."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import IO

import numpy as np

from graph_service.domain.limits import Limits
from loaders.read.sheet_scan import SheetScan, check_room, check_text
from loaders.read.workbook_kind import WORKBOOK

_BLOCK_BYTES = 1 << 19
_OVERLAP = 64  # bytes of a reference to a cell, and more, where a block has no tag to be cut at
_WINDOW = 12  # letters and digits of the longest reference: XFD and seven digits
_MOST_LETTERS = 3
_HUGE = 1 << 40
_IS_SPACE = np.isin(np.arange(256), list(b"\t\n\r "))
_MAY_STAND_BEFORE = _IS_SPACE | np.isin(np.arange(256), list(b"\"'"))
_ANY_REFERENCE = re.compile(rb"[\s\"']r\s*=\s*[\"']\s*([A-Za-z]*)(\d+)")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\b([^>]*?\bhidden\s*=\s*[\"'](?:1|true)[\"'][^>]*)>")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b([^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?"
    rb"<(?:\w+:)?v>([^<]*)</"
)
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)(\d+)")
_SHARED = re.compile(
    rb"\bt\s*=\s*[\"']s[\"'][^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<[^>]*v\b[^>]*>\s*(\d+)"
)
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_FROM_1904 = re.compile(rb"\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_RELATIONS, _STRINGS = "xl/_rels/workbook.xml.rels", "sharedstrings.xml"


def scan_xlsx(path: Path, package: zipfile.ZipFile, limits: Limits) -> dict[str, SheetScan]:
    """Return the sheets by name, or refuse the file: whatever a part is called, it may be read as a sheet."""
    scans: dict[str, SheetScan] = {}
    n_values = 0
    for name in package.namelist():
        scan = scans[name] = SheetScan()
        with package.open(name) as part:
            for block in _blocks(part):
                n_values += block.count(b"v>") // 2 + 1
                _look(block, scan)
        check_room(path, scans.values(), limits)
    lengths = _string_lengths(package)
    if max(lengths, default=0) * n_values > limits.max_zip_bytes:
        check_text(path, _shared_text(package, lengths, limits), limits)
    sheets = {name: scans[part] for name, part in _sheets(package) if part in scans}
    is_from_1904 = bool(_FROM_1904.search(_part(package, WORKBOOK)))
    for scan in sheets.values():
        scan.is_from_1904 = is_from_1904
    return sheets


def _blocks(part: IO[bytes]) -> Iterator[bytes]:
    """Yield blocks that end before a tag, and where it can be before a row."""
    rest = b""
    while block := part.read(_BLOCK_BYTES):
        block = rest + block
        cut = max(block.rfind(b"<row"), 0) or block.rfind(b"<")
        cut = cut if cut > _OVERLAP else len(block)
        yield block[:cut]
        rest = block[cut:] if cut < len(block) else block[-_OVERLAP:]
    if rest:
        yield rest


def _look(block: bytes, scan: SheetScan) -> None:
    n_rows, n_columns = _reach(block)
    scan.n_rows, scan.n_columns = max(scan.n_rows, n_rows), max(scan.n_columns, n_columns)
    if b"hidden" in block:
        for row in _HIDDEN.finditer(block):
            scan.hidden_rows.update(int(number) for _, number in _REFERENCE.findall(row[1])[:1])
    if b'"e"' in block or b"'e'" in block:
        for cell in _ERROR.finditer(block):
            for letters, number in _REFERENCE.findall(cell[1])[:1]:
                scan.errors[int(number), _column(letters)] = unescape(cell[2].decode("utf-8", "replace"))


def _reach(block: bytes) -> tuple[int, int]:
    """Return the last row and column that any reference r="AB12" names.

    Of the bytes r = " A B 1 2 " those from the fourth on are looked at, one after another for all references at
    once: letters up to the first digit, AB = 1 * 26 + 2, then digits up to what follows them.
    """
    signs = np.frombuffer(block + bytes(_WINDOW + 3), dtype=np.uint8)
    at = np.flatnonzero(signs[: len(block)] == ord("r"))
    at = at[_MAY_STAND_BEFORE[signs[at - 1]]]
    if _IS_SPACE[signs[at + 1]].any():
        return _odd_reach(block)
    at = at[signs[at + 1] == ord("=")]
    if _IS_SPACE[signs[at + 2]].any():
        return _odd_reach(block)
    if not len(at):
        return 0, 0
    column = np.zeros(len(at), dtype=np.int64)
    row = np.zeros(len(at), dtype=np.int64)
    in_letters = np.ones(len(at), dtype=np.bool_)
    in_digits = np.ones(len(at), dtype=np.bool_)
    is_reference = np.zeros(len(at), dtype=np.bool_)  # it has digits: xmlns:r="http:" is none
    for offset in range(_WINDOW):
        sign = signs[at + 3 + offset]
        letter = (sign | 32) - 97
        in_letters &= letter < 26  # noqa: PLR2004  of the alphabet; the subtraction wraps below it
        np.copyto(column, column * 26 + letter + 1, where=in_letters)
        digit = sign - 48
        is_digit = digit < 10  # noqa: PLR2004  in the decimal system
        in_digits &= is_digit | in_letters
        is_digit &= in_digits
        is_reference |= is_digit
        np.copyto(row, row * 10 + digit, where=is_digit)
        if not (in_letters | in_digits).any():
            break
    n_rows = _HUGE if (in_digits & is_reference).any() else int(row.max())  # longer than any that a program writes
    return n_rows, _HUGE if in_letters.any() else int(column[is_reference].max(initial=0))


def _odd_reach(block: bytes) -> tuple[int, int]:
    """Do the same where there are spaces around the sign "=", as no office program writes them."""
    n_rows = n_columns = 0
    for letters, digits in _ANY_REFERENCE.findall(block):
        n_rows = max(n_rows, int(digits) if len(digits) < _WINDOW else _HUGE)
        n_columns = max(n_columns, _column(letters))
    return n_rows, n_columns


def _column(letters: bytes) -> int:
    if len(letters) > _MOST_LETTERS:
        return _HUGE
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _string_lengths(package: zipfile.ZipFile) -> Sequence[int]:
    """Return about how long each of the texts is that cells share, in bytes as they are written."""
    name = next((name for name in package.namelist() if name.lower().endswith(_STRINGS)), None)
    if name is None:
        return ()
    starts: list[int] = []
    before = 0
    with package.open(name) as part:
        for block in _blocks(part):
            starts += [before + match.start() for match in _STRING.finditer(block)]
            before += len(block)
    return [end - start for start, end in zip(starts, [*starts[1:], before], strict=True)]


def _shared_text(package: zipfile.ZipFile, lengths: Sequence[int], limits: Limits) -> int:
    """Return how much text the cells hold together, where it may be too much."""
    n = 0
    for name in package.namelist():
        with package.open(name) as part:
            for block in _blocks(part):
                if b"<!--" in block or b"<![" in block:  # as no office program writes them: a cell could hide in it
                    return limits.max_zip_bytes + 1
                n += sum(lengths[at] for at in map(int, _SHARED.findall(block)) if at < len(lengths))
    return n


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and its part."""
    names = {name.lower(): name for name in package.namelist()}
    targets: dict[str, str] = {}
    for relation in _RELATION.findall(_part(package, _RELATIONS)):
        said = _attributes(relation)
        target = posixpath.normpath(posixpath.join("/xl", said.get("Target", ""))).lstrip("/")
        targets[said.get("Id", "")] = names.get(target.lower(), target)
    for sheet in _SHEET.findall(_part(package, WORKBOOK)):
        said = _attributes(sheet)
        relation_id = next((value for key, value in said.items() if key.endswith(":id")), "")
        yield said.get("name", ""), targets.get(relation_id, "")


def _part(package: zipfile.ZipFile, path: str) -> bytes:
    """Return a part, whatever letters its name is written in; one that is not there is empty."""
    name = next((name for name in package.namelist() if name.lower() == path), None)
    return b"" if name is None else package.read(name)


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))
    }
