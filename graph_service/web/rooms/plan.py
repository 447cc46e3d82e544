"""A plan: whom to reach so that the message reaches everyone, whom each reaches, who is not reached and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from starlette.responses import Response

from graph_service.analysis.groups import GROUPS
from graph_service.analysis.representatives import REPRESENTATIVES, PlanParameters
from graph_service.analysis.representatives_parts import Representatives
from graph_service.analysis.scorecard import LineageParameters
from graph_service.domain.parameters import MAX_ITEMS
from graph_service.errors import InputError, NotFoundError
from graph_service.services.frame import answer
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.refusals import refusal_text

MEMBERS, SUPERVISED, NAMED = "members", "supervised", "named"
UNPROCESSABLE = 422
MOST_BUDGET = 10_000
NOT_A_NUMBER = N_("Write a whole number from {low} to {high}, or leave the field empty.")
NOBODY_NAMED = N_("Write the ids of the persons who may be chosen, or choose another pool.")


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What was filled in, as it was typed, and what is wrong with it by field."""

    groups: tuple[str, ...] = ()
    pool: str = MEMBERS
    pool_ids: str = ""
    must: str = ""
    must_not: str = ""
    budget: str = ""
    alternatives: str = "2"


def plan(request: PageRequest) -> Response:
    """Show the form; where groups are named in the address, with the plan for them: no person stands there."""
    groups = tuple(group for group in request.http.query_params.getlist("group") if group)
    form = PlanForm(groups=groups)
    return _shown(request, form, _answered(request, form) if groups else None)


def make_plan(request: PageRequest) -> Response:
    """Answer the form: it names persons, and so is sent as one."""
    sent = request.form

    def typed(name: str) -> str:
        return str(sent.get(name, "")).strip()

    form = PlanForm(
        groups=tuple(str(group) for group in sent.getlist("group") if str(group)),
        pool=typed("pool") or MEMBERS,
        pool_ids=typed("pool_ids"),
        must=typed("must"),
        must_not=typed("must_not"),
        budget=typed("budget"),
        alternatives=typed("alternatives"),
    )
    return _shown(request, form, _answered(request, form))


@dataclass(frozen=True, slots=True)
class Answered:
    """The plan, or what is wrong with what was asked, by field; the empty field is the form as a whole."""

    result: Representatives | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def _answered(request: PageRequest, form: PlanForm) -> Answered:
    spoken = request.translator
    budget, budget_fault = _number(form.budget, 1, MOST_BUDGET)
    n_alternatives, alternatives_fault = _number(form.alternatives, 0, MAX_ITEMS)
    pool = ids_in(form.pool_ids)
    faults = {
        **({"budget": spoken.text(NOT_A_NUMBER).format(low=1, high=MOST_BUDGET)} if budget_fault else {}),
        **({"alternatives": spoken.text(NOT_A_NUMBER).format(low=0, high=MAX_ITEMS)} if alternatives_fault else {}),
        **({"pool_ids": spoken.text(NOBODY_NAMED)} if form.pool == NAMED and not pool else {}),
    }
    if faults:
        return Answered(faults=faults)
    asked_pool: tuple[str, ...] | Literal["supervised"] | None = None
    if form.pool == NAMED:
        asked_pool = pool
    elif form.pool == SUPERVISED:
        asked_pool = "supervised"
    parameters = PlanParameters(
        groups=form.groups or None,
        pool=asked_pool,
        must=ids_in(form.must) or None,
        must_not=ids_in(form.must_not) or None,
        budget=budget,
        n_alternatives=n_alternatives or 0,
    )
    try:
        return Answered(answer(request.held, REPRESENTATIVES, parameters, as_of=request.day))
    except (InputError, NotFoundError) as error:
        return Answered(faults={"": refusal_text(request, error)})


def ids_in(text: str) -> tuple[str, ...]:
    """Return the ids in a text, with blanks, commas or lines between them, each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def _number(text: str, low: int, high: int) -> tuple[int | None, bool]:
    """Return a whole number, None where nothing was typed, and whether what was typed is none within the bounds."""
    if not text:
        return None, False
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(high))
    return (int(text), False) if is_number and low <= int(text) <= high else (None, True)


def _shown(request: PageRequest, form: PlanForm, answered: Answered | None) -> Response:
    spoken = request.translator
    result = None if answered is None else answered.result
    faults = {} if answered is None else answered.faults
    groups = answer(request.held, GROUPS, LineageParameters(), as_of=request.day)
    listed = {name for row in groups.groups for name in (row.group_id, row.name)}
    return request.show(
        "plan.html",
        status=UNPROCESSABLE if faults else 200,
        title=spoken.text(TITLE),
        filled=form,
        faults=faults,
        groups=groups.groups,
        not_listed=next((name for name in form.groups if name not in listed), ""),
        head=groups if result is None else result,
        result=result,
        curve=charts.reach(spoken, result) if result is not None and result.curve else None,
    )


TITLE = N_("Plan")
PAGES = (
    Page(path="/plan", name="plan", title=TITLE, actions=("representatives",), show=plan, act=make_plan, in_menu=True),
)
