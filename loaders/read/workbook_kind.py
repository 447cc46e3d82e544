"""What kind of workbook a file is, by its content; light, so that only who reads workbooks loads what reads them."""

from typing import BinaryIO, Final

from graph_service.domain.limits import Limits
from graph_service.errors import BadArchiveError
from loaders.archive import check_package

ZIP: Final = b"PK"
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # in a compound file: an .xlsx locked by a password
WORKBOOK: Final = "xl/workbook.xml"
BINARY_WORKBOOK: Final = "xl/workbook.bin"
CONTENT: Final = "content.xml"  # of an .ods
_MIMETYPE = "mimetype"


def workbook_suffix(stream: BinaryIO, limits: Limits) -> str | None:
    """Return the suffix of a workbook by its content, and go back to its start; None: it is something else."""
    begin = stream.read(len(COMPOUND))
    stream.seek(0)
    if begin == COMPOUND:
        return ".xls"
    if not begin.startswith(ZIP):
        return None
    try:
        names = {entry.filename.lower() for entry in check_package(stream, limits)}
    except BadArchiveError:  # whatever it is, it is refused with its reason when it is unpacked
        names = set()
    stream.seek(0)
    return ".xlsx" if {WORKBOOK, BINARY_WORKBOOK} & names else ".ods" if {CONTENT, _MIMETYPE} <= names else None
