"""A small invented city. Every text that is not open to all is a canary that names its class."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.caller import CallerRole
from graph_service.domain.case_rules import is_keyless_allowed
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.schema import Value, kind_of
from graph_service.domain.tables import Tables, table_of, tables_of
from graph_service.domain.vocabulary import DataClass
from loaders.read.keys import content_keys

AS_OF = date(2020, 12, 3)
PROTECTED, VICTIM = "P-HIDDEN-PROTECTED", "P-HIDDEN-VICTIM"
PROTECTED_LABEL, VICTIM_LABEL = "LABEL-HIDDEN-PROTECTED", "LABEL-HIDDEN-VICTIM"
CANARY = "CANARY"
SEEN = ("P-0001", "P-0002", "P-0003")


def canary(data_class: DataClass, where: str = "") -> str:
    """The text that stands in a field of a class."""
    return f"{CANARY}-{data_class.value.upper()}-{where}"


def canaries(records: list[object]) -> list[object]:
    """Fill every empty text field that is not open with a canary."""
    return [_filled(record) for record in records]


def city() -> list[object]:
    """All records: two groups in conflict, five persons, one of them protected, one a victim and a suspect as well."""
    return canaries([*_sources(), *_persons(), *_groups(), *_incidents(), *_links(), *_acts()])


def city_with_places(points: Mapping[str, tuple[float, float | None]]) -> list[object]:
    """Return the city with coordinates of incidents by id, and two more incidents that nobody is linked to."""
    whole = city()
    first = next(record for record in whole if isinstance(record, r.Incident))
    more = [replace(first, incident_id=key, occurred_on=date(2020, 11, 5)) for key in ("I-3", "I-4")]
    return [
        replace(record, latitude=points[record.incident_id][0], longitude=points[record.incident_id][1])
        if isinstance(record, r.Incident) and record.incident_id in points
        else record
        for record in (*whole, *more)
    ]


def _filled(record: Any) -> object:  # noqa: ANN401  a record of any kind
    changes: dict[str, Value] = {}
    kind = kind_of(record)
    for field in kind.fields:
        is_text = field.type in {str, tuple} and field.target is None
        if is_text and field.mark.data_class is not DataClass.OPEN and getattr(record, field.name) in {None, ()}:
            text = canary(field.mark.data_class, f"{kind.name}-{field.name}")
            changes[field.name] = (text,) if field.type is tuple else text
    return replace(record, **changes)


def _sources() -> list[object]:
    return [r.Source(source_id="S-1", agency="police", reliability=v.Reliability.A, credibility=1)]


def _persons() -> list[object]:
    labels = {"P-0001": "Falk", "P-0002": "Lo", "P-0003": "Ek", VICTIM: VICTIM_LABEL}
    seen = [
        r.Person(person_id=one, label=label, birth_year=1990, protected_identity=False) for one, label in labels.items()
    ]
    hidden = r.Person(person_id=PROTECTED, label=PROTECTED_LABEL, birth_year=1991, protected_identity=True)
    return [*seen, hidden]


def _groups() -> list[object]:
    return [
        r.Group(group_id="G-01", name="Norr", size_low=3, size_high=6),
        r.Group(group_id="G-02", name="Syd", size_low=2, size_high=4),
        r.Conflict(conflict_id="C-01", name="the feud"),
        r.ConflictStatus(conflict_status_id="CS-1", conflict_id="C-01", status=v.ConflictState.ACTIVE),
        r.ConflictParty(conflict_party_id="CP-1", group_id="G-01", conflict_id="C-01", side="a"),
        r.ConflictParty(conflict_party_id="CP-2", group_id="G-02", conflict_id="C-01", side="b"),
    ]


def _incidents() -> list[object]:
    return [
        r.Incident(
            incident_id=f"I-{number}",
            occurred_on=day,
            precision=v.Precision.DAY,
            type=v.IncidentType.SHOOTING,
            n_killed=0,
            n_injured=1,
            group_involved=v.Answer.YES,
            status=v.IncidentStatus.CONFIRMED,
            conflict_id="C-01",
        )
        for number, day in ((1, date(2020, 11, 2)), (2, date(2020, 11, 20)))
    ]


def _links() -> list[object]:
    roles = {
        "P-0001": ("G-01", v.Role.LEADER),
        "P-0002": ("G-01", v.Role.CORE),
        PROTECTED: ("G-01", v.Role.CORE),
        "P-0003": ("G-02", v.Role.CORE),
        VICTIM: ("G-02", v.Role.AFFILIATE),
    }
    members = [
        r.Membership(
            membership_id=f"M-{i}", person_id=one, group_id=group, role=role, basis=v.Basis.FACT, source_id="S-1"
        )
        for i, (one, (group, role)) in enumerate(roles.items())
    ]
    pairs = [("P-0001", "P-0002"), ("P-0001", PROTECTED), ("P-0003", VICTIM)]
    ties = [
        r.Tie(tie_id=f"T-{i}", person_a=min(pair), person_b=max(pair), kind=v.TieKind.FRIEND, source_id="S-1")
        for i, pair in enumerate(pairs)
    ]
    suspects = [("V-1", "P-0001", "I-1"), ("V-2", PROTECTED, "I-1"), ("V-3", VICTIM, "I-2"), ("V-4", "P-0003", "I-2")]
    involved = [
        r.Involvement(
            involvement_id=key,
            person_id=one,
            incident_id=incident,
            part=v.Part.SUSPECT,
            status=v.SuspectStatus.CHARGED,
            decided_on=date(2020, 11, 25),
            source_id="S-1",
        )
        for key, one, incident in suspects
    ]
    hurt = r.Involvement(
        involvement_id="V-5", person_id=VICTIM, incident_id="I-1", part=v.Part.VICTIM, harm=v.Harm.INJURED
    )
    drawn = r.ConflictPerson(conflict_person_id="CPE-1", person_id=PROTECTED, conflict_id="C-01", side="a")
    return [*members, *ties, *involved, hurt, drawn]


def _acts() -> list[object]:
    return [
        r.Fact(
            fact_id="F-1",
            person_id="P-0002",
            kind=v.FactKind.WEAPON_SEIZURE,
            occurred_on=date(2020, 10, 1),
            precision=v.DatedPrecision.DAY,
            source_id="S-1",
        ),
        r.Notification(
            notification_id="N-1",
            person_id="P-0001",
            delivered_on=date(2020, 7, 1),
            delivered_to=v.Recipient.PERSON,
            channel=v.Channel.HOME,
        ),
        r.Response(
            response_id="R-1",
            notification_id="N-1",
            responded_on=date(2020, 7, 1),
            response=v.ResponseKind.ACCEPTS_HELP,
        ),
        r.SupportCase(
            support_case_id="SC-HIDDEN-SUPPORT",
            person_id="P-0001",
            opened_on=date(2020, 7, 2),
            kind=v.SupportKind.WORK,
            status=v.SupportStatus.ACTIVE,
            agency="municipality",
        ),
        r.FollowUp(follow_up_id="FU-1", person_id="P-0001", due_on=date(2020, 12, 10), agency="municipality"),
    ]


def city_with_made_up_ids() -> Tables:
    """The small city as a folder without ids of links and acts has it: each id is made of what the record says."""
    ids: dict[str, dict[Value, Value]] = {}
    tables = {}
    for name, table in tables_of(city()).items():
        kind = table.kind
        columns = [list(column) for column in table.columns]
        for reference in kind.references:
            column = kind.index[reference.name]
            columns[column] = [ids.get(str(reference.target), {}).get(value, value) for value in columns[column]]
        if is_keyless_allowed(kind):
            keys = content_keys(kind, columns)
            ids[name] = dict(zip(columns[0], keys, strict=True))
            columns[0] = list(keys)
        tables[name] = table_of(kind, list(zip(*columns, strict=True)))
    return tables


def unseen_texts(pair: tuple[CallerRole, Agency]) -> set[str]:
    """Every text that a caller must not meet, whatever they ask, unless they ask for protected content."""
    unseen = set(DataClass) - RIGHTS[pair] | {DataClass.PROTECTED}
    texts = {canary(data_class) for data_class in unseen} | {PROTECTED, PROTECTED_LABEL}
    if DataClass.VICTIM in unseen:
        texts |= {VICTIM, VICTIM_LABEL}
    if DataClass.SUPPORT in unseen:
        texts.add("SC-HIDDEN-SUPPORT")
    return texts


def text_classes() -> set[DataClass]:
    """Field classes that some canary of the city bears."""
    found = set()
    for record in city():
        kind = kind_of(record)
        for field in kind.fields:
            if CANARY in str(getattr(record, field.name)):
                found.add(field.mark.data_class)
    return found
