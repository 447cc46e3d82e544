"""The lists: whom to reach with the message, whom to warn, who could carry it on, with the reasons for each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from starlette.responses import Response

from graph_service.analysis.groups import GROUPS
from graph_service.analysis.priorities import PRIORITIES, LaneParameters
from graph_service.analysis.priorities_parts import LANES, LaneName
from graph_service.analysis.result import WITHHELD
from graph_service.analysis.scorecard import LineageParameters
from graph_service.domain.rights import Agency
from graph_service.errors import InputError, NotFoundError
from graph_service.exports import copy_mark, new_copy_id
from graph_service.list_files import check_form, list_file
from graph_service.services.access import may_receive, may_use
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.lane_filters import MEETING_DAYS, FilteredLane, LaneFilters, filtered_lane
from graph_service.services.lane_filters import supervising_agencies as agencies_of
from graph_service.services.person_names import names
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.table_part import asked_part, part_at
from graph_service.wording import words

TITLE = N_("Lists")
LANE_TITLES = {
    "message": N_("Whom to reach with the message"),
    "safety": N_("Whom to warn"),
    "messenger": N_("Who could carry the message"),
}
LANE_NAMES = {"message": N_("Message"), "safety": N_("Safety"), "messenger": N_("Messengers")}
FIELDS = ("group", "supervised", "meeting", "reachable", "agency", "since", "new", "for")
YES = "yes"
N_SHOWN = 40  # rows of a part


def first_list(request: PageRequest) -> Response:
    """Go to the first of the lists."""
    return request.go(request.address("lists", LANES[0]))


def show_list(request: PageRequest) -> Response:
    """Show a lane, or send it as a file."""
    form = request.query("download")
    return _sent(request, form) if form else _shown(request, {})


def show_names(request: PageRequest) -> Response:
    """Show a lane with the names of those on it, which is written down."""
    context, lane = _context(request), _lane(request)
    shown = filtered_lane(context, *lane, as_of=request.day, cut=asked_part(request, size=N_SHOWN))
    person_ids = [row.person.person_id for row in shown.lane.rows if row.person.person_id != WITHHELD]
    named = names(context, person_ids=person_ids, as_of=request.day).persons if person_ids else ()
    return _shown(request, {person.person_id: person.names or () for person in named}, shown)


def _context(request: PageRequest) -> Context:
    recipient = request.query("for")
    return request.held.made_for(recipient) if recipient else request.held


def _lane(request: PageRequest) -> tuple[LaneParameters, LaneFilters]:
    lane = request.part("lane")
    if lane not in LANES:
        message = f"there is no list {lane[:40]!r}: it is one of {', '.join(LANES)}"
        raise NotFoundError(message)
    group = request.query("group")
    parameters = LaneParameters(lane=LaneName(lane), groups=(group,) if group else None)
    filters = LaneFilters(
        **{name: request.query(name) == YES for name in ("supervised", "meeting", "reachable", "new")},
        agency=request.query("agency"),
        since=_since(request),
    )
    return parameters, filters


def _since(request: PageRequest) -> date | None:
    text = request.query("since")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        message = f"{text[:20]!r} is not a day: write it as 2020-12-03"
        raise InputError(message) from error


def _shown(
    request: PageRequest, shown_names: Mapping[str, tuple[str, ...]], shown: FilteredLane | None = None
) -> Response:
    context, (parameters, filters) = _context(request), _lane(request)
    may_see = may_receive(context, PRIORITIES.name)
    if shown is None and may_see:
        cut = asked_part(request, size=N_SHOWN)
        shown = filtered_lane(context, parameters, filters, as_of=request.day, cut=cut)
    held = replace(context, recipient="")  # what the form offers is for the caller
    groups = answer(held, GROUPS, LineageParameters(), as_of=request.day).groups
    caller = context.caller
    return request.show(
        "list.html",
        title=request.translator.text(LANE_TITLES[parameters.lane.value]),
        lanes=[(name, request.translator.text(LANE_NAMES[name]), _address(request, lane=name)) for name in LANES],
        lane_name=parameters.lane.value,
        shown=shown,
        filters=filters,
        group=request.query("group"),
        groups=groups,
        group_names={row.group_id: row.name for row in groups},
        agencies=agencies_of(held, request.day),
        recipient=context.recipient,
        recipients=[agency.value for agency in Agency if agency.value != caller.agency],
        names=shown_names,
        may_name=may_use(caller, "names") and may_receive(context, "names"),
        meeting_days=MEETING_DAYS,
        here=_address(request, start=request.query("start")),
        part=None if shown is None else part_at(request, shown.lane.rows, shown.lane.n_rows, size=N_SHOWN),
        files=[(form, _address(request, download=form)) for form in ("xlsx", "csv")],
        mark=_mark(request, context.recipient),
    )


def _mark(request: PageRequest, recipient: str) -> str:
    """What stands above an extract for another agency."""
    if not recipient:
        return ""
    text = request.translator.text(
        "Extract for the {recipient}: only what that agency may see. Made by {name}, {agency}."
    )
    caller = request.context.caller
    agencies = [words.agency(request.translator, name) for name in (recipient, caller.agency)]
    return text.format(recipient=agencies[0], name=caller.name, agency=agencies[1])


def _address(request: PageRequest, lane: str = "", **more: str) -> str:
    """Return the address of a list with the filters of this one."""
    values = {"as_of": request.query("as_of"), **{name: request.query(name) for name in FIELDS}, **more}
    query = urlencode({name: value for name, value in values.items() if value})
    path = f"/lists/{lane or request.part('lane')}"
    return f"{path}?{query}" if query else path


def _sent(request: PageRequest, form: str) -> Response:
    check_form(form)
    context, (parameters, filters) = _context(request), _lane(request)
    copy_id = new_copy_id()
    shown = filtered_lane(context, parameters, filters, as_of=request.day, details={"copy": f".{form} {copy_id}"})
    mark = copy_mark(context.caller, copy_id, context.recipient, translator=request.translator)
    file = list_file(shown.lane, PRIORITIES, form, request.translator, handling=mark)
    name = f"{parameters.lane.value}_{shown.lane.as_of}_{copy_id}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)


PAGES = (
    Page(path="/lists", name="lists", title=TITLE, actions=(PRIORITIES.name,), show=first_list, in_menu=True),
    Page(path="/lists/{lane}", name="list", title=TITLE, actions=(PRIORITIES.name,), show=show_list, act=show_names),
)
