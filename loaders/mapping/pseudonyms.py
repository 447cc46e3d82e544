"""Keyed pseudonyms in the place of numbers of persons: the same number gets the same one in each delivery.

A number has so few digits that whoever knows how pseudonyms are made could try them all: hence the key.
"""

import hmac
import os
import re
from base64 import b32encode
from datetime import date
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from graph_service.domain.limits import MAX_SECRET_BYTES
from graph_service.domain.personal_numbers import HIDDEN, full_number
from graph_service.errors import ConfigurationError
from graph_service.files.plain_file import open_plain

MIN_KEY_BYTES = 32
_LETTERS = 12  # of 5 bits: among a million persons the chance that two share a pseudonym is one in two million
_PSEUDONYM = re.compile(rf"P-[A-Z2-7]{{{_LETTERS}}}")
_PURPOSE = b"gruppkarta: pseudonym of a person\0"
_FOR_OTHERS = 0o077


class Pseudonyms:
    """Makes pseudonyms of numbers with a key, as of a day."""

    def __init__(self, key: bytes, today: date) -> None:
        self._key = key
        self._today = today

    def __repr__(self) -> str:
        """Say nothing of the key."""
        return "Pseudonyms()"

    def of(self, text: str) -> str | None:
        """Return the pseudonym of a number, however it is written; of a pseudonym itself; None of anything else."""
        if _PSEUDONYM.fullmatch(text.strip()):
            return text.strip()
        number = full_number(text, today=self._today)
        if number is None:
            return None
        digest = hmac.new(self._key, _PURPOSE + number.encode("ascii"), sha256).digest()
        return f"P-{b32encode(digest)[:_LETTERS].decode('ascii')}"

    def instead_of(self, text: str) -> str:
        """Return what may be written of a cell that should hold a number."""
        return (self.of(text) or HIDDEN) if text.strip() else text


def new_key() -> str:
    """Make a key that nobody can guess."""
    return token_hex(MIN_KEY_BYTES)


def read_key(path: Path) -> bytes:
    """Read the key of pseudonyms; ConfigurationError if there is none, or if others may read it."""
    try:
        with open_plain(path) as stream:
            is_for_others = os.name == "posix" and os.fstat(stream.fileno()).st_mode & _FOR_OTHERS
            key = stream.read(MAX_SECRET_BYTES).strip()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        message = f"the key of pseudonyms in {path.name} cannot be read ({reason}): name the file that holds it"
        raise ConfigurationError(message) from error
    if is_for_others:
        message = f"the key of pseudonyms in {path.name} may be read by others: give it to its owner alone (chmod 600)"
        raise ConfigurationError(message)
    if len(key) < MIN_KEY_BYTES:
        message = (
            f"the key of pseudonyms in {path.name} has fewer than {MIN_KEY_BYTES} characters, and could be guessed: "
            "have one made by `gruppkarta pseudonym-key`"
        )
        raise ConfigurationError(message)
    return key
