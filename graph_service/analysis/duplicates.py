"""Duplicates: pairs of persons on record who may be one, each with what speaks for it and against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.duplicate_scores import (
    BorneNames,
    NameAgreement,
    Shared,
    agreeing_names,
    name_reasons,
    points_of_years,
)
from graph_service.analysis.duplicates_parts import CAVEAT, Candidate, DuplicateCode, DuplicateReason, Duplicates
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.name_words import names_of
from graph_service.analysis.people import people
from graph_service.analysis.result import note
from graph_service.domain.dates import day_of
from graph_service.domain.parameters import Parameter
from graph_service.domain.policy import DuplicateRules, Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, Snapshot
from graph_service.domain.use_case import READERS, Paging, Rule, UseCase
from graph_service.domain.vocabulary import DataClass

Ints = NDArray[np.int64]
NAMES: Mapping[str, tuple[str, ...]] = {"person": ("names", "aliases")}  # no other question is given them


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateParameters:
    """Which pairs."""

    with_undone: A[
        bool,
        Parameter("Also pairs that were joined once, and of whom somebody decided that they are two", example=True),
    ] = False


def duplicates(snapshot: Snapshot, policy: Policy, parameters: DuplicateParameters) -> Duplicates:
    """Return pairs of persons who may be one.

    Parameters
    ----------
    snapshot : Snapshot
        The records, with names and aliases beside them.
    policy : Policy
        Points, and from how many on a pair is listed.
    parameters : DuplicateParameters
        Which pairs.

    Returns
    -------
    Duplicates
        Pairs by points, the most first, then by ids. Rows that are held to be one person count as one.

    Notes
    -----
    A sum of reasons for and against, in whole points that stand in the policy; in form that of record linkage [1]_,
    whose weights are estimated where these are set. Names are compared by the letters and sounds of their words, and by
    the similarity of Jaro and Winkler [2]_; only names that share a key are compared at all.

    References
    ----------
    .. [1] Fellegi & Sunter (1969), A theory for record linkage. doi:10.1080/01621459.1969.10501049
    .. [2] Winkler (1990), String comparator metrics and enhanced decision rules in the Fellegi-Sunter model of record
       linkage. Proceedings of the Section on Survey Research Methods, 354-359
    """
    rules = policy.duplicates
    names, years = borne_names(snapshot), people(snapshot).birth_year
    agreement = agreeing_names(names, years, rules)
    rows = _candidates(snapshot, rules, names, agreement)
    listed = rows if parameters.with_undone else [row for row in rows if row.undone_on is None]
    notes = (
        note("person_without_name", int(people(snapshot).is_person.sum()) - len(np.unique(names.person))),
        note("name_too_common", len(agreement.too_common)),
        note("pair_undone", len(rows) - len(listed)),
    )
    return Duplicates(
        **header("duplicates", snapshot, policy, parameter_values(parameters), notes=notes),
        caveat=CAVEAT,
        threshold=rules.threshold,
        candidates=tuple(listed),
        n_rows=len(listed),
        next_after=None,
    )


def borne_names(snapshot: Snapshot) -> BorneNames:
    """Return the names and aliases of all persons; names that only differ in accents are one."""
    frame, same = snapshot["person"], people(snapshot).same.tolist()
    person: list[int] = []
    row: list[int] = []
    words, written = [], []
    for i, (names, aliases) in enumerate(zip(frame.texts["names"], frame.texts["aliases"], strict=True)):
        for of_name, name in names_of((*(names or ()), *(aliases or ()))).items():
            person.append(same[i])
            row.append(i)
            words.append(of_name)
            written.append(name)
    return BorneNames(np.array(person, dtype=np.int64), np.array(row, dtype=np.int64), words, written)


def _undone(snapshot: Snapshot) -> dict[tuple[int, int], int]:
    """Return the pairs of persons of whom it was decided that they are two, with the last day on which it was."""
    joins, same = snapshot["same_person"], people(snapshot).same
    pairs: dict[tuple[int, int], int] = {}
    over = (joins["undone_on"] != NO_DAY) & (joins["undone_on"] <= snapshot.day)
    ends = zip(*(same[joins[name][over]].tolist() for name in ("person_a", "person_b")), strict=True)
    for (a, b), day in zip(ends, joins["undone_on"][over].tolist(), strict=True):
        pair = (min(a, b), max(a, b))
        pairs[pair] = max(day, pairs.get(pair, day))
    return pairs


def _candidates(
    snapshot: Snapshot, rules: DuplicateRules, names: BorneNames, agreement: NameAgreement
) -> list[Candidate]:
    """Return the pairs with points enough, in their order."""
    years = people(snapshot).birth_year
    of_years, why_years = points_of_years(years[agreement.person_a], years[agreement.person_b], rules)
    points = agreement.points + of_years
    shared, undone = Shared(snapshot, rules), _undone(snapshot)
    in_common = shared.points(agreement.person_a, agreement.person_b)
    points += in_common.points
    written, ids = written_names(snapshot), snapshot["person"].ids
    candidates = []
    for pair in np.flatnonzero(points >= rules.threshold).tolist():
        a, b = int(agreement.person_a[pair]), int(agreement.person_b[pair])
        why = why_years[pair]
        of_year = [] if why is None else [year_reason(why, int(of_years[pair]), (a, b), years, ids)]
        reasons = (
            *name_reasons(agreement, names, pair, ids, rules),
            *of_year,
            *(shared.reasons(a, b) if in_common.any[pair] else ()),
        )
        candidates.append(_candidate(snapshot, (a, b), int(points[pair]), reasons, written, undone.get((a, b))))
    return sorted(candidates, key=lambda row: (-row.points, row.person_a, row.person_b))


def year_reason(
    code: DuplicateCode, points: int, pair: tuple[int, int], years: Ints, ids: Sequence[str]
) -> DuplicateReason:
    """Return what the birth years of a pair of persons say."""
    return DuplicateReason(
        code,
        points,
        tuple(str(int(years[person])) for person in pair),
        tuple(f"person:{ids[person]}" for person in pair),
    )


def written_names(snapshot: Snapshot) -> dict[int, tuple[str, ...]]:
    """Return all names and aliases of each person, as they are written."""
    frame, written = snapshot["person"], dict[int, dict[str, None]]()
    rows = zip(people(snapshot).same.tolist(), frame.texts["names"], frame.texts["aliases"], strict=True)
    for person, names, aliases in rows:
        written.setdefault(person, {}).update(dict.fromkeys((*(names or ()), *(aliases or ()))))
    return {person: tuple(names) for person, names in written.items()}


def _candidate(
    snapshot: Snapshot,
    pair: tuple[int, int],
    points: int,
    reasons: tuple[DuplicateReason, ...],
    written: Mapping[int, tuple[str, ...]],
    undone: int | None,
) -> Candidate:
    frame, years = snapshot["person"], people(snapshot).birth_year
    ids, labels = frame.ids, frame.texts["label"]
    year_a, year_b = (None if years[person] == NO_INT else int(years[person]) for person in pair)
    a, b = pair
    return Candidate(
        points=points,
        person_a=ids[a],
        label_a=labels[a],
        names_a=written[a],
        birth_year_a=year_a,
        person_b=ids[b],
        label_b=labels[b],
        names_b=written[b],
        birth_year_b=year_b,
        undone_on=None if undone is None else day_of(undone),
        reasons=reasons,
    )


DUPLICATES = UseCase(
    name="duplicates",
    question="Which persons on record may be one?",
    summary="Pairs whose names agree, with a sum of reasons for and against: names, birth year, shared contacts and "
    "incidents; a person decides, and nothing is joined by the list",
    address="duplicates",
    parameters=DuplicateParameters,
    result=Duplicates,
    compute=duplicates,
    rule=Rule(READERS, frozenset({DataClass.IDENTITY, DataClass.INTELLIGENCE})),
    paging=Paging("candidates"),
    on_what_is_seen=True,
    beside=NAMES,
    unit="points",
    reference="Fellegi & Sunter (1969), record linkage; Winkler (1990), string comparator",
)
