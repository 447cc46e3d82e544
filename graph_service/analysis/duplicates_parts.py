"""What a list of possible duplicates is made of: pairs of persons, each with what speaks for and against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated as A

from graph_service.analysis.result import Result
from graph_service.domain.described import Described

CAVEAT = "Being alike is no evidence that two persons are one: compare what is on record, and let a person decide."


class DuplicateCode(StrEnum):
    """What speaks for two persons being one, or against it."""

    SAME_NAME = "same_name"
    SWAPPED_NAME = "swapped_name"
    SOUNDS_ALIKE = "sounds_alike"
    SPELT_ALIKE = "spelt_alike"
    CONTAINED_NAME = "contained_name"
    SINGLE_NAME = "single_name"
    PART_OF_NAME = "part_of_name"
    ONE_WORD = "one_word"
    RARE_NAME = "rare_name"
    SAME_YEAR = "same_year"
    NEXT_YEAR = "next_year"
    SWAPPED_DIGITS = "swapped_digits"
    OTHER_YEAR = "other_year"
    SHARED_CONTACTS = "shared_contacts"
    SHARED_INCIDENTS = "shared_incidents"
    TIED = "tied"


DUPLICATE_WORDS: Mapping[str, str] = {
    DuplicateCode.SAME_NAME: "same name",
    DuplicateCode.SWAPPED_NAME: "same name, words swapped",
    DuplicateCode.SOUNDS_ALIKE: "names sound alike",
    DuplicateCode.SPELT_ALIKE: "names spelt alike",
    DuplicateCode.CONTAINED_NAME: "name within a longer one",
    DuplicateCode.SINGLE_NAME: "same single name",
    DuplicateCode.PART_OF_NAME: "single name within a longer one",
    DuplicateCode.ONE_WORD: "one word of the names in common",
    DuplicateCode.RARE_NAME: "few bear it",
    DuplicateCode.SAME_YEAR: "same birth year",
    DuplicateCode.NEXT_YEAR: "birth years one apart",
    DuplicateCode.SWAPPED_DIGITS: "birth years with two digits swapped",
    DuplicateCode.OTHER_YEAR: "other birth year",
    DuplicateCode.SHARED_CONTACTS: "shared contacts",
    DuplicateCode.SHARED_INCIDENTS: "shared incidents",
    DuplicateCode.TIED: "tied to each other",
}


@dataclass(frozen=True, slots=True)
class DuplicateReason:
    """Something that speaks for two persons being one, or against it."""

    code: A[str, Described("what it is", "sounds_alike", words=tuple(DuplicateCode))]
    points: A[int, Described("points that it gives; below 0: it speaks against it", 4, unit="points")]
    compared: A[
        tuple[str, ...],
        Described(
            "what was compared, of the first person and then of the second: their names or years; empty: the records "
            "say it",
            ("(a name)", "(a name alike)"),
        ),
    ]
    record_ids: A[
        tuple[str, ...],
        Described("records that it rests on, as kind:id", ("person:P-0014", "person:P-0031"), refers_to="record"),
    ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two persons on record who may be one."""

    points: A[int, Described("sum of the points of the reasons", 8, unit="points")]
    person_a: A[str, Described("the person of the two with the smaller id", "P-0014", refers_to="person")]
    label_a: A[str, Described("their pseudonym", "Falk")]
    names_a: A[tuple[str, ...], Described("their names and aliases on record", ("(a name)",))]
    birth_year_a: A[int | None, Described("their birth year; null: not known", 1998)]
    person_b: A[str, Described("the person with the larger id", "P-0031", refers_to="person")]
    label_b: A[str, Described("their pseudonym", "Falk 2")]
    names_b: A[tuple[str, ...], Described("their names and aliases on record", ("(a name alike)",))]
    birth_year_b: A[int | None, Described("their birth year; null: not known", 1998)]
    undone_on: A[
        date | None,
        Described(
            "day on which it was decided that they are two after all; null: nobody decided that", date(2020, 11, 20)
        ),
    ]
    reasons: A[tuple[DuplicateReason, ...], Described("what speaks for it, and what against, with the records", None)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates(Result):
    """Persons on record who may be one. A person decides: nothing is joined by the list."""

    caveat: A[str, Described("what a candidate does not say", CAVEAT)]
    threshold: A[int, Described("points from which on a pair is listed", 6, unit="points")]
    candidates: A[
        tuple[Candidate, ...],
        Described("pairs, those with most points first, then by ids; on a page, a part of them", None),
    ]
    n_rows: A[int, Described("pairs on all pages together", 12, unit="pairs")]
    next_after: A[
        int | None,
        Described("place of the last pair of this page, from 1, after which the next begins; null: none follows", 10),
    ]
