"""Backups that hold the audit trail and the tokens too: sealed with a key, and opened with it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from graph_service.cli.session import progress_teller
from graph_service.errors import ConfigurationError, DamagedStoreError, InputError
from graph_service.files.plain_file import open_plain
from graph_service.files.whole_file import owned_descriptor

if TYPE_CHECKING:  # numpy stands behind them, and --help must be quick
    from graph_service.domain.store_content import StoreContent
    from graph_service.services.context import Context
    from graph_service.services.verifying import StoreCheck
    from graph_service.services.whole_copies import WholeCopy
    from graph_service.settings import Settings


def is_whole_backup(path: Path) -> bool:
    """Tell whether a file is a sealed backup; whatever else it may be is for others to say."""
    from graph_service.adapters.sealed_file import is_sealed

    try:
        with open_plain(path) as stream:
            return is_sealed(stream)
    except OSError as error:
        message = f"cannot read {path.name}: name a file that `gruppkarta store backup` wrote"
        raise InputError(message) from error


def check_backup_key(settings: "Settings") -> bytes:
    """Return the key that seals, before any work is done."""
    from graph_service.adapters.sealed_file import check_key

    if settings.backup_key is None:
        message = "the trail and the tokens leave the store under a key alone: set GRUPPKARTA_BACKUP_KEY"
        raise ConfigurationError(message)
    key = settings.backup_key.get_secret_value().encode()
    check_key(key)
    return key


def write_whole(path: Path, context: "Context", key: bytes) -> "WholeCopy":
    """Write all that a store holds into a sealed file, and prove by reading it again that it can be restored."""
    from graph_service.adapters.sealed_file import write_sealed
    from graph_service.domain.schema import LAYOUT_VERSION
    from graph_service.services.whole_copies import lines_of, whole_content, whole_copy

    content = whole_content(context)
    with os.fdopen(owned_descriptor(path), "wb") as stream:
        write_sealed(stream, lines_of(content, layout=LAYOUT_VERSION), key)
    written, check = _read(path, [key])
    if not check.is_whole:
        message = f"the backup just written is not what the store holds: {check.findings[0].text}; try again"
        raise DamagedStoreError(message)
    return whole_copy(written, check.content_hash or "")


def read_whole(path: Path, settings: "Settings") -> "tuple[StoreContent, StoreCheck]":
    """Open a sealed backup, and check all that it holds as a store is checked."""
    keys = [] if settings.backup_key is None else [settings.backup_key.get_secret_value().encode()]
    keys += settings.former(settings.former_backup_keys)
    if not keys:
        message = f"{path.name} is sealed: set GRUPPKARTA_BACKUP_KEY to the key that it was made with"
        raise ConfigurationError(message)
    return _read(path, keys)


def _read(path: Path, keys: list[bytes]) -> "tuple[StoreContent, StoreCheck]":
    from graph_service.adapters.memory import MemoryStore
    from graph_service.adapters.sealed_file import read_sealed
    from graph_service.bootstrap import open_store, policy_from
    from graph_service.domain.schema import LAYOUT_VERSION
    from graph_service.services.whole_copies import check_whole, content_from

    with open_plain(path) as stream:
        content = content_from(read_sealed(stream, path.name, keys), layout=LAYOUT_VERSION)
    return content, check_whole(content, open_store(MemoryStore(), policy_from(None)))


def restore_whole_backup(path: Path, store: str | None, settings: "Settings") -> "WholeCopy":
    """Check a sealed backup, and put all that it holds into a new store."""
    from contextlib import closing

    from graph_service.callers import opened_at
    from graph_service.services.whole_copies import restore_whole

    content, check = read_whole(path, settings)
    if not check.is_whole:
        message = f"{path.name} is not what was written: {check.findings[0].text}; nothing was restored"
        raise DamagedStoreError(message)
    target = opened_at(store, settings)
    with closing(target.store):
        target.store.initialise()
        return restore_whole(target, content, progress=progress_teller())
