"""Names of the figures, and of the numbers in each, with their English words."""

from collections.abc import Mapping
from typing import Final

from graph_service.domain.rights import Agency
from graph_service.domain.vocabulary import Channel, ResponseKind

FIGURE_WORDS: Final[Mapping[str, str]] = {
    "visits": "visits",
    "lethal_violence": "visited persons of groups tied to lethal violence",
    "answers": "answers",
    "not_found": "persons who were looked for and not met",
    "exit_programme": "sought the exit programme",
    "moved": "helped to move",
    "in_touch": "got in touch later",
    "since_start": "visited since the start",
    "detained": "detained now",
    "ignored": "ignored the message, and then",
    "shootings": "shootings",
    "incident_to_visit": "from incident to visit",
    "lists": "lists and people",
    "call_ins": "call-ins",
}
NUMBER_WORDS: Final[Mapping[str, str]] = {
    "visits": "visits",
    "persons": "persons",
    "again": "visited before as well",
    "more_than_once": "visited more than once",
    "channel": "by place of the visit",
    "agency": "by agency present",
    "round": "by round",
    "group": "by group on the day",
    "committed": "group named as having committed it",
    "suffered": "group named as having been hit",
    "answer": "latest answer",
    "any_answer": "persons who ever answered so",
    "on_the_day": "opened on the day of the visit",
    "open_before": "case open before the visit, apart",
    "of_sought": "of those who sought the exit programme",
    "contacts": "contacts on their own initiative",
    "first_contacts": "visits that a contact followed",
    "median_days": "median, days",
    "lower_quartile_days": "lower quartile, days",
    "upper_quartile_days": "upper quartile, days",
    "on_a_visit_day": "contacts on the day of a visit, apart",
    "family_persons": "persons whose family got in touch, apart",
    "family_contacts": "contacts of the family, apart",
    "reached_before": "visited or at a call-in before it began",
    "unknown_start": "start not known, apart",
    "answered": "answered ignores or hostile",
    "weapon_seizure": "weapon seized after the visit",
    "remand": "remand begun after the visit",
    "suspicion": "suspected of a deed after the visit",
    "earlier_deed": "suspected later of an earlier deed, apart",
    "same_day": "on the day of the visit, apart",
    "too_coarse": "date too coarse to tell, apart",
    "year": "whole year, this one to the day",
    "to_date": "to the same date of the year",
    "coarse": "date not exact enough for that, apart",
    "undated": "date not known, apart",
    "interval": "visits",
    "listed": "on the first list",
    "proposed": "proposed",
    "approved": "approved",
    "visited": "visited",
    "proposed_unlisted": "proposed without being on the list",
    "declined_listed": "declined though on the list",
    "decision_days": "median days from proposal to decision",
    "delivery_days": "median days from decision to delivery",
    "held": "held",
    "invited": "invited",
    "came": "came",
    "stand_ins": "came as stand-ins",
    "groups": "groups represented",
    "reached": "members reached by those who came",
    "reachable": "members on that day",
}
CATEGORY_WORDS: Final[Mapping[str, str]] = {
    **{word.value: word.value.replace("_", " ") for words in (Channel, Agency, ResponseKind) for word in words},
    "none": "none",
    "no_answer": "no answer recorded",
    "with_incident": "with an incident before",
    "no_group": "no group on the day",
    "no_incident": "no incident of the group before",
    "not_recorded": "not recorded",
}
SMALL_WORDS: Final[Mapping[str, str]] = {"fewer_than_5": "fewer than 5"}
UNITS: Final = ("persons", "visits", "contacts", "incidents", "call-ins", "invitations", "groups", "days", "records")
NO_REVIEW: Final = "no_weekly_review"  # what keeps a figure from being answered
UNANSWERED: Final[Mapping[str, str]] = {NO_REVIEW: "no weekly review was frozen in this period"}
