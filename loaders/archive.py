"""Unpacks the zip archive of a case, if it is one that can be unpacked safely."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from graph_service.domain.limits import SETTING_OF, Limits
from graph_service.errors import BadArchiveError
from graph_service.files.plain_file import NotPlainError, open_plain
from graph_service.files.private_folder import private_folder
from loaders.system_files import is_of_system

CHUNK_BYTES: Final = 1 << 16
MIN_GROWN_BYTES: Final = 1_000_000  # a small file may grow as it likes
MAX_PARTS: Final = 2  # a file, or one in a folder
_END = b"PK\x05\x06"
_END_BYTES = 22
_END_64 = b"PK\x06\x07"
_END_64_BYTES = 20
_ENTRY_BYTES = 46 + 2_048  # of the directory of an archive: fixed part, and as much name and extras as we read
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SUFFIX: Final = ".zip"
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    struct.error,
)
_DAMAGED = "the archive is damaged or not a zip archive; pack the case again"
MAX_PACKAGE_PARTS: Final = 5_000  # of a workbook: sheets, pictures and relations are a part each


@contextmanager
def unpacked(path: Path, limits: Limits) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Unpack an archive that a user has named into a folder for its owner alone, which is gone afterwards.

    The second is what was passed over.
    """
    try:
        with private_folder() as private, open_plain(path) as archive:
            folder = private / path.stem
            folder.mkdir()
            yield folder, unpack(archive, folder, limits)
    except NotPlainError as error:
        raise BadArchiveError(f"{path.name} is no plain file; name a zip archive") from error


def unpack(archive: BinaryIO, folder: Path, limits: Limits) -> tuple[str, ...]:
    """Unpack a case into an empty folder; its files lie at the top of the archive or in one folder of it.

    What macOS and Windows add to archives is passed over, and their backslashes are read as slashes.

    Parameters
    ----------
    archive : BinaryIO
        A zip archive.
    folder : Path
        Where to; left as it is at the fault if something is refused.
    limits : Limits
        Of entries, bytes and growth.

    Returns
    -------
    tuple[str, ...]
        Names of what was passed over, with their folders.

    Raises
    ------
    BadArchiveError
        If it is no zip archive, too large, damaged, or has entries that do not belong into a case.
    """
    _check_directory(archive, limits)
    try:
        with zipfile.ZipFile(archive) as opened:
            files = [entry for entry in opened.infolist() if not _path_of(entry).endswith("/")]
            for number, entry in enumerate(files, start=1):
                _check_entry(entry, number, limits)
            entries = [entry for entry in files if not is_of_system(_path_of(entry))]
            if not entries:
                raise BadArchiveError("the archive is empty; pack the tables of one case")
            if sum(entry.file_size for entry in entries) > limits.max_zip_bytes:
                limit = f"{limits.max_zip_bytes} bytes ({SETTING_OF['max_zip_bytes']})"
                raise BadArchiveError(f"the archive unpacks to over {limit}; split the case")
            for entry, name in zip(entries, _flat_names(entries), strict=True):
                with opened.open(entry) as packed:
                    _copy(packed, folder / name, entry.file_size)  # type: ignore[arg-type]  # it reads as a file does
            return tuple(_path_of(entry) for entry in files if is_of_system(_path_of(entry)))
    except DAMAGE as error:
        raise BadArchiveError(_DAMAGED) from error


def check_package(package: BinaryIO, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the entries of a document that is packed as an archive, if all of it can be unpacked safely.

    Parameters
    ----------
    package : BinaryIO
        A workbook, for one; of how many parts it is made is its own affair, up to `MAX_PACKAGE_PARTS`.
    limits : Limits
        Of bytes and growth.

    Returns
    -------
    list[zipfile.ZipInfo]
        Its entries.

    Raises
    ------
    BadArchiveError
        If it is damaged, too large, or grows too much.
    """
    _check_directory(package, replace(limits, max_zip_entries=max(MAX_PACKAGE_PARTS, limits.max_zip_entries)))
    try:
        with zipfile.ZipFile(package) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    except DAMAGE as error:
        raise BadArchiveError(_DAMAGED) from error
    for number, entry in enumerate(entries, start=1):
        for fault, is_so in _packing_faults(entry, limits).items():
            if is_so:
                raise BadArchiveError(f"part {number} of the file {fault}; save the file again")
    if sum(entry.file_size for entry in entries) > limits.max_zip_bytes:
        limit = f"{limits.max_zip_bytes} bytes ({SETTING_OF['max_zip_bytes']})"
        raise BadArchiveError(f"the file unpacks to over {limit}; split it")
    return entries


def _check_directory(archive: BinaryIO, limits: Limits) -> None:
    """Refuse a directory of too many entries before it is read into memory."""
    size = archive.seek(0, 2)
    archive.seek(max(0, size - (1 << 16) - _END_BYTES - _END_64_BYTES))
    tail = archive.read()
    at = len(tail) - _END_BYTES if tail[-_END_BYTES:].startswith(_END) else tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise BadArchiveError(_DAMAGED)
    n_entries, n_bytes = struct.unpack("<HL", tail[at + 10 : at + 16])
    if tail[max(0, at - _END_64_BYTES) : at].startswith(_END_64):
        raise BadArchiveError("archives in the format zip64 are not read; pack the case as a plain zip archive")
    if n_entries > limits.max_zip_entries or n_bytes > limits.max_zip_entries * _ENTRY_BYTES:
        limit = f"{limits.max_zip_entries} entries ({SETTING_OF['max_zip_entries']})"
        raise BadArchiveError(f"the archive has over {limit}; a case needs one file per table")
    archive.seek(0)


def _check_entry(entry: zipfile.ZipInfo, number: int, limits: Limits) -> None:
    mode = stat.S_IFMT(entry.external_attr >> 16)
    faults = {
        **_packing_faults(entry, limits),
        "is a link or another special file": mode not in {0, stat.S_IFREG},
        "leads out of the archive, or has a name that is not plain": not _is_plain(_path_of(entry)),
    }
    for fault, is_so in faults.items():
        if is_so:
            raise BadArchiveError(f"entry {number} of the archive {fault}; pack only the tables of the case")


def _path_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; some programs of Windows write backslashes between its parts."""
    return entry.filename.replace("\\", "/")


def _packing_faults(entry: zipfile.ZipInfo, limits: Limits) -> dict[str, bool]:
    grown = entry.file_size > MIN_GROWN_BYTES and entry.file_size > limits.max_zip_ratio * max(1, entry.compress_size)
    return {
        "is encrypted": bool(entry.flag_bits & _ENCRYPTED),
        "is packed by a method that is not read": entry.compress_type not in _METHODS,
        f"grows more than {limits.max_zip_ratio} times ({SETTING_OF['max_zip_ratio']})": grown,
    }


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        (1 <= len(parts) <= MAX_PARTS or is_of_system(name))
        and not name.startswith("/")
        and not any(part == "." or part.startswith("..") or re.match(r"~(?!\$)", part) for part in parts)
        and name.isprintable()
        and not set(name) & set(':*?"<>|')
    )


def _flat_names(entries: list[zipfile.ZipInfo]) -> list[str]:
    paths = [PurePosixPath(_path_of(entry)) for entry in entries]
    if len({path.parent for path in paths}) > 1:
        raise BadArchiveError("the archive has files in several folders; pack the tables of one case side by side")
    if len({path.name.casefold() for path in paths}) < len(paths):
        raise BadArchiveError("the archive has two files of one name; pack each table once")
    return [path.name for path in paths]


def _copy(packed: BinaryIO, path: Path, n_stated: int) -> None:
    n_read = 0
    with path.open("xb") as unpacked:
        while chunk := packed.read(CHUNK_BYTES):
            n_read += len(chunk)
            if n_read > n_stated:  # the archive says less than it holds
                raise BadArchiveError(_DAMAGED)
            unpacked.write(chunk)
