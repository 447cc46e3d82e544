"""The policy: weights, windows and thresholds, set by a programme and printed with every result."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from graph_service.errors import InputError

DEFAULT_POLICY = "gvi-default"
policy_part = dataclass(frozen=True, slots=True, kw_only=True)


@policy_part
class IncidentRules:
    """What counts, and when a group is named."""

    violent_types: tuple[str, ...]
    named_confidence: float
    derived_formal: float
    derived_believed: float


@policy_part
class ScorecardRules:
    """Windows of the scorecard, and which groups it lists."""

    windows_days: tuple[int, ...]
    listed_days: int


@policy_part
class IndexRules:
    """Weights and half-life of the violence index."""

    days: int
    half_life_days: float
    killed: float
    injured: float
    shot_or_exploded: float
    other: float
    severe_types: tuple[str, ...]


@policy_part
class UncertaintyRules:
    """How ranks are drawn; `low` and `high` are elements of the sorted ranks, from 0."""

    draws: int
    seed: int
    low: int
    high: int


@policy_part
class RetaliationRules:
    """How long a retaliation window stays open."""

    days: int


@policy_part
class GateRules:
    """Who may be listed for the message at all."""

    convicted_years: int
    charged_years: int
    suspected_days: int
    weapon_seizure_days: int
    under_age: int
    minor_age: int


@policy_part
class PointRules:
    """Points for documented facts, after the gate."""

    convicted: int
    charged: int
    suspected: int
    weapon_seizure: int
    threat_made: int
    threat_made_days: int
    leader: int
    core: int
    group_first: int
    group_second_or_third: int
    group_other: int
    open_window: int


@policy_part
class SafetyRules:
    """Grounds of the safety lane."""

    victim_days: int
    threat_received_days: int


@policy_part
class NotificationRules:
    """Rest after a delivered notification."""

    cooling_off_days: int


@policy_part
class ReachRules:
    """How old a tie may be."""

    years: int


@policy_part
class Policy:
    """All weights, windows and thresholds, with an id and a version."""

    id: str
    version: str
    incidents: IncidentRules
    scorecard: ScorecardRules
    index: IndexRules
    uncertainty: UncertaintyRules
    retaliation: RetaliationRules
    gate: GateRules
    points: PointRules
    safety: SafetyRules
    notification: NotificationRules
    reach: ReachRules


P = TypeVar("P")


def policy_from_toml(text: str) -> Policy:
    """Read a policy; every value must be there, and nothing else.

    Parameters
    ----------
    text : str
        A TOML document.

    Returns
    -------
    Policy
        The policy.

    Raises
    ------
    InputError
        If it is no TOML, or a value is missing, unknown, of the wrong type or negative.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"the policy is no valid TOML: {error}"
        raise InputError(message) from error
    policy = _read(Policy, document, "")
    _check_draws(policy.uncertainty)
    return policy


@cache
def default_policy() -> Policy:
    """Return the packaged policy.

    Returns
    -------
    Policy
        `gvi-default`.
    """
    path = files("graph_service.domain") / "policies" / f"{DEFAULT_POLICY}.toml"
    return policy_from_toml(path.read_text(encoding="utf-8"))


def _check_draws(rules: UncertaintyRules) -> None:
    if not 0 <= rules.low <= rules.high < rules.draws:
        message = f"policy: uncertainty needs 0 <= low <= high < draws, not {rules.low}, {rules.high}, {rules.draws}"
        raise InputError(message)


def _read(shape: type[P], given: Mapping[str, object], at: str) -> P:
    hints = get_type_hints(shape)
    known = {field.name for field in fields(shape)}  # type: ignore[arg-type]  # shape is one of the dataclasses above
    for problem, names in (("unknown", given.keys() - known), ("missing", known - given.keys())):
        if names:
            message = f"policy: {problem}: {', '.join(at + name for name in sorted(names))}"
            raise InputError(message)
    return shape(**{name: _value(hints[name], given[name], at + name) for name in known})


def _value(hint: Any, value: object, at: str) -> object:  # noqa: ANN401  a hint is any type form
    if is_dataclass(hint) and isinstance(hint, type):
        if isinstance(value, Mapping):
            return _read(hint, value, f"{at}.")
    elif get_origin(hint) is tuple:
        if isinstance(value, list):
            return tuple(_value(get_args(hint)[0], one, at) for one in value)
    elif hint is float and isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    elif (hint is str and isinstance(value, str) and value) or (
        hint is int and isinstance(value, int) and not isinstance(value, bool) and value >= 0
    ):
        return value
    message = f"policy: {at} is {value!r}; it must be {_words(hint)}"
    raise InputError(message)


def _words(hint: Any) -> str:  # noqa: ANN401  a hint is any type form
    if get_origin(hint) is tuple:
        return f"a list, each {_words(get_args(hint)[0])}"
    if is_dataclass(hint):
        return "a table"
    return {float: "a number from 0", int: "a whole number from 0", str: "a text"}[hint]
