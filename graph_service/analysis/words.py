"""Codes of results as phrases for readers."""

from collections.abc import Mapping

REASON_WORDS: Mapping[str, str] = {
    "convicted": "convicted",
    "charged": "charged",
    "suspected": "suspected",
    "weapon_seizure": "weapon seized",
    "threat_made": "threat made",
    "leader": "leader of a group",
    "core": "core of a group",
    "group_ranked_first": "own group ranks first",
    "group_ranked_second_or_third": "own group ranks second or third",
    "group_violent": "own group is violent",
    "group_holds_open_window": "own group holds an open retaliation window",
    "victim": "victim",
    "threat_received": "threat received",
    "open_window_against_own_group": "open retaliation window against own group",
    "carries_the_message": "member by a good enough source",
}
