"""Words that say that nothing is known, where a table would have a value."""

import re
from collections.abc import Collection
from operator import itemgetter
from unicodedata import normalize

_NO_LETTER_OR_DIGIT = re.compile(r"[-\u2010-\u2015\u2212_.,:;?!*/\\~=+# ]+")  # "-", "--", "?", "...", "*"
_SPREADSHEET_ERROR = re.compile(r"#(?:[^\W\d_]+(?:/[0a-z])?[!?]|n/?a!?|getting_data|saknas|spill)")  # "#REF!", "#N/A"
_AROUND = "()[]<>{}\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb .:"  # "(null)", "<NA>", "[unknown]", "unknown."

_DASHES = frozenset("-" * length for length in range(1, 20))

WORDS_FOR_NOTHING = frozenset(
    {
        # of programs
        *("n/a", "n.a", "na", "n a", "n/k", "n.k", "null", "nil", "nan", "nat", "none", "undefined", "void"),
        *("#n/a n/a", "-nan", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan"),
        # English
        *("unknown", "unk", "unkn", "unknwn", "uknown", "unkown", "unidentified", "undetermined", "unspecified"),
        *("unnamed", "not known", "not available", "not applicable", "not stated", "not specified", "not given"),
        *("not recorded", "not reported", "not provided", "not entered", "not identified", "not found", "not set"),
        *("missing", "blank", "empty", "nothing", "no data", "no value", "no entry", "no information", "no name"),
        *("no id", "no one", "noone", "nobody", "no group", "no gang", "unknown group", "unknown gang"),
        *("unknown person", "unknown suspect", "unknown victim", "unknown name", "unknown id", "don't know"),
        *("dont know", "do not know", "tbd", "tba", "tbc", "to be determined"),
        # Swedish
        *("okänd", "okänt", "okända", "okand", "okant", "okanda", "obekant", "oidentifierad", "oidentifierat"),
        *("saknas", "uppgift saknas", "uppgifter saknas", "uppg saknas", "uppg. saknas", "värde saknas"),
        *("namn saknas", "data saknas", "inte känd", "inte känt", "ej känd", "ej känt", "ej angiven", "ej angivet"),
        *("ej angivna", "inte angiven", "inte angivet", "ospecificerad", "ospecificerat", "ej tillämpligt"),
        *("ej aktuell", "ej aktuellt", "ej tillgänglig", "ej tillgängligt", "ej identifierad", "ej identifierat"),
        *("e/t", "vet ej", "vet inte", "ingen", "inget", "inga", "ingenting", "ingen uppgift", "inga uppgifter"),
        *("ingen grupp", "okänd grupp", "okänt gäng", "okänd person", "okänd gärningsman", "okänt namn"),
        # of the neighbours
        *("ukjent", "ukendt", "ingen opplysning", "tuntematon", "unbekannt", "inconnu", "desconocido", "sconosciuto"),
    }
)


def is_word_for_nothing(text: str) -> bool:
    """Say whether a whole cell is a word for nothing ("unknown", "(null)", "N/A", "-", "okänd", "#REF!"), in any case.

    An empty cell is no word.
    """
    word = " ".join(normalize("NFKC", text).casefold().split())
    if not word:
        return False
    bare = word.strip(_AROUND)
    is_listed = word in WORDS_FOR_NOTHING or bare in WORDS_FOR_NOTHING
    return (
        is_listed or _NO_LETTER_OR_DIGIT.fullmatch(word) is not None or _SPREADSHEET_ERROR.fullmatch(word) is not None
    )


def words_for_nothing_in(texts: Collection[str]) -> set[str]:
    """Return the words for nothing among texts, of which most are none: columns of plain ids are told quickly."""
    filled = [text for text in texts if text] if "" in texts else texts
    joined = "\n".join(filled)
    is_plain = joined.isascii() and joined.replace("-", "").replace(" ", "").replace("\n", "").isalnum()
    folded = (joined.lower() if is_plain else joined.casefold()).split("\n")
    has_listed = not WORDS_FOR_NOTHING.isdisjoint(folded)
    if is_plain and not has_listed and _DASHES.isdisjoint(filled):
        return set()
    ends = {*map(itemgetter(0), filled), *map(itemgetter(-1), filled)}
    odd_ends = {sign for sign in ends if not sign.isalnum() or not sign.isascii()}
    if not odd_ends and not has_listed:
        return set()
    return {
        text
        for text in filled
        if text[0] in odd_ends or text[-1] in odd_ends or text.casefold() in WORDS_FOR_NOTHING
        if is_word_for_nothing(text)
    }
