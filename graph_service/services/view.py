"""What is hidden from a caller in a snapshot: who is withheld, who had to do with them, and which groups have one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_service.analysis.people import Mask, alive, memberships, people
from graph_service.analysis.result import WITHHELD
from graph_service.domain.selection import without_rows
from graph_service.domain.snapshot import IntArray, Snapshot, derived
from graph_service.domain.vocabulary import DataClass, Part, code_of


@dataclass(frozen=True, slots=True)
class View:
    """What is hidden from a caller in a snapshot; `contacts` are persons who ever had to do with one who is."""

    classes: frozenset[DataClass]
    hidden: frozenset[str]
    contacts: frozenset[str]
    members: Mapping[bool, Mapping[str, int]]  # with and without lineage: hidden members on the day, by group

    def __hash__(self) -> int:
        """Views of one snapshot differ by their classes alone."""
        return hash(self.classes)

    def touches(self, person_ids: Iterable[str]) -> bool:
        """Say whether somebody of these is hidden, or a contact of one who is."""
        return any(person_id in self.hidden or person_id in self.contacts for person_id in person_ids)

    def name(self, person_id: str) -> str:
        """Return an id as the caller sees it."""
        return WITHHELD.value if person_id in self.hidden else person_id

    def names(self, person_ids: Sequence[str]) -> tuple[str, ...]:
        """Return ids as the caller sees them, those withheld last."""
        shown = [person_id for person_id in person_ids if person_id not in self.hidden]
        return (*shown, *(WITHHELD.value for _ in range(len(person_ids) - len(shown))))


def view_of(snapshot: Snapshot, classes: frozenset[DataClass]) -> View:
    """Return what is hidden from callers who see some field classes."""
    return _view(snapshot, classes)


@derived
def without_hidden(snapshot: Snapshot, view: View) -> Snapshot:
    """Return the records as if those who are hidden had never been recorded: what a structure is computed on."""
    if not view.hidden:
        return snapshot
    frame = snapshot["person"]
    rows = np.zeros(len(frame), dtype=np.bool_)
    rows[[frame.position[person_id] for person_id in view.hidden]] = True
    return without_rows(snapshot, {"person": rows})


@derived
def _view(snapshot: Snapshot, classes: frozenset[DataClass]) -> View:
    frame, same = snapshot["person"], people(snapshot).same
    hides = np.zeros(len(frame), dtype=np.bool_)
    links = snapshot["involvement"]
    if DataClass.PROTECTED not in classes:
        hides |= frame["protected_identity"] == 1
    if DataClass.VICTIM not in classes:
        hides[links["person_id"][links["part"] == code_of(Part.VICTIM)]] = True
    whole = np.zeros(len(frame), dtype=np.bool_)
    whole[same[hides]] = True  # all rows of one person share what hides one of them
    hides = whole[same]
    if not hides.any():
        return View(classes, frozenset(), frozenset(), {True: {}, False: {}})
    person_ids = frozenset(frame.ids[row] for row in np.flatnonzero(hides).tolist())
    return View(
        classes,
        person_ids,
        frozenset(frame.ids[row] for row in _contacts(snapshot, hides, same)) - person_ids,
        {lineage: _hidden_members(snapshot, hides, lineage=lineage) for lineage in (True, False)},
    )


def _contacts(snapshot: Snapshot, hides: Mask, same: IntArray) -> list[int]:
    """Rows of persons with a tie to one who is hidden, or an incident in common, at any time."""
    ties, links = snapshot["tie"], snapshot["involvement"]
    met = np.zeros(len(same), dtype=np.bool_)
    met[ties["person_b"][hides[ties["person_a"]]]] = True
    met[ties["person_a"][hides[ties["person_b"]]]] = True
    together = np.unique(links["incident_id"][hides[links["person_id"]]])
    met[links["person_id"][np.isin(links["incident_id"], together)]] = True
    return [int(row) for row in np.flatnonzero(met | np.isin(np.arange(len(same)), same[met]))]


def _hidden_members(snapshot: Snapshot, hides: Mask, *, lineage: bool) -> dict[str, int]:
    """Hidden ones among the living members on the day, as the counts of members have them."""
    rows, ids = memberships(snapshot, lineage=lineage), snapshot["group"].ids
    is_hidden_member = rows.on(snapshot.day) & alive(snapshot)[rows.person] & hides[rows.person]
    pairs = set(zip(rows.group[is_hidden_member].tolist(), rows.person[is_hidden_member].tolist(), strict=True))
    return {ids[group]: n for group, n in Counter(group for group, _ in pairs).items()}
