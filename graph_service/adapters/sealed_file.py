"""Files that a key alone opens: text in lines, packed and encrypted, of which no byte can change unnoticed.

AES-256-GCM in parts, each under a nonce of its own that counts and says which part is the last (the STREAM
construction), so that parts cannot be left out, moved or cut off. The key is derived by scrypt from the secret and a
salt of the file; a check value, derived with it, tells another secret from damage.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from secrets import token_bytes
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from graph_service.errors import ConfigurationError, DamagedStoreError

MAGIC = b"gruppkarta sealed 1\n"
MIN_KEY_BYTES = 16
PART_BYTES = 1 << 20
_SALT_BYTES, _CHECK_BYTES, _PREFIX_BYTES, _TAG_BYTES, _KEY_BYTES = 16, 16, 7, 16, 32
_HEAD_BYTES = len(MAGIC) + _SALT_BYTES + _CHECK_BYTES + _PREFIX_BYTES
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}  # 32 MiB and about 0.1 s, so that a guess is not cheap
_CHANGED = "is not what was written: bytes were changed, added or cut off; take another copy of it"


def is_sealed(stream: BinaryIO) -> bool:
    """Tell whether a file is a sealed one, by its first bytes; it is read from its beginning afterwards."""
    magic = stream.read(len(MAGIC))
    stream.seek(0)
    return magic == MAGIC


def write_sealed(stream: BinaryIO, lines: Iterable[str], key: bytes) -> None:
    """Write lines of text so that the key alone opens them."""
    check_key(key)
    salt, prefix = token_bytes(_SALT_BYTES), token_bytes(_PREFIX_BYTES)
    file_key, check = _derived(key, salt)
    head = MAGIC + salt + check + prefix
    cipher = AESGCM(file_key)
    stream.write(head)
    number, part = 0, b""
    for more in _in_parts(_packed(lines)):
        if part:
            stream.write(cipher.encrypt(_nonce(prefix, number, is_last=False), part, head))
            number += 1
        part = more
    stream.write(cipher.encrypt(_nonce(prefix, number, is_last=True), part, head))


def read_sealed(stream: BinaryIO, name: str, keys: Sequence[bytes]) -> Iterator[str]:
    """Read the lines of a file of this name with the first of several keys that opens it.

    If none does, that is a `ConfigurationError`; a file that is not what was written is a `DamagedStoreError`.
    """
    for key in keys:
        check_key(key)
    head = stream.read(_HEAD_BYTES)
    if len(head) < _HEAD_BYTES or not head.startswith(MAGIC):
        message = f"{name} {_CHANGED}"
        raise DamagedStoreError(message)
    cipher = AESGCM(_file_key(name, head, keys))
    try:
        yield from _lines(_unpacked(_parts(stream, cipher, head)))
    except (InvalidTag, zlib.error, UnicodeDecodeError) as error:
        message = f"{name} {_CHANGED}"
        raise DamagedStoreError(message) from error


def check_key(key: bytes) -> None:
    """Refuse a secret that is short enough to be guessed."""
    if len(key) < MIN_KEY_BYTES:
        message = f"a key of backups has at least {MIN_KEY_BYTES} bytes: set a longer GRUPPKARTA_BACKUP_KEY"
        raise ConfigurationError(message)


def _file_key(name: str, head: bytes, keys: Sequence[bytes]) -> bytes:
    at = len(MAGIC)
    salt, check = head[at : at + _SALT_BYTES], head[at + _SALT_BYTES : at + _SALT_BYTES + _CHECK_BYTES]
    for key in keys:
        file_key, check_of_key = _derived(key, salt)
        if check_of_key == check:
            return file_key
    message = (
        f"{name} was not sealed with this key, or its first bytes were changed: set GRUPPKARTA_BACKUP_KEY to the "
        "key of that day, or add it to GRUPPKARTA_FORMER_BACKUP_KEYS"
    )
    raise ConfigurationError(message)


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Return the key of a file, and the value by which it is recognised."""
    derived = Scrypt(salt=salt, length=_KEY_BYTES + _CHECK_BYTES, **_SCRYPT).derive(key)
    return derived[:_KEY_BYTES], derived[_KEY_BYTES:]


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def _parts(stream: BinaryIO, cipher: AESGCM, head: bytes) -> Iterator[bytes]:
    prefix = head[-_PREFIX_BYTES:]
    number, part = 0, stream.read(PART_BYTES + _TAG_BYTES)
    while True:
        more = stream.read(PART_BYTES + _TAG_BYTES)
        yield cipher.decrypt(_nonce(prefix, number, is_last=not more), part, head)
        if not more:
            return
        number, part = number + 1, more


def _packed(lines: Iterable[str]) -> Iterator[bytes]:
    packer = zlib.compressobj()
    for line in lines:
        yield packer.compress(f"{line}\n".encode())
    yield packer.flush()


def _unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for part in parts:
        yield unpacker.decompress(part)
    yield unpacker.flush()
    if not unpacker.eof or unpacker.unused_data:
        message = "it does not end where it should"
        raise zlib.error(message)


def _in_parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.decode() for line in whole)
