"""A person: why listed, why not and what is missing; then everything on record, as far as the caller may see it."""

from dataclasses import replace
from datetime import date

from markupsafe import Markup
from starlette.responses import Response

from graph_service.analysis.around import AROUND, MAX_SHOWN, Around, AroundParameters
from graph_service.analysis.explanation import EXPLAIN, PersonParameters
from graph_service.analysis.explanation_parts import Explanation
from graph_service.analysis.groups import GROUPS
from graph_service.analysis.result import WITHHELD
from graph_service.analysis.scorecard import LineageParameters
from graph_service.errors import AnalysisError, InputError
from graph_service.services.access import may_use
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.person_names import names
from graph_service.services.persons import PersonDetail
from graph_service.services.persons import person as person_detail
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest, anchor
from graph_service.web.person_records import Section, all_lines, sections
from graph_service.web.rooms.lists import LANE_NAMES
from visualizations.theme_line import ThemeEntry, theme_line

TITLE = N_("Person")


def show_person(request: PageRequest) -> Response:
    """Show a person without names."""
    return _shown(request, ())


def show_names(request: PageRequest) -> Response:
    """Show a person with their names, which is written down."""
    named = names(request.held, person_ids=[request.part("person_id")], as_of=request.day).persons
    return _shown(request, tuple(name for person in named for name in (*(person.names or ()), *(person.aliases or ()))))


def _shown(request: PageRequest, shown_names: tuple[str, ...]) -> Response:
    context, person_id = request.held, request.part("person_id")
    detail = person_detail(context, person_id=person_id, as_of=request.day)
    if detail.person_id == WITHHELD:
        return request.show("person_withheld.html", title=request.translator.text(TITLE), detail=detail)
    may_explain = may_use(context.caller, EXPLAIN.name)
    explanation = (
        answer(context, EXPLAIN, PersonParameters(person_id=person_id), as_of=request.day) if may_explain else None
    )
    parts = sections(request, detail, explanation)
    nearby = _around(context, detail, request.day) if may_explain else None
    return request.show(
        "person.html",
        title=detail.label if detail.label == detail.person_id else f"{detail.label} ({detail.person_id})",
        detail=detail,
        explanation=explanation,
        lanes=_lanes(request, explanation),
        group_names=_group_names(context, request.day) if may_explain else {},
        sections=_without_counted(parts, nearby),
        withheld=[section for section in parts if section.n_withheld],
        nearby=nearby,
        anchor=anchor,
        undated=[(section, line) for section, line in all_lines(parts) if line.day is None],
        theme=sorted(
            ((section, line) for section, line in all_lines(parts) if line.day is not None),
            key=lambda pair: (pair[1].day, pair[1].record_id),
            reverse=True,
        ),
        drawing=_drawing(request, detail, _entries(parts)),
        names=shown_names,
        may_name=may_use(context.caller, "names"),
        record_link=request.link("record", "fact", person=detail.person_id),
        map_link=request.link("map", person=detail.person_id),
        own_history=request.link("record", "person", detail.person_id),
    )


def _lanes(request: PageRequest, explanation: Explanation | None) -> list[dict[str, object]]:
    """The verdicts in the order of the lists, with the address of each list."""
    if explanation is None:
        return []
    return [
        {
            "name": request.translator.text(LANE_NAMES[lane]),
            "address": request.address("lists", lane),
            "lane": lane,
            "verdict": verdict,
        }
        for lane, verdict in explanation.lanes.items()
    ]


def _group_names(context: Context, as_of: date | None) -> dict[str, str]:
    return {row.group_id: row.name for row in answer(context, GROUPS, LineageParameters(), as_of=as_of).groups}


def _around(context: Context, detail: PersonDetail, as_of: date | None) -> Around | None:
    """Who is tied to the person; None: the person is in no network on the day."""
    parameters = AroundParameters(persons=(detail.person_id,), most=MAX_SHOWN)
    try:
        return answer(context, AROUND, parameters, as_of=as_of)
    except (AnalysisError, InputError):
        return None


def _without_counted(parts: tuple[Section, ...], nearby: Around | None) -> tuple[Section, ...]:
    """Leave out ties that stand among the evidence already."""
    counted = {record.record_id for tie in nearby.ties for record in tie.records} if nearby is not None else set()
    rest = (
        replace(section, lines=tuple(line for line in section.lines if line.record_id not in counted))
        for section in parts
    )
    return tuple(section for section in rest if section.lines)


def _entries(parts: tuple[Section, ...]) -> list[ThemeEntry]:
    return [
        ThemeEntry(section.title, line.day, line.until, f"{line.day}: {line.text}", line.precision, line.lasts)
        for section, line in all_lines(parts)
        if line.day is not None
    ]


def _drawing(request: PageRequest, detail: PersonDetail, entries: list[ThemeEntry]) -> Markup:
    text = request.translator.text
    title = text("Everything on record about {person} on one time axis; the same follows as a table.")
    drawn = theme_line(
        entries,
        as_of=detail.as_of,
        title=title.format(person=detail.label),
        today=text("The day of this page: {day}").format(day=detail.as_of),
    )
    return Markup(drawn)  # noqa: S704  every text in it was escaped


PAGES = (
    Page(
        path="/persons/{person_id}", name="person", title=TITLE, actions=("person",), show=show_person, act=show_names
    ),
)
