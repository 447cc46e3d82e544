"""The Swedish words of columns that hold a word of a list, as they are shown, and older forms that are still read.

Of each list by its name, code to words; where a word is nobody's alone in its list, it says less than the code does
("frihetsberövad" is remand or prison), and is refused.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

_OTHER: Final = "annat, annan, övrigt"
_UNKNOWN: Final = "okänt, okänd"
_BELIEVED: Final = "bedöms inblandad (ej misstänkt), bedöms inblandad"
_DAYS: Final = {"day": "dag", "month": "månad", "year": "år"}

SWEDISH: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "Answer": {"yes": "ja", "no": "nej", "unknown": _UNKNOWN},
        "Basis": {"fact": "fakta, faktum", "assessment": "bedömning"},
        "CallInStatus": {"planned": "planerad, planerat", "held": "genomförd, genomfört", "cancelled": "inställd"},
        "Channel": {
            "home": "hemma, i hemmet",
            "street": "på gatan",
            "probation_meeting": "möte med frivården",
            "custody": "i häkte eller anstalt, i häkte, i anstalt, frihetsberövad",
            "other": _OTHER,
        },
        "CommitmentRule": {"first_to_kill": "först att döda", "most_violent": "mest våldsam"},
        "ConflictState": {"active": "pågående, pågår", "truce": "vapenvila", "dormant": "vilande", "ended": "avslutad"},
        "DatedPrecision": _DAYS,
        "FactKind": {
            "weapon_seizure": "vapenbeslag",
            "threat_received": "utsatt för hot",
            "threat_made": "har hotat",
            "exit_declared": "vill lämna",
        },
        "Harm": {"killed": "dödad", "injured": "skadad", "unharmed": "oskadd", "unknown": _UNKNOWN},
        "IncidentStatus": {"confirmed": "bekräftad", "hold": "avvaktar", "unfounded": "ej bekräftad"},
        "IncidentType": {
            "shooting": "skottlossning",
            "explosion": "sprängning",
            "stabbing": "knivdåd",
            "arson": "anlagd brand, mordbrand",
            "assault": "misshandel",
            "robbery": "rån",
            "other": _OTHER,
        },
        "Initiative": {
            "person": "personen",
            "family": "familjen, familj",
            "agency": "myndigheten, myndighet",
        },
        "NotificationKind": {
            "custom_notification": "enskilt samtal, custom notification",
            "safety_talk": "säkerhetssamtal",
        },
        "Part": {
            "suspect": f"misstänkt, {_BELIEVED}",
            "victim": "brottsoffer, målsägande",
            "witness": "vittne",
        },
        "Precision": {**_DAYS, "unknown": _UNKNOWN},
        "Recipient": {"person": "personen", "guardian": "vårdnadshavare, vårdnadshavaren"},
        "Reliability": {
            "A": "A (tillförlitlig), tillförlitlig",
            "B": "B (vanligen tillförlitlig), vanligen tillförlitlig",
            "C": "C (ganska tillförlitlig), ganska tillförlitlig",
            "D": "D (vanligen inte tillförlitlig), vanligen inte tillförlitlig",
            "E": "E (inte tillförlitlig), inte tillförlitlig",
            "F": "F (kan inte bedömas), kan inte bedömas",
        },
        "ResponseKind": {
            "accepts_help": "tar emot hjälp",
            "wants_help_on_the_spot": "vill ha hjälp direkt",
            "declines": "tackar nej",
            "ignores": "ignorerar",
            "hostile": "fientlig",
            "not_found": "ej anträffad",
        },
        "Role": {
            "leader": "ledare",
            "core": "kärnmedlem, kärna",
            "affiliate": "anknuten, medlem",
            "associate": "i kretsen kring gruppen (ej medlem), i kretsen kring gruppen",
        },
        "Sex": {"female": "kvinna", "male": "man", "other": _OTHER},
        "Side": {"suspect": "misstänkt sida, misstänkt", "victim": "utsatt sida, utsatt"},
        "SuccessionKind": {"rename": "namnbyte", "split": "delning", "merge": "sammanslagning"},
        "SupervisionKind": {
            "probation": "skyddstillsyn, under övervakning",
            "parole": "villkorligt frigiven, under övervakning",
            "remand": "häktad, frihetsberövad",
            "prison": "i anstalt, frihetsberövad",
        },
        "SupportKind": {
            "exit_programme": "avhopparverksamhet",
            "relocation": "flytt",
            "work": "arbete",
            "housing": "bostad",
            "treatment": "behandling",
            "other": _OTHER,
        },
        "SupportStatus": {
            "requested": "begärt",
            "active": "pågår, pågående",
            "completed": "avslutat",
            "withdrawn": "återtaget",
        },
        "SuspectStatus": {
            "believed": _BELIEVED,
            "suspected": "misstänkt",
            "charged": "åtalad",
            "convicted": "dömd",
            "dropped": "misstanke avskriven, nedlagd",
            "acquitted": "frikänd, friad",
        },
        "TieKind": {
            "co_offending": "gemensamt brott",
            "co_arrest": "gripna tillsammans",
            "kin": "släkt",
            "partner": "partner",
            "friend": "vän",
            "communication": "kommunikation",
            "observed_together": "sedda tillsammans",
            "co_resident": "delar bostad",
            "financial": "ekonomisk",
            "other": _OTHER,
        },
    }
)


@cache
def codes_by_word(words: type[StrEnum]) -> Mapping[str, tuple[str, ...]]:
    """Return what each Swedish word of a list stands for: one code, or several where it says too little."""
    codes: dict[str, tuple[str, ...]] = {}
    for code, texts in SWEDISH.get(words.__name__, {}).items():
        for text in texts.split(", "):
            codes[folded_word(text)] = (*codes.get(folded_word(text), ()), code)
    return MappingProxyType(codes)


def folded_word(text: str) -> str:
    """Return a text as words are compared: capitals and runs of spaces do not matter, letters do."""
    return " ".join(normalize("NFC", text).casefold().split())
