"""What speaks for and against pairs of persons being one, in points: names, years, contacts, incidents, as columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph_service.analysis.duplicate_pairs import name_pairs
from graph_service.analysis.duplicates_parts import DuplicateCode, DuplicateReason
from graph_service.analysis.name_likeness import NameKind, kinds_of, vocabulary_of
from graph_service.analysis.name_words import Words
from graph_service.analysis.people import people
from graph_service.domain.policy import DuplicateRules
from graph_service.domain.snapshot import NO_INT, Snapshot

Ints = NDArray[np.int64]
_CODES: Mapping[NameKind, DuplicateCode] = {
    NameKind.SAME: DuplicateCode.SAME_NAME,
    NameKind.SWAPPED: DuplicateCode.SWAPPED_NAME,
    NameKind.SOUND: DuplicateCode.SOUNDS_ALIKE,
    NameKind.SPELLING: DuplicateCode.SPELT_ALIKE,
    NameKind.CONTAINED: DuplicateCode.CONTAINED_NAME,
    NameKind.SINGLE: DuplicateCode.SINGLE_NAME,
    NameKind.PART: DuplicateCode.PART_OF_NAME,
    NameKind.WORD: DuplicateCode.ONE_WORD,
}
CHUNK_PAIRS = 100_000
N_DIGITS = 2  # that are swapped


@dataclass(frozen=True, slots=True)
class BorneNames:
    """Names of persons, one after another: whose each is (a position in the persons table), and on which row."""

    person: Ints
    row: Ints
    words: Sequence[Words]
    written: Sequence[str]


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """Pairs of persons, and the names of theirs that agree best, as positions in `BorneNames`.

    A full name and a nickname may both agree: `full` and `short` are the kinds, 0 where none does. `points` are those
    of the names alone.
    """

    person_a: Ints
    person_b: Ints
    points: Ints
    full: Ints
    full_names: Ints  # two columns
    short: Ints
    short_names: Ints
    too_common: Ints  # persons


def points_of_kinds(rules: DuplicateRules) -> Ints:
    """Return the points of each `NameKind`."""
    points = {
        NameKind.NONE: 0,
        NameKind.WORD: rules.one_word,
        NameKind.PART: rules.part_of_name,
        NameKind.SINGLE: rules.single_name,
        NameKind.CONTAINED: rules.contained_name,
        NameKind.SPELLING: rules.spelt_alike,
        NameKind.SOUND: rules.sounds_alike,
        NameKind.SWAPPED: rules.same_name,
        NameKind.SAME: rules.same_name,
    }
    return np.array([points[kind] for kind in NameKind], dtype=np.int64)


def agreeing_names(names: BorneNames, years: Ints, rules: DuplicateRules) -> NameAgreement:
    """Return the pairs of persons of whom a name agrees.

    Parameters
    ----------
    names : BorneNames
        The names.
    years : Ints
        Birth year by person; `NO_INT` where it is not known.
    rules : DuplicateRules
        Points and limits.

    Returns
    -------
    NameAgreement
        Without pairs that cannot come to the threshold, whatever else they share.
    """
    distinct: dict[Words, int] = {}
    of_name = np.array([distinct.setdefault(words, len(distinct)) for words in names.words], dtype=np.int64)
    pairs = name_pairs(names.words, years[names.person], limit=rules.most_alike)
    first, second = pairs.first, pairs.second
    apart = names.person[first] != names.person[second]
    first, second = first[apart], second[apart]
    n = len(distinct)
    low, high = np.minimum(of_name[first], of_name[second]), np.maximum(of_name[first], of_name[second])
    compared, at = np.unique(low * max(n, 1) + high, return_inverse=True)
    kinds = kinds_of(vocabulary_of(tuple(distinct)), compared // max(n, 1), compared % max(n, 1), rules)
    kind = kinds[at].astype(np.int64)
    agree = kind > NameKind.NONE
    first, second, kind = first[agree], second[agree], kind[agree]
    turned = names.person[first] > names.person[second]
    first, second = np.where(turned, second, first), np.where(turned, first, second)
    possible = _possible(names.person[first], names.person[second], kind, years, rules)
    first, second, kind = first[possible], second[possible], kind[possible]
    return _best_of_persons(names, first, second, kind, rules, names.person[pairs.too_common])


def _possible(person_a: Ints, person_b: Ints, kind: Ints, years: Ints, rules: DuplicateRules) -> Ints:
    """Return the rows of pairs of persons who may come to the threshold, whatever else they share."""
    points = points_of_kinds(rules)[kind]
    pairs, at = np.unique(person_a * len(years) + person_b, return_inverse=True)
    full, short = np.zeros((2, len(pairs)), dtype=np.int64)
    is_full = kind >= NameKind.CONTAINED
    np.maximum.at(full, at[is_full], points[is_full])
    np.maximum.at(short, at[~is_full], points[~is_full])
    of_years, _ = points_of_years(years[pairs // len(years)], years[pairs % len(years)], rules)
    most = full + short + rules.rare_name + of_years + most_shared(rules)
    return np.flatnonzero(most[at] >= rules.threshold)


def most_shared(rules: DuplicateRules) -> int:
    """Return the most points that shared contacts and incidents give."""
    return rules.shared_contact * rules.most_contacts + rules.shared_incident * rules.most_incidents


def _best_of_persons(
    names: BorneNames, first: Ints, second: Ints, kind: Ints, rules: DuplicateRules, too_common: Ints
) -> NameAgreement:
    """Keep of each pair of persons the best agreement of full names, and the best of names of one word."""
    n_persons = int(names.person.max(initial=0)) + 1
    persons, at = np.unique(names.person[first] * n_persons + names.person[second], return_inverse=True)
    points_of = points_of_kinds(rules)
    points = points_of[kind]
    rarity = _bearers(names)
    columns: list[Ints] = []
    total = np.zeros(len(persons), dtype=np.int64)
    is_full = kind >= NameKind.CONTAINED
    for rows in (np.flatnonzero(is_full), np.flatnonzero(~is_full)):
        bearers = np.maximum(rarity[first[rows]], rarity[second[rows]])
        order = rows[np.lexsort((second[rows], first[rows], bearers, -kind[rows], -points[rows], at[rows]))]
        is_first = np.ones(len(order), dtype=np.bool_)
        is_first[1:] = at[order][1:] != at[order][:-1]
        best = order[is_first]
        of_pair, borne = np.zeros(len(persons), dtype=np.int64), np.zeros((len(persons), 2), dtype=np.int64)
        of_pair[at[best]] = kind[best]
        borne[at[best]] = np.stack([first[best], second[best]], axis=1)
        columns += [of_pair, borne]
    full, full_names, short, short_names = columns
    is_part = (short < NameKind.SINGLE) & (full > NameKind.NONE)  # it says nothing more
    short[is_part] = NameKind.NONE
    total += points_of[full] + points_of[short]
    total += rules.rare_name * (_rarest(rarity, full, full_names, short, short_names) <= rules.rare_persons)
    return NameAgreement(
        persons // n_persons, persons % n_persons, total, full, full_names, short, short_names, np.unique(too_common)
    )


def _bearers(names: BorneNames) -> Ints:
    """Return for each name how many persons bear it, or bear its one word among others."""
    of_full, of_word = Counter[tuple[str, ...]](), Counter[str]()
    counted: set[tuple[int, object]] = set()
    for person, words in zip(names.person.tolist(), names.words, strict=True):
        whole = tuple(sorted(word.sound for word in words))
        if (person, whole) not in counted:
            counted.add((person, whole))
            of_full[whole] += 1
        for sound in set(whole):
            if (person, sound) not in counted:
                counted.add((person, sound))
                of_word[sound] += 1
    counts = [
        of_word[words[0].sound] if len(words) == 1 else of_full[tuple(sorted(word.sound for word in words))]
        for words in names.words
    ]
    return np.array(counts, dtype=np.int64)


def _rarest(rarity: Ints, full: Ints, full_names: Ints, short: Ints, short_names: Ints) -> Ints:
    """Return how many bear the names that agree: of a full name and a nickname, those of the rarer."""
    many = np.int64(np.iinfo(np.int64).max)
    of_full = np.where(full > NameKind.NONE, rarity[full_names].max(axis=1), many) if len(rarity) else full
    of_short = np.where(short > NameKind.WORD, rarity[short_names].max(axis=1), many) if len(rarity) else short
    return np.minimum(of_full, of_short)


def points_of_years(first: Ints, second: Ints, rules: DuplicateRules) -> tuple[Ints, list[DuplicateCode | None]]:
    """Return the points of pairs of birth years, and why; 0 and None where one is not known."""
    points = {
        None: 0,
        DuplicateCode.SAME_YEAR: rules.same_year,
        DuplicateCode.NEXT_YEAR: rules.next_year,
        DuplicateCode.SWAPPED_DIGITS: rules.swapped_digits,
        DuplicateCode.OTHER_YEAR: -rules.other_year,
    }
    calendar, at = np.unique(np.concatenate([first, second]), return_inverse=True)
    n = len(calendar)
    pairs, of_pair = np.unique(at[: len(first)] * n + at[len(first) :], return_inverse=True)
    codes = [_years_agree(int(calendar[pair // n]), int(calendar[pair % n])) for pair in pairs.tolist()]
    of_code = np.array([points[code] for code in codes], dtype=np.int64)
    return of_code[of_pair], [codes[i] for i in of_pair.tolist()]


def _years_agree(first: int, second: int) -> DuplicateCode | None:
    if NO_INT in {first, second}:
        return None
    if first == second:
        return DuplicateCode.SAME_YEAR
    if abs(first - second) == 1:
        return DuplicateCode.NEXT_YEAR
    differing = [(a, b) for a, b in zip(str(first), str(second), strict=True) if a != b]
    if len(differing) == N_DIGITS and differing[0] == differing[1][::-1]:
        return DuplicateCode.SWAPPED_DIGITS
    return DuplicateCode.OTHER_YEAR


@dataclass(frozen=True, slots=True)
class InCommon:
    """What pairs of persons have in common besides names and years: the points, and whether there is anything."""

    points: Ints
    any: NDArray[np.bool_]


class Shared:
    """Contacts and incidents of persons, with the records that say so, whatever their day.

    `contacts` has a row and a column a person, `incidents` a row a person and a column an incident: 1 where a record
    says so.
    """

    def __init__(self, snapshot: Snapshot, rules: DuplicateRules) -> None:
        self._rules = rules
        same = people(snapshot).same.astype(np.int64)
        ties, links = snapshot["tie"], snapshot["involvement"]
        a, b = same[ties["person_a"]], same[ties["person_b"]]
        tie = np.arange(len(ties))
        between = a != b
        self._contacts = _Linked(
            np.concatenate([a[between], b[between]]),
            np.concatenate([b[between], a[between]]),
            np.concatenate([tie[between], tie[between]]),
            (len(same), len(same)),
        )
        incident = links["incident_id"].astype(np.int64)
        shape = (len(same), len(snapshot["incident"]))
        self._incidents = _Linked(same[links["person_id"]], incident, np.arange(len(links)), shape)
        self._tie_ids, self._involvement_ids = ties.ids, links.ids

    def points(self, first: Ints, second: Ints) -> "InCommon":
        """Return what pairs of persons share, less what is taken off where they are tied to each other."""
        rules = self._rules
        contacts = np.minimum(self._contacts.n_shared(first, second), rules.most_contacts)
        incidents = np.minimum(self._incidents.n_shared(first, second), rules.most_incidents)
        tied = self._contacts.are_linked(first, second)
        points = contacts * rules.shared_contact + incidents * rules.shared_incident - tied * rules.tied
        return InCommon(points, (contacts > 0) | (incidents > 0) | (tied > 0))

    def reasons(self, a: int, b: int) -> list[DuplicateReason]:
        """Return what two persons share, and whether they are tied to each other."""
        rules = self._rules
        contacts, incidents = self._contacts.shared(a, b), self._incidents.shared(a, b)
        parts = (
            (
                DuplicateCode.SHARED_CONTACTS,
                rules.shared_contact * min(len(contacts), rules.most_contacts),
                [f"tie:{self._tie_ids[row]}" for rows in contacts for row in rows],
            ),
            (
                DuplicateCode.SHARED_INCIDENTS,
                rules.shared_incident * min(len(incidents), rules.most_incidents),
                [f"involvement:{self._involvement_ids[row]}" for rows in incidents for row in rows],
            ),
            (DuplicateCode.TIED, -rules.tied, [f"tie:{self._tie_ids[row]}" for row in self._contacts.records(a, b)]),
        )
        return [DuplicateReason(code, points, (), tuple(records)) for code, points, records in parts if records]


class _Linked:
    """Records that link persons to something, by person."""

    def __init__(self, person: Ints, target: Ints, record: Ints, shape: tuple[int, int]) -> None:
        order = np.lexsort((record, target, person))
        self._target, self._record = target[order], record[order]
        self._starts = np.searchsorted(person[order], np.arange(shape[0] + 1))
        matrix = csr_array((np.ones(len(person), dtype=np.int64), (person, target)), shape=shape)
        matrix.sum_duplicates()
        matrix.data[:] = 1
        self._matrix = matrix

    def n_shared(self, first: Ints, second: Ints) -> Ints:
        """Count what the persons of each pair are both linked to."""
        counts = [np.empty(0, dtype=np.int64)]
        for start in range(0, len(first), CHUNK_PAIRS):
            rows = slice(start, start + CHUNK_PAIRS)
            both = self._matrix[first[rows]].multiply(self._matrix[second[rows]])
            counts.append(np.asarray(both.sum(axis=1), dtype=np.int64).reshape(-1))
        return np.concatenate(counts)

    def are_linked(self, first: Ints, second: Ints) -> Ints:
        """Say of each pair, by 0 or 1, whether the first is linked to the second."""
        width = self._matrix.shape[1]
        person = np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))
        return np.isin(first * width + second, person * width + self._target).astype(np.int64)

    def shared(self, a: int, b: int) -> list[list[int]]:
        """Return the records that link both to the same, apart for each thing that they are both linked to."""
        targets = np.intersect1d(self._target[self._of(a)], self._target[self._of(b)]).tolist()
        return [[*self.records(a, target), *self.records(b, target)] for target in targets]

    def records(self, person: int, target: int) -> list[int]:
        """Return the records that link a person to a target."""
        of_person = self._of(person)
        rows: list[int] = self._record[of_person][self._target[of_person] == target].tolist()
        return rows

    def _of(self, person: int) -> slice:
        return slice(int(self._starts[person]), int(self._starts[person + 1]))


def name_reasons(
    agreement: NameAgreement, names: BorneNames, pair: int, ids: Sequence[str], rules: DuplicateRules
) -> list[DuplicateReason]:
    """Return why a pair agrees by its names."""
    points_of = points_of_kinds(rules)
    reasons: list[DuplicateReason] = []
    rows: set[str] = set()
    total = 0
    for kind, borne in (
        (int(agreement.full[pair]), agreement.full_names[pair].tolist()),
        (int(agreement.short[pair]), agreement.short_names[pair].tolist()),
    ):
        if kind > NameKind.NONE:
            records = tuple(f"person:{ids[int(names.row[name])]}" for name in borne)
            rows.update(records)
            written = tuple(names.written[name] for name in borne)
            points = int(points_of[kind])
            total += points
            reasons.append(DuplicateReason(_CODES[NameKind(kind)], points, written, records))
    rare = int(agreement.points[pair]) - total
    if rare:
        reasons.append(DuplicateReason(DuplicateCode.RARE_NAME, rare, (), tuple(sorted(rows))))
    return reasons
