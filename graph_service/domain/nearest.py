"""What somebody may have meant: the words nearest to one that is not there."""

from collections.abc import Collection
from difflib import get_close_matches

from graph_service.domain.limits import MAX_HINT_LENGTH
from graph_service.domain.look_alikes import plain_form
from graph_service.errors import InputError

N_NEAREST = 3


def written_alike(word: str, words: Collection[str]) -> list[str]:
    """Return the words of the same letters and numbers: capitals, hyphens, spaces and zeros in front do not matter."""
    plain = plain_form(word)
    return [other_word for other_word in words if plain and plain_form(other_word) == plain]


def nearest(word: str, words: Collection[str]) -> list[str]:
    """Return the words written alike, or else those that differ in few signs; at most three.

    Words of more than `MAX_HINT_LENGTH` signs are left out: comparing takes the product of two lengths.
    """
    if len(word) > MAX_HINT_LENGTH:
        return []
    words = [other_word for other_word in words if len(other_word) <= MAX_HINT_LENGTH]
    alike = written_alike(word, words)
    if not alike:
        by_folded = {other_word.casefold(): other_word for other_word in words}
        alike = [by_folded[near] for near in get_close_matches(word.casefold(), by_folded, n=N_NEAREST)]
    return alike[:N_NEAREST]


def did_you_mean(words: Collection[str]) -> str:
    """Return the end of a message that names what may have been meant; nothing where there is nothing."""
    *before, last = words or ("",)
    listed = f"{', '.join(before)} or {last}" if before else last
    return f"; did you mean {listed}?" if listed else ""


def check_word(what: str, word: str, words: Collection[str]) -> None:
    """Refuse a word that is none of those to choose from; the message lists them, and the one that may be meant."""
    if word not in words:
        message = (
            f"there is no {what} {word!r}; it is one of {', '.join(words)}{did_you_mean(nearest(word, words)[:1])}"
        )
        raise InputError(message)
