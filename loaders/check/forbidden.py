"""Which columns must not come in, by their name: on origin, belief, health, sexual life, union, body and genes.

Nor may addresses, telephone numbers and photographs of persons.

A name is cut into words (`perpRace`, `VIC_RACE`, `födelseland` → perp race, vic race, fodelseland) and each
word is compared with the vocabulary below: equal, beginning with a stem, glued to a word for a role
(`vicrace`), a pair of words in any order (country + birth), or mistyped by one letter. Short words must
be equal, so that "trace", "place", "terrace", "region" and "generic" are let through. Letters that only look like
Latin ones count as these.

Where an incident happened may come in: in a file from which incidents and no persons are made, an address is let
through unless its name says whose home it is.
"""

import re
from unicodedata import combining, normalize

from graph_service.domain.look_alikes import latin_looks

_WORDS = frozenset(
    """
    race races racial racialized raced ras raser rasifierad
    ethnic ethnics ethnicity ethnicities ethno etnicitet etnisk etniskt etniska etnicity etnisitet
    ancestry caste complexion hudfarg ursprung harkomst hemland heritage origin
    religion religions religious religios religiost faith trosuppfattning livsaskadning
    birthplace birthplaces birthcountry birthland birthcity birthtown pob fodelseland fodelseort fodelsestad
    fodelseplats fodelsekommun utlandsfodd utrikesfodd svenskfodd
    nationality nationalities nationalitet citizenship citizenships citizen medborgarskap medborgare statsborgerskap
    immigrant immigrants immigration invandrare invandrarbakgrund migrationsbakgrund asylum asyl
    health healthcare halsa sjukdom sjukdomar sjukvard diagnos diagnoser diagnosis diagnoses diagnosed illness
    disease disability disabilities disabled funktionsnedsattning handikapp medical medicin medicinsk medication
    psychiatric psychiatry psykiatri psykiatrisk psykisk patient patientid nhs hiv icd addiction missbruk
    sexuality sexualitet sexual sexuell sexuella sexualliv sexlife
    political politically politics politisk politiska politik partitillhorighet
    fack fackforbund fackforening facklig fackligt fackligtillhorighet tradeunion unionised unionized
    biometric biometrics biometri biometrisk fingerprint fingerprints fingeravtryck faceprint voiceprint retina facial
    descent hispanic hispanics latino latinos latina latinas latinx chicano tribe tribes tribal clan clans klan
    migrant migrants refugee refugees flykting flyktingar asylsokande minority minoritet folkgrupp folkslag
    modersmal hemsprak forstasprak muslim muslims islam jewish judisk
    phone phones telephone telephones telefon telefoner telefonnr telnr tel mobil mobile mobilnr cellphone
    smartphone imei imsi msisdn iccid email epost
    photo photos photograph photographs foto foton fotografi bild bilder image images picture pictures mugshot
    mugshots headshot portrait portraits portratt
    dna genetic genetics genetisk genetiska genetik genome genom genotype blodgrupp bloodgroup bloodtype
    """.split()
)
_ALONE = frozenset({"union", "origin", "genom", "heritage"})  # forbidden only as the whole name
_STEMS = (
    "ethnic etnisk etnicit religi medborgarskap nationalitet ursprungs fodelseland fodelseort halso sjukdom "
    "psykiatr psychiatr biometr genetisk sexualit sexualliv politisk fackforbund fackforening fingeravtryck "
    "asylsok asylstat fodelsereg invandring flykting folkgrupp modersmal hemsprak stamtillhor klantillhor invandrad "
    "utlandskbak svenskbak utlsv fodland fodgr medbland medbgr "
    "telefonnum telefonnr mobilnum mobiltel mobilnr fotografi mugshot emailad epostad "
    "birthplace birthcountry countryofbirth placeofbirth citizenship hudfarg invandrar nhsn"
).split()
_PAIRS = frozenset(
    frozenset(pair.split("+"))
    for pair in """
    birth+place birth+country birth+city birth+town birth+region birth+land birth+nation country+born foreign+born
    born+in born+abroad place+born country+origin national+origin origin+region origin+nation home+country
    fodelse+land fodelse+ort fodelse+plats fodelse+stad fodd+land fodd+utrikes fodd+utomlands fodd+i
    sex+life sexual+life sexual+orientation trade+union labour+union labor+union union+member union+membership
    skin+color skin+colour skin+tone hud+farg blood+type blood+group blod+grupp finger+print finger+avtryck
    utlandsk+bakgrund svensk+bakgrund foreign+background foraldrar+fodda parents+born residence+permit
    mother+tongue native+tongue native+language first+language home+language native+speaker e+mail e+post
    face+template face+print iris+scan passport+country passport+nationality mother+country
    """.split()
)
_ROLES = (
    "perp perpetrator vic victim suspect susp suspected offender off arrestee arrested defendant def subject person "
    "officer driver sus self complainant comp witness wit reported primary secondary apparent perceived member client "
    "gm brottsoffer misstankt person"
).split()
_INNOCENT = frozenset(
    "region regions regional generic generics rationality technic wealth ethic ethics barometric political_map".split()
)
# Where somebody lives, or something happened: as a word of a name, or as the whole name only.
_ADDRESSES = frozenset(
    "address addresses adress adresser addr postnummer postnr zip zipcode postcode postkod postort gatunamn".split()
)
_ADDRESSES_ALONE = frozenset("street gata adr".split())
_ADDRESS_PAIRS = frozenset(
    frozenset(pair.split("+"))
    for pair in "street+name street+number street+no street+address gata+nr postal+code post+code cross+street".split()
)
_HOMES = frozenset(
    "home hem hemma bostad bostads residential residence lives bor folkbokford folkbokforing mailing postal".split()
)
_HOME_STEMS = ("hemadress", "bostad", "folkbok", "homeaddr", "postadress")
_LONG = 8  # letters from which one mistyped letter is still recognised
_TYPO_TARGETS = tuple(sorted(word for word in _WORDS if len(word) >= _LONG))


def is_forbidden(name: str, *, of_incidents: bool = False) -> bool:
    """Tell whether a name says that the column must not come in; near misses count, so false alarms happen.

    In a file `of_incidents` an address is where something happened, unless its name says otherwise.
    """
    words = _words_in(name)
    if not words:
        return False
    if _is_address(words) and not (of_incidents and not _is_somebodys(words)):
        return True
    if len(words) == 1 and words[0] in _ALONE:
        return True
    if any(map(frozenset(words).issuperset, _PAIRS)):
        return True
    joined = "".join(words)
    return any(map(_is_forbidden_word, {*words, joined}))


def _is_address(words: list[str]) -> bool:
    joined = "".join(words)
    if joined in _ADDRESSES_ALONE or any(map(frozenset(words).issuperset, _ADDRESS_PAIRS)):
        return True
    return any(word in _ADDRESSES or word.endswith(("address", "adress")) for word in (*words, joined))


def _is_somebodys(words: list[str]) -> bool:
    """Whether an address is said to be that of a person."""
    return not _HOMES.isdisjoint(words) or any(
        word in _ROLES or word.startswith((*_HOME_STEMS, *(f"{role}ad" for role in _ROLES))) for word in words
    )


def is_personal_number(name: str) -> bool:
    """Tell whether a column is named like a personal identity number: personnummer, ssn and the like."""
    words = _words_in(name)
    numbers = {"personnummer", "personnr", "pnr", "samordningsnummer", "ssn", "nationalid", "fodelsenummer"}
    return "".join(words) in numbers or bool(numbers & set(words))


def _words_in(name: str) -> list[str]:
    """Cut at anything but letters, and where a small letter meets a capital; without diacritics."""
    letters = "".join(char for char in normalize("NFKD", latin_looks(name)) if not combining(char))
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", letters)
    return re.findall(r"[a-z]+", spaced.casefold())


def _is_forbidden_word(word: str) -> bool:
    if word in _INNOCENT:
        return False
    if word in _WORDS - _ALONE:
        return True
    if word.startswith(tuple(_STEMS)):
        return True
    if any(word.startswith(role) and word[len(role) :] in _WORDS - _ALONE for role in _ROLES):
        return True
    if word.endswith(("phone", "telefon")) and not word.endswith(("microphone", "headphone", "saxophone")):
        return True
    return len(word) >= _LONG - 1 and any(_is_one_slip(word, target) for target in _TYPO_TARGETS)


def _is_one_slip(word: str, target: str) -> bool:
    """One letter too many, too few, another one, or two swapped."""
    if abs(len(word) - len(target)) > 1:
        return False
    n_equal = 0
    while n_equal < min(len(word), len(target)) and word[n_equal] == target[n_equal]:
        n_equal += 1
    rest = word[n_equal:]
    target_rest = target[n_equal:]
    return (
        rest[1:] == target_rest
        or rest == target_rest[1:]
        or rest[1:] == target_rest[1:]
        or (rest[:2] == target_rest[:2][::-1] and rest[2:] == target_rest[2:])
    )
