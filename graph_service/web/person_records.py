"""The records of a person as a page shows them: each with its day, its words, its source, and what it gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from graph_service.analysis.explanation_parts import Explanation, RecordVerdict
from graph_service.domain.schema import KINDS, Field, Value
from graph_service.domain.vocabulary import SupportKind
from graph_service.services.persons import PersonDetail, SeenRecord
from graph_service.web.page import N_
from graph_service.web.page_request import PageRequest, anchor
from graph_service.wording import words


@dataclass(frozen=True, slots=True)
class KindShown:
    """How records of a kind are shown: under which heading, by which days, and which fields say what."""

    title: str
    days: tuple[str, ...]  # the first that is filled is the day of the record
    until: str = ""  # field of the last day, of records that last
    lasts: bool = False
    fields: tuple[str, ...] = ()


# In the order of the page: what was done to others and by whom it is known first, what was done for the person last.
SHOWN: Final[Mapping[str, KindShown]] = {
    "involvement": KindShown(N_("Incidents"), (), fields=("part", "status", "decided_on", "harm", "incident_id")),
    "fact": KindShown(N_("Facts"), ("occurred_on",), fields=("kind",)),
    "membership": KindShown(
        N_("Groups"), ("valid_from",), "valid_to", lasts=True, fields=("role", "group_id", "basis")
    ),
    "supervision": KindShown(
        N_("Supervision and custody"),
        ("valid_from",),
        "valid_to",
        lasts=True,
        fields=("kind", "agency", "next_meeting_on"),
    ),
    "conflict_person": KindShown(
        N_("Drawn into conflicts"), ("valid_from",), "valid_to", lasts=True, fields=("conflict_id", "side")
    ),
    "notification": KindShown(
        N_("Custom notifications"),
        ("delivered_on", "planned_on"),
        fields=(
            "kind", "planned_on", "delivered_on", "delivered_to", "channel", "agencies", "attempted_on", "responsible",
            "family_present", "legal_exposure_given", "help_offered", "message_version", "round_id",
        ),
    ),
    "response": KindShown(N_("Answers"), ("responded_on",), fields=("response", "notification_id")),
    "follow_up": KindShown(N_("Follow-ups"), ("due_on",), fields=("done_on", "agency", "outcome", "notification_id")),
    "contact": KindShown(N_("Contacts"), ("contacted_on",), fields=("initiative", "agency")),
    "support_case": KindShown(N_("Help"), ("opened_on",), "closed_on", lasts=True, fields=("kind", "status", "agency")),
    "attendance": KindShown(
        N_("Call-ins"), ("invited_on",), fields=("call_in_id", "attended", "group_id", "absence_reason", "stand_in_for")
    ),
    "tie": KindShown(N_("Ties"), ("valid_from",), "valid_to", lasts=True, fields=("kind", "other", "strength")),
    "same_person": KindShown(N_("Joined rows"), ("decided_on",), "undone_on", fields=("other", "decided_by", "reason")),
}  # fmt: skip
LABELS: Final[Mapping[str, str]] = {
    "decided_on": N_("decided"),
    "next_meeting_on": N_("next meeting"),
    "planned_on": N_("planned"),
    "delivered_on": N_("delivered"),
    "delivered_to": N_("received by"),
    "agencies": N_("with"),
    "attempted_on": N_("nobody met on"),
    "responsible": N_("responsible"),
    "family_present": N_("family present"),
    "legal_exposure_given": N_("legal exposure explained"),
    "help_offered": N_("help offered"),
    "message_version": N_("version of the message"),
    "done_on": N_("done"),
    "outcome": N_("outcome"),
    "initiative": N_("initiative"),
    "attended": N_("came"),
    "absence_reason": N_("why they did not come"),
    "stand_in_for": N_("stood in for"),
    "strength": N_("strength"),
    "side": N_("side"),
    "decided_by": N_("decided by"),
    "reason": N_("reason"),
    "harm": N_("harm"),
}
_JUDGED: Final = frozenset({"involvement", "fact", "membership"})
_WITHOUT_PAGE: Final = frozenset({"source", "round", "call_in"})
_AGENCIES: Final = frozenset({"agency", "agencies", "responsible"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of what a record says: a text, with the word for it, or where it leads to."""

    text: str
    label: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as a line of the page."""

    record_id: str  # as kind:id
    anchor: str
    day: date | None
    until: date | None
    precision: str
    lasts: bool
    parts: tuple[Phrase, ...]
    tags: tuple[str, ...] = ()
    source_id: str = ""
    grade: str = ""
    verdict: str = ""  # code of what it counts for
    gives: tuple[str, ...] = ()  # what it gives in the lanes
    more: str = ""  # address of the record with its history

    @property
    def key(self) -> str:
        """The id of the record."""
        return self.record_id.partition(":")[2]

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        return ", ".join(f"{part.label} {part.text}".strip() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Section:
    """The records of a kind."""

    kind: str
    title: str
    lines: tuple[RecordLine, ...]
    n_withheld: int  # columns that the caller may not see
    has_source: bool
    has_verdict: bool  # whether the lanes look at records of the kind


def sections(request: PageRequest, detail: PersonDetail, explanation: Explanation | None) -> tuple[Section, ...]:
    """Return the records of a person by kind, in the order of the page, the latest first."""
    reader = _Reader(request, detail, explanation)
    shown_sections = []
    for kind, shown in SHOWN.items():
        records = [record for record in detail.records if record.kind == kind]
        if not records:
            continue
        lines = [reader.line(record, shown) for record in records]
        lines.sort(key=lambda line: (line.day or date.min, line.record_id), reverse=True)
        section = Section(
            kind,
            request.translator.text(shown.title),
            tuple(lines),
            n_withheld=max(record.n_fields_withheld for record in records),
            has_source=explanation is not None and "source_id" in KINDS[kind].index,
            has_verdict=explanation is not None and kind in _JUDGED,
        )
        shown_sections.append(section)
    return tuple(shown_sections)


class _Reader:
    """Makes lines of records, with what stands in the records that they refer to."""

    def __init__(self, request: PageRequest, detail: PersonDetail, explanation: Explanation | None) -> None:
        self._request = request
        self._translator = request.translator
        self._person_id = detail.person_id
        self._rows = {row.record_id for row in detail.rows}
        self._referred = {f"{record.kind}:{record.record_id}": record.fields for record in detail.referred}
        self._verdicts = {} if explanation is None else {each.record_id: each for each in explanation.records}
        self._gives = {} if explanation is None else _gives(request, explanation)

    def line(self, record: SeenRecord, shown: KindShown) -> RecordLine:
        record_id = f"{record.kind}:{record.record_id}"
        verdict = self._verdicts.get(record_id)
        day, precision = self._day(record, shown, verdict)
        until = record.fields.get(shown.until) if shown.until else None
        source_id = str(record.fields.get("source_id") or "")
        return RecordLine(
            record_id=record_id,
            anchor=anchor(record_id),
            day=day,
            until=until if isinstance(until, date) else None,
            precision=precision,
            lasts=shown.lasts,
            parts=tuple(self._parts(record, shown)),
            tags=tuple(self._tags(record)),
            source_id=source_id,
            grade=self._grade(source_id),
            verdict="" if verdict is None else verdict.verdict,
            gives=self._gives.get(record_id, ()),
            more=self._request.link("record", record.kind, record.record_id),
        )

    def _day(self, record: SeenRecord, shown: KindShown, verdict: RecordVerdict | None) -> tuple[date | None, str]:
        if record.kind == "involvement":
            incident = self._referred.get(f"incident:{record.fields.get('incident_id')}", {})
            day, precision = incident.get("occurred_on"), str(incident.get("precision") or "day")
            if precision == "unknown" or not isinstance(day, date):
                return (None, "day") if verdict is None else (verdict.on, verdict.precision or "day")
            return day, precision
        if record.kind == "attendance":
            call_in = self._referred.get(f"call_in:{record.fields.get('call_in_id')}", {})
            days = [call_in.get("held_on"), call_in.get("planned_on"), record.fields.get("invited_on")]
        else:
            days = [record.fields.get(name) for name in shown.days]
        day = next((value for value in days if isinstance(value, date)), None)
        return day, str(record.fields.get("precision") or "day")

    def _parts(self, record: SeenRecord, shown: KindShown) -> Iterator[Phrase]:
        kind = KINDS[record.kind]
        by_name = {each.name: each for each in kind.fields}
        for name in shown.fields:  # how far the case has come says that somebody is a suspect
            if name == "other":
                yield from self._other(record)
            elif name in record.fields and not (name == "part" and record.fields.get("status")):
                yield self._part(by_name[name], record.fields[name])

    def _part(self, column: Field, value: Value) -> Phrase:
        label = self._translator.text(LABELS.get(column.name, ""))
        if column.target is not None:
            return self._reference(column.target, str(value), label)
        if column.name == "status" and value == "believed":
            return Phrase(self._translator.text("believed involved (not a suspect)"))
        return Phrase(self._value(column, value), label)

    def _value(self, column: Field, value: Value) -> str:
        if isinstance(value, bool):
            return words.word(self._translator, "yes" if value else "no", "Answer")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float):
            return self._translator.number(value)
        if isinstance(value, tuple):
            return ", ".join(self._value(column, each) for each in value)
        if column.name == "help_offered" and value in set(SupportKind):
            return words.word(self._translator, value, "SupportKind")
        if column.name in _AGENCIES:
            return words.agency(self._translator, str(value))
        return (
            words.word(self._translator, value, column.type.__name__)
            if issubclass(column.type, StrEnum)
            else str(value)
        )

    def _reference(self, kind: str, record_id: str, label: str) -> Phrase:
        has_page = kind not in _WITHOUT_PAGE
        address = self._request.record(f"{kind}:{record_id}", self._person_id) if has_page else ""
        fields = self._referred.get(f"{kind}:{record_id}", {})
        if kind == "incident" and fields.get("type"):
            return Phrase(f"{words.word(self._translator, fields['type'], 'IncidentType')} {record_id}", label, address)
        if kind == "call_in" and fields.get("status"):
            return Phrase(
                f"{record_id} ({words.word(self._translator, fields['status'], 'CallInStatus')})", label, address
            )
        name = fields.get("name")
        return Phrase(f"{name} ({record_id})" if name else record_id, label, address)

    def _other(self, record: SeenRecord) -> Iterator[Phrase]:
        for name in ("person_a", "person_b"):
            person_id = str(record.fields.get(name) or "")
            if person_id and person_id not in self._rows:
                yield Phrase(person_id, self._translator.text("with"), self._request.record(f"person:{person_id}"))

    def _tags(self, record: SeenRecord) -> Iterator[str]:
        day = self._request.context.clock.today() if self._request.day is None else self._request.day
        due_on = record.fields.get("due_on")
        if isinstance(due_on, date) and "done_on" not in record.fields and due_on < day:
            yield self._translator.text("overdue")
        if record.kind == "notification" and "delivered_on" not in record.fields:
            yield self._translator.text("not delivered yet")
        if record.fields.get("status") == "believed":
            yield self._translator.text("counts for attribution alone")

    def _grade(self, source_id: str) -> str:
        """The grade as everywhere: letter, digit, and a hyphen for what is missing; empty: there is no source."""
        fields = self._referred.get(f"source:{source_id}")
        return "" if fields is None else f"{fields.get('reliability') or '-'}{fields.get('credibility') or '-'}"


def _gives(request: PageRequest, explanation: Explanation) -> Mapping[str, tuple[str, ...]]:
    """What each record gives, in the words of the lanes: one that is listed for nothing gives nothing."""
    texts_of: dict[str, list[str]] = {}
    for lane in explanation.lanes.values():
        for reason in lane.reasons:
            said = words.reason(request.translator, reason)
            if reason.points:
                plural = request.translator.plural("{n} point", "{n} points", reason.points)
                said = f"{said}: {plural.format(n=reason.points)}"
            for record_id in reason.record_ids:
                if said not in texts_of.setdefault(record_id, []):
                    texts_of[record_id].append(said)
    return {record_id: tuple(texts) for record_id, texts in texts_of.items()}


def all_lines(parts: Sequence[Section]) -> Iterator[tuple[Section, RecordLine]]:
    """Go through the lines of all sections."""
    for section in parts:
        for line in section.lines:
            yield section, line
