"""The policy in force: every weight, window and threshold with what it means."""

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from inspect import getdoc

from starlette.responses import Response

from graph_service.domain.described import described_fields
from graph_service.domain.policy import Policy, default_policy
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Policy")
Value = int | float | str | tuple[int | float | str, ...]


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """A value of a policy; `packaged` is that of the policy that comes with the program."""

    name: str
    value: Value
    packaged: Value
    meaning: str
    unit: str


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """Values that belong together."""

    name: str
    heading: str
    values: tuple[PolicyValue, ...]


def policy_parts(policy: Policy) -> Iterator[PolicyPart]:
    """Yield the parts of a policy in their order, each with what its values mean."""
    packaged = default_policy()
    for part in described_fields(Policy):
        rules, packaged_rules = getattr(policy, part.name), getattr(packaged, part.name)
        if is_dataclass(rules) and not isinstance(rules, type):
            values = tuple(
                PolicyValue(
                    field.name,
                    getattr(rules, field.name),
                    getattr(packaged_rules, field.name),
                    field.described.text,
                    field.described.unit,
                )
                for field in described_fields(type(rules))
            )
            yield PolicyPart(part.name, (getdoc(type(rules)) or "").partition("\n")[0].rstrip("."), values)


def show_policy(request: PageRequest) -> Response:
    """Show every value of the policy in force."""
    policy = request.context.policy
    title = request.translator.text(TITLE)
    return request.show("policy.html", title=title, policy=policy, parts=tuple(policy_parts(policy)))


PAGES = (Page(path="/policy", name="policy", title=TITLE, actions=(), show=show_policy, in_menu=True),)
