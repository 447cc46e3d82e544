"""Why a pool, a lane or a scorecard is empty, and what would fill it: nothing found is no proof of anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated as A

from graph_service.domain.described import Described

# by code: the rule that left nobody or nothing, and what would change that
EMPTY_TEXTS: Mapping[str, tuple[str, str]] = {
    "no_groups": (
        "there are no groups in the records",
        "load groups, and the memberships and incidents that refer to them",
    ),
    "no_valid_groups": (
        "no group was valid on any of the last 365 days",
        "ask for a day that the records reach, or record from when to when the groups are valid",
    ),
    "no_persons": ("no living person is in the records on the day", "load persons, or ask for another day"),
    "no_memberships": (
        "there are no memberships in the records",
        "load memberships with their roles, dates and sources",
    ),
    "no_members": (
        "the chosen groups have no living member on the day",
        "choose other groups or another day, or load memberships that are valid on it",
    ),
    "no_candidates": (
        "nobody belongs to the pool on the day",
        (
            "name another pool, or record what puts somebody into it: a membership or a supervision valid on the day, "
            "with its review done"
        ),
    ),
    "membership_not_graded": (
        "no membership has a source graded C3 or better, or two independent sources",
        "grade the sources of memberships, or record a second, independent source",
    ),
    "pool_outside": (
        "nobody of the pool is a member of the chosen groups",
        "choose the groups to which the pool belongs, or another pool",
    ),
    "dead": ("everybody left in the pool is dead", "name another pool"),
    "person_overdue": ("everybody left in the pool has an overdue review", "review these persons"),
    "victim_only": ("everybody left in the pool is a victim only", "name another pool"),
    "in_custody": ("everybody left in the pool is in custody", "wait until somebody is released, or name another pool"),
    "cooling_off": (
        "everybody left in the pool was notified less than 90 days ago",
        "wait until the 90 days are over, or name another pool",
    ),
    "minor": (
        "everybody left in the pool is a minor or of unknown age",
        "record birth years, or name the persons who may be asked",
    ),
    "exited": ("everybody left in the pool declared an exit", "name another pool"),
    "no_grounds_message": (
        "nobody has grounds for the message lane",
        (
            "load suspects of counted incidents with the days of the decisions, seizures of weapons, or leaders and "
            "cores of violent groups with good sources; or ask for a day that the records reach"
        ),
    ),
    "no_grounds_safety": (
        "nobody has grounds for the safety lane",
        (
            "load victims of counted incidents, threats received, or suspects of incidents with an open window; or ask "
            "for a day that the records reach"
        ),
    ),
    "all_left_out": (
        "everybody with grounds is left out by another rule",
        "read the notes: they say by which rule, and how many",
    ),
    "other_groups": ("nobody listed is a member of the chosen groups", "ask for all groups, or choose others"),
}


@dataclass(frozen=True, slots=True)
class WhyEmpty:
    """Which rule left nobody or nothing, and what would fill it."""

    code: A[str, Described("code of the rule", "no_memberships", words=tuple(EMPTY_TEXTS))]
    rule: A[str, Described("what left it empty, in words", EMPTY_TEXTS["no_memberships"][0])]
    remedy: A[str, Described("what would fill it, in words", EMPTY_TEXTS["no_memberships"][1])]


def why_empty(code: str) -> WhyEmpty:
    """Return a rule in words."""
    return WhyEmpty(code, *EMPTY_TEXTS[code])
