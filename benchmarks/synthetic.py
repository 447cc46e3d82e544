"""An invented population of any size, as tables, as a case folder and as a snapshot; numpy seed 1.

Of 100,000 persons: 260,000 ties (half of them inside a group), 50,000 incidents in five years with
100,000 involvements, 2,000 groups with 120,000 memberships, 200 conflicts and 500 sources.

``python -m benchmarks.synthetic FOLDER [PERSONS]`` writes the case folder.
"""

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_service.domain import records as _declared  # noqa: F401  fills KINDS
from graph_service.domain.dates import EPOCH, day_number
from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import Snapshot, analysed_columns, snapshot_of
from graph_service.domain.tables import Table

SEED = 1
PERSONS = 100_000
AS_OF = date(2026, 6, 30)
YEARS_DAYS = 1_800
CONTENT_HASH = "0" * 32
SUSPECT_STATUS = (("believed", 0.2), ("suspected", 0.3), ("charged", 0.3), ("convicted", 0.15), ("dropped", 0.05))
ROLES = (("leader", 0.05), ("core", 0.25), ("affiliate", 0.4), ("associate", 0.3))
TYPES = (("shooting", 0.5), ("explosion", 0.2), ("stabbing", 0.15), ("assault", 0.15))
TIES = (("co_offending", 0.4), ("kin", 0.2), ("friend", 0.2), ("communication", 0.2))

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Size:
    """How many records of each kind; everything follows the number of persons."""

    persons: int

    @property
    def groups(self) -> int:
        """One group for fifty persons."""
        return max(4, self.persons // 50)

    @property
    def memberships(self) -> int:
        """Some belong to two groups."""
        return self.persons * 12 // 10

    @property
    def ties(self) -> int:
        """Each person has 5.2 on average."""
        return self.persons * 26 // 10

    @property
    def incidents(self) -> int:
        """In five years."""
        return self.persons // 2

    @property
    def involvements(self) -> int:
        """Half of them suspects, half victims."""
        return self.persons

    @property
    def conflicts(self) -> int:
        """Between two groups each."""
        return max(1, self.groups // 10)

    @property
    def sources(self) -> int:
        """Graded at random."""
        return max(10, self.persons // 200)


class _Draw:
    """Columns of random values, dates and words."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(SEED)

    def numbers(self, n: int, below: int) -> Ints:
        return self.random.integers(0, below, n)

    def words(self, n: int, weighted: Sequence[tuple[str, float]]) -> list[str]:
        words, weights = [word for word, _ in weighted], [weight for _, weight in weighted]
        return [words[i] for i in self.random.choice(len(words), n, p=weights).tolist()]


def _ids(letter: str, n: int) -> list[str]:
    return [f"{letter}-{i:07d}" for i in range(n)]


def _dates(numbers: Ints) -> list[date]:
    known = {number: EPOCH + timedelta(days=number) for number in np.unique(numbers).tolist()}
    return [known[number] for number in numbers.tolist()]


def _at(names: Sequence[str], places: Ints) -> list[str]:
    return [names[i] for i in places.tolist()]


def tables(persons: int = PERSONS) -> dict[str, Table]:
    """Invent a population.

    Parameters
    ----------
    persons : int
        How many; the other numbers follow.

    Returns
    -------
    dict[str, Table]
        Kind name to records, ordered by key.
    """
    size, draw, today = Size(persons), _Draw(), day_number(AS_OF)
    person_ids, group_ids = _ids("P", persons), _ids("G", size.groups)
    incident_ids, source_ids, conflict_ids = (
        _ids("I", size.incidents),
        _ids("S", size.sources),
        _ids("C", size.conflicts),
    )
    given: dict[str, dict[str, Sequence[Any]]] = {
        "source": {
            "source_id": source_ids,
            "reliability": draw.words(size.sources, (("A", 0.2), ("B", 0.4), ("C", 0.3), ("F", 0.1))),
            "credibility": (1 + draw.numbers(size.sources, 4)).tolist(),
        },
        "person": {
            "person_id": person_ids,
            "label": person_ids,
            "birth_year": (1975 + draw.numbers(persons, 36)).tolist(),
            "protected_identity": [False] * persons,
        },
        "group": {"group_id": group_ids, "name": [f"Group {i}" for i in range(size.groups)]},
        "conflict": {"conflict_id": conflict_ids},
        "conflict_status": {
            "conflict_status_id": _ids("CS", size.conflicts),
            "conflict_id": conflict_ids,
            "status": draw.words(size.conflicts, (("active", 0.7), ("truce", 0.2), ("ended", 0.1))),
            "valid_from": _dates(today - 1 - draw.numbers(size.conflicts, 700)),
        },
        "conflict_party": {
            "conflict_party_id": _ids("CP", 2 * size.conflicts),
            "group_id": _at(
                group_ids, draw.random.permutation(size.groups)[np.arange(2 * size.conflicts) % size.groups]
            ),
            "conflict_id": [one for one in conflict_ids for _ in "ab"],
            "side": list("ab") * size.conflicts,
        },
    }
    home = draw.numbers(persons, size.groups)
    given["membership"] = _memberships(size, draw, today, home, person_ids, group_ids, source_ids)
    given["tie"] = _ties(size, draw, today, home, person_ids, source_ids)
    given |= _violence(size, draw, today, person_ids, incident_ids, source_ids)
    found = {}
    for name, kind in KINDS.items():
        if name in given:
            n = len(given[name][kind.key])
            columns = [given[name].get(field.name) for field in kind.fields]
            filled = zip(columns, kind.fields, strict=True)
            found[name] = Table(
                kind, tuple([field.default] * n if column is None else column for column, field in filled)
            )
    return found


def _memberships(  # noqa: PLR0917  all that it draws from
    size: Size,
    draw: _Draw,
    today: int,
    home: Ints,
    person_ids: Sequence[str],
    group_ids: Sequence[str],
    source_ids: Sequence[str],
) -> dict[str, Sequence[Any]]:
    n, extra = size.memberships, size.memberships - size.persons
    person = np.concatenate([np.arange(size.persons), draw.numbers(extra, size.persons)])
    group = np.concatenate([home, draw.numbers(extra, size.groups)])
    return {
        "membership_id": _ids("M", n),
        "person_id": _at(person_ids, person),
        "group_id": _at(group_ids, group),
        "role": draw.words(n, ROLES),
        "basis": draw.words(n, (("fact", 0.3), ("assessment", 0.7))),
        "valid_from": _dates(today - draw.numbers(n, 2_000)),
        "source_id": _at(source_ids, draw.numbers(n, size.sources)),
    }


def _ties(
    size: Size, draw: _Draw, today: int, home: Ints, person_ids: Sequence[str], source_ids: Sequence[str]
) -> dict[str, Sequence[Any]]:
    """Half of the ties join two of one group, the other half anybody."""
    by_group = np.argsort(home, kind="stable")
    starts = np.searchsorted(home[by_group], np.arange(size.groups + 1))
    one, other = draw.numbers(size.ties, size.persons), draw.numbers(size.ties, size.persons)
    inside = np.flatnonzero(np.arange(size.ties) % 2 == 0)
    first, last = starts[home[one[inside]]], starts[home[one[inside]] + 1]
    other[inside] = by_group[first + (draw.random.random(len(inside)) * (last - first)).astype(np.int64)]
    other = np.where(one == other, (other + 1) % size.persons, other)
    return {
        "tie_id": _ids("T", size.ties),
        "person_a": _at(person_ids, np.minimum(one, other)),
        "person_b": _at(person_ids, np.maximum(one, other)),
        "kind": draw.words(size.ties, TIES),
        "strength": (1.0 + draw.numbers(size.ties, 4)).tolist(),
        "valid_from": _dates(today - draw.numbers(size.ties, 2_000)),
        "source_id": _at(source_ids, draw.numbers(size.ties, size.sources)),
    }


def _violence(
    size: Size,
    draw: _Draw,
    today: int,
    person_ids: Sequence[str],
    incident_ids: Sequence[str],
    source_ids: Sequence[str],
) -> dict[str, dict[str, Sequence[Any]]]:
    n, n_links = size.incidents, size.involvements
    day = today - draw.numbers(n, YEARS_DAYS)
    is_victim = np.arange(n_links) % 2 == 1
    incident, person = draw.numbers(n_links, n), draw.numbers(n_links, size.persons)
    is_killed = is_victim & (draw.random.random(n_links) < 0.1)
    killed, injured = (np.bincount(incident[mask], minlength=n) for mask in (is_killed, is_victim & ~is_killed))
    status = draw.words(n_links, SUSPECT_STATUS)
    decided = np.minimum(today, day[incident] + draw.numbers(n_links, 200))
    return {
        "incident": {
            "incident_id": incident_ids,
            "occurred_on": _dates(day),
            "precision": ["day"] * n,
            "type": draw.words(n, TYPES),
            "n_killed": killed.tolist(),
            "n_injured": injured.tolist(),
            "group_involved": draw.words(n, (("yes", 0.8), ("unknown", 0.2))),
            "status": draw.words(n, (("confirmed", 0.95), ("hold", 0.05))),
            "source_id": _at(source_ids, draw.numbers(n, size.sources)),
        },
        "involvement": {
            "involvement_id": _ids("V", n_links),
            "person_id": _at(person_ids, person),
            "incident_id": _at(incident_ids, incident),
            "part": ["victim" if one else "suspect" for one in is_victim.tolist()],
            "status": [None if one else word for one, word in zip(is_victim.tolist(), status, strict=True)],
            "decided_on": [
                None if one else word for one, word in zip(is_victim.tolist(), _dates(decided), strict=True)
            ],
            "harm": [
                ("killed" if killed_one else "injured") if one else None
                for one, killed_one in zip(is_victim.tolist(), is_killed.tolist(), strict=True)
            ],
            "source_id": _at(source_ids, draw.numbers(n_links, size.sources)),
        },
    }


def write_case(given: Mapping[str, Table], folder: Path) -> Path:
    """Write tables as a case folder.

    Parameters
    ----------
    given : Mapping[str, Table]
        Records by kind name.
    folder : Path
        Made if it is not there.

    Returns
    -------
    Path
        The folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(f'name = "Synthetic"\nas_of = {AS_OF.isoformat()}\n', encoding="utf-8")
    for table in given.values():
        shown = [i for i, column in enumerate(table.columns) if any(value not in (None, ()) for value in column)]
        with (folder / f"{table.kind.table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([table.kind.names[i] for i in shown])
            writer.writerows(zip(*(_written(table.columns[i]) for i in shown), strict=True))
    return folder


def _written(column: Sequence[Any]) -> Sequence[Any]:
    return [("yes" if value else "no") if isinstance(value, bool) else value for value in column]


def columns(given: Mapping[str, Table]) -> dict[str, dict[str, Sequence[Any]]]:
    """Return the columns a store would read out for a snapshot.

    Parameters
    ----------
    given : Mapping[str, Table]
        Records by kind name, ordered by key.

    Returns
    -------
    dict[str, dict[str, Sequence[Any]]]
        Kind name to column name to values.
    """
    found: dict[str, dict[str, Sequence[Any]]] = {}
    for name, wanted in analysed_columns().items():
        table = given.get(name)
        found[name] = {
            column: () if table is None else [_plain(value) for value in table.column(column)] for column in wanted
        }
    return found


def _plain(value: object) -> object:
    return day_number(value) if isinstance(value, date) else value


def snapshot(persons: int = PERSONS) -> Snapshot:
    """Return the snapshot of an invented population.

    Parameters
    ----------
    persons : int
        How many.

    Returns
    -------
    Snapshot
        As of the day of the population.
    """
    return snapshot_of(CONTENT_HASH, columns(tables(persons)), AS_OF)


if __name__ == "__main__":
    write_case(tables(int(sys.argv[2]) if len(sys.argv) > 2 else PERSONS), Path(sys.argv[1]))
