"""Codes in answers that are words of a list, each list once: other systems may build on them."""

REASON_CODES = (
    "convicted",
    "charged",
    "suspected",
    "weapon_seizure",
    "threat_made",
    "leader",
    "core",
    "group_ranked_first",
    "group_ranked_second_or_third",
    "group_violent",
    "group_holds_open_window",
    "victim",
    "threat_received",
    "open_window_against_own_group",
    "carries_the_message",
)
OUTCOME_WORDS = ("fatal", "injury", "none", "unknown")
CONFLICT_STATES = ("active", "truce", "dormant", "ended", "not_active")
ROLE_WORDS = ("leader", "core", "affiliate", "associate", "")
PERSON_STATES = ("dead", "in_custody", "victim_only", "none")
