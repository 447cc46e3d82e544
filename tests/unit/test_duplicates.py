"""Possible duplicates: names that agree and names that do not, years, what is shared, and who is never listed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, cast

import numpy as np
import pytest

from graph_service.analysis.duplicate_pairs import name_pairs
from graph_service.analysis.duplicate_scores import points_of_years
from graph_service.analysis.duplicates import DUPLICATES, DuplicateParameters
from graph_service.analysis.duplicates_parts import Candidate, Duplicates
from graph_service.analysis.name_likeness import NameKind, kinds_of, vocabulary_of
from graph_service.analysis.name_words import MAX_WORDS, names_of, words_of
from graph_service.bootstrap import in_memory
from graph_service.domain import records as r
from graph_service.domain.policy import DuplicateRules, default_policy
from graph_service.domain.snapshot import NO_INT
from graph_service.domain.tables import tables_of
from graph_service.services.frame import answer
from tests.rival import make

AS_OF = date(2020, 12, 3)
RULES = default_policy().duplicates
P = TypeVar("P")


def with_values(part: P, **values: object) -> P:
    return replace(cast("Any", part), **values)  # type: ignore[no-any-return]  # a part of the policy, as it was given


def kind_of_names(first: str, second: str, rules: DuplicateRules = RULES) -> NameKind:
    vocabulary = vocabulary_of([words_of(first), words_of(second)])
    a, b = np.array([0], dtype=np.int64), np.array([1], dtype=np.int64)
    straight, turned = kinds_of(vocabulary, a, b, rules), kinds_of(vocabulary, b, a, rules)
    assert straight.tolist() == turned.tolist()
    return NameKind(straight[0])


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("Alfa Ström", "Alfa Strom", NameKind.SAME),  # marks that are lost
        ("Alfa Ström", "Alfa Stroem", NameKind.SAME),
        ("Åke Hägg", "Aake Haegg", NameKind.SAME),
        ("René Alfa", "Rene Alfa", NameKind.SAME),
        ("ALFA ström", "Alfa Stro\u0308m", NameKind.SAME),  # a mark of its own
        ("Ström, Alfa", "Alfa Ström", NameKind.SAME),
        ("Ann-Alfa Ström", "Annalfa Ström", NameKind.SAME),
        ("O'Alfa Ström", "OAlfa Ström", NameKind.SAME),
        ("Ström Alfa", "Alfa Ström", NameKind.SWAPPED),
        ("Hägg Alfa", "Hegg Alfa", NameKind.SOUND),
        ("Khalif Djamo", "Halif Jamo", NameKind.SOUND),
        ("Schalo Ström", "Shalo Ström", NameKind.SOUND),
        ("Alfa Wiklo", "Alfa Viklo", NameKind.SOUND),
        ("Alfa Dacko", "Alfa Dako", NameKind.SOUND),
        ("Philo Ström", "Filo Ström", NameKind.SOUND),
        ("Alfa Björn", "Alfa Biorn", NameKind.SOUND),
        ("Alfa Yaro", "Alfa Jaro", NameKind.SOUND),
        ("Alffa Strömm", "Alfa Ström", NameKind.SOUND),  # doubled letters
        ("Alfah Ström", "Alfa Ström", NameKind.SOUND),
        ("Aleksa Ström", "Alexa Ström", NameKind.SOUND),
        ("Alfonso Stromberg", "Alfnoso Stromberg", NameKind.SPELLING),
        ("A. Stromberg", "Alfa Stromberg", NameKind.SPELLING),  # an initial
        ("Alfa Beta Stromberg", "Alfa Stromberg", NameKind.CONTAINED),
        ("Lilla", "lilla", NameKind.SINGLE),
        ("Lilla", "Lilla Stromberg", NameKind.PART),
        ("Alfa Stromberg", "Gamma Stromberg", NameKind.WORD),
        ("Alfa Stromberg", "Gamma Delta", NameKind.NONE),
        ("Lilla", "Store", NameKind.NONE),
        ("Lilla", "Lila Stromberg", NameKind.PART),
        ("Demo 0001", "Demo 0002", NameKind.WORD),  # numbers are the same or not
        ("0001", "0002", NameKind.NONE),
        ("Al Stromberg", "Al Kvist", NameKind.NONE),  # a word of two letters says nothing
    ],
)
def test_names_agree_in_a_way_or_do_not(first: str, second: str, kind: NameKind) -> None:
    assert kind_of_names(first, second) is kind


def test_a_long_name_is_compared_by_its_first_and_last_words() -> None:
    words = words_of("Alfa Beta Gamma Delta Epsilon Zeta")
    assert [word.letters for word in words] == ["alfa", "beta", "epsilon", "zeta"]
    assert len(words) == MAX_WORDS


def test_names_without_a_letter_are_none_and_those_that_differ_in_marks_are_one() -> None:
    assert names_of(["", "  -  ", "Ström, Alfa", "alfa strom"]) == {words_of("Alfa Ström"): "Ström, Alfa"}


@pytest.mark.parametrize(
    ("first", "second", "code", "points"),
    [
        (1998, 1998, "same_year", 3),
        (1998, 1999, "next_year", 1),
        (1999, 1998, "next_year", 1),
        (1987, 1978, "swapped_digits", 1),
        (1987, 1969, "other_year", -4),
        (1998, NO_INT, None, 0),
        (NO_INT, NO_INT, None, 0),
    ],
)
def test_years_speak_for_it_or_against(first: int, second: int, code: str | None, points: int) -> None:
    columns = np.array([[first], [second]], dtype=np.int64)
    of_years, codes = points_of_years(columns[0], columns[1], RULES)
    assert (of_years.tolist(), codes) == ([points], [code])


def person(person_id: str, *names: str, born: int | None = None, aliases: Sequence[str] = ()) -> r.Person:
    return r.Person(
        person_id=person_id,
        label=person_id,
        names=names,
        aliases=tuple(aliases),
        birth_year=born,
        protected_identity=False,
    )


def listed(records: Sequence[object], rules: DuplicateRules = RULES, *, with_undone: bool = False) -> Duplicates:
    policy = with_values(default_policy(), duplicates=rules)
    context = in_memory(tables_of(records), policy)
    return answer(context, DUPLICATES, DuplicateParameters(with_undone=with_undone), as_of=AS_OF)


def reasons_of(candidate: Candidate) -> dict[str, int]:
    return {reason.code: reason.points for reason in candidate.reasons}


TWO = (person("P-1", "Alfa Ström", born=1998), person("P-2", "Ström, Alfa", born=1998))


def test_a_candidate_says_who_how_much_and_by_which_records() -> None:
    (row,) = listed(TWO).candidates
    assert (row.person_a, row.person_b, row.points) == ("P-1", "P-2", 9)
    assert (row.names_a, row.names_b, row.birth_year_a) == (("Alfa Ström",), ("Ström, Alfa",), 1998)
    assert reasons_of(row) == {"same_name": 5, "rare_name": 1, "same_year": 3}
    assert row.reasons[0].compared == ("Alfa Ström", "Ström, Alfa")
    assert {reason.record_ids for reason in row.reasons} == {("person:P-1", "person:P-2")}


def test_points_are_the_sum_of_the_reasons_in_the_order_of_the_list() -> None:
    records = [*TWO, person("P-3", "Strom Alfa"), person("P-4", "Alffa Strom", born=1999), person("P-5", "Beta")]
    answer_of_all = listed(records)
    rows = answer_of_all.candidates
    assert [(row.points, row.person_a, row.person_b) for row in rows] == sorted(
        ((row.points, row.person_a, row.person_b) for row in rows), key=lambda row: (-row[0], *row[1:])
    )
    assert len(rows) == answer_of_all.n_rows == 6 - 1  # that of P-3 and P-4 lacks a point
    assert all(row.points == sum(reason.points for reason in row.reasons) >= RULES.threshold for row in rows)


def test_a_nickname_speaks_for_it_beside_the_full_name() -> None:
    records = [person("P-1", "Alfa Ström", aliases=["Lilla"]), person("P-2", "Alfa Strom", aliases=["lilla"])]
    (row,) = listed(records).candidates
    assert reasons_of(row) == {"same_name": 5, "single_name": 2, "rare_name": 1}


def test_a_name_that_many_bear_is_not_rare() -> None:
    records = [person(f"P-{i}", "Alfa Ström") for i in range(RULES.rare_persons + 1)]
    assert listed(records).candidates == ()
    assert len(listed(records[1:]).candidates) == 10


def test_contacts_and_incidents_of_both_count_up_to_a_limit_and_a_tie_between_them_counts_against() -> None:
    contacts = [person(f"P-{i}") for i in range(10, 15)]
    ties = [make.tie(f"T-{i}{end}", end, f"P-{i}") for i in range(10, 15) for end in ("P-1", "P-2")]
    shootings = [make.incident(f"I-{i}", "2020-05-01") for i in range(3)]
    links = [make.suspect(f"V-{i}{end}", end, f"I-{i}") for i in range(3) for end in ("P-1", "P-2")]
    base = [person("P-1", "Alfa Ström", born=1970), person("P-2", "Alfa Ström", born=1999), *contacts]
    (row,) = listed([*base, *ties, *shootings, *links]).candidates
    assert reasons_of(row) == {
        "same_name": 5,
        "rare_name": 1,
        "other_year": -4,
        "shared_contacts": 3,
        "shared_incidents": 2,
    }
    by_code = {reason.code: reason.record_ids for reason in row.reasons}
    assert len(by_code["shared_contacts"]) == 10
    assert by_code["shared_incidents"][:2] == ("involvement:V-0P-1", "involvement:V-0P-2")
    assert listed([*base, *ties, *shootings, *links, make.tie("T-99", "P-1", "P-2")]).candidates == ()


def test_a_word_in_common_needs_the_year_and_those_around() -> None:
    contacts = [person(f"P-{i}") for i in (10, 11)]
    ties = [make.tie(f"T-{i}{end}", end, f"P-{i}") for i in (10, 11) for end in ("P-1", "P-2")]
    base = [person("P-1", "Alfa Stromberg", born=1998), person("P-2", "Alfa Kvist", born=1998), *contacts]
    assert listed(base).candidates == ()
    (row,) = listed([*base, *ties]).candidates
    assert reasons_of(row) == {"one_word": 1, "same_year": 3, "shared_contacts": 2}


def test_whoever_has_no_name_is_compared_with_nobody_and_counted() -> None:
    result = listed([person("P-1", born=1998), person("P-2", born=1998)])
    assert result.candidates == ()
    assert [(note.code, note.n) for note in result.notes] == [("person_without_name", 2)]


def test_rows_that_are_joined_are_one_person_with_the_names_of_all() -> None:
    records = [*TWO, person("P-3", "Alfa Strom")]
    joined = make.same("SP-1", "P-1", "P-2", "2020-01-01")
    (row,) = listed([*records, joined]).candidates
    assert (row.person_a, row.person_b, row.names_a) == ("P-1", "P-3", ("Alfa Ström", "Ström, Alfa"))


def test_a_pair_of_whom_somebody_decided_that_they_are_two_is_left_out_and_counted() -> None:
    records = [*TWO, make.same("SP-1", "P-1", "P-2", "2020-01-01", "2020-02-01")]
    result = listed(records)
    assert result.candidates == ()
    assert [(note.code, note.n) for note in result.notes] == [("pair_undone", 1)]
    (row,) = listed(records, with_undone=True).candidates
    assert row.undone_on == date(2020, 2, 1)


def test_the_dead_are_compared_as_well() -> None:
    dead = [replace(entry, died_on=date(2019, 1, 1)) for entry in TWO]
    assert len(listed(dead).candidates) == 1


def test_a_name_that_too_many_bear_is_looked_at_by_year_and_what_is_left_out_is_counted() -> None:
    rules = with_values(RULES, most_alike=3, rare_persons=100)
    records = [person(f"P-{i}", "Alfa Ström", born=1990 + i // 2) for i in range(8)]
    assert [(row.person_a, row.person_b) for row in listed(records, rules).candidates] == [
        (f"P-{i}", f"P-{i + 1}") for i in range(0, 8, 2)
    ]
    crowd = listed([person(f"P-{i}", "Alfa Ström", born=1990) for i in range(4)], rules)
    assert crowd.candidates == ()
    assert [(note.code, note.n) for note in crowd.notes] == [("name_too_common", 4)]


def test_pairs_of_names_are_made_once_and_in_order() -> None:
    names = [words_of(name) for name in ("Alfa Ström", "Strom Alfa", "Lilla", "Lilla Kvist", "Omega Psi")]
    pairs = name_pairs(names, np.full(5, NO_INT), limit=10)
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == [(0, 1), (2, 3)]


def test_of_nobody_there_are_no_candidates() -> None:
    assert listed([]).candidates == ()


def test_the_threshold_and_the_points_are_those_of_the_policy() -> None:
    assert listed(TWO, with_values(RULES, threshold=10)).candidates == ()
    (row,) = listed(TWO, with_values(RULES, same_name=7, rare_name=0)).candidates
    assert reasons_of(row) == {"same_name": 7, "same_year": 3}
