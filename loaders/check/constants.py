"""Checks the constants of a mapping before any row is read: a bad one stands in the mapping, not on a line."""

from graph_service.domain.load_texts import Refusal
from graph_service.domain.report import CaseHead
from graph_service.domain.rules import value_refusal
from graph_service.errors import InputError
from loaders.check.nothing import word_refusal
from loaders.plan import Constant, Output, Plan
from loaders.read.cells import parser
from loaders.read.table_part import takes_coarse_dates


def check_constants(plan: Plan) -> None:
    """Raise InputError, which names the key of the mapping, for a constant that no row could have."""
    time_zone = (plan.head or CaseHead()).time_zone
    for output in plan.outputs:
        for name, rule in output.columns.items():
            if not isinstance(rule, Constant):
                continue
            why = _refused(output, name, rule.text, time_zone)
            if why is not None:
                key = f"{output.name}.columns.{name}.constant"
                raise InputError(f"{plan.mapping}: {key}: {why.problem}; {why.remedy}")


def _refused(output: Output, name: str, text: str, time_zone: str) -> Refusal | None:
    field = output.kind[name]
    read = parser(field, coarse_dates=takes_coarse_dates(output.kind, name), time_zone=time_zone)(text)
    if isinstance(read, Refusal):
        return read
    return value_refusal(field, read.value) or word_refusal(output.kind, field, read.value)
