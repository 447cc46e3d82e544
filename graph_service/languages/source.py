"""The language that texts are written in, and the mark by which catalogues find them."""

from typing import Final

SOURCE: Final = "en"


def N_(message: str) -> str:  # noqa: N802  the name by which catalogues know it
    """Mark a text for the catalogues; it is translated where it is shown."""
    return message
