"""Ids for records that come without one, made from what they say."""

import hashlib
from collections.abc import Sequence
from datetime import date

from graph_service.domain.schema import Kind, Value

_KEY_BYTES = 10
_DISTINGUISHING = ("role", "kind", "part", "side", "status", "joint_set", "rule", "response")


def content_keys(kind: Kind, columns: Sequence[Sequence[Value]]) -> list[str]:
    """Make ids from kind, ends and references (the source among them), role or kind or part, and first date.

    The same content gives the same id, so that a row loaded twice is one record. Ends of undirected links must
    be in order; the key column is not read.
    """
    telling = [
        columns[kind.index[field.name]]
        for field in kind.fields
        if field.target is not None or field.name in _DISTINGUISHING
    ]
    dates = [
        columns[kind.index[field.name]] for field in kind.fields if field.type is date and field.name != "review_by"
    ]
    first_dates = dates[0]
    for later in dates[1:]:
        first_dates = [day if day is not None else later_day for day, later_day in zip(first_dates, later, strict=True)]
    keys = []
    for values in zip(*telling, first_dates, strict=True):
        text = "\x1f".join("" if value is None else str(value) for value in (kind.name, *values))
        keys.append(hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest())
    return keys
