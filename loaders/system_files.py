"""What macOS, Windows and office programs leave beside files, and pictures: never tables, and never looked at."""

from pathlib import PurePosixPath
from typing import Final

_NAMES: Final = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "$recycle.bin"})
_BEGINNINGS: Final = (".", "~$")  # hidden, among them `._persons.csv` and .DS_Store of macOS; locks of office programs
PICTURE_SUFFIXES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".ico"}
)


def is_of_system(path: str) -> bool:
    """Tell whether a file belongs to no user, by its name or that of a folder it lies in; slashes part the names."""
    return any(part.lower() in _NAMES or part.startswith(_BEGINNINGS) for part in PurePosixPath(path).parts)


def is_picture(name: str) -> bool:
    """Tell whether a file is a picture, by the ending of its name."""
    return PurePosixPath(name).suffix.lower() in PICTURE_SUFFIXES
