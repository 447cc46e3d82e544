"""How measures of structure read on a map: the words of a score, and the steps by which dots are sized or coloured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph_service.analysis.network import NetworkPerson
from graph_service.analysis.person_measures import PersonMeasures, Score
from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from graph_service.wording.cells import yes_or_no
from graph_service.wording.words import label

CAVEAT: Final = N_("Measures describe contacts on record; they make nobody eligible, and say nothing of guilt")
DIGITS: Final = 3  # that count, of a score that is not whole
COLUMN_WORDS: Final = {
    "betweenness_not_seen": N_("on no path of the sample"),
    "n_other_groups": N_("other groups among contacts"),
    "ei_index": N_("E–I index"),
    "n_inside": N_("contacts in an own group"),
    "n_outside": N_("contacts in other groups alone"),
    "n_without_group": N_("contacts without a group"),
    "n_parts": N_("parts without them"),
    "is_cut_person": N_("cut person"),
    "n_bridges": N_("bridge ties"),
    "pagerank": N_("PageRank"),
}


@dataclass(frozen=True, slots=True)
class Steps:
    """In which step of a measure each person stands, from 0, None where it is not defined; what each step holds.

    A step that holds nobody has no words.
    """

    name: str
    of_person: tuple[int | None, ...]
    words: tuple[str, ...]


def steps_of(
    t: Translator, measures: PersonMeasures, column: str, persons: Sequence[NetworkPerson], n_steps: int
) -> Steps | None:
    """Divide the persons drawn into steps of equally many by a measure; equal scores stand in one step.

    Parameters
    ----------
    t : Translator
        Of the language of the words.
    measures : PersonMeasures
        What is known of them.
    column : str
        By which; empty: by none.
    persons : Sequence[NetworkPerson]
        Who is drawn.
    n_steps : int
        At most so many.

    Returns
    -------
    Steps | None
        None: no measure is named.
    """
    if not column:
        return None
    scores = measures.columns[column]
    of_person = [scores.get(person.person_id) for person in persons]
    ordered = sorted(float(score) for score in of_person if score is not None)
    bounds = [ordered[(len(ordered) - 1) * i // n_steps] for i in range(1, n_steps)] if ordered else []
    steps = tuple(None if score is None else sum(score > bound for bound in bounds) for score in of_person)
    words = []
    for step in range(n_steps):
        held = [score for score, its in zip(of_person, steps, strict=True) if its == step and score is not None]
        words.append(range_words(t, min(held), max(held)) if held else "")
    return Steps(column, steps, tuple(words))


def range_words(t: Translator, least: Score, most: Score) -> str:
    """Write from where to where a step goes."""
    low, high = score_text(t, least), score_text(t, most)
    if low == high:
        return low
    return t.text("{low} to {high}").format(low=low, high=high) if float(least or 0) < 0 else f"{low}–{high}"


def score_words(t: Translator, measures: PersonMeasures, person_id: str) -> tuple[str, ...]:
    """Return what is said of a person: the name and the value of each measure."""
    return tuple(
        f"{measure_words(t, name)} {score_text(t, scores[person_id])}"
        for name, scores in measures.columns.items()
        if person_id in scores
    )


def measure_words(t: Translator, name: str) -> str:
    """Write the name of a column for readers."""
    return t.text(COLUMN_WORDS[name]) if name in COLUMN_WORDS else label(t, name)


def capitalised(words: str) -> str:
    """Begin with a capital, and leave the others as they are."""
    return words[:1].upper() + words[1:]


def score_text(t: Translator, score: Score) -> str:
    """Write a value for readers: whole numbers in full, others with three digits that count."""
    if score is None:
        return t.text("not defined")
    if isinstance(score, bool):
        return yes_or_no(t, score)
    is_whole = score == int(score) or abs(score) >= 10**DIGITS
    score += 0.0  # turns -0.0 into 0.0
    digits = np.format_float_positional(score, precision=DIGITS, fractional=False, trim="-")
    return t.decimal(f"{score:.0f}" if is_whole else digits).replace("-", "−")
