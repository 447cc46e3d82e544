"""Every field of a result says what it means, with an example of its type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin

import pytest

from graph_service.analysis import (
    balance_parts,
    cohesion_parts,
    communities,
    conflicts,
    coverage,
    duplicates_parts,
    explanation_parts,
    groups,
    incident,
    members,
    months,
    network,
    network_parts,
    network_period_parts,
    priorities_parts,
    representatives_parts,
    scorecard_parts,
    why_empty,
    window_counts,
)
from graph_service.analysis.cards import Card
from graph_service.analysis.contact_graph import GraphSize
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.figures import parts as figures_parts
from graph_service.analysis.first_to_kill import FirstToKill
from graph_service.analysis.registry import Measure
from graph_service.analysis.result import Note, Result
from graph_service.domain import dictionary, policy, report
from graph_service.domain.described import Described, DescribedField, described_fields, descriptions
from graph_service.domain.schema import KINDS
from graph_service.domain.write_summary import GoneRecords, KindCounts, WriteSummary
from graph_service.errors import RowProblem
from graph_service.services import auditing, copying, erasing, joining, persons, tokens

CLASSES: tuple[type, ...] = (
    *(Note, Result, Measure, Reason, Card, FirstToKill, window_counts.Outcomes, window_counts.WindowTotals),
    *(
        scorecard_parts.SideCounts,
        scorecard_parts.GroupWindow,
        scorecard_parts.Evidence,
        scorecard_parts.GroupRow,
        scorecard_parts.Scorecard,
    ),
    *(conflicts.Party, conflicts.DrawnIn, conflicts.StateRow, conflicts.ChainLink, conflicts.ConflictRow),
    *(conflicts.ConflictPair, conflicts.WindowRow, conflicts.AlliancePair, conflicts.Conflicts),
    *(network_parts.NetworkPerson, network_parts.NetworkGroup, network_parts.NetworkTie),
    *(network_parts.NetworkMembership, network_parts.NetworkInvolvement, why_empty.WhyEmpty),
    *(network_period_parts.NetworkPeriod, network_period_parts.ConflictPeriod),
    *(network_parts.NetworkConflict, network_parts.NetworkAlliance, network_parts.NetworkIncident),
    *(network.Network, network.IncidentList, network.ListedIncident, priorities_parts.LaneRow, priorities_parts.Lane),
    *(explanation_parts.RecordVerdict, explanation_parts.LaneVerdict, explanation_parts.Explanation),
    *(duplicates_parts.DuplicateReason, duplicates_parts.Candidate, duplicates_parts.Duplicates),
    *(representatives_parts.Pick, representatives_parts.Representatives),
    *(policy.IncidentRules, policy.ScorecardRules, policy.IndexRules, policy.UncertaintyRules),
    *(policy.RetaliationRules, policy.GateRules, policy.PointRules, policy.SafetyRules),
    *(policy.NotificationRules, policy.ReachRules, policy.DuplicateRules, policy.Policy),
    *(report.CaseHead, report.Remark, report.FileReport, report.TableReport, report.LoadReport),
    *(dictionary.Entry, dictionary.TableEntry, GoneRecords, KindCounts, WriteSummary),
    *(tokens.TokenInfo, tokens.NewToken, erasing.Erasure, copying.Copied, joining.JoinDecision),
    *(auditing.AuditLine, auditing.AuditPage, auditing.Checkpoint, auditing.Verification),
    *(persons.PersonBrief, persons.PersonList, persons.SeenRecord, persons.PersonDetail),
    *(
        months.MonthCounts,
        months.GroupMonths,
        months.YearShootings,
        months.MonthList,
        members.MemberRow,
        members.Members,
        coverage.GroupCoverage,
        coverage.Coverage,
    ),
    *(figures_parts.FigureNumber, figures_parts.FigureRow, figures_parts.Figure, figures_parts.FigureRound),
    figures_parts.Figures,
    *(incident.AttributedGroup, incident.InvolvedPerson, incident.IncidentDetail),
    *(groups.GroupBrief, groups.GroupList, groups.GroupDetail),
    *(balance_parts.BalanceGroup, balance_parts.BalanceEdge, balance_parts.BalancePart, balance_parts.DrawnInAlly),
    *(balance_parts.GroupCover, balance_parts.Balance),
    *(communities.CommunityRow, communities.CommunityGroup, communities.CommunityPerson, communities.Communities),
    *(cohesion_parts.CohesionRow, cohesion_parts.ContactCell, cohesion_parts.Cohesion, GraphSize),
)
FIELDS = {f"{kind.__name__}.{field.name}": field for kind in CLASSES for field in described_fields(kind)}


@dataclass(frozen=True)
class Half:
    described: Annotated[int, Described("how many", 1, unit="persons")]
    bare: int


@dataclass(frozen=True)
class OtherMark:
    marked: Annotated[int, "something else"]


def test_a_field_without_a_description_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Half\.bare is not described"):
        described_fields(Half)


def test_a_mark_of_another_kind_is_no_description() -> None:
    with pytest.raises(TypeError, match=r"OtherMark\.marked is not described"):
        described_fields(OtherMark)


def test_descriptions_stand_by_name_in_the_order_of_the_fields() -> None:
    found = descriptions(window_counts.Outcomes)
    assert list(found) == ["incidents", "fatal", "injury", "none", "unknown"]
    assert found["fatal"].unit == "incidents"


def test_every_part_of_a_described_class_is_described_too() -> None:
    parts = {part for field in FIELDS.values() for part in _parts(field.hint) if is_dataclass(part)}
    assert parts - {*CLASSES} <= {RowProblem}


def test_every_field_says_in_a_fragment_what_it_means() -> None:
    texts = {name: field.described.text for name, field in FIELDS.items()}
    assert [name for name, text in texts.items() if not text or text != text.strip() or text.endswith(".")] == []


def test_every_example_is_of_the_type_of_its_field() -> None:
    assert [name for name, field in FIELDS.items() if not _is_nested(field) and not _is_an_example(field)] == []


def test_a_field_of_a_nested_class_has_no_example_of_its_own() -> None:
    assert [name for name, field in FIELDS.items() if _is_nested(field) and field.described.example is not None] == []


def test_a_field_refers_to_a_kind_of_record_or_to_records_of_any_kind() -> None:
    kinds = {name: field.described.refers_to for name, field in FIELDS.items()}
    assert [name for name, kind in kinds.items() if kind not in {"", "record", *KINDS}] == []


def test_examples_of_records_of_any_kind_name_the_kind() -> None:
    for field in FIELDS.values():
        if field.described.refers_to == "record":
            example = field.described.example
            ids = (example,) if isinstance(example, str) else example
            assert ids
            assert {one.partition(":")[0] for one in ids} <= set(KINDS)


def test_only_numbers_have_a_unit() -> None:
    with_unit = {name: field for name, field in FIELDS.items() if field.described.unit}
    assert [name for name, field in with_unit.items() if not {int, float} & set(_parts(field.hint))] == []


def _is_nested(field: DescribedField) -> bool:
    return any(is_dataclass(part) for part in _parts(field.hint))


def _is_an_example(field: DescribedField) -> bool:
    return field.described.example is not None and _fits(field.hint, field.described.example)


def _parts(hint: object) -> Iterator[object]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _fits(hint: object, value: object) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if isinstance(hint, UnionType) or origin is Union:
        return any(_fits(one, value) for one in arguments)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(arguments[0], one) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            _fits(arguments[0], key) and _fits(arguments[1], one) for key, one in value.items()
        )
    if hint is None or hint is NoneType:
        return value is None
    if hint is datetime:
        return type(value) is datetime and value.tzinfo is not None
    return type(value) is hint  # a truth value is no number, and an instant is no date


@pytest.mark.parametrize(
    ("hint", "value", "fits"),
    [
        (int, True, False),
        (float, 1, False),
        (date, datetime(2020, 12, 3), False),  # noqa: DTZ001  what is looked at is that it is refused
        (datetime, datetime(2020, 12, 3), False),  # noqa: DTZ001  the same
        (tuple[str, ...], ["a"], False),
        (tuple[tuple[str, ...], ...], (("a",),), True),
        (Mapping[str, int], {"a": 1}, True),
        (Mapping[str, int], {"a": "b"}, False),
        (int | None, None, True),
    ],
)
def test_the_test_tells_types_apart(hint: object, value: object, fits: bool) -> None:
    assert _fits(hint, value) is fits
