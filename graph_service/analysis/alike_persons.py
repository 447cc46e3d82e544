"""Alike persons: who on record may be somebody that is about to be recorded, by the scores of possible duplicates."""

from dataclasses import dataclass
from typing import Annotated as A

import numpy as np

from graph_service.analysis.duplicate_scores import BorneNames, agreeing_names, name_reasons, points_of_years
from graph_service.analysis.duplicates import NAMES, borne_names, written_names, year_reason
from graph_service.analysis.duplicates_parts import DuplicateReason
from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.header import header
from graph_service.analysis.name_words import names_of
from graph_service.analysis.people import people
from graph_service.analysis.result import Result
from graph_service.domain.described import Described
from graph_service.domain.parameters import Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_INT, Snapshot
from graph_service.domain.use_case import UseCase

NEW = "new"  # stands for who is not on record yet


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeParameters:
    """Whom to compare with all who are on record."""

    names: A[tuple[str, ...], Parameter("Their names and aliases", ("(a name)",), may_name=True)] = ()
    birth_year: A[int | None, Parameter("Their birth year", 1998)] = None


@dataclass(frozen=True, slots=True)
class AlikePerson:
    """A person on record who may be the one that is about to be recorded."""

    points: A[int, Described("sum of the points of the reasons", 8, unit="points")]
    person_id: PersonId
    label: Label
    names: A[tuple[str, ...], Described("their names and aliases on record", ("(a name)",))]
    birth_year: A[int | None, Described("their birth year; null: not known", 1998)]
    reasons: A[tuple[DuplicateReason, ...], Described("what speaks for it, and what against", None)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikePersons(Result):
    """Persons on record who may be the one that is about to be recorded."""

    persons: A[tuple[AlikePerson, ...], Described("those with most points first, then by ids", None)]


def alike_persons(snapshot: Snapshot, policy: Policy, parameters: AlikeParameters) -> AlikePersons:
    """Return the persons on record with whom names and birth year agree as far as a pair of duplicates must."""
    rules, frame, joined = policy.duplicates, snapshot["person"], people(snapshot)
    proposed = names_of(parameters.names)
    borne, new = borne_names(snapshot), len(frame)
    borne = BorneNames(
        np.append(borne.person, [new] * len(proposed)).astype(np.int64),
        np.append(borne.row, [new] * len(proposed)).astype(np.int64),
        [*borne.words, *proposed],
        [*borne.written, *proposed.values()],
    )
    year = NO_INT if parameters.birth_year is None else parameters.birth_year
    years = np.append(joined.birth_year, np.int64(year))
    agreement = agreeing_names(borne, years, rules)
    of_years, why_years = points_of_years(years[agreement.person_a], years[agreement.person_b], rules)
    points = agreement.points + of_years
    ids, written = [*frame.ids, NEW], written_names(snapshot)
    rows = []
    for pair in np.flatnonzero((agreement.person_b == new) & (points >= rules.threshold)).tolist():
        person = int(agreement.person_a[pair])
        why = why_years[pair]
        of_year = [] if why is None else [year_reason(why, int(of_years[pair]), (person, new), years, ids)]
        birth_year = int(years[person])
        rows.append(
            AlikePerson(
                int(points[pair]),
                ids[person],
                frame.texts["label"][person],
                written[person],
                None if birth_year == NO_INT else birth_year,
                (*name_reasons(agreement, borne, pair, ids, rules), *of_year),
            )
        )
    rows.sort(key=lambda row: (-row.points, row.person_id))
    return AlikePersons(**header("alike_persons", snapshot, policy, {}), persons=tuple(rows))


ALIKE_PERSONS = UseCase(
    name="alike_persons",
    action="search",  # a name is looked up, as in a search
    question="Is somebody who is about to be recorded on record already?",
    summary="Persons whose names and birth year agree, by the scores of possible duplicates",
    address="persons/alike",
    parameters=AlikeParameters,
    result=AlikePersons,
    compute=alike_persons,
    on_what_is_seen=True,
    beside=NAMES,
    unit="points",
)
