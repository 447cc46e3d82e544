"""Access: who may do what, and the audit event that every use writes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType

from graph_service.analysis.registry import QUESTIONS
from graph_service.domain.audit import AuditEvent
from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.rights import granted_to, rights_of
from graph_service.domain.use_case import READERS, Rule
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import AccessError, AuthenticationError, PurposeMissingError, StoreError
from graph_service.services.context import Context

MIN_PURPOSE, MAX_PURPOSE = 3, 200  # characters
PARTNERS = READERS | {CallerRole.EXIT_WORKER}
_WRITERS = frozenset({CallerRole.ANALYST, CallerRole.COORDINATOR, CallerRole.ADMIN, CallerRole.SERVICE})
_DECIDERS = _WRITERS - {CallerRole.SERVICE}  # of those, who joins persons: see the table of writing
_ADMIN = frozenset({CallerRole.ADMIN})
_OVERSIGHT = frozenset({CallerRole.ADMIN, CallerRole.AUDITOR})
_OPEN = frozenset({DataClass.OPEN})

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **{question.action or question.name: question.rule for question in QUESTIONS},
        "search": Rule(PARTNERS, _OPEN),
        "person": Rule(PARTNERS, _OPEN),
        "names": Rule(PARTNERS, _OPEN | {DataClass.IDENTITY}),
        "check": Rule(_WRITERS),
        "diff": Rule(_WRITERS),
        "import": Rule(_WRITERS),
        "record_read": Rule(PARTNERS, _OPEN),
        "record_write": Rule(_WRITERS - {CallerRole.SERVICE}),
        "export": Rule(PARTNERS, _OPEN),
        "export_whole": Rule(_ADMIN),
        "duplicates_join": Rule(_DECIDERS),
        "duplicates_undo": Rule(_DECIDERS),
        "erase": Rule(_ADMIN),
        "copy": Rule(_ADMIN),
        "store_info": Rule(PARTNERS | _OVERSIGHT),
        "store_verify": Rule(_OVERSIGHT),
        "store_purge": Rule(_ADMIN),
        "store_upgrade": Rule(_ADMIN),
        "token_create": Rule(_ADMIN),
        "token_list": Rule(_ADMIN),
        "token_renew": Rule(_ADMIN),
        "token_revoke": Rule(_ADMIN),
        "audit_list": Rule(_OVERSIGHT),
        "audit_verify": Rule(_OVERSIGHT),
        "audit_export": Rule(_OVERSIGHT),
        "audit_checkpoint": Rule(_OVERSIGHT),
    }
)


def rules_as_markdown() -> str:
    """Write the table of who may do what as Markdown."""
    roles = tuple(CallerRole)
    lines = [
        f"| use case | {' | '.join(role.value for role in roles)} | of those, who sees |",
        f"|---|{'---|' * (len(roles) + 1)}",
    ]
    for action, rule in RULES.items():
        cells = " | ".join("yes" if role in rule.roles else "–" for role in roles)
        lines.append(f"| {action} | {cells} | {', '.join(sorted(needed.value for needed in rule.needs))} |")
    return "\n".join(lines) + "\n"


def may_use(caller: Caller, action: str) -> bool:
    """Tell whether a caller may do something, by role and field classes."""
    rule = RULES[action]
    return caller.is_local or (caller.role in rule.roles and rule.needs <= rights_of(caller))


def may_receive(context: Context, action: str) -> bool:
    """Tell whether an answer may go to whom the context makes it for; always, where that is the caller alone."""
    return not context.recipient or RULES[action].needs <= context.classes


def check_recipient(context: Context, action: str) -> None:
    """Refuse to make an answer for an agency that may see nothing of it."""
    if not may_receive(context, action):
        message = f"{context.recipient} may see nothing of {action}: see docs/access.md"
        raise AccessError(message, attempt=action)


def authorise(caller: Caller, action: str) -> None:
    """Let a caller through, or refuse: by role and field classes (`AccessError`), or for want of a purpose."""
    if caller.is_local:
        return
    if not may_use(caller, action):
        message = f"a caller who is {caller.role.value} of {caller.agency} may not use {action}: see docs/access.md"
        raise AccessError(message, attempt=action)
    check_purpose(caller.purpose)


def may_give(caller: Caller, role: CallerRole, agency: str) -> bool:
    """Tell whether a caller may give somebody a role: of the own agency, and no higher than the own.

    No higher is a role that sees no class of fields and may do nothing that the own does not.
    """
    if caller.agency != agency:
        return False
    sees_no_more = granted_to(role, agency) <= granted_to(caller.role, caller.agency)
    return sees_no_more and all(caller.role in rule.roles for rule in RULES.values() if role in rule.roles)


def check_purpose(purpose: str) -> None:
    """Refuse to work without a purpose in one line of text."""
    if not MIN_PURPOSE <= len(purpose.strip()) <= MAX_PURPOSE or not purpose.isprintable():
        length = f"{MIN_PURPOSE} to {MAX_PURPOSE} characters"
        message = f"say what for, in one line of {length}: with --purpose, or in the header X-Purpose"
        raise PurposeMissingError(message)


def note_use(
    context: Context,
    action: str,
    *,
    subjects: Iterable[str] = (),
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Write an audit event that changes no record; nothing for the local caller."""
    if not context.caller.is_local:
        made_for: dict[str, str | int] = {"recipient": context.recipient} if context.recipient else {}
        event = event_of(context.caller, action, subjects=subjects, details={**made_for, **(details or {})})
        context.store.record_event(event, recorded_at=context.clock.now())


@contextmanager
def refusals_noted(context: Context) -> Iterator[None]:
    """Write an audit event when somebody is refused what they tried."""
    try:
        yield
    except AccessError as error:
        note_refusal(context, error)
        raise


def note_refusal(context: Context, error: AccessError) -> None:
    """Write down what a known caller tried and may not do; where that cannot be written they are refused all the same.

    Who is not known leaves no event, or anybody could fill the trail; nor does who forgot to say what for.
    """
    if not isinstance(error, AuthenticationError | PurposeMissingError):
        with suppress(StoreError):
            note_use(context, "refused", details={"attempt": error.attempt or "unknown"})


def event_of(
    caller: Caller,
    action: str,
    *,
    subjects: Iterable[str] = (),
    details: Mapping[str, str | int] | None = None,
) -> AuditEvent:
    """Return the audit event of a use, to be written with a change or alone.

    `subjects` are ids of the persons whom it showed or concerned, stored as random references; `details`
    hold no name and no id of a person.
    """
    as_whom: dict[str, str | int] = {"role": caller.role.value, "agency": caller.agency}
    if caller.token_id:
        as_whom["by_token"] = caller.token_id
    if caller.shows_protected:
        as_whom["shows_protected"] = "yes"
    return AuditEvent(action, caller.name, caller.purpose, {**as_whom, **(details or {})}, tuple(sorted(set(subjects))))
