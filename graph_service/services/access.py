"""Access: who may use what, what he sees of the answer, and the audit event that every use writes.

A use case calls `authorise` first and gives its answer through `disclosed`, which projects it to the
caller and writes the event; if the event cannot be written, nobody gets an answer.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from graph_service.analysis.result import Parameter, Result
from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.rights import rights_of
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import AccessError, PurposeMissingError
from graph_service.ports import AuditEvent
from graph_service.services.projection import persons_in, project, view_of
from graph_service.services.workplace import Workplace

R = TypeVar("R", bound=Result)
MIN_PURPOSE, MAX_PURPOSE = 3, 200  # characters
PERSON_PARAMETERS = frozenset({"person_id", "pool", "query"})  # in the audit trail persons stand by reference alone


@dataclass(frozen=True, slots=True)
class UseCase:
    """Who may use it: one of the roles, who sees the field classes that its answer rests on."""

    roles: frozenset[CallerRole]
    needs: frozenset[DataClass] = frozenset()


_READERS = frozenset({CallerRole.ANALYST, CallerRole.COORDINATOR, CallerRole.PROBATION, CallerRole.ADMIN})
_PARTNERS = _READERS | {CallerRole.EXIT_WORKER}
_WRITERS = frozenset({CallerRole.ANALYST, CallerRole.COORDINATOR, CallerRole.ADMIN})
_ADMIN = frozenset({CallerRole.ADMIN})
_OVERSIGHT = frozenset({CallerRole.ADMIN, CallerRole.AUDITOR})
_INTELLIGENCE = frozenset({DataClass.INTELLIGENCE})

USE_CASES: Mapping[str, UseCase] = MappingProxyType(
    {
        "scorecard": UseCase(_READERS, _INTELLIGENCE),
        "groups": UseCase(_READERS, _INTELLIGENCE),
        "conflicts": UseCase(_READERS, _INTELLIGENCE),
        "incidents": UseCase(_READERS, _INTELLIGENCE),
        "network": UseCase(_READERS, _INTELLIGENCE),
        "priorities": UseCase(_READERS, _INTELLIGENCE),
        "explain": UseCase(_READERS, _INTELLIGENCE),
        "representatives": UseCase(_READERS, _INTELLIGENCE),
        "search": UseCase(_PARTNERS, frozenset({DataClass.OPEN})),
        "person": UseCase(_PARTNERS, frozenset({DataClass.OPEN})),
        "check": UseCase(_WRITERS),
        "import": UseCase(_WRITERS),
        "erase": UseCase(_ADMIN),
        "copy": UseCase(_ADMIN),
        "store_info": UseCase(_PARTNERS | _OVERSIGHT),
        "token_create": UseCase(_ADMIN),
        "token_list": UseCase(_ADMIN),
        "token_revoke": UseCase(_ADMIN),
        "audit_list": UseCase(_OVERSIGHT),
        "audit_verify": UseCase(_OVERSIGHT),
        "audit_checkpoint": UseCase(_OVERSIGHT),
    }
)


def use_cases_as_markdown() -> str:
    """Write the table of use cases as Markdown.

    Returns
    -------
    str
        A row a use case, a column a role.
    """
    roles = tuple(CallerRole)
    lines = [
        f"| use case | {' | '.join(role.value for role in roles)} | of those, who sees |",
        f"|---|{'---|' * (len(roles) + 1)}",
    ]
    for name, rule in USE_CASES.items():
        cells = " | ".join("yes" if role in rule.roles else "–" for role in roles)
        lines.append(f"| {name} | {cells} | {', '.join(sorted(one.value for one in rule.needs))} |")
    return "\n".join(lines) + "\n"


def authorise(caller: Caller, use_case: str) -> None:
    """Let a caller through, or refuse.

    Parameters
    ----------
    caller : Caller
        Who asks.
    use_case : str
        A name in `USE_CASES`.

    Raises
    ------
    AccessError
        If his role may not use it, or he does not see what its answer rests on.
    PurposeMissingError
        If he does not say what for.
    """
    if caller.is_local:
        return
    rule = USE_CASES[use_case]
    if caller.role not in rule.roles or not rule.needs <= rights_of(caller):
        message = f"a caller who is {caller.role.value} of {caller.agency} may not use {use_case}: see docs/access.md"
        raise AccessError(message)
    check_purpose(caller.purpose)


def check_purpose(purpose: str) -> None:
    """Refuse to work without a purpose.

    Parameters
    ----------
    purpose : str
        What the caller says it is for.

    Raises
    ------
    PurposeMissingError
        If it is too short or long, or not one line of text.
    """
    if not MIN_PURPOSE <= len(purpose.strip()) <= MAX_PURPOSE or not purpose.isprintable():
        length = f"{MIN_PURPOSE} to {MAX_PURPOSE} characters"
        message = f"say what for, in one line of {length}: with --purpose, or in the header X-Purpose"
        raise PurposeMissingError(message)


def disclosed(
    place: Workplace,
    caller: Caller,
    use_case: str,
    snapshot: Snapshot,
    result: R,
    *,
    page: Callable[[R], R] | None = None,
    about: Collection[str] = (),
    details: Mapping[str, str | int] | None = None,
) -> R:
    """Return what a caller may see of a result, once it is written down that he saw it.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    use_case : str
        A name in `USE_CASES`.
    snapshot : Snapshot
        What the result was computed on.
    result : R
        Computed on everything.
    page : Callable[[R], R] | None
        Takes from what he may see the page that he asks for.
    about : Collection[str]
        Ids of persons whom the caller named himself.
    details : Mapping[str, str | int] | None
        More for the audit trail.

    Returns
    -------
    R
        The same for the local caller.
    """
    seen = seen_by(caller, snapshot, result)
    if page is not None:
        seen = page(seen)
    told = {**details_of(result), **(details or {})}
    note_use(place, caller, use_case, subjects={*persons_in(seen), *about}, details=told)
    return seen


def seen_by(caller: Caller, snapshot: Snapshot, result: R) -> R:
    """Return what a caller may see of a result, without writing it down: for a part of it to be disclosed.

    Parameters
    ----------
    caller : Caller
        Who asks.
    snapshot : Snapshot
        What the result was computed on.
    result : R
        Computed on everything.

    Returns
    -------
    R
        The same for the local caller.
    """
    return result if caller.is_local else project(result, view_of(snapshot, rights_of(caller)))


def note_use(
    place: Workplace,
    caller: Caller,
    use_case: str,
    *,
    subjects: Iterable[str] = (),
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Write an audit event that changes no record; nothing for the local caller.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    use_case : str
        What was done.
    subjects : Iterable[str]
        Ids of the persons whom it showed or concerned; stored as random references.
    details : Mapping[str, str | int] | None
        Parameters, without names and without ids of persons.
    """
    if not caller.is_local:
        event = event_of(caller, use_case, subjects=subjects, details=details)
        place.store.record_event(event, recorded_at=place.clock.now())


def event_of(
    caller: Caller,
    use_case: str,
    *,
    subjects: Iterable[str] = (),
    details: Mapping[str, str | int] | None = None,
) -> AuditEvent:
    """Return the audit event of a use.

    Parameters
    ----------
    caller : Caller
        Who asks.
    use_case : str
        What is done.
    subjects : Iterable[str]
        Ids of persons.
    details : Mapping[str, str | int] | None
        Parameters.

    Returns
    -------
    AuditEvent
        To be written with the change, or alone.
    """
    as_whom: dict[str, str | int] = {"role": caller.role.value, "agency": caller.agency}
    if caller.shows_protected:
        as_whom["shows_protected"] = "yes"
    return AuditEvent(
        use_case, caller.name, caller.purpose, {**as_whom, **(details or {})}, tuple(sorted(set(subjects)))
    )


def details_of(result: Result) -> dict[str, str | int]:
    """Return what the audit trail says of a result: of what, how; no name and no id of a person.

    Parameters
    ----------
    result : Result
        A result.

    Returns
    -------
    dict[str, str | int]
        Snapshot, day, policy and parameters.
    """
    found: dict[str, str | int] = {"snapshot_id": result.snapshot_id, "as_of": result.as_of.isoformat()}
    found["policy"] = f"{result.policy['id']} {result.policy['version']}"
    for name, value in result.parameters.items():
        if name not in PERSON_PARAMETERS:
            found[name] = _short(value)
        elif isinstance(value, tuple):
            found[f"n_{name}"] = len(value)
    return found


def _short(value: Parameter) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    return " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
