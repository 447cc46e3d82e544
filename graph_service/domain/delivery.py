"""Deliveries: what a later one brings beside what is stored, record by record, and what it brings no more."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from graph_service.domain.schema import Kind
from graph_service.domain.tables import Table

Reason = Callable[[Kind, str], str]  # why a record of a kind, by its key, is changed or taken out


def no_reason(_kind: Kind, _key: str) -> str:
    """Give no reason of its own: what kind of write it is must do."""
    return ""


@dataclass(frozen=True, slots=True)
class Gone:
    """What a deliverer brings no more, and what becomes of it: records as they end, and keys of those taken out."""

    ended: Mapping[str, Table] = field(default_factory=dict)
    removed: Mapping[str, Collection[str]] = field(default_factory=dict)


NOTHING_GONE = Gone()
