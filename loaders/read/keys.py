"""Ids for records that come without one, made from what they say."""

import hashlib
from collections.abc import Sequence
from datetime import date

from graph_service.domain.schema import Kind, Value

_KEY_BYTES = 10
# What makes it another record; a role, a status or a confidence may be corrected, and it is the same record then.
_DISTINGUISHING = ("kind", "part", "side", "joint_set", "rule")
_BEGINS = {"same_person": "decided_on", "group_succession": "occurred_on"}  # of other links: valid_from, or nothing


def content_keys(kind: Kind, columns: Sequence[Sequence[Value]]) -> list[str]:
    """Make ids from ends and references (the source among them), what makes it another record, and the first day.

    Of a link the first day is the one on which it begins, of an act the first that is given. A later version of a row
    has the same id, whatever it corrects beside these. Ends of undirected links must be in order; the key column is
    not read.
    """
    telling = [
        columns[kind.index[field.name]]
        for field in kind.fields
        if field.target is not None or field.name in _DISTINGUISHING
    ]
    if kind.is_act:
        dates = [columns[kind.index[field.name]] for field in kind.fields if field.type is date]
        telling.append([_first(days) for days in zip(*dates, strict=True)])
    else:
        begins = _BEGINS.get(kind.name, "valid_from")
        telling += [columns[kind.index[begins]]] if begins in kind.index else []
    keys = []
    for values in zip(*telling, strict=True):
        text = "\x1f".join("" if value is None else str(value) for value in (kind.name, *values))
        keys.append(hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest())
    return keys


def _first(days: Sequence[Value]) -> Value:
    return next((day for day in days if day is not None), None)
