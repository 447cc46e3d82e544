"""The records behind a picture, as a page carries them: what its script reads.

Columns, colours and numbers that the script shares with the drawing are written here and stand nowhere in it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph_service.analysis.contact_graph import FACTS_GRADE
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.network import Network, NetworkIncident, NetworkInvolvement, NetworkTie
from graph_service.analysis.network_periods import KINDS as PERIOD_KINDS
from graph_service.analysis.person_measures import PersonMeasures
from graph_service.analysis.result import WITHHELD, Withheld
from graph_service.analysis.scorecard_parts import Evidence
from graph_service.domain.dates import period
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.text import xml_text
from graph_service.domain.vocabulary import Basis, ConflictState, Role
from graph_service.languages.source import N_, SOURCE
from graph_service.languages.translator import Translator
from graph_service.wording import words
from graph_service.wording.words import coded
from visualizations import theme
from visualizations.groups_alone import OPEN_WITH, IncidentCount
from visualizations.hulls import size_words
from visualizations.labels import GLYPH_WIDTH
from visualizations.marks import Scene
from visualizations.numbering import NOBODY, Numbered, numbered
from visualizations.page_script import texts_of_script
from visualizations.said import STATUS_WORDS, kind_words, label_said
from visualizations.scene import CONFLICT_WORDS, LABEL_SIGNS, MINOR_WORDS
from visualizations.scores import score_words
from visualizations.time_axis import Months, incident_months, months_of

Cell = str | int | float | bool | None | list[str] | list[int] | list[list[int]] | tuple[str, ...] | tuple[int, ...]
Row = dict[str, Cell]  # by column
OUTCOME_WORDS: Final = {
    "fatal": N_("fatal"),
    "injury": N_("injury"),
    "none": N_("nobody hurt"),
    "unknown": N_("outcome not known"),
}
HARM_WORDS: Final = {
    "killed": N_("killed"),
    "injured": N_("injured"),
    "unharmed": N_("unharmed"),
    "unknown": N_("harm not known"),
}
Table = dict[str, list[str] | list[list[Cell]]]

SETTINGS: Final[dict[str, object]] = {
    "noGroup": NOBODY,
    "statusWords": STATUS_WORDS,
    "minorWords": MINOR_WORDS,
    "conflictWords": CONFLICT_WORDS,
    "withheld": WITHHELD.value,
    "labelSigns": LABEL_SIGNS,
    "glyphWidth": GLYPH_WIDTH,
    "labelHalo": theme.LABEL_HALO,
    "nameHalo": theme.NAME_HALO,
    "ink": theme.INK,
    "paper": theme.PAPER,
    "accent": theme.ACCENT,
    "barWidth": theme.BAR_WIDTH,
    "margin": theme.DRAWING_MARGIN,
}


@dataclass(frozen=True, slots=True)
class _Positions:
    """Where ids stand in the lists of a network; what a viewer may not see stands nowhere."""

    persons: dict[str, int]
    groups: dict[str, int]
    incidents: dict[str, int]


def data_json(
    network: Network,
    scene: Scene,
    measures: PersonMeasures,
    *,
    months: Months | None = None,
    counts: Sequence[IncidentCount] = (),
    lists_persons: bool = True,
    opens: str = "",
) -> str:
    """Write what a page needs beyond the drawing, as JSON that can stand inside a script element.

    `counts` are of incidents that the network of the page does not list; `months` are then those of all incidents.
    """
    t = scene.translator
    numbers = numbered(network)
    months = months or months_of(network)
    positions = _Positions(
        {person.person_id: i for i, person in enumerate(network.persons)},
        {group.group_id: i for i, group in enumerate(network.groups)},
        {incident.incident_id: i for i, incident in enumerate(network.incidents)},
    )
    document = {
        "settings": _settings(t) | {"opens": opens, "openWith": OPEN_WITH, "listsPersons": lists_persons},
        "months": months.names,
        "positions": [[round(dot.x, 1), round(dot.y, 1), round(dot.reach, 1)] for dot in scene.dots],
        "tables": {
            "groups": _table(_groups(network, t)),
            "persons": _table(_persons(network, numbers, measures, months, t)),
            "memberships": _table(_memberships(network, positions, t)),
            "involvements": _table(_involvements(network, positions, t)),
            "ties": _table(_ties(numbers, scene, months)),
            "incidents": _table(_incident(incident, months, positions, t) for incident in network.incidents),
            "conflicts": _table(_conflicts(network, numbers, positions, months, t)),
            "alliances": _table(_alliances(numbers)),
            "incidentCounts": _table({"first": row.first, "last": row.last, "n": row.n} for row in counts),
        },
    }
    text = json.dumps(_clean(document), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    # Inside a script element nothing may look like markup, and two line ends are no line ends to JSON.
    for sign in ("&", "<", ">", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _settings(t: Translator) -> dict[str, object]:
    """Return the settings; in another language than that of the script, what it says in it, too."""
    coded_words = {
        "roleWords": {role.value: coded(t, role.value, "Role") for role in Role},
        "tieKindCodes": [str(kind) for kind in ALL_KINDS],
        "tieKinds": [kind_words(t, kind) for kind in ALL_KINDS],
        "factsGrade": FACTS_GRADE,
    }
    if t.language == SOURCE:
        return SETTINGS | coded_words
    said = {
        "statusWords": {status: t.text(text) for status, text in STATUS_WORDS.items()},
        "minorWords": {answer: t.text(text) for answer, text in MINOR_WORDS.items()},
        "conflictWords": t.text(CONFLICT_WORDS),
        "decimal": t.decimal("."),
        "texts": {text: t.text(text) for text in texts_of_script()},
    }
    return SETTINGS | coded_words | said


def _clean(value: Any) -> Any:  # noqa: ANN401  JSON has no closed type
    """Replace signs that would break the drawing when the page writes a text into it, or saves it."""
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list | tuple) else value


def _table(rows: Iterable[Row]) -> Table:
    """Columns once, then rows as lists: half the size of objects."""
    listed = list(rows)
    return {"columns": list(listed[0]) if listed else [], "rows": [list(row.values()) for row in listed]}


def _groups(network: Network, t: Translator) -> Iterator[Row]:
    for group in network.groups:
        yield {
            "id": group.group_id,
            "name": group.name,
            "named": coded(t, group.n_named) if isinstance(group.n_named, Withheld) else group.n_named,
            "estimate": size_words(t, group),
            "rank": group.rank,
            "index": round(group.violence_index, 2),
            "valid": group.is_valid,
            "source": group.source_id,
            "evidence": [_evidence_words(t, entry) for entry in group.evidence],
            "rivals": list(group.rivals_not_shown),
            "allies": list(group.allies_not_shown),
        }


def _held(network: Network, months: Months) -> dict[tuple[str, str], list[list[int]]]:
    """By person and kind the spans of months at whose ends something held."""
    spans: dict[tuple[str, str], list[list[int]]] = {}
    for row in network.periods:
        span = months.held(row.first_on, row.last_on, network.as_of)
        if span is not None:
            spans.setdefault((row.person_id, row.kind), []).append(list(span))
    return spans


def _persons(
    network: Network, numbers: Numbered, measures: PersonMeasures, months: Months, t: Translator
) -> Iterator[Row]:
    held = _held(network, months)
    by_fact = {(row.person_id, row.group_id) for row in network.memberships if row.basis == Basis.FACT}
    for person, groups in zip(network.persons, numbers.groups_of, strict=True):
        yield {
            "id": person.person_id,
            "label": label_said(t, person.label),
            "groups": groups,
            "assessed": [g for g in groups if (person.person_id, network.groups[g].group_id) not in by_fact],
            "elsewhere": list(person.groups_not_shown),
            "opposed": list(person.groups_in_conflict),
            "role": person.role,
            "status": person.status,
            "minor": person.is_minor,
            "isSupervised": person.is_supervised,
            "notified": person.notified_on.isoformat() if person.notified_on else None,
            "points": person.points,
            "reasons": [_reason_words(t, reason) for reason in person.reasons],
            "scores": list(score_words(t, measures, person.person_id)),
            **{f"{kind}Months": held.get((person.person_id, kind), []) for kind in PERIOD_KINDS},
        }


def _evidence_words(t: Translator, entry: Evidence) -> str:
    """Say what an incident adds to the index of a group."""
    day = dated_words(entry.occurred_on, entry.precision) or t.text("undated")
    held = t.text("confidence {share}").format(share=t.decimal(f"{entry.confidence:.2g}"))
    if entry.is_derived:
        held = t.text("{confidence}, derived from memberships").format(confidence=held)
    said = f"{coded(t, entry.type, 'IncidentType')}, {t.text(OUTCOME_WORDS[entry.outcome])}, {day}"
    return f"{t.decimal(f'{entry.adds:.2f}')}: {said}; {held}; incident:{entry.incident_id}"


def _reason_words(t: Translator, reason: Reason) -> str:
    """Say what points are for, and which records say so."""
    day = dated_words(reason.on, reason.precision)
    when = f" {day}" if day else ""
    return f"{reason.points}: {words.reason(t, reason)}{when}; {', '.join(reason.record_ids)}"


def _memberships(network: Network, positions: _Positions, t: Translator) -> Iterator[Row]:
    for row in network.memberships:
        if row.person_id in positions.persons:
            yield {
                "person": positions.persons[row.person_id],
                "group": positions.groups.get(row.group_id, NOBODY),
                "groupId": row.group_id,
                "role": coded(t, row.role, "Role"),
                "basis": coded(t, row.basis, "Basis"),
                "period": span_words(t, row.valid_from, "day", row.valid_to, "day"),
                "record": row.record_id,
                "source": row.source_id,
            }


def _involvements(network: Network, positions: _Positions, t: Translator) -> Iterator[Row]:
    for row in network.involvements:
        if row.person_id in positions.persons and row.incident_id in positions.incidents:
            yield {
                "person": positions.persons[row.person_id],
                "incident": positions.incidents[row.incident_id],
                "words": involvement_words(t, row),
                "record": row.record_id,
                "source": row.source_id,
            }


def involvement_words(t: Translator, row: NetworkInvolvement) -> str:
    """Say what a record says of somebody in an incident: who is only believed to have taken part is no suspect."""
    if row.part == "victim":
        harm = t.text(HARM_WORDS[row.harm]) if row.harm else ""
        return t.text("victim, {harm}").format(harm=harm) if harm else t.text("victim")
    if row.status == "believed":
        return t.text("believed to have taken part, not a suspect")
    day = f" {row.decided_on.isoformat()}" if row.decided_on else ""
    return f"{coded(t, row.status, 'SuspectStatus')}{day}"


def _ties(numbers: Numbered, scene: Scene, months: Months) -> Iterator[Row]:
    bunches = [line.bunch for line in scene.ties] or [0] * len(numbers.ties)
    t = scene.translator
    for tie, ends, bunch in zip(numbers.ties, numbers.tie_ends, bunches, strict=True):
        yield {
            "a": ends.a,
            "b": ends.b,
            "kinds": [ALL_KINDS.index(kind) for kind in tie.kinds],
            "first": months.position(tie.first_on) if tie.first_on else 0,
            "last": _last_month(tie, months),
            "period": period_words(t, tie),
            "records": list(tie.record_ids),
            "sources": list(tie.source_ids),
            "grades": list(dict.fromkeys(tie.grades)),
            "strength": round(tie.strength, 6),
            "bunch": bunch,
        }


def _last_month(tie: NetworkTie, months: Months) -> int:
    """Return the month up to which a tie is shown: to the last day that a coarse date may mean."""
    if tie.last_on is None:
        return months.n_months - 1
    return months.position(period(tie.last_on, tie.last_precision or "day")[1])


def _incident(incident: NetworkIncident, months: Months, positions: _Positions, t: Translator) -> Row:
    first, last = incident_months(incident, months) or (None, None)
    groups = positions.groups
    persons = positions.persons
    return {
        "id": incident.incident_id,
        "first": first,
        "last": last,
        "day": incident_day(incident),
        "type": coded(t, incident.type, "IncidentType"),
        "outcome": incident.outcome,
        "suspectGroups": [groups[group] for group in incident.suspect_groups if group in groups],
        "victimGroups": [groups[group] for group in incident.victim_groups if group in groups],
        "suspects": [persons[person] for person in incident.suspects if person in persons],
        "believed": [persons[person] for person in incident.believed if person in persons],
        "victims": [persons[person] for person in incident.victims if person in persons],
        "source": incident.source_id,
    }


def _conflicts(
    network: Network, numbers: Numbered, positions: _Positions, months: Months, t: Translator
) -> Iterator[Row]:
    incidents = positions.incidents
    for conflict, sides in zip(numbers.conflicts, numbers.conflict_sides, strict=True):
        spans = [
            months.held(row.first_on, row.last_on, network.as_of)
            for row in conflict.periods
            if row.status == ConflictState.ACTIVE
        ]
        yield {
            "active": [list(span) for span in spans if span is not None],
            "id": conflict.conflict_id,
            "name": conflict.name,
            "status": coded(t, conflict.status, "ConflictState"),
            "a": sides.a,
            "b": sides.b,
            "incidents": [incidents[incident] for incident in conflict.incident_ids if incident in incidents],
            "records": conflict.record_ids,
            "sources": conflict.source_ids,
        }


def _alliances(numbers: Numbered) -> Iterator[Row]:
    for alliance, sides in zip(numbers.alliances, numbers.alliance_sides, strict=True):
        yield {"a": sides.a, "b": sides.b, "records": alliance.record_ids, "sources": alliance.source_ids}


def named_count(t: Translator, n_named: int | Withheld) -> str:
    """Write a count that may be withheld: digits, or the word for it."""
    return coded(t, n_named)


def period_words(t: Translator, tie: NetworkTie) -> str:
    """Say when a tie was valid, as ``since 2024-03-01``."""
    return span_words(t, tie.first_on, tie.first_precision, tie.last_on, tie.last_precision)


def span_words(
    t: Translator, first_on: date | None, first_precision: str | None, last_on: date | None, last_precision: str | None
) -> str:
    """Say from when to when something holds."""
    first, last = dated_words(first_on, first_precision), dated_words(last_on, last_precision)
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first:
        return t.text("since {day}").format(day=first)
    return t.text("until {day}").format(day=last) if last else t.text("undated")


def incident_day(incident: NetworkIncident) -> str | None:
    """Write the date of an incident as exactly as it is known, as ``2025-03``; None where it is not known."""
    return dated_words(incident.occurred_on, incident.precision) or None


def dated_words(day: date | None, precision: str | None) -> str:
    """Write a date as exactly as it is known, as ``2025-03``; empty where it is not known."""
    if day is None or precision == "unknown":
        return ""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision or "")]
