"""Possible duplicates of any names: the order of rows, of names and of the two persons changes nothing."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.duplicates import DUPLICATES, DuplicateParameters
from graph_service.analysis.duplicates_parts import Candidate
from graph_service.analysis.name_words import MAX_WORDS, words_of
from graph_service.bootstrap import in_memory
from graph_service.domain import records as r
from graph_service.domain.policy import default_policy
from graph_service.domain.tables import tables_of
from graph_service.services.frame import answer

WORDS = ("Alfa", "Alfah", "Aalfa", "Ström", "Stroem", "Strom", "Strömm", "Ek", "Lilla", "A.", "Kvist", "Qvist", "7")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=MAX_WORDS + 1).map(" ".join)
PERSONS = st.lists(st.tuples(st.lists(NAMES, max_size=2), st.none() | st.integers(1986, 1991)), min_size=2, max_size=8)
TIES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=8)


def _person(key: str, names: Sequence[str], born: int | None) -> r.Person:
    return r.Person(person_id=key, label=key, names=tuple(names), birth_year=born, protected_identity=False)


def _records(
    persons: Sequence[tuple[list[str], int | None]], ties: Sequence[tuple[int, int]], keys: Sequence[str]
) -> list[object]:
    links = {tuple(sorted((keys[a], keys[b]))) for a, b in ties if a != b and max(a, b) < len(persons)}
    return [
        *(_person(key, names, born) for key, (names, born) in zip(keys, persons, strict=False)),
        *(r.Tie(tie_id=f"T-{a}-{b}", person_a=a, person_b=b, kind="friend") for a, b in sorted(links)),  # type: ignore[arg-type]  # the word
    ]


def _candidates(records: Sequence[object]) -> Sequence[Candidate]:
    context = in_memory(tables_of(records), default_policy())
    return answer(context, DUPLICATES, DuplicateParameters()).candidates


def _said(rows: Sequence[Candidate], key_of: Mapping[str, str]) -> set[tuple[frozenset[str], int, frozenset[object]]]:
    """Who with how many points and by which reasons, whichever of the two stands first."""
    return {
        (
            frozenset((key_of[row.person_a], key_of[row.person_b])),
            row.points,
            frozenset((reason.code, reason.points) for reason in row.reasons),
        )
        for row in rows
    }


@given(PERSONS, TIES, st.randoms(use_true_random=False))
def test_other_ids_and_another_order_of_rows_change_nothing(
    persons: list[tuple[list[str], int | None]],
    ties: list[tuple[int, int]],
    random: object,
) -> None:
    keys = [f"P-{i}" for i in range(8)]
    straight = _candidates(_records(persons, ties, keys))
    turned = [f"P-{9 - i}" for i in range(8)]
    records = _records(persons, ties, turned)
    random.shuffle(records)  # type: ignore[attr-defined]  # a source of random numbers
    other = _candidates(records)
    assert _said(straight, dict(zip(keys, keys, strict=True))) == _said(other, dict(zip(turned, keys, strict=True)))


@given(PERSONS, TIES)
def test_points_are_the_sum_of_the_reasons_and_no_pair_comes_twice(
    persons: list[tuple[list[str], int | None]], ties: list[tuple[int, int]]
) -> None:
    rows = _candidates(_records(persons, ties, [f"P-{i}" for i in range(8)]))
    assert all(row.points == sum(reason.points for reason in row.reasons) for row in rows)
    assert all(row.points >= default_policy().duplicates.threshold for row in rows)
    assert len({(row.person_a, row.person_b) for row in rows}) == len(rows)
    assert all(row.person_a < row.person_b for row in rows)


@given(st.text(max_size=60))
def test_any_text_has_words_that_can_be_compared(text: str) -> None:
    words = words_of(text)
    assert len(words) <= MAX_WORDS
    assert all(word.letters for word in words)
