"""The policy: weights, windows and thresholds, set by a programme and printed with every result."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated as A
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from graph_service.domain.bounded_toml import read_toml_text
from graph_service.domain.described import Described
from graph_service.domain.limits import DEFAULT_LIMITS, Limits
from graph_service.errors import InputError

DEFAULT_POLICY = "gvi-default"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRules:
    """What counts, and when a group is named."""

    violent_types: A[
        tuple[str, ...], Described("types of incidents that count", ("shooting", "explosion", "stabbing", "arson"))
    ]
    named_confidence: A[
        float, Described("confidence from which on a group is named in an incident", 0.5, unit="probability")
    ]
    derived_formal: A[
        float,
        Described(
            "factor of a derived attribution where a suspect with a group is suspected, charged or convicted",
            0.5,
            unit="factor",
        ),
    ]
    derived_believed: A[
        float,
        Described(
            "factor of a derived attribution where every suspect with a group is only believed", 0.4, unit="factor"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardRules:
    """Windows of the scorecard, and which groups it lists."""

    windows_days: A[
        tuple[int, ...], Described("lengths of the windows that end on the day", (30, 90, 365), unit="days")
    ]
    listed_days: A[int, Described("a group valid on some day of the last so many has a row", 365, unit="days")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRules:
    """Weights and half-life of the violence index."""

    days: A[int, Described("incidents of the last so many days enter the index", 365, unit="days")]
    half_life_days: A[float, Described("after so many days an incident weighs half", 90.0, unit="days")]
    killed: A[float, Described("severity of an incident in which somebody was killed", 10.0, unit="weight")]
    injured: A[
        float, Described("severity of an incident in which somebody was injured, and nobody killed", 5.0, unit="weight")
    ]
    shot_or_exploded: A[
        float,
        Described(
            "severity of an incident of the severe types in which nobody is known to have been killed or injured",
            2.0,
            unit="weight",
        ),
    ]
    other: A[float, Described("severity of all other incidents", 1.0, unit="weight")]
    severe_types: A[
        tuple[str, ...], Described("types that weigh more even if nobody was harmed", ("shooting", "explosion"))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertaintyRules:
    """How ranks are drawn."""

    draws: A[int, Described("how many times the ranks are drawn", 2000, unit="draws")]
    seed: A[int, Described("seed of the random numbers; the same seed gives the same draws", 0)]
    low: A[int, Described("which of the sorted ranks, counted from 0, is the lower end of the likely range", 100)]
    high: A[int, Described("which of the sorted ranks, counted from 0, is the upper end of the likely range", 1899)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetaliationRules:
    """How long a retaliation window stays open."""

    days: A[int, Described("last day of the window, counted from the incident's own day as 0", 90, unit="days")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """Who may be listed for the message at all."""

    convicted_years: A[
        int, Described("a conviction opens the message lane for so many years from the decision", 5, unit="years")
    ]
    charged_years: A[
        int, Described("a charge opens the message lane for so many years from the decision", 3, unit="years")
    ]
    suspected_days: A[
        int, Described("a suspicion opens the message lane for so many days from the decision", 365, unit="days")
    ]
    weapon_seizure_days: A[
        int, Described("a weapon seizure opens the message lane, and scores, for so many days", 730, unit="days")
    ]
    under_age: A[
        int,
        Described(
            "persons younger than this are not in the message lane; they are counted, for social services",
            15,
            unit="years",
        ),
    ]
    minor_age: A[
        int,
        Described("up to this age, year of the day less year of birth, the rules for minors apply", 18, unit="years"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRules:
    """Points for documented facts of those who are eligible."""

    convicted: A[int, Described("for a conviction, once for each counted incident", 5, unit="points")]
    charged: A[int, Described("for a charge, once for each counted incident", 4, unit="points")]
    suspected: A[int, Described("for a suspicion, once for each counted incident", 3, unit="points")]
    weapon_seizure: A[int, Described("for a weapon seizure, once for each day", 3, unit="points")]
    threat_made: A[int, Described("for a threat made, once for each day", 2, unit="points")]
    threat_made_days: A[int, Described("for so many days a threat made scores", 365, unit="days")]
    leader: A[int, Described("where leader is the best current role", 2, unit="points")]
    core: A[int, Described("where core is the best current role", 1, unit="points")]
    group_first: A[int, Described("where the person's own group ranks first in the scorecard", 3, unit="points")]
    group_second_or_third: A[int, Described("where it ranks second or third", 2, unit="points")]
    group_other: A[int, Described("where it ranks lower and has a violence index above 0", 1, unit="points")]
    open_window: A[
        int, Described("where a group of their own holds an open retaliation window, once", 2, unit="points")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRules:
    """Grounds of the safety lane."""

    victim_days: A[int, Described("for so many days from a counted incident its victims are listed", 365, unit="days")]
    threat_received_days: A[int, Described("for so many days a threat received is a ground", 180, unit="days")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRules:
    """Rest after a delivered notification."""

    cooling_off_days: A[
        int,
        Described(
            "for so many days after a delivered notification a person is not eligible and in no pool", 90, unit="days"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachRules:
    """How old a tie may be."""

    years: A[
        int,
        Described(
            "ties valid at some time in the last so many years carry the message; so do incidents of these years "
            "two persons are suspects in",
            3,
            unit="years",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRules:
    """What speaks for and against two persons being one, in points, and from where on somebody should look."""

    threshold: A[int, Described("with so many points two persons are candidates", 6, unit="points")]
    same_name: A[
        int,
        Described("where a name is the same but for accents, the order of its words and å or aa", 5, unit="points"),
    ]
    sounds_alike: A[int, Described("where all words of the names sound alike", 4, unit="points")]
    spelt_alike: A[int, Described("where the names are spelt alike", 4, unit="points")]
    contained_name: A[
        int, Described("where all words of a name, two at least, stand in a longer one", 4, unit="points")
    ]
    single_name: A[int, Described("where a name of one word, such as a nickname, is the same", 2, unit="points")]
    part_of_name: A[int, Described("where a name of one word stands in a longer one", 2, unit="points")]
    one_word: A[int, Described("where two full names have a word in common and are not alike", 1, unit="points")]
    alike_name: A[
        float, Described("mean likeness of the words from which on names are spelt alike", 0.88, unit="likeness")
    ]
    alike_word: A[float, Described("likeness that each of the words must have for that", 0.8, unit="likeness")]
    rare_name: A[int, Described("where few persons bear the name that agrees", 1, unit="points")]
    rare_persons: A[int, Described("few are at most so many", 5, unit="persons")]
    same_year: A[int, Described("where the birth years are equal", 3, unit="points")]
    next_year: A[int, Described("where they are one apart", 1, unit="points")]
    swapped_digits: A[int, Described("where two digits of the year stand the other way round", 1, unit="points")]
    other_year: A[int, Described("taken off where the birth years differ otherwise", 4, unit="points")]
    shared_contact: A[int, Described("for each contact of both", 1, unit="points")]
    most_contacts: A[int, Described("so many contacts of both give points", 3, unit="persons")]
    shared_incident: A[int, Described("for each incident that both are linked to", 1, unit="points")]
    most_incidents: A[int, Described("so many such incidents give points", 2, unit="incidents")]
    tied: A[
        int,
        Described("taken off where a tie between the two is on record: somebody held them for two", 2, unit="points"),
    ]
    most_alike: A[
        int,
        Described(
            "a key of names (see docs/duplicates.md) that more names share is looked at by birth year alone",
            1000,
            unit="names",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All weights, windows and thresholds, with an id and a version. Set by people, not estimated from data."""

    id: A[str, Described("name of the policy", "gvi-default")]
    version: A[str, Described("version of the policy", "1.0.0")]
    incidents: A[IncidentRules, Described("what counts, and when a group is named", None)]
    scorecard: A[ScorecardRules, Described("windows of the scorecard, and which groups it lists", None)]
    index: A[IndexRules, Described("weights and half-life of the violence index", None)]
    uncertainty: A[UncertaintyRules, Described("how ranks are drawn", None)]
    retaliation: A[RetaliationRules, Described("how long a retaliation window stays open", None)]
    gate: A[GateRules, Described("who may be listed for the message at all", None)]
    points: A[PointRules, Described("points for documented facts of those who are eligible", None)]
    safety: A[SafetyRules, Described("grounds of the safety lane", None)]
    notification: A[NotificationRules, Described("rest after a delivered notification", None)]
    reach: A[ReachRules, Described("how old a tie may be", None)]
    duplicates: A[DuplicateRules, Described("what speaks for and against two persons being one", None)]

    def __hash__(self) -> int:
        """Of what names it alone: every part that measures share is looked up by its policy."""
        return hash((self.id, self.version))


P = TypeVar("P")


def policy_from_toml(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Policy:
    """Read a policy; every value must be there, and nothing else."""
    policy = _read(Policy, read_toml_text(text, what="the policy", limits=limits), "")
    _check_draws(policy.uncertainty)
    return policy


@cache
def default_policy() -> Policy:
    """Return the packaged policy."""
    path = files("graph_service.domain") / "policies" / f"{DEFAULT_POLICY}.toml"
    return policy_from_toml(path.read_text(encoding="utf-8"))


def _check_draws(rules: UncertaintyRules) -> None:
    if not 0 <= rules.low <= rules.high < rules.draws:
        message = f"policy: uncertainty needs 0 <= low <= high < draws, not {rules.low}, {rules.high}, {rules.draws}"
        raise InputError(message)


def _read(shape: type[P], document: Mapping[str, object], at: str) -> P:
    hints = get_type_hints(shape)
    names = {field.name for field in fields(shape)}  # type: ignore[arg-type]  # shape is one of the dataclasses above
    for problem, at_fault in (("unknown", document.keys() - names), ("missing", names - document.keys())):
        if at_fault:
            message = f"policy: {problem}: {', '.join(at + name for name in sorted(at_fault))}"
            raise InputError(message)
    return shape(**{name: _value(hints[name], document[name], at + name) for name in names})


def _value(hint: Any, value: object, at: str) -> object:  # noqa: ANN401  a hint is any type form
    if is_dataclass(hint) and isinstance(hint, type):
        if isinstance(value, Mapping):
            return _read(hint, value, f"{at}.")
    elif get_origin(hint) is tuple:
        if isinstance(value, list):
            return tuple(_value(get_args(hint)[0], item, at) for item in value)
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
