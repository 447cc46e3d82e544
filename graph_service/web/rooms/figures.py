"""The figures of the programme: for a period, each number with its rows one step away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from starlette.responses import Response

from graph_service.analysis.figures.parts import Figure, FigureNumber, FigureParameters, FigureRow, Figures
from graph_service.analysis.figures.question import FIGURES
from graph_service.analysis.figures.words import FIGURE_WORDS
from graph_service.analysis.result import WITHHELD
from graph_service.errors import InputError, NotFoundError
from graph_service.exports import copy_mark, new_copy_id
from graph_service.languages.translator import Translator
from graph_service.list_files import check_form, list_file
from graph_service.services.frame import answer
from graph_service.web.figure_charts import days_to_visit, shootings_by_year
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.refusals import refusal_text
from graph_service.wording import figures as wording
from graph_service.wording.words import word

TITLE = N_("Figures")
NOT_A_DAY = N_("Write a day such as 2020-12-03.")
YES = "yes"
UNPROCESSABLE = 422
SAME_CATEGORIES = {
    "answers": ("answer", "any_answer"),
    "shootings": ("year", "to_date", "coarse"),
    "call_ins": ("reached", "reachable"),
}
WITHOUT_ROWS = frozenset({"reachable"})  # of how many, not who
PAGES_OF_KINDS = {"person": "persons", "group": "groups", "incident": "incidents"}
PARTS: Sequence[tuple[str, Sequence[str]]] = (
    (N_("Visits"), ("visits",)),
    (N_("Who was visited"), ("lethal_violence", "since_start", "not_found")),
    (N_("What they answered, and what came after"), ("answers", "ignored")),
    (N_("Help"), ("exit_programme", "moved", "in_touch")),
    (N_("From incident to visit"), ("incident_to_visit",)),
    (N_("Detained now"), ("detained",)),
    (N_("Shootings"), ("shootings",)),
    (N_("Lists and call-ins"), ("lists", "call_ins")),
)


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number as the page shows it; `address` leads to its rows, empty: there are none to show."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class NumberLine:
    """All numbers of one code: one without a category, or one for each."""

    label: str
    entries: Sequence[NumberCell]


@dataclass(frozen=True, slots=True)
class Beside:
    """Numbers of several codes that have the same categories: a row a category, a column a code."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[NumberCell]]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the page shows it."""

    title: str
    unanswered: str
    shows_rows: bool
    beside: Beside | None
    lines: Sequence[NumberLine]


@dataclass(frozen=True, slots=True)
class FigureForm:
    """What was asked for, as it was typed."""

    first: str
    last: str
    round_id: str
    outside: bool

    def query(self) -> dict[str, str]:
        """Return it as an address holds it."""
        return {"from": self.first, "to": self.last, "round": self.round_id, "outside": YES if self.outside else ""}


def show_figures(request: PageRequest) -> Response:
    """Show the figures, or send them with their rows as a file."""
    form, faults = _form(request), _faults(request)
    if faults:
        return _refused(request, form, faults)
    parameters = _parameters(form)
    try:
        if request.query("download"):
            return _sent(request, parameters)
        return _numbers(request, form, parameters)
    except InputError as error:
        return _refused(request, form, {"": refusal_text(request, error)})


def show_rows(request: PageRequest) -> Response:
    """Show the rows behind a number of a figure, or behind all of them."""
    form, name, key = _form(request), request.part("figure"), request.query("number")
    if name not in FIGURE_WORDS:
        message = f"there is no figure {name[:40]!r}: it is one of {', '.join(FIGURE_WORDS)}"
        raise NotFoundError(message)
    if _faults(request):
        return request.go(request.address("figures", **form.query()))

    def of_figure(result: Figures) -> Figures:
        return replace(result, figures=(_counted_in(result.figure(name), key),))

    result = answer(request.held, FIGURES, _parameters(form), as_of=request.day, narrow=of_figure)
    (figure,) = result.figures
    number = next((number for number in figure.numbers if number.key == key), None)
    labels = {number.key: _label(request.translator, number) for number in figure.numbers}
    rows = [row for row in figure.rows if row.person_id != WITHHELD]
    telling = _telling(rows)
    title = wording.figure_title(request.translator, figure)
    return request.show(
        "figure_rows.html",
        title=title[:1].upper() + title[1:],
        result=result,
        figure=figure,
        number=None
        if number is None
        else (_full_label(request.translator, number), wording.number_text(request.translator, number.value)),
        rows=[(row, [labels[word] for word in row.counted_in if word in telling & labels.keys()]) for row in rows],
        n_withheld=len(figure.rows) - len(rows),
        group_names=_group_names(result),
        pages=_open_pages(request),
        back=request.address("figures", **form.query()),
    )


def _counted_in(figure: Figure, key: str) -> Figure:
    """Leave out the rows that a number does not count; of those withheld nobody says whether it does."""
    rows = tuple(row for row in figure.rows if not key or key in row.counted_in or row.person_id == WITHHELD)
    return replace(figure, rows=rows)


def _telling(rows: Sequence[FigureRow]) -> set[str]:
    """Return the numbers that count some of the rows and not all of them."""
    n_rows = Counter(key for row in rows for key in row.counted_in)
    return {key for key, n in n_rows.items() if n < len(rows)}


def _label(spoken: Translator, number: FigureNumber) -> str:
    return wording.category_label(spoken, number) if number.category else wording.number_label(spoken, number)


def _full_label(spoken: Translator, number: FigureNumber) -> str:
    label = wording.number_label(spoken, number)
    return f"{label}: {wording.category_label(spoken, number)}" if number.category else label


def _group_names(result: Figures) -> dict[str, str]:
    return {
        number.category: number.name
        for figure in result.figures
        for number in figure.numbers
        if number.code == "group" and number.name
    }


def _open_pages(request: PageRequest) -> dict[str, str]:
    """Return by kind of record the pages that the caller may open."""
    return {kind: page for kind, page in PAGES_OF_KINDS.items() if request.link(page, "x")}


def _parameters(form: FigureForm) -> FigureParameters:
    return FigureParameters(
        from_day=_day(form.first), to_day=_day(form.last), round_id=form.round_id or None, outside=form.outside
    )


def _form(request: PageRequest) -> FigureForm:
    return FigureForm(
        request.query("from"), request.query("to"), request.query("round"), request.query("outside") == YES
    )


def _faults(request: PageRequest) -> dict[str, str]:
    faults = {}
    for name in ("from", "to"):
        try:
            _day(request.query(name))
        except ValueError:
            faults[name] = request.translator.text(NOT_A_DAY)
    return faults


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _refused(request: PageRequest, form: FigureForm, faults: Mapping[str, str]) -> Response:
    """Show the figures of the period that is meant where nothing is said, with the form as it was filled in."""
    return _numbers(request, form, FigureParameters(outside=form.outside), faults)


def _numbers(
    request: PageRequest, form: FigureForm, parameters: FigureParameters, faults: Mapping[str, str] | None = None
) -> Response:
    spoken = request.translator
    result = answer(request.held, FIGURES, parameters, as_of=request.day, narrow=_without_rows)
    by_name = {figure.name: figure for figure in result.figures}
    return request.show(
        "figures.html",
        status=UNPROCESSABLE if faults else 200,
        title=spoken.text(TITLE),
        result=result,
        filled=form,
        faults=faults or {},
        parts_of_page=[
            (spoken.text(title), names[0], [_shown(request, form, by_name[name]) for name in names])
            for title, names in PARTS
        ],
        charts={
            "shootings": shootings_by_year(spoken, by_name["shootings"]),
            "incident_to_visit": days_to_visit(spoken, by_name["incident_to_visit"]),
        },
        files=[(kind, request.address("figures", **form.query(), download=kind)) for kind in ("xlsx", "csv")],
    )


def _without_rows(result: Figures) -> Figures:
    """Leave out the rows: the page shows numbers, and days on a chart without whose they are."""
    return replace(result, figures=tuple(replace(figure, rows=_days_alone(figure)) for figure in result.figures))


def _days_alone(figure: Figure) -> tuple[FigureRow, ...]:
    if figure.name != "incident_to_visit":
        return ()
    return tuple(
        replace(row, person_id=None, on=None, precision=None, group_ids=(), record_ids=())
        for row in figure.rows
        if row.days is not None
    )


def _shown(request: PageRequest, form: FigureForm, figure: Figure) -> Shown:
    spoken = request.translator
    beside = SAME_CATEGORIES.get(figure.name, ())
    lines = []
    for code, group in groupby(figure.numbers, key=lambda number: number.code):
        numbers = list(group)
        if code not in beside:
            label = wording.number_label(spoken, numbers[0])
            lines.append(NumberLine(label, [_entry(request, form, figure, number) for number in numbers]))
    title = wording.figure_title(spoken, figure)
    unanswered = wording.unanswered_text(spoken, figure)
    table = None if unanswered else _beside(request, form, figure, beside)
    return Shown(title[:1].upper() + title[1:], unanswered, figure.shows_rows, table, () if unanswered else lines)


def _beside(request: PageRequest, form: FigureForm, figure: Figure, codes: Sequence[str]) -> Beside | None:
    """Return the numbers of some codes by category; None: there are none."""
    by_category: dict[str, list[FigureNumber]] = {}
    for number in figure.numbers:
        if number.code in codes:
            by_category.setdefault(number.category, []).append(number)
    shown_codes = [code for code in codes if any(number.code == code for number in figure.numbers)]
    if not by_category:
        return None
    rows = []
    for numbers in by_category.values():
        entries = {number.code: _entry(request, form, figure, number) for number in numbers}
        label = wording.category_label(request.translator, numbers[0])
        rows.append((label, [entries.get(code, NumberCell(label, "–")) for code in shown_codes]))
    return Beside([word(request.translator, code, "FigureNumber") for code in shown_codes], rows)


def _entry(request: PageRequest, form: FigureForm, figure: Figure, number: FigureNumber) -> NumberCell:
    spoken = request.translator
    label = wording.category_label(spoken, number) if number.category else ""
    is_number = number.value is not None and not isinstance(number.value, str)
    has_rows = figure.shows_rows and is_number and bool(number.value) and number.code not in WITHOUT_ROWS
    key = number.derived_from or number.key
    address = request.address("figures", figure.name, **form.query(), number=key) if has_rows else ""
    return NumberCell(label, wording.number_text(spoken, number.value), address)


def _sent(request: PageRequest, parameters: FigureParameters) -> Response:
    form = request.query("download")
    check_form(form)
    copy_id = new_copy_id()
    result = answer(request.held, FIGURES, parameters, as_of=request.day, details={"copy": f".{form} {copy_id}"})
    mark = copy_mark(request.context.caller, copy_id, translator=request.translator)
    file = list_file(result, FIGURES, form, request.translator, handling=mark)
    name = f"figures_{result.from_day}_{result.to_day}_{copy_id}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)


PAGES = (
    Page(path="/figures", name="figures", title=TITLE, actions=(FIGURES.name,), show=show_figures, in_menu=True),
    Page(path="/figures/{figure}", name="figure", title=TITLE, actions=(FIGURES.name,), show=show_rows),
)
