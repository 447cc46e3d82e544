"""Order between records: an answer before its cause, a decision before the deed, deeds after death, two deaths.

A wrong order is refused where it is sure: where whole days say so, or periods that do not overlap. Where dates are too
coarse to tell, and where an order is odd but possible, it is remarked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from graph_service.domain.dates import period
from graph_service.domain.joined_persons import stands_for
from graph_service.domain.load_texts import refusal
from graph_service.domain.rules import Doubt, Finding
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Table, Tables

Span = tuple[date, date]  # first and last day that a date may mean
Spans = Mapping[object, Span]  # of incidents that have a date, by id


def order_findings(tables: Tables) -> Iterator[Finding]:
    """Find rows that are surely in a wrong order."""
    yield from _answers_without_delivery(tables)
    incidents = tables.get("incident")
    if incidents is None:
        return
    yield from _answers_before_causes(incidents)
    involvements = tables.get("involvement")
    if involvements is None:
        return
    spans = _spans_of(incidents)
    for row, day, span in _decisions(involvements, spans):
        if day < span[0]:
            why = refusal("decided_before_the_deed")
            yield Finding(involvements.kind, row, ("decided_on", "incident_id"), why)
    for row, part, died_on, span in _involved_dead(involvements, tables.get("person"), spans):
        if part == "suspect" and died_on < span[0]:
            yield Finding(involvements.kind, row, ("incident_id", "person_id"), refusal("suspected_after_death"))
    yield from _killed_twice(involvements, spans, tables.get("same_person"))


def _answers_without_delivery(tables: Tables) -> Iterator[Finding]:
    """Nobody answers what was not delivered; that nobody was met is no answer."""
    responses, notifications = tables.get("response"), tables.get("notification")
    if responses is None or notifications is None:
        return
    delivered = zip(notifications.keys, notifications.column("delivered_on"), strict=True)
    waiting = {key for key, day in delivered if day is None}
    answers = zip(responses.column("notification_id"), responses.column("response"), strict=True)
    for row, (key, answer) in enumerate(answers if waiting else ()):
        if key in waiting and answer != "not_found":
            yield Finding(responses.kind, row, ("response", "notification_id"), refusal("answer_without_delivery"))


def order_doubts(tables: Tables) -> Iterator[Doubt]:
    """Find rows of which the order cannot be told, or is odd."""
    incidents = tables.get("incident")
    if incidents is not None:
        spans = _spans_of(incidents)
        for row, cause in _causes(incidents).items():
            answer_span, cause_span = spans.get(incidents.keys[row]), spans.get(incidents.keys[cause])
            if answer_span and cause_span and answer_span[0] < cause_span[1]:
                yield Doubt(incidents.kind, row, "retaliation_for", "order_not_settled")
        involvements = tables.get("involvement")
        if involvements is not None:
            yield from _doubtful_involvements(involvements, spans, tables)
    for row, responded_on, delivered_on in _pairs(tables, "response", "responded_on", "notification", "delivered_on"):
        if responded_on < delivered_on:
            yield Doubt(KINDS["response"], row, "responded_on", "answered_before_delivered")
    for row, invited_on, held_on in _pairs(tables, "attendance", "invited_on", "call_in", "held_on"):
        if invited_on > held_on:
            yield Doubt(KINDS["attendance"], row, "invited_on", "invited_after_held")


def _spans_of(incidents: Table) -> Spans:
    dates = cast("Sequence[date | None]", incidents.column("occurred_on"))
    return {
        key: (day, day) if precision == "day" else period(day, str(precision))
        for key, day, precision in zip(incidents.keys, dates, incidents.column("precision"), strict=True)
        if day is not None
    }


def _causes(incidents: Table) -> dict[int, int]:
    """Rows of incidents that answer another of the table, with the row of that."""
    answered = incidents.column("retaliation_for")
    if set(answered) <= {None}:
        return {}
    row_of = {key: row for row, key in enumerate(incidents.keys)}
    return {row: row_of[str(cause)] for row, cause in enumerate(answered) if cause in row_of}


def _answers_before_causes(incidents: Table) -> Iterator[Finding]:
    causes = _causes(incidents)
    spans = _spans_of(incidents) if causes else {}
    refused: set[int] = set()
    for row, cause in causes.items():
        answer_span = spans.get(incidents.keys[row])
        cause_span = spans.get(incidents.keys[cause])
        if answer_span and cause_span and answer_span[1] < cause_span[0]:
            refused.add(row)
            why = refusal("answer_before_its_cause")
            yield Finding(incidents.kind, row, ("retaliation_for", "occurred_on"), why, cause)
    for circle in _circles(causes):
        if refused.isdisjoint(circle):  # one of them is told already
            for row in circle:
                yield Finding(incidents.kind, row, ("retaliation_for",), refusal("circle_of_answers"), causes[row])


def _circles(causes: Mapping[int, int]) -> Iterator[list[int]]:
    """Walk from each answer to its cause, each row once, and give the rows of each circle."""
    walked: set[int] = set()
    for start in causes:
        path: list[int] = []
        row = start
        while row in causes and row not in walked:
            walked.add(row)
            path.append(row)
            row = causes[row]
        if row in path:
            yield path[path.index(row) :]


def _decisions(involvements: Table, spans: Spans) -> Iterator[tuple[int, date, Span]]:
    """Row, day and incident of each decision on a suspect."""
    decided = cast("Sequence[date | None]", involvements.column("decided_on"))
    if set(decided) <= {None}:
        return
    columns = (decided, involvements.column("part"), involvements.column("incident_id"))
    for row, (day, part, incident) in enumerate(zip(*columns, strict=True)):
        if day is not None and part == "suspect":
            span = spans.get(incident)
            if span is not None:
                yield row, day, span


def _involved_dead(involvements: Table, persons: Table | None, spans: Spans) -> Iterator[tuple[int, str, date, Span]]:
    """Row, part, day of death and incident of each involvement of a person who died."""
    days = cast("Sequence[date | None]", persons.column("died_on")) if persons else ()
    died_on = {key: day for key, day in zip(persons.keys if persons else (), days, strict=True) if day is not None}
    columns = [involvements.column(name) for name in ("person_id", "part", "incident_id")] if died_on else []
    for row, (person, part, incident) in enumerate(zip(*columns, strict=True)):
        if person in died_on:
            span = spans.get(incident)
            if span is not None:
                yield row, str(part), died_on[str(person)], span


def _deaths(involvements: Table, stands: Mapping[str, str]) -> dict[str, list[int]]:
    """Rows in which somebody was killed, by person."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, harm in enumerate(involvements.column("harm")):
        if harm == "killed":
            person = str(involvements.column("person_id")[row])
            rows[stands.get(person, person)].append(row)
    return rows


def _killed_twice(involvements: Table, spans: Spans, same_persons: Table | None) -> Iterator[Finding]:
    """On one day it may be one incident under two ids, which is remarked; on two days it cannot be."""
    incident_of = involvements.column("incident_id")
    for rows in _deaths(involvements, stands_for(same_persons)).values():
        dated = (
            {row: span for row in rows if (span := spans.get(incident_of[row])) is not None} if len(rows) > 1 else {}
        )
        if not dated:
            continue
        first_end = min(dated, key=lambda row: dated[row][1])
        last_start = max(dated, key=lambda row: dated[row][0])
        for row, (start, end) in dated.items():
            if start > dated[first_end][1]:
                yield Finding(involvements.kind, row, ("person_id", "harm"), refusal("killed_twice"), first_end)
            elif end < dated[last_start][0]:
                yield Finding(involvements.kind, row, ("person_id", "harm"), refusal("killed_twice"), last_start)


def _doubtful_involvements(involvements: Table, spans: Spans, tables: Tables) -> Iterator[Doubt]:
    kind = involvements.kind
    for row, day, span in _decisions(involvements, spans):
        if span[0] <= day < span[1]:
            yield Doubt(kind, row, "decided_on", "order_not_settled")
    doubtful: set[int] = set()
    for row, part, died_on, span in _involved_dead(involvements, tables.get("person"), spans):
        if died_on < (span[1] if part == "suspect" else span[0]):
            doubtful.add(row)
    doubtful.update(_suspected_after_killing(involvements, spans, tables))
    for row in sorted(doubtful):
        yield Doubt(kind, row, "incident_id", "involved_after_death")


def _suspected_after_killing(involvements: Table, spans: Spans, tables: Tables) -> Iterator[int]:
    """Rows of suspects who were killed before; somebody may have died later of what was done to them."""
    persons = tables.get("person")
    has_day: Collection[str] = (
        {key for key, day in zip(persons.keys, persons.column("died_on"), strict=True) if day is not None}
        if persons
        else ()
    )
    incident_of = involvements.column("incident_id")
    killed_until: dict[str, date] = {}
    for person, rows in _deaths(involvements, {}).items():
        span = spans.get(incident_of[rows[0]])
        if span is not None and person not in has_day:
            killed_until[person] = span[1]
    columns = [involvements.column(name) for name in ("person_id", "part", "incident_id")] if killed_until else []
    for row, (person, part, incident) in enumerate(zip(*columns, strict=True)):
        if part == "suspect" and person in killed_until:
            span = spans.get(incident)
            if span is not None and span[0] > killed_until[str(person)]:
                yield row


def _pairs(
    tables: Tables, name: str, column: str, target_name: str, target_column: str
) -> Iterator[tuple[int, date, date]]:
    """Row and day of records, and the day of the record that each refers to; those without a day are left out."""
    table, target = tables.get(name), tables.get(target_name)
    if table is None or target is None:
        return
    days = dict(zip(target.keys, cast("Sequence[date | None]", target.column(target_column)), strict=True))
    own_days = cast("Sequence[date | None]", table.column(column))
    for row, (key, day) in enumerate(zip(table.column(f"{target_name}_id"), own_days, strict=True)):
        target_day = days.get(str(key))
        if day is not None and target_day is not None:
            yield row, day, target_day
