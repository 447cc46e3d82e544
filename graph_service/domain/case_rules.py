"""Which records are refused because of other records: unknown ids, one key twice, impossible sums.

The rules take good rows only (see `rules`), and removing rows never makes a good one bad: so a
quarantine settles after one pass and the closure over references.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from types import MappingProxyType
from typing import cast

from graph_service.domain.limits import MAX_HINTS
from graph_service.domain.load_texts import refusal
from graph_service.domain.personal_numbers import holds_number
from graph_service.domain.rules import Finding, row_findings, value_findings
from graph_service.domain.schema import KINDS, Kind, Row, Shape
from graph_service.domain.tables import Table, Tables

CONFIDENCE_TOLERANCE = 1e-9

KnownKeys = Mapping[str, Collection[str]]  # by kind name
NOTHING_KNOWN: KnownKeys = MappingProxyType({})
LeftOut = Mapping[str, Collection[int]]  # rows, by kind name
NOTHING_LEFT_OUT: LeftOut = MappingProxyType({})


class PartlySeen(frozenset[str]):
    """Keys of which others may be there, withheld from whoever asks: references to them are judged later."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Which rows stay when identical ones merge; `conflicts` are keys with two contents."""

    kept: Sequence[int]
    n_merged: int
    conflicts: tuple[Finding, ...]


def check_tables(tables: Tables, *, today: date, known: KnownKeys = NOTHING_KNOWN) -> list[Finding]:
    """Find everything that refuses a record: values, rows, references, keys and the case as a whole.

    `known` are keys of records that exist already.
    """
    findings: list[Finding] = []
    left_out: dict[str, set[int]] = {}
    for name, table in tables.items():
        findings += value_findings(table)
        findings += row_findings(table, today=today)
        merge = merged(table)
        findings += merge.conflicts
        left_out[name] = set(range(len(table))).difference(merge.kept)
    findings += reference_findings(tables, known=known)
    for finding in findings:
        left_out[finding.kind.name].add(finding.row)
    return [*findings, *case_findings(tables, left_out=left_out)]


def smaller_first(table: Table) -> tuple[Table, int]:
    """Bring the ends of undirected links into order, the smaller id first, and count the rows that were swapped."""
    if not table.kind.undirected:
        return table, 0
    start, end = (table.kind.index[field.name] for field in table.kind.ends)
    ends = cast("Sequence[Sequence[str | None]]", (table.columns[start], table.columns[end]))
    pairs = enumerate(zip(*ends, strict=True))
    swapped = [row for row, (a, b) in pairs if a is not None and b is not None and a > b]
    if not swapped:
        return table, 0
    columns = list(table.columns)
    smaller = list(columns[start])
    larger = list(columns[end])
    for row in swapped:
        smaller[row], larger[row] = larger[row], smaller[row]
    columns[start] = smaller
    columns[end] = larger
    return Table(table.kind, tuple(columns)), len(swapped)


def merged(table: Table) -> Merged:
    """Merge rows that say the same under the same key: the first stays, and two contents of a key conflict."""
    if len(set(table.keys)) == len(table):
        return Merged(range(len(table)), 0, ())
    rows: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(table.keys):
        rows[key].append(row)
    dropped: set[int] = set()
    conflicts: list[Finding] = []
    for same in rows.values():
        contents = [_row(table, row) for row in same]
        different = next((row for row, content in zip(same, contents, strict=True) if content != contents[0]), None)
        if different is None:
            dropped.update(same[1:])
            continue
        for row, content in zip(same, contents, strict=True):
            conflicts.append(_conflict(table, row, different if content == contents[0] else same[0]))
    remaining = [row for row in range(len(table)) if row not in dropped]
    return Merged(remaining, len(dropped), tuple(sorted(conflicts, key=lambda finding: finding.row)))


def reference_findings(tables: Tables, *, known: KnownKeys = NOTHING_KNOWN) -> Iterator[Finding]:
    """Find references to records that are not there."""
    keys: dict[str, set[str]] = {}
    for table in tables.values():
        for field in table.kind.references:
            target = KINDS[str(field.target)]
            if isinstance(known.get(target.name), PartlySeen):
                continue
            if target.name not in keys:
                keys[target.name] = {*known.get(target.name, ())}
                keys[target.name].update(tables[target.name].keys if target.name in tables else ())
            missing = {str(value) for value in set(table.column(field.name)) if value is not None} - keys[target.name]
            if not missing:
                continue
            columns = (field.name,)
            no_hint = refusal("unknown_reference", column=field.name, table=target.table)
            hints = {
                key: refusal("unknown_reference.near", column=field.name, table=target.table, near=near)
                for key, near in _similar(missing, keys[target.name]).items()
            }
            for row, value in enumerate(table.column(field.name)):
                if value in missing:
                    yield Finding(table.kind, row, columns, hints.get(str(value), no_hint))


def case_findings(
    tables: Tables, *, left_out: Mapping[str, Collection[int]] = MappingProxyType({})
) -> Iterator[Finding]:
    """Find rows that contradict other rows: attributions, and victims against counts.

    Rows that are `left_out`, refused already or merged with another, do not count.
    """
    positions = {name: _rest(table, left_out.get(name, ())) for name, table in tables.items()}
    good = {name: table.take(positions[name]) if left_out.get(name) else table for name, table in tables.items()}
    for finding in _case_findings(good):
        rows = positions[finding.kind.name]
        other_row = None if finding.other_row is None else rows[finding.other_row]
        yield replace(finding, row=rows[finding.row], other_row=other_row)


def _rest(table: Table, left_out: Collection[int]) -> Sequence[int]:
    return [row for row in range(len(table)) if row not in left_out] if left_out else range(len(table))


def _case_findings(tables: Tables) -> Iterator[Finding]:
    incidents = tables.get("incident")
    attributions = tables.get("attribution")
    if attributions is not None:
        yield from _attributed_twice(attributions)
        yield from _sets(attributions)
        if incidents is not None:
            yield from _not_involved(attributions, incidents)
    if incidents is not None and "involvement" in tables:
        yield from _linked_victims(incidents, tables["involvement"], tables.get("same_person"))


def _row(table: Table, row: int) -> Row:
    return tuple(column[row] for column in table.columns)


def _conflict(table: Table, row: int, conflicting: int) -> Finding:
    pairs = zip(table.kind.names, table.columns, strict=True)
    differing = [name for name, column in pairs if column[row] != column[conflicting]]
    key = table.kind.key
    why = refusal("key_with_two_contents", key=key, columns=", ".join(differing))
    return Finding(table.kind, row, (key,), why, conflicting)


def _folded(key: str) -> str:
    """Spreadsheets take leading zeros; people vary case and hyphens."""
    return "".join(char for char in key.casefold() if char.isalnum()).lstrip("0")


def _similar(missing: Collection[str], keys: Iterable[str]) -> dict[str, str]:
    by_form: dict[str, str] = {}
    for key in sorted(filter(None, keys)):
        form = _folded(key)
        by_form[form] = "" if form in by_form else key  # two that look alike: no hint
    similar = {key: by_form.get(_folded(key), "") for key in sorted(missing)[:MAX_HINTS]}
    return {key: hint for key, hint in similar.items() if hint and not holds_number(hint)}


def _keyed(table: Table, *names: str) -> Iterable[tuple[int, Row]]:
    return enumerate(zip(*(table.column(name) for name in names), strict=True))


def _attributed_twice(table: Table) -> Iterator[Finding]:
    rows: dict[Row, list[int]] = defaultdict(list)
    for row, identity in _keyed(table, "incident_id", "side", "group_id", "joint_set"):
        rows[identity].append(row)
    for same in rows.values():
        for row in same if len(same) > 1 else ():
            yield Finding(
                table.kind,
                row,
                ("group_id", "incident_id", "side", "joint_set"),
                refusal("attribution_twice"),
                same[1] if row == same[0] else same[0],
            )


def _sets(table: Table) -> Iterator[Finding]:
    sides: dict[Row, list[int]] = defaultdict(list)
    for row, side in _keyed(table, "incident_id", "side"):
        sides[side].append(row)
    joint = table.column("joint_set")
    confidence = cast("Sequence[float]", table.column("confidence"))
    for rows in sides.values():
        sets: dict[object, list[int]] = defaultdict(list)
        for row in rows:
            sets[joint[row] if joint[row] is not None else row].append(row)
        unequal = [row for same in sets.values() if len({confidence[row] for row in same}) > 1 for row in same]
        for row in unequal:
            yield Finding(table.kind, row, ("confidence", "joint_set"), refusal("unequal_joint_set"))
        total = fsum(max(confidence[row] for row in same) for same in sets.values())
        if total > 1 + CONFIDENCE_TOLERANCE:
            why = refusal("sets_over_one", total=f"{total:g}")
            for row in rows:
                yield Finding(table.kind, row, ("confidence", "joint_set"), why)


def _not_involved(table: Table, incidents: Table) -> Iterator[Finding]:
    pairs = zip(incidents.keys, incidents.column("group_involved"), strict=True)
    without = {key for key, answer in pairs if answer == "no"}
    for row, incident in enumerate(table.column("incident_id") if without else ()):
        if incident in without:
            yield Finding(table.kind, row, ("incident_id",), refusal("group_not_involved"))


def _one_person(same_persons: Table | None) -> dict[str, str]:
    """Ids to the id that stands for all, of persons joined and not parted again."""
    stands: dict[str, str] = {}

    def root(person: str) -> str:
        last = person
        while last in stands:
            last = stands[last]
        while person != last:  # each one passed now leads there at once, so that a long chain is walked once
            stands[person], person = last, stands[person]
        return last

    for _, (first, second, undone) in _keyed(same_persons, "person_a", "person_b", "undone_on") if same_persons else ():
        smaller, larger = sorted((root(str(first)), root(str(second))))
        if undone is None and smaller != larger:
            stands[larger] = smaller
    return {person: root(person) for person in stands}


def _linked_victims(incidents: Table, involvements: Table, same_persons: Table | None) -> Iterator[Finding]:
    stands = _one_person(same_persons)
    killed: dict[str, set[str]] = defaultdict(set)
    injured: dict[str, set[str]] = defaultdict(set)
    linked = {"killed": killed, "injured": injured}
    for _, (incident, person, harm) in _keyed(involvements, "incident_id", "person_id", "harm"):
        if harm in linked:
            linked[str(harm)][str(incident)].add(stands.get(str(person), str(person)))
    for row, (key, n_killed, n_injured, highest) in _keyed(
        incidents, "incident_id", "n_killed", "n_injured", "victims_high"
    ):
        incident = str(key)
        if incident not in killed and incident not in injured:
            continue
        dead = killed.get(incident, set())
        hurt = injured.get(incident, set()) - dead  # n_injured counts those who were not killed
        for name, stated, n_linked in (
            ("n_killed", n_killed, len(dead)),
            ("n_injured", n_injured, len(hurt)),
            ("victims_high", highest, len(dead) + len(hurt)),
        ):
            if stated is not None and n_linked > cast("int", stated):
                if n_linked == 1:
                    why = refusal("more_linked_than_stated.one", column=name)
                else:
                    why = refusal("more_linked_than_stated", column=name, n_linked=n_linked)
                yield Finding(incidents.kind, row, (name,), why)


def is_keyless_allowed(kind: Kind) -> bool:
    """Tell whether records of a kind may come without an id of their own and get one made: links and acts may."""
    return kind.shape is Shape.LINK or kind.is_act
