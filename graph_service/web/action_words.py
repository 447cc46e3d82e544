"""What stands in the audit trail, in words: actions by their codes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from graph_service.languages.translator import Translator
from graph_service.web.page import N_

ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sign_in": N_("signed in"),
        "refused": N_("was refused"),
        "scorecard": N_("looked at the scorecard"),
        "months": N_("looked at incidents by month"),
        "groups": N_("looked at groups"),
        "members": N_("looked at the members of a group"),
        "figures": N_("looked at the figures of the programme"),
        "conflicts": N_("looked at conflicts"),
        "incidents": N_("looked at incidents"),
        "incident": N_("looked at an incident"),
        "priorities": N_("looked at a list of persons"),
        "explain": N_("asked why a person is listed"),
        "representatives": N_("asked whom to reach for all to be reached"),
        "network": N_("looked at the network"),
        "summary": N_("looked at the network in numbers"),
        "structure": N_("looked at where persons stand in the network"),
        "betweenness": N_("looked at who links others"),
        "paths": N_("asked how two are linked"),
        "common": N_("asked for common contacts"),
        "around": N_("looked at who is around persons"),
        "cohesion": N_("asked how closely groups hold together"),
        "communities": N_("had communities computed"),
        "balance": N_("looked at alliances and conflicts together"),
        "key-players": N_("asked for key players"),
        "duplicates": N_("looked at possible duplicates"),
        "search": N_("searched"),
        "person": N_("looked at a person"),
        "names": N_("asked for names"),
        "check": N_("checked a case"),
        "diff": N_("compared a case"),
        "import": N_("imported a case"),
        "record_read": N_("read a record"),
        "record_write": N_("wrote a record"),
        "export": N_("exported records"),
        "export_whole": N_("exported all records"),
        "duplicates_join": N_("joined two rows as one person"),
        "duplicates_undo": N_("undid such a joining"),
        "erase": N_("erased a person"),
        "copy": N_("copied the store"),
        "restore": N_("restored the store from a backup"),
        "store_info": N_("looked at the state of the store"),
        "store_verify": N_("checked the store"),
        "store_purge": N_("removed what must not be kept"),
        "store_upgrade": N_("upgraded the store"),
        "token_create": N_("made a token"),
        "token_list": N_("looked at the tokens"),
        "token_renew": N_("renewed a token"),
        "token_revoke": N_("revoked a token"),
        "audit_list": N_("read the log"),
        "audit_verify": N_("checked the log"),
        "audit_export": N_("exported the log"),
        "audit_checkpoint": N_("signed how far the log had come"),
    }
)


def action_word(translator: Translator, code: str) -> str:
    """Return what an action is called; one of an earlier version by its code."""
    return translator.text(ACTIONS[code]) if code in ACTIONS else code.replace("_", " ")
