"""Words by which columns are recognised, in English and Swedish, and the words that cells hold for ours.

All are written as `words_of` writes them: small letters, without diacritics.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TypeVar
from unicodedata import combining, normalize

from graph_service.domain.nothing import is_word_for_nothing
from graph_service.domain.vocabulary import IncidentType, Part, Role, TieKind
from loaders.read.swedish_words import codes_by_word

W = TypeVar("W", bound=StrEnum)

# What does not say which end a column is: person_a, source_id, from_name.
NEUTRAL = frozenset("id ids name names namn person persons individ node nod vertex user label nr no p pid key".split())
END_PAIRS = tuple(
    (pair.split("+")[0], pair.split("+")[1])
    for pair in """
    source+target from+to a+b 1+2 one+two i+j u+v x+y first+second left+right head+tail start+end ego+alter
    sender+receiver sender+recipient caller+callee caller+called calling+called parent+child
    fran+till kalla+mal avsandare+mottagare uppringare+uppringd uppringande+uppringd forsta+andra ett+tva
    """.split()
)
END_WORDS = frozenset(word for pair in END_PAIRS for word in pair)
GROUP = frozenset(
    "group groups gang gangs crew clique club grupp grupper gruppering gang gangtillhorighet grupptillhorighet "
    "natverk network affiliation organisation organization falang klubb".split()
)
NOT_A_GROUP = frozenset("age alder blood blod risk size storlek".split())
PERSON_ID = frozenset("id pid person personid individ individid kod code lopnr lopnummer subject subjectid".split())
LABEL = frozenset("label pseudonym etikett beteckning".split())
NAME = frozenset("name names namn fullname helnamn".split())
BIRTH_YEAR = frozenset("birth_year year_of_birth yob birthyear fodelsear fodd_ar".split())
ROLE = frozenset("role roll position stallning rank".split())
KIND = frozenset("kind type typ relation relationship relationstyp slag tie tietype edgetype bandtyp koppling".split())
STRENGTH = frozenset("weight strength styrka vikt n count antal times ganger value frequency frekvens calls".split())
DISTANCE = frozenset("distance avstand km meter length langd".split())
DATE = frozenset(
    "date datum day dag when nar since sedan on occurred brottsdatum handelsedatum fromdate startdate startdatum "
    "startdag forsta first begin begins began".split()
)
DATE_END = frozenset("until end ends ended slut slutdatum enddate todate tom sista last".split())
INCIDENT_ID = frozenset(
    "incident incidentid case casenumber caseno event eventid arende arendenummer arendenr dnr diarienummer handelse "
    "handelseid brottsid knr report reportno id nr".split()
)
INCIDENT_TYPE = frozenset("type typ what vad brottstyp handelsetyp offence offense crime brott".split())
PLACE = frozenset("place plats location omrade area ort".split())
KILLED = frozenset("killed dead deaths doda dodade avlidna".split())
INJURED = frozenset("injured wounded skadade sarade".split())
PARTS: Mapping[str, Part] = MappingProxyType(
    {
        **dict.fromkeys(
            "suspect suspects offender offenders perp perpetrator perpetrators shooter arrestee accused misstankt "
            "misstankta garningsman gm skytt tilltalad".split(),
            Part.SUSPECT,
        ),
        **dict.fromkeys("victim victims vic offer brottsoffer malsagande".split(), Part.VICTIM),
        **dict.fromkeys("witness witnesses vittne vittnen".split(), Part.WITNESS),
    }
)


@cache
def words_of(name: str) -> tuple[str, ...]:
    """Cut a name into words: at anything but letters and digits, at capitals, and between a letter and a digit."""
    letters = "".join(sign for sign in normalize("NFKD", name) if not combining(sign))
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)", " ", letters)
    return tuple(re.findall(r"[a-z]+|\d+", spaced.casefold()))


def folded(text: str) -> str:
    """Return a word of a cell as the lists above write it; what has no letter or digit stays as it is."""
    return "_".join(words_of(text)) or text.strip()


def _words_of_list(words: type[W]) -> Mapping[str, W]:
    """Return our words and the Swedish ones that every loader reads, where they stand for one of ours."""
    swedish = {folded(text): words(codes[0]) for text, codes in codes_by_word(words).items() if len(codes) == 1}
    return {**swedish, **{word.value: word for word in words}}


# Beside these, words that other systems write, from which a proposal for a mapping is made.
ROLES: Mapping[str, Role] = MappingProxyType(
    {
        **_words_of_list(Role),
        **dict.fromkeys("ledande boss chef".split(), Role.LEADER),
        **dict.fromkeys("member aktiv".split(), Role.AFFILIATE),
        **dict.fromkeys("associerad perifer kontakt".split(), Role.ASSOCIATE),
    }
)
TIE_KINDS: Mapping[str, TieKind] = MappingProxyType(
    {
        **_words_of_list(TieKind),
        **dict.fromkeys("co_offence co_offender cooffending medgarningsman medmisstankt".split(), TieKind.CO_OFFENDING),
        **dict.fromkeys("coarrest arrest gripna gripen".split(), TieKind.CO_ARREST),
        **dict.fromkeys(
            "family relative brother sister sibling cousin parent mother father familj slakting bror syster "
            "syskon kusin foralder mor far".split(),
            TieKind.KIN,
        ),
        **dict.fromkeys("spouse girlfriend boyfriend sambo make maka flickvan pojkvan".split(), TieKind.PARTNER),
        **dict.fromkeys("friends friendship vanner kompis bekant".split(), TieKind.FRIEND),
        **dict.fromkeys("call calls phone telephone sms message chat samtal telefon".split(), TieKind.COMMUNICATION),
        **dict.fromkeys(
            "seen observed observation seen_together iakttagen iakttagelse".split(), TieKind.OBSERVED_TOGETHER
        ),
        **dict.fromkeys("coresident address adress boende sambo_boende folkbokford".split(), TieKind.CO_RESIDENT),
        **dict.fromkeys("money payment swish ekonomi betalning pengar".split(), TieKind.FINANCIAL),
    }
)
INCIDENT_TYPES: Mapping[str, IncidentType] = MappingProxyType(
    {
        **_words_of_list(IncidentType),
        **dict.fromkeys("skjutning gun shots".split(), IncidentType.SHOOTING),
        **dict.fromkeys("bombing bomb detonation".split(), IncidentType.EXPLOSION),
        **dict.fromkeys("knivskarning knife".split(), IncidentType.STABBING),
        **dict.fromkeys("brand fire".split(), IncidentType.ARSON),
        **dict.fromkeys(["battery"], IncidentType.ASSAULT),
        **dict.fromkeys(["personran"], IncidentType.ROBBERY),
    }
)


def is_nothing(cell: str) -> bool:
    """Tell whether a cell says that there is nothing: empty, or a word for it."""
    return not cell.strip() or is_word_for_nothing(cell)


def end_word(name: str) -> tuple[tuple[str, ...], str] | None:
    """Return of a column that is named like an end what it is an end of, and the word that says which one."""
    words = words_of(name)
    telling = [word for word in words if word in END_WORDS]
    if len(telling) != 1:
        return None
    rest = tuple(word for word in words if word != telling[0] and word not in NEUTRAL)
    return rest, telling[0]


def says(name: str, words: frozenset[str]) -> bool:
    """Tell whether a name says one of some words, as a whole or beside what says nothing of its own."""
    parts = words_of(name)
    if "_".join(parts) in words or "".join(parts) in words:
        return True
    telling = [part for part in parts if part not in NEUTRAL and not part.isdigit()]
    if len(telling) > 1 and telling[0] == "n":  # n_calls counts calls
        telling = telling[1:]
    return len(telling) == 1 and telling[0] in words


def part_of(name: str) -> Part | None:
    """Return the part that the persons of a column play, where its name says nothing else."""
    telling = [word for word in words_of(name) if word not in NEUTRAL and not word.isdigit()]
    return PARTS.get(telling[0]) if len(telling) == 1 else None
