"""The log: who looked at what, when and what for; how much on a day; and whether anybody changed it."""

from datetime import date, timedelta

from starlette.responses import Response, StreamingResponse

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import MAX_KEY_LENGTH
from graph_service.errors import InputError
from graph_service.services.access import RULES
from graph_service.services.auditing import AuditLine, TrailQuestion, list_audit, trail_lines, verify_audit
from graph_service.services.tokens import MAX_NAME
from graph_service.services.trail_volumes import trail_volumes
from graph_service.web.action_words import ACTIONS, action_word
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Log")
VOLUMES = N_("Volumes by day")
VERIFICATION = N_("Was the log changed?")
ROWS = 100
DAYS = 30  # of volumes, where no period is asked for
AS_WHOM = frozenset({"role", "agency"})
LEFT_OUT = AS_WHOM | {"subjects", "n_subjects", "by_token", "shows_protected"}


def show_log(request: PageRequest) -> Response:
    """Show the newest entries that were asked for."""
    fields = {name: request.query(name) for name in ("person", "user", "action", "since", "until")}
    question = TrailQuestion(
        person=fields["person"][:MAX_KEY_LENGTH] or None,
        user=fields["user"][:MAX_NAME] or None,
        action=fields["action"] or None,
        since=_day(fields["since"]),
        until=_day(fields["until"]),
        newest_first=True,
    )
    page = list_audit(request.context, after=_number(request.query("after")), limit=ROWS, question=question)
    words = {action: action_word(request.translator, action) for action in {*ACTIONS, *RULES}}
    return request.show(
        "log.html",
        title=request.translator.text(TITLE),
        entries=[(entry, _as_whom(entry), _details(entry)) for entry in page.entries],
        fields=fields,
        actions=sorted(words.items(), key=lambda pair: pair[1]),
        words=words,
        older=request.address("log", **fields, after=page.next_after) if page.next_after else "",
    )


def show_volumes(request: PageRequest) -> Response:
    """Show how much each caller did on each day of a period."""
    today = request.context.clock.today()
    until = _day(request.query("until")) or today
    since = _day(request.query("since")) or until - timedelta(days=DAYS - 1)
    volumes = trail_volumes(request.context, since=since, until=until)
    title = request.translator.text(VOLUMES)
    return request.show("log_volumes.html", title=title, volumes=volumes[:1_000], since=since, until=until)


def show_verification(request: PageRequest) -> Response:
    """Check that every entry follows from the one before."""
    verification = verify_audit(request.context)
    title = request.translator.text(VERIFICATION)
    return request.show("log_verification.html", title=title, verification=verification)


def export_log(request: PageRequest) -> Response:
    """Give the log out as lines of JSON, for a log outside the store."""
    lines = trail_lines(request.context, after=_number(request.query("after")))
    headers = {"Content-Disposition": 'attachment; filename="log.jsonl"'}
    return StreamingResponse(lines, headers=headers, media_type="application/x-ndjson")


def _as_whom(entry: AuditLine) -> tuple[CallerRole, Agency] | None:
    """Role and agency of who did it; an entry of an earlier version may name others."""
    try:
        return CallerRole(str(entry.details.get("role"))), Agency(str(entry.details.get("agency")))
    except ValueError:
        return None


def _details(entry: AuditLine) -> list[tuple[str, str | int]]:
    """What else was noted, without what stands in columns of its own, and references that say nothing to a reader."""
    return [(name, value) for name, value in sorted(entry.details.items()) if name not in LEFT_OUT]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        message = f"{text[:20]!r} is not a day: write it as 2020-12-03"
        raise InputError(message) from error


def _number(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) < 16):  # noqa: PLR2004  what every store holds
        message = f"{text[:20]!r} is no number of an entry: follow the link to older entries"
        raise InputError(message)
    return int(text or 0)


PAGES = (
    Page(path="/log", name="log", title=TITLE, actions=("audit_list",), show=show_log, in_menu=True),
    Page(path="/log/volumes", name="log_volumes", title=VOLUMES, actions=("audit_list",), show=show_volumes),
    Page(
        path="/log/verification",
        name="log_verification",
        title=VERIFICATION,
        actions=("audit_verify",),
        show=show_verification,
    ),
    Page(path="/log/export", name="log_export", title=TITLE, actions=("audit_export",), show=export_log),
)
