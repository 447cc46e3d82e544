"""Small, nasty and valid cases: what a loader would take, and what a hurried reading gets wrong.

Dates cluster on the edges of windows and limits, on both sides of the day asked for; the same seed
gives the same case. `shrunk` takes records away as long as a case stays interesting.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.schema import KINDS, kind_of
from tests.rival import make

DAYS_ASKED = (
    date(2020, 12, 3),
    date(2024, 2, 29),
    date(2021, 1, 1),
    date(2024, 12, 31),
    date(2020, 3, 1),
    date(2023, 2, 28),
    date(2025, 7, 15),
)
EDGES = (0, 1, 2, 29, 30, 31, 59, 60, 61, 89, 90, 91, 92, 179, 180, 181, 364, 365, 366, 729, 730, 731, 1095, 1096, 1826)
GRADES = ("A1", "B2", "B3", "C3", "C4", "D1", "F1", "A6", "", "B", "2")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case and the day it is asked about."""

    records: tuple[object, ...]
    as_of: date


class _Dice:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.as_of = self.random.choice(DAYS_ASKED)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def one(self, some: Sequence[str]) -> str:
        return self.random.choice(some)

    def day(self, *, ahead: float = 0.06) -> date:
        """A day on or near an edge, seldom after the day asked for."""
        if self.chance(ahead):
            return self.as_of + timedelta(days=self.random.choice((1, 2, 20)))
        if self.chance(0.15):
            years = self.random.choice((1, 3, 5))
            month, number = self.as_of.month, min(self.as_of.day, 28)
            return date(self.as_of.year - years, month, number) + timedelta(days=self.random.randint(-1, 1))
        if self.chance(0.4):
            return self.as_of - timedelta(days=self.random.randint(0, 110))
        return self.as_of - timedelta(days=self.random.choice(EDGES))

    def text(self, *, ahead: float = 0.06) -> str:
        return self.day(ahead=ahead).isoformat()

    def maybe(self, probability: float) -> str | None:
        return self.text() if self.chance(probability) else None

    def when(self) -> str:
        """A date of some precision."""
        text = self.text()
        return self.random.choice((text, text, text, text, text[:7], text[:4]))

    def validity(self) -> tuple[str | None, str | None]:
        """A validity, often open, sometimes over or not yet begun."""
        start, end = self.maybe(0.6), self.maybe(0.3)
        if start is not None and end is not None and end < start:
            start, end = end, start
        return start, end

    def review(self) -> str | None:
        """A review date, seldom overdue."""
        if self.chance(0.85):
            return None
        return (self.as_of + timedelta(days=self.random.choice((-1, 0, 1)))).isoformat()


def random_case(seed: int) -> Drawn:
    """Make a case."""
    dice = _Dice(seed)
    rnd = dice.random
    persons = [f"P{i}" for i in range(rnd.randint(2, 8))]
    groups = [f"G{i}" for i in range(rnd.randint(1, 5))]
    incidents = [f"I{i}" for i in range(rnd.randint(1, 8))]
    conflicts = [f"K{i}" for i in range(rnd.randint(0, 2))]
    found: list[object] = [*_sources(dice), *_persons(dice, persons), *_groups(dice, groups)]
    found += _conflicts(dice, conflicts, groups)
    found += _drawn_in(dice, conflicts, persons)
    involved: list[r.Involvement] = []
    for incident_id in incidents:
        involved += _involvements(dice, incident_id, persons)
    for i, incident_id in enumerate(incidents):
        own = [one for one in involved if one.incident_id == incident_id]
        found.append(_incident(dice, incident_id, own, conflicts, incidents[:i]))
    found += involved
    open_to_groups = [one.incident_id for one in found if isinstance(one, r.Incident) and one.group_involved != "no"]
    for incident_id in open_to_groups:
        for side in ("suspect", "victim"):
            found += _attributions(dice, incident_id, side, groups)
    if len(groups) > 1 and dice.chance(0.5):
        found += _quarrel(dice, groups, conflicts)
    found += _memberships(dice, persons, groups)
    found += _ties(dice, persons)
    found += _facts(dice, persons)
    found += _acts(dice, persons)
    return Drawn(tuple(found), dice.as_of)


def _sources(dice: _Dice) -> list[object]:
    origins: list[str | None] = [None, None, None, "word", "S1", "S2"]
    found = [make.source("S")]
    for i in range(1, 6):
        origin = dice.random.choice(origins)
        found.append(make.source(f"S{i}", dice.one(GRADES), None if origin == f"S{i}" else origin))
    return list(found)


def _persons(dice: _Dice, persons: list[str]) -> list[object]:
    found: list[object] = []
    for person_id in persons:
        age = dice.random.choice((None, 13, 14, 15, 16, 18, 19, 25, 30, 40))
        found.append(
            make.person(
                person_id,
                None if age is None else dice.as_of.year - age,
                died=dice.maybe(0.06),
                review=dice.review() if dice.chance(0.5) else None,
            )
        )
    n_links = dice.random.choice((0, 0, 1, 1, 2)) if len(persons) > 2 else 0
    for i in range(n_links):
        a, b = dice.random.sample(persons, 2)
        on, undone = sorted((dice.text(), dice.text()))
        found.append(make.same(f"SP{i}", a, b, on, undone if dice.chance(0.4) else None))
    return found


def _groups(dice: _Dice, groups: list[str]) -> list[object]:
    found: list[object] = []
    for group_id in groups:
        start, end = (None, None) if dice.chance(0.6) else dice.validity()
        low = dice.random.choice((None, 0, 4, 10))
        high = None if dice.chance(0.3) else (low or 0) + dice.random.choice((0, 5))
        found.append(make.group(group_id, start, end, size=(low, high), review=dice.review()))
    if len(groups) > 1:
        for i in range(dice.random.choice((0, 0, 0, 1, 2, 3))):
            old, new = dice.random.sample(groups, 2)
            kind = dice.one(("rename", "merge", "merge", "split"))
            found.append(make.succession(f"GS{i}", old, new, dice.text(), kind))
        for i in range(dice.random.choice((0, 0, 1))):
            a, b = dice.random.sample(groups, 2)
            found.append(make.alliance(f"AL{i}", a, b, *dice.validity()))
    return found


def _conflicts(dice: _Dice, conflicts: list[str], groups: list[str]) -> list[object]:
    found: list[object] = [make.conflict(conflict_id) for conflict_id in conflicts]
    n = 0
    for conflict_id in conflicts:
        for group_id in groups:
            for _ in range(dice.random.choice((0, 1, 1, 1, 2))):
                n += 1
                start, end = (None, None) if dice.chance(0.6) else dice.validity()
                found.append(make.party(f"CP{n}", group_id, conflict_id, dice.one("ab"), start, end))
        for _ in range(dice.random.choice((0, 1, 2, 3))):
            n += 1
            status = dice.one(("active", "active", "truce", "truce", "dormant", "ended"))
            found.append(make.state(f"CS{n}", conflict_id, status, *dice.validity()))
    return found


def _drawn_in(dice: _Dice, conflicts: list[str], persons: list[str]) -> list[object]:
    return [
        make.drawn_in(f"CD{i}", dice.one(persons), conflict_id, dice.one("ab"), *dice.validity())
        for i, conflict_id in enumerate(conflicts * 2)
        if dice.chance(0.5)
    ]


def _involvements(dice: _Dice, incident_id: str, persons: list[str]) -> list[r.Involvement]:
    found = []
    statuses = [None, "believed", "suspected", "suspected", "charged", "charged", "convicted", "dropped", "acquitted"]
    for i, person_id in enumerate(dice.random.sample(persons, min(len(persons), dice.random.randint(0, 4)))):
        for j in range(dice.random.choice((1, 1, 2, 3))):
            row_id = f"V{incident_id}{i}{j}"
            if dice.chance(0.6):
                status = dice.random.choice(statuses)
                found.append(
                    make.suspect(row_id, person_id, incident_id, status, dice.maybe(0.75), review=dice.review())
                )
            elif dice.chance(0.8) and j == 0:
                harm = dice.random.choice(("killed", "injured", "injured", "injured", "unharmed", "unknown", None))
                on = dice.maybe(0.2)
                found.append(make.victim(row_id, person_id, incident_id, harm, on=on, review=dice.review()))
            elif j == 0:
                witness = make.victim(row_id, person_id, incident_id, None)
                found.append(replace(witness, part=v.Part.WITNESS))
    return found


def _incident(
    dice: _Dice, incident_id: str, own: list[r.Involvement], conflicts: list[str], earlier: list[str]
) -> r.Incident:
    rnd = dice.random
    linked_killed = sum(one.harm == "killed" for one in own)
    linked_injured = sum(one.harm == "injured" for one in own)
    bounds: tuple[int | None, int | None] = (None, None)
    killed = rnd.choice((None, linked_killed, linked_killed + (rnd.random() < 0.2)))
    injured = rnd.choice((None, linked_injured, linked_injured + (rnd.random() < 0.3)))
    if (killed is None or injured is None) and dice.chance(0.4):
        known = max(linked_killed + linked_injured, (killed or 0) + (injured or 0))
        bounds = rnd.choice(((known, known + 2), (known, None), (None, known + 1)))
    when = None if dice.chance(0.08) else dice.when()
    row = make.incident(
        incident_id,
        when,
        rnd.choice(("shooting", "shooting", "explosion", "stabbing", "arson", "assault")),
        killed=killed,
        injured=injured,
        bounds=bounds,
        involved=rnd.choice(("yes",) * 5 + ("unknown", "no")),
        status=rnd.choice(("confirmed",) * 6 + ("hold", "unfounded")),
        conflict=dice.one(conflicts) if conflicts and dice.chance(0.4) else None,
        answers=dice.one(earlier) if earlier and dice.chance(0.2) else None,
    )
    return replace(row, source_id=dice.random.choice((None, "S1", "S2")))


def _attributions(dice: _Dice, incident_id: str, side: str, groups: list[str]) -> list[object]:
    if dice.chance(0.45):
        return []
    found: list[object] = []
    left, n = 1.0, 0
    for number in range(dice.random.randint(1, 3)):
        confidence = min(left, dice.random.choice((0.0, 0.1, 0.25, 0.3, 0.49, 0.5, 0.5, 0.5, 0.7, 0.8, 1.0)))
        left = round(left - confidence, 6)
        joint = dice.chance(0.35)
        some = dice.random.sample(groups, min(len(groups), dice.random.randint(1, 2) if joint else 1))
        for group_id in some:
            word = f"j{number}" if joint else None
            taken = {(one.group_id, one.joint_set) for one in found if isinstance(one, r.Attribution)}
            if (group_id, word) not in taken:
                n += 1
                row_id = f"A{incident_id}{side[0]}{n}"
                found.append(make.attributed(row_id, incident_id, group_id, confidence, side, word))
    return found


def _quarrel(dice: _Dice, groups: list[str], conflicts: list[str]) -> list[object]:
    """One group hits another of late; then perhaps an answer, and perhaps a truce."""
    hit, did = dice.random.sample(groups, 2)
    happened = dice.as_of - timedelta(days=dice.random.choice((0, 1, 10, 40, 89, 90, 91)))
    text = happened.isoformat()
    own = dice.one(conflicts) if conflicts and dice.chance(0.6) else None
    found: list[object] = [
        make.incident("J", dice.one((text, text, text[:7])), injured=1, conflict=own),
        make.attributed("AJ1", "J", hit, dice.random.choice((0.5, 0.8, 1.0)), "victim"),
        make.attributed("AJ2", "J", did, dice.random.choice((0.4, 0.5, 1.0))),
    ]
    if dice.chance(0.3):
        found.append(make.incident("JA", dice.when(), status=dice.one(("confirmed", "confirmed", "hold")), answers="J"))
    for conflict_id in conflicts:
        if dice.chance(0.6):
            found += [make.party(f"JP{conflict_id}{one}", one, conflict_id, one) for one in (hit, did)]
        if dice.chance(0.6):
            start = (happened + timedelta(days=dice.random.choice((-1, 0, 1, 5)))).isoformat()
            end = dice.random.choice((None, None, (dice.as_of - timedelta(days=1)).isoformat(), dice.as_of.isoformat()))
            if end is None or start <= end:
                status = dice.one(("truce", "ended", "dormant"))
                found.append(make.state(f"JS{conflict_id}", conflict_id, status, start, end))
    return found


def _memberships(dice: _Dice, persons: list[str], groups: list[str]) -> list[object]:
    if dice.chance(0.04):
        return []
    found: list[object] = []
    for person_id in persons:
        for _ in range(dice.random.choice((0, 1, 1, 2, 3))):
            start, end = (None, None) if dice.chance(0.4) else dice.validity()
            found.append(
                make.member(
                    f"M{len(found):02}",
                    person_id,
                    dice.one(groups),
                    dice.one(("leader", "core", "core", "affiliate", "affiliate", "associate")),
                    start,
                    end,
                    basis=dice.one(("fact", "assessment", "assessment")),
                    source_id=dice.one(("S", "S1", "S2", "S3", "S4", "S5")),
                    review=dice.review(),
                )
            )
    return found


def _ties(dice: _Dice, persons: list[str]) -> list[object]:
    found: list[object] = []
    for i in range(dice.random.randint(0, 2 * len(persons))):
        a, b = dice.random.sample(persons, 2)
        start, end = (None, None) if dice.chance(0.3) else dice.validity()
        kind = dice.one(("friend", "kin", "co_offending"))
        found.append(
            make.tie(
                f"T{i:02}",
                a,
                b,
                dice.random.choice((0.5, 1.0, 2.0)),
                start,
                end,
                kind=kind,
                source_id=dice.random.choice((None, "S1", "S2")),
            )
        )
    return found


def _facts(dice: _Dice, persons: list[str]) -> list[object]:
    found: list[object] = []
    kinds = ("weapon_seizure", "threat_received", "threat_made", "exit_declared")
    for i in range(dice.random.randint(0, len(persons))):
        found.append(make.fact(f"F{i}", dice.one(persons), dice.one(kinds), dice.when(), review=dice.review()))
        if dice.chance(0.2):
            again = found[-1]
            assert isinstance(again, r.Fact)
            found.append(replace(again, fact_id=f"F{i}x"))
    return found


def _acts(dice: _Dice, persons: list[str]) -> list[object]:
    found: list[object] = []
    kinds = ("probation", "parole", "remand", "prison")
    for i in range(dice.random.randint(0, 3)):
        start, end = dice.validity()
        meeting = (dice.as_of + timedelta(days=dice.random.choice((-3, 0, 1, 9)))).isoformat()
        row = make.supervision(f"U{i}", dice.one(persons), dice.one(kinds), start, end)
        found.append(replace(row, next_meeting_on=date.fromisoformat(meeting)) if dice.chance(0.5) else row)
    for i in range(dice.random.randint(0, 3)):
        to = dice.one(("person", "guardian"))
        found.append(make.notification(f"N{i}", dice.one(persons), dice.maybe(0.8), to))
    for i in range(dice.random.choice((0, 1, 1, 2))):
        if dice.chance(0.8):
            found.append(make.call_in(f"C{i}", dice.text()))
        else:
            found.append(make.call_in(f"C{i}", None, dice.one(("planned", "cancelled")), dice.text()))
    return found


def shrunk(drawn: Drawn, is_interesting: Callable[[Drawn], bool]) -> Drawn:
    """Take records away, with all that refer to them, as long as the case stays interesting."""
    found, changed = drawn, True
    while changed:
        changed = False
        for record in found.records:
            smaller = replace(found, records=_without(found.records, record))
            if len(smaller.records) < len(found.records) and is_interesting(smaller):
                found, changed = smaller, True
                break
    return found


def _without(given: Sequence[object], gone: object) -> tuple[object, ...]:
    left = [one for one in given if one is not gone]
    while True:
        keys = {name: {getattr(one, kind.key) for one in left if kind_of(one) is kind} for name, kind in KINDS.items()}
        kept = [
            one
            for one in left
            if all(
                getattr(one, field.name) is None or getattr(one, field.name) in keys[str(field.target)]
                for field in kind_of(one).references
            )
        ]
        if len(kept) == len(left):
            return tuple(kept)
        left = kept
