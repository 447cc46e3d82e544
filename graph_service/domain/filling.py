"""Acts fill once: what a later version of an act may add to what stands there, and what it may not change."""

from collections.abc import Mapping
from types import MappingProxyType

from graph_service.domain.schema import Kind, Row, Value
from graph_service.domain.vocabulary import Answer, CallInStatus, SupportStatus
from graph_service.errors import ActExistsError

_N_TOLD = 5

_FORWARD: Mapping[tuple[str, str], Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        ("call_in", "status"): {CallInStatus.PLANNED: frozenset({CallInStatus.HELD, CallInStatus.CANCELLED})},
        ("support_case", "status"): {
            SupportStatus.REQUESTED: frozenset(
                {SupportStatus.ACTIVE, SupportStatus.COMPLETED, SupportStatus.WITHDRAWN}
            ),
            SupportStatus.ACTIVE: frozenset({SupportStatus.COMPLETED, SupportStatus.WITHDRAWN}),
        },
        ("attendance", "attended"): {Answer.UNKNOWN: frozenset({Answer.YES, Answer.NO})},
    }
)


def is_empty(value: Value) -> bool:
    """Tell whether a cell holds nothing."""
    return value is None or value == ()


def filled(before: Row, brought: Row) -> Row:
    """Return an act with what a later version adds; an empty cell never empties one that is filled."""
    return tuple(old if is_empty(new) else new for old, new in zip(before, brought, strict=True))


def overwritten(kind: Kind, before: Row, brought: Row) -> list[str]:
    """Return the columns of an act that a later version would change though they are filled and do not move forward."""
    return [
        name
        for name, old, new in zip(kind.names, before, brought, strict=True)
        if not is_empty(old) and not is_empty(new) and old != new and not _is_forward(kind, name, old, new)
    ]


def refuse_overwriting(kind: Kind, before: Row, brought: Row) -> None:
    """Refuse a later version of an act that would change what is filled."""
    if columns := overwritten(kind, before, brought):
        raise ActExistsError(overwriting(kind, {str(before[0]): columns}))


def overwriting(kind: Kind, columns: Mapping[str, list[str]]) -> str:
    """Say which acts a later version would change, and what to do; columns by key."""
    acts = [f"{key} ({', '.join(names)})" for key, names in sorted(columns.items())[:_N_TOLD]]
    more = f" and {len(columns) - _N_TOLD} more" if len(columns) > _N_TOLD else ""
    return (
        f"{kind.table}: what is recorded of an act stays, and this says otherwise: {'; '.join(acts)}{more}; leave the "
        "column as it was, or record a correction with its reason"
    )


def _is_forward(kind: Kind, name: str, old: Value, new: Value) -> bool:
    return str(new) in _FORWARD.get((kind.name, name), {}).get(str(old), ())
