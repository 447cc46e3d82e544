"""Invented networks for pictures and exports: clustered groups, a few bridges, a few conflicts, neutral names."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from graph_service.analysis.network import (
    Network,
    NetworkAlliance,
    NetworkConflict,
    NetworkGroup,
    NetworkIncident,
    NetworkInvolvement,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.network_period_parts import NetworkPeriod
from graph_service.analysis.result import Note, note

AS_OF = date(2025, 12, 31)
PLACES = "Harbour Mill Square Bridge Meadow Hill Station Park Quay Grove Lighthouse Lock".split()
NICKNAMES = (
    "Alder Anvil Ash Aspen Auger Awl Beech Birch Bracken Breeze Briar Burdock Cedar Chisel Clover Cloud Dew Drizzle "
    "Dusk Elder Elm Fern Flax Fog Frost Gale Gorse Gust Hail Hammer Hatchet Hawthorn Hazel Heather Hemlock Holly Ivy "
    "Juniper Lantern Larch Lathe Lichen Linden Maple Mallet Mist Moss Nettle Oak Pine Plane Pliers Poplar Rain Rasp "
    "Reed Rowan Rush Sage Sedge Shears Sickle Sleet Sorrel Spade Spruce Squall Storm Tansy Thistle Thunder Thyme "
    "Trowel Willow Wrench Yarrow Yew"
).split()
KINDS = ("co_offending", "co_offending", "observed_together", "observed_together", "communication", "kin")
TYPES = ("shooting", "shooting", "stabbing", "explosion")
Edge = tuple[int, int]


def network_of(
    *,
    persons: Sequence[NetworkPerson] = (),
    groups: Sequence[NetworkGroup] = (),
    ties: Sequence[NetworkTie] = (),
    conflicts: Sequence[NetworkConflict] = (),
    alliances: Sequence[NetworkAlliance] = (),
    incidents: Sequence[NetworkIncident] = (),
    periods: Sequence[NetworkPeriod] = (),
    notes: Sequence[Note] = (),
) -> Network:
    """Put parts under the head of a result; memberships and involvements follow from the parts."""
    return Network(
        measure="network",
        version="1.0.0",
        as_of=AS_OF,
        snapshot_id="invented-0001",
        policy={"id": "gvi-default", "version": "1.0.0"},
        parameters={},
        records_until=AS_OF,
        seed=None,
        notes=tuple(notes),
        persons=tuple(persons),
        groups=tuple(groups),
        memberships=tuple(_memberships(persons)),
        periods=tuple(periods),
        ties=tuple(ties),
        conflicts=tuple(conflicts),
        alliances=tuple(alliances),
        incidents=tuple(incidents),
        involvements=tuple(_involvements(incidents)),
    )


def _memberships(persons: Sequence[NetworkPerson]) -> Iterator[NetworkMembership]:
    for one in persons:
        for place, group_id in enumerate((*one.groups, *one.groups_not_shown)):
            record = f"membership:M-{one.person_id}-{place}"
            yield NetworkMembership(
                one.person_id, group_id, one.role or "affiliate", "fact", date(2020, 1, 1), None, record, "S-1"
            )


def _involvements(incidents: Sequence[NetworkIncident]) -> Iterator[NetworkInvolvement]:
    for one in incidents:
        for part, status, persons in (
            ("suspect", "charged", one.suspects),
            ("suspect", "believed", one.believed),
            ("victim", None, one.victims),
        ):
            for person_id in persons:
                record = f"involvement:V-{one.incident_id}-{person_id}"
                harm = "injured" if part == "victim" else None
                yield NetworkInvolvement(person_id, one.incident_id, part, status, None, harm, record, "S-2")


def person(
    number: int, *, groups: Sequence[str] = (), label: str = "", status: str = "none", points: int = 0
) -> NetworkPerson:
    """Make a person, an affiliate of their groups."""
    person_id = f"P-{number:04d}"
    return NetworkPerson(
        person_id=person_id,
        label=label or person_id,
        groups=tuple(groups),
        groups_not_shown=(),
        groups_in_conflict=(),
        role="affiliate" if groups else "",
        status=status,
        is_minor="no",
        is_supervised=False,
        notified_on=None,
        points=points,
        reasons=(),
    )


def group(number: int, *, name: str = "", n_named: int = 0) -> NetworkGroup:
    """Make a group without a rank."""
    return _group(f"G-{number:02d}", name or f"Group {number}", n_named, n_named + 4, rank=None, index=0.0)


def _group(
    group_id: str, name: str, n_named: int, size_high: int, *, rank: int | None, index: float, is_valid: bool = True
) -> NetworkGroup:
    return NetworkGroup(
        group_id=group_id,
        name=name,
        n_named=n_named,
        size_low=n_named,
        size_high=size_high,
        is_valid=is_valid,
        rank=rank,
        violence_index=index,
        source_id="S-3",
        evidence=(),
        rivals_not_shown=(),
        allies_not_shown=(),
    )


def tie(a: int, b: int) -> NetworkTie:
    """Tie two persons by their numbers."""
    first, last = sorted((f"P-{a:04d}", f"P-{b:04d}"))
    return _tie((first, last), ("friend",), 1.0, (date(2024, 1, 1), None), f"tie:T-{a}-{b}", "S-1")


def _tie(
    ends: tuple[str, str],
    kinds: tuple[str, ...],
    strength: float,
    days: tuple[date | None, date | None],
    record: str,
    source: str,
) -> NetworkTie:
    first, last = (None if day is None else "day" for day in days)
    return NetworkTie(*ends, kinds, strength, days[0], first, days[1], last, (record,), (source,), (_grade(source),))


def _grade(source: str) -> str:
    """Grades of all sorts, the same for the same source."""
    number = int(source.rpartition("-")[2])
    return f"{'ABCDEF-'[number % 7]}{'123456-'[number * 3 % 7]}"


def invented(n_persons: int = 350, *, n_groups: int | None = None, seed: int = 7) -> Network:
    """Make the same network for the same arguments."""
    rng = random.Random(seed)
    n_groups = n_groups or max(5, 12 if n_persons <= 450 else n_persons // 30)
    members = _members(rng, n_persons, n_groups)
    groups_of: dict[int, tuple[int, ...]] = {p: (g,) for g, own in enumerate(members) for p in own}
    ties = _ties(rng, members, n_persons)
    for bridge in rng.sample(sorted(groups_of), k=max(1, n_persons // 60)):
        for other in rng.sample(range(len(members)), k=rng.choice((1, 1, 1, 2))):
            if other not in groups_of[bridge]:  # a second membership comes with ties there
                groups_of[bridge] += (other,)
                ties |= {_edge(bridge, p) for p in rng.sample(members[other], k=min(3, len(members[other])))}
    pairs = _rivals(rng, len(members))
    incidents, conflicts = _incidents(rng, members, pairs)
    index = [sum(g in i.suspect_groups for i in incidents) * 2.5 for g in map(_group_id, range(len(members)))]
    ordered = sorted(index, reverse=True)
    sizes = [sum(g in own for own in groups_of.values()) for g in range(len(members))]
    return network_of(
        persons=_persons(rng, n_persons, groups_of, ties, incidents),
        groups=[
            _group(
                _group_id(g),
                _place(g),
                n,
                n + rng.randint(0, max(2, n // 3)),
                rank=1 + ordered.index(index[g]),
                index=index[g],
                is_valid=g != 4,
            )
            for g, n in enumerate(sizes)
        ],
        ties=[_dated_tie(rng, number, edge) for number, edge in enumerate(sorted(ties))],
        conflicts=conflicts,
        alliances=_alliances(rng, len(members), pairs),
        incidents=incidents,
        notes=(
            note("person_not_shown", 41),
            note("tie_undated", 12),
        ),
    )


def _edge(a: int, b: int) -> Edge:
    return (a, b) if a < b else (b, a)


def _group_id(position: int) -> str:
    return f"G-{position:03d}"


def _person_id(position: int) -> str:
    return f"P-{position + 1:04d}"


def _place(position: int) -> str:
    return PLACES[position] if position < len(PLACES) else f"Area {position + 1}"


def _members(rng: random.Random, n_persons: int, n_groups: int) -> list[list[int]]:
    weights = [math.exp(rng.gauss(0, 0.45)) for _ in range(n_groups)]
    members, start = [], 0
    for size in (max(4, int(0.88 * n_persons * w / sum(weights))) for w in weights):
        members.append(list(range(start, min(n_persons, start + size))))
        start += size
    return [own for own in members if own]


def _rivals(rng: random.Random, n_groups: int) -> list[tuple[Edge, str]]:
    pairs = {_edge(a, (a + rng.randint(1, 4)) % n_groups) for a in range(n_groups) if rng.random() < 0.75}
    states = ("active", "active", "truce", "dormant")
    return [((a, b), rng.choice(states)) for a, b in sorted(pairs) if a != b]


def _alliances(rng: random.Random, n_groups: int, pairs: Sequence[tuple[Edge, str]]) -> list[NetworkAlliance]:
    rivals = {edge for edge, _ in pairs}
    free = [(a, b) for a in range(n_groups) for b in range(a + 1, n_groups) if (a, b) not in rivals]
    chosen = sorted(rng.sample(free, k=min(len(free), max(1, n_groups // 4))))
    return [NetworkAlliance(_group_id(a), _group_id(b), (f"alliance:AL-{a}-{b}",), ("S-4",)) for a, b in chosen]


def _ties(rng: random.Random, members: list[list[int]], n_persons: int) -> set[Edge]:
    ties: set[Edge] = set()
    for own in members:  # preferential attachment, then closed triangles: what real groups look like
        seen = list(own[:2])
        for k, one in enumerate(own[1:], start=1):
            for _ in range(1 + (rng.random() < 0.5)):
                friend = rng.choice(seen) if rng.random() < 0.75 else own[rng.randrange(k)]
                if friend != one:
                    ties.add(_edge(one, friend))
                    seen += [one, friend]
        inside = sorted(t for t in ties if t[0] in set(own))
        half = len(inside) // 3
        for (a, b), (c, d) in zip(rng.sample(inside, half), rng.sample(inside, half), strict=True):
            if len({a, b, c, d}) == 3:
                x, y = sorted({a, b} ^ {c, d})
                ties.add((x, y))
    for one in sorted(set(range(n_persons)) - {p for own in members for p in own}):
        home = rng.choice(members)
        other = rng.choice(members) if rng.random() < 0.3 else home
        if rng.random() < 0.93:
            ties |= {_edge(one, rng.choice(home)), _edge(one, rng.choice(other))}
    for _ in range(n_persons // 16):  # ties across groups are rare and matter most
        left, right = rng.sample(members, 2)
        ties.add(_edge(rng.choice(left), rng.choice(right)))
    return ties


def _dated_tie(rng: random.Random, number: int, edge: Edge) -> NetworkTie:
    first = AS_OF - timedelta(days=int(3 * 365 * (1 - rng.random() ** 0.6)))
    undated, lasting = rng.random() < 0.05, rng.random() < 0.5
    return _tie(
        (_person_id(edge[0]), _person_id(edge[1])),
        tuple(sorted({rng.choice(KINDS) for _ in range(rng.choice((1, 1, 1, 2)))})),
        float(rng.choice((1, 1, 1, 2, 3))),
        (
            None if undated else first,
            None if undated or lasting else min(AS_OF, first + timedelta(days=rng.randint(0, 400))),
        ),
        f"tie:T-{2000 + number}",
        f"S-{rng.randint(1, 30):03d}",
    )


def _incidents(
    rng: random.Random, members: list[list[int]], pairs: Sequence[tuple[Edge, str]]
) -> tuple[list[NetworkIncident], list[NetworkConflict]]:
    incidents: list[NetworkIncident] = []
    conflicts: list[NetworkConflict] = []
    for number, (pair, status) in enumerate(pairs):
        own = []
        for _ in range({"active": 7, "truce": 4, "dormant": 2}[status] + rng.randint(-1, 3)):
            side, other = rng.sample(pair, 2)
            back = int(3 * 365 * (1 - rng.random() ** (0.5 if status == "active" else 1.6)))
            suspects = sorted(rng.sample(members[side], k=min(len(members[side]), rng.choice((0, 1, 1, 2)))))
            victims = sorted(rng.sample(members[other], k=min(len(members[other]), rng.choice((0, 1, 1)))))
            incidents.append(
                NetworkIncident(
                    incident_id=f"I-{300 + len(incidents)}",
                    occurred_on=AS_OF - timedelta(days=back),
                    precision=rng.choice(("day", "day", "day", "day", "month")),
                    type=rng.choice(TYPES),
                    outcome=rng.choice(("fatal", "injury", "injury", "none", "unknown")),
                    suspect_groups=(_group_id(side),),
                    victim_groups=(_group_id(other),),
                    suspects=tuple(map(_person_id, suspects[:1])),
                    believed=tuple(map(_person_id, suspects[1:])),
                    victims=tuple(map(_person_id, victims)),
                    source_id=f"S-{rng.randint(1, 30):03d}",
                )
            )
            own.append(incidents[-1].incident_id)
        a, b = pair
        key, sources = f"C-{number:02d}", ("S-5",)
        records = (f"conflict:{key}", f"conflict_party:CP-{number}-{a}", f"conflict_party:CP-{number}-{b}")
        conflicts.append(NetworkConflict(key, "", _group_id(a), _group_id(b), status, (), tuple(own), records, sources))
    return incidents, conflicts


def _persons(
    rng: random.Random,
    n_persons: int,
    groups_of: dict[int, tuple[int, ...]],
    ties: set[Edge],
    incidents: Sequence[NetworkIncident],
) -> list[NetworkPerson]:
    suspected = {p for i in incidents for p in i.suspects}
    hurt = {p for i in incidents for p in i.victims}
    killed = {p for i in incidents for p in i.victims if i.outcome == "fatal"}
    degree = [sum(p in edge for edge in ties) for p in range(n_persons)] if n_persons <= 500 else [5] * n_persons
    points = [  # none for ties, none for a victim who is suspected of nothing
        min(20, 4 * sum(p in i.suspects for i in incidents) + rng.randint(0, 3)) if p in suspected else 0
        for p in map(_person_id, range(n_persons))
    ]
    by_points = sorted(range(n_persons), key=lambda p: (-points[p], p))
    names = dict(zip(by_points, rng.sample(NICKNAMES, len(NICKNAMES)), strict=False))
    found = []
    for p in range(n_persons):
        person_id, own = _person_id(p), groups_of.get(p, ())
        status = "victim_only" if person_id in hurt - suspected else "none"
        status = "in_custody" if rng.random() < (0.22 if person_id in suspected else 0.02) else status
        status = "dead" if person_id in killed and rng.random() < 0.6 else status
        told = person_id in suspected and status == "none" and rng.random() < 0.35
        role = ("leader" if degree[p] > 9 else "core" if degree[p] > 4 else "affiliate") if own else ""
        found.append(
            NetworkPerson(
                person_id=person_id,
                label=names.get(p, person_id),
                groups=tuple(map(_group_id, own)),
                groups_not_shown=(),
                groups_in_conflict=(),
                role=role,
                status=status,
                is_minor="yes" if rng.random() < 0.15 else "no",
                is_supervised=p % 5 == 0,
                notified_on=AS_OF - timedelta(days=rng.randint(1, 360)) if told else None,
                points=0 if status == "dead" else points[p],
                reasons=(),
            )
        )
    return found


def renamed(network: Network, *, label: str, name: str) -> Network:
    """Give every person and every group one text, to see what it does to a picture."""
    return replace(
        network,
        persons=tuple(replace(one, label=label) for one in network.persons),
        groups=tuple(replace(one, name=name) for one in network.groups),
    )
