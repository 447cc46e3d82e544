"""How alike two names are: the same, swapped, alike by sound or by spelling, one within the other, or by a word.

All pairs are compared at once, as columns: the likeness of words by rapidfuzz, the best way to lay the words of one
name onto those of the other by trying all of them, since a name has few.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import permutations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from graph_service.analysis.name_words import Word, Words
from graph_service.domain.policy import DuplicateRules

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]

SOUNDS_EQUAL = 0.95  # likeness of words that sound alike and are spelt otherwise
AN_INITIAL = 0.9  # of a letter to a word that begins with it
CHUNK_PAIRS = 200_000
WORD_LETTERS = 3  # of a word that says something by itself
FULL_NAME = 2  # words from which on a name is more than a nickname


class NameKind(IntEnum):
    """In which way two names agree, from the weakest on."""

    NONE = 0
    WORD = 1
    PART = 2
    SINGLE = 3
    CONTAINED = 4
    SPELLING = 5
    SOUND = 6
    SWAPPED = 7
    SAME = 8


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct words, and names as positions in them; codes are equal where texts are."""

    letters: Texts
    sounds: Texts
    letter_codes: Ints
    sound_codes: Ints
    sizes: Ints  # in letters
    initials: Ints
    differs: Mask  # a word is spelt otherwise than it sounds
    is_number: Mask  # a digit stands in it: it is the same or another, never alike
    names: Sequence[tuple[int, ...]]
    joined: Ints  # codes of names without the spaces: wherever the words end


def vocabulary_of(names: Sequence[Words]) -> Vocabulary:
    """Return the distinct words of names."""
    codes: dict[Word, int] = {}
    positions = [tuple(codes.setdefault(word, len(codes)) for word in words) for words in names]
    letters, sounds = [word.letters for word in codes], [word.sound for word in codes]
    return Vocabulary(
        np.array(letters, dtype=np.object_),
        np.array(sounds, dtype=np.object_),
        _codes(letters),
        _codes(sounds),
        np.array([len(text) for text in letters], dtype=np.int64),
        _codes(text[0] for text in letters),
        np.array([word.letters != word.sound for word in codes], dtype=np.bool_),
        np.array([any(letter.isdigit() for letter in text) for text in letters], dtype=np.bool_),
        positions,
        _codes("".join(word.letters for word in words) for words in names),
    )


def _codes(texts: Iterable[str]) -> Ints:
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(text, len(codes)) for text in texts], dtype=np.int64)


def kinds_of(vocabulary: Vocabulary, first: Ints, second: Ints, rules: DuplicateRules) -> NDArray[np.int8]:
    """Say of pairs of names, by position, in which way they agree (`NameKind`)."""
    kinds = np.zeros(len(first), dtype=np.int8)
    n_words = np.array([len(name) for name in vocabulary.names], dtype=np.int64)
    for rows, shorter, longer in _by_shape(n_words, first, second):
        kinds[rows] = _kinds(vocabulary, shorter, longer, rules)
    same_letters = (vocabulary.joined[first] == vocabulary.joined[second]) & (n_words[first] != n_words[second])
    kinds[same_letters] = NameKind.SAME  # Annmarie and Ann Marie
    return kinds


def _by_shape(n_words: Ints, first: Ints, second: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield rows of pairs whose names have as many words as each other's, with the shorter and the longer name."""
    is_turned = n_words[first] > n_words[second]
    shorter, longer = np.where(is_turned, second, first), np.where(is_turned, first, second)
    shape = n_words[shorter] * 64 + n_words[longer]
    for value in np.unique(shape).tolist():
        rows = np.flatnonzero(shape == value)
        for start in range(0, len(rows), CHUNK_PAIRS):
            chunk = rows[start : start + CHUNK_PAIRS]
            yield chunk, shorter[chunk], longer[chunk]


def _kinds(vocabulary: Vocabulary, shorter: Ints, longer: Ints, rules: DuplicateRules) -> NDArray[np.int8]:
    """Lay the words of each shorter name onto those of the longer: one shape of names.

    The names [anna, berg] and [berg, anna] have the likeness of words [[0, 1], [1, 0]]: laid straight the mean is
    0, crossed 1; so they are the same but for their order.
    """
    short = np.array([vocabulary.names[name] for name in shorter.tolist()], dtype=np.int64)
    long = np.array([vocabulary.names[name] for name in longer.tolist()], dtype=np.int64)
    k, m = short.shape[1], long.shape[1]
    like, is_same, is_sound = _words_alike(vocabulary, short[:, :, None], long[:, None, :])
    best = np.full(len(short), -1.0)
    lowest, all_same, all_sound = np.zeros(len(short)), np.zeros(len(short), np.bool_), np.zeros(len(short), np.bool_)
    in_order = np.zeros(len(short), dtype=np.bool_)
    straight = tuple(range(k))
    for order in permutations(range(m), k):  # the straight one first: it stays where another is as good
        laid = like[:, straight, order]
        mean = laid.mean(axis=1)
        better = mean > best
        best[better] = mean[better]
        lowest[better] = laid.min(axis=1)[better]
        all_same[better] = np.all(is_same[:, straight, order], axis=1)[better]
        all_sound[better] = np.all(is_sound[:, straight, order], axis=1)[better]
        in_order[better] = order == straight
    kinds = np.zeros(len(short), dtype=np.int8)
    if k < FULL_NAME:
        kinds[all_sound] = NameKind.SINGLE if m == k else NameKind.PART
        return kinds
    is_word = is_sound & (vocabulary.sizes[short] >= WORD_LETTERS)[:, :, None]
    kinds[is_word.any(axis=(1, 2))] = NameKind.WORD
    is_alike = (best >= rules.alike_name) & (lowest >= rules.alike_word)
    kinds[is_alike] = NameKind.SPELLING if m == k else NameKind.CONTAINED
    if m == k:
        kinds[all_sound] = NameKind.SOUND
        kinds[all_same] = np.where(in_order[all_same], NameKind.SAME, NameKind.SWAPPED)
    return kinds


def _words_alike(vocabulary: Vocabulary, first: Ints, second: Ints) -> tuple[Floats, Mask, Mask]:
    """Likeness of words at every place, whether their letters are the same, and whether they sound alike.

    Each distinct pair is compared once.
    """
    n = len(vocabulary.letters)
    low, high = np.minimum(first, second), np.maximum(first, second)
    pairs, at = np.unique(low * n + high, return_inverse=True)
    a, b = pairs // n, pairs % n
    is_same = vocabulary.letter_codes[a] == vocabulary.letter_codes[b]
    is_sound = is_same | (vocabulary.sound_codes[a] == vocabulary.sound_codes[b])
    is_initial = (np.minimum(vocabulary.sizes[a], vocabulary.sizes[b]) == 1) & (
        vocabulary.initials[a] == vocabulary.initials[b]
    )
    like = np.where(is_initial, AN_INITIAL, np.where(is_same, 1.0, SOUNDS_EQUAL))
    spelt = np.flatnonzero(~is_sound & ~is_initial)
    like[spelt] = _jaro_winkler(vocabulary.letters, a[spelt], b[spelt])
    heard = spelt[vocabulary.differs[a[spelt]] | vocabulary.differs[b[spelt]]]
    like[heard] = np.maximum(like[heard], SOUNDS_EQUAL * _jaro_winkler(vocabulary.sounds, a[heard], b[heard]))
    is_number = (vocabulary.is_number[a] | vocabulary.is_number[b]) & ~is_same
    like[is_number], is_sound[is_number] = 0.0, False
    at = at.reshape(np.broadcast_shapes(first.shape, second.shape))
    return like[at], is_same[at], is_sound[at]


def _jaro_winkler(texts: Texts, first: Ints, second: Ints) -> Floats:
    a, b = texts[first].tolist(), texts[second].tolist()
    return np.asarray(cpdist(a, b, scorer=JaroWinkler.similarity, dtype=np.float64), dtype=np.float64)
