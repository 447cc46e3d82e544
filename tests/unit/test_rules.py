"""The rules on records, apart from any file: what a store asks before it writes."""

from collections.abc import Sequence
from datetime import date

import pytest

from graph_service.domain.case_rules import (
    CONFIDENCE_TOLERANCE,
    case_findings,
    check_tables,
    is_keyless_allowed,
    merged,
    reference_findings,
    smaller_first,
)
from graph_service.domain.limits import MAX_HINTS
from graph_service.domain.records import (
    Attribution,
    CallIn,
    Fact,
    Group,
    Incident,
    Involvement,
    Person,
    SamePerson,
    Tie,
)
from graph_service.domain.rules import Finding, as_problem, nearest, row_findings, value_findings
from graph_service.domain.schema import KINDS, Value
from graph_service.domain.tables import Table, tables_of
from graph_service.domain.vocabulary import (
    Answer,
    Basis,
    CallInStatus,
    DatedPrecision,
    FactKind,
    Harm,
    IncidentStatus,
    IncidentType,
    Part,
    Precision,
    Side,
    TieKind,
)

TODAY = date(2026, 11, 24)


def _person(key: str, label: str = "Falk") -> Person:
    return Person(person_id=key, label=label, protected_identity=False)


def _incident(key: str = "I-1", *, involved: Answer = Answer.YES, killed: int | None = None) -> Incident:
    return Incident(
        incident_id=key,
        occurred_on=date(2020, 4, 17),
        precision=Precision.DAY,
        type=IncidentType.SHOOTING,
        n_killed=killed,
        group_involved=involved,
        status=IncidentStatus.CONFIRMED,
    )


def _attribution(key: str, group: str, confidence: float, joint_set: str | None = None) -> Attribution:
    return Attribution(
        attribution_id=key,
        incident_id="I-1",
        group_id=group,
        side=Side.SUSPECT,
        confidence=confidence,
        joint_set=joint_set,
        basis=Basis.FACT,
    )


def _victim(key: str, person: str, harm: Harm) -> Involvement:
    return Involvement(involvement_id=key, person_id=person, incident_id="I-1", part=Part.VICTIM, harm=harm)


def _table(*records: object) -> Table:
    (table,) = tables_of(records).values()
    return table


def _changed(table: Table, **columns: Sequence[Value]) -> Table:
    """Put values into a table that no record could hold."""
    changed = [columns.get(name, column) for name, column in zip(table.kind.names, table.columns, strict=True)]
    return Table(table.kind, tuple(changed))


def _codes(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    return [(one.why.code, one.row) for one in findings]


def test_good_records_have_no_findings() -> None:
    records = [
        _person("P-1"),
        _person("P-2"),
        Group(group_id="G-1", name="North"),
        _incident(killed=1),
        _victim("V-1", "P-1", Harm.KILLED),
        _victim("V-2", "P-2", Harm.UNHARMED),
        _attribution("A-1", "G-1", 1.0),
        Tie(tie_id="T-1", person_a="P-1", person_b="P-2", kind=TieKind.KIN),
        CallIn(call_in_id="C-1", status=CallInStatus.PLANNED),
    ]
    assert check_tables(tables_of(records), today=TODAY) == []


def test_everything_wrong_is_found_at_once_and_bad_rows_count_for_nothing_else() -> None:
    tables = tables_of(
        [
            _person("P-1"),
            _person("P-1", "Lo"),
            _incident(killed=0),
            Group(group_id="G-1", name="North"),
            _victim("V-1", "P-9", Harm.KILLED),
            _attribution("A-1", "G-1", 0.9),
            _attribution("A-2", "G-2", 0.9),
            Tie(tie_id="T-1", person_a="P-1", person_b="P-1", kind=TieKind.KIN, strength=0),
        ]
    )
    found = check_tables(tables, today=TODAY)
    assert [(one.kind.table, one.why.code, one.row) for one in found] == [
        ("persons", "key_with_two_contents", 0),
        ("persons", "key_with_two_contents", 1),
        ("ties", "out_of_bounds", 0),
        ("ties", "self_link", 0),
        ("involvements", "unknown_reference", 0),
        ("attributions", "unknown_reference", 1),
    ]


def test_records_that_exist_already_may_be_referred_to() -> None:
    tables = tables_of([_victim("V-1", "P-1", Harm.UNKNOWN)])
    assert check_tables(tables, today=TODAY, known={"person": {"P-1"}, "incident": {"I-1"}}) == []


def test_a_finding_becomes_a_problem_with_its_value() -> None:
    table = _table(Tie(tie_id="T-1", person_a="P-1", person_b="P-2", kind=TieKind.KIN, strength=-1))
    (finding,) = value_findings(table)
    problem = as_problem(finding, table, file="ties.csv", line=7)
    assert (problem.file, problem.line, problem.column, problem.value) == ("ties.csv", 7, "strength", "-1")
    assert problem.problem == "strength must be greater than 0"


def test_not_a_number_and_infinity_are_out_of_bounds() -> None:
    table = _table(
        *(
            Tie(tie_id=f"T-{x}", person_a="P-1", person_b="P-2", kind=TieKind.KIN, strength=x)
            for x in (1.0, float("nan"), float("inf"))
        )
    )
    assert _codes(list(value_findings(table))) == [("out_of_bounds", 1), ("out_of_bounds", 2)]


def test_a_number_no_store_can_hold_is_out_of_bounds() -> None:
    table = _table(_incident(killed=2**63), _incident("I-2", killed=2**63 - 1))
    (finding,) = value_findings(table)
    assert (finding.row, finding.why.problem) == (0, "n_killed has more digits than can be kept")


def test_one_id_with_an_invisible_character_is_found_among_good_ones() -> None:
    table = _table(_person("P-1"), _person("P-\u00ad2"), _person("P-3"))
    assert _codes(list(value_findings(table))) == [("invisible_character", 1)]


def test_a_word_far_from_all_others_gets_no_guess() -> None:
    assert nearest("zzzz", ["leader", "core"]) is None
    assert nearest("LEADR", ["leader", "core"]) == "leader"


def test_missing_values_are_found_where_they_are_required() -> None:
    table = _changed(_table(_person("P-1"), _person("P-2")), label=[None, "Lo"], protected_identity=[True, None])
    assert _codes(list(value_findings(table))) == [("missing_value", 0), ("missing_value", 1)]


@pytest.mark.parametrize(
    ("precision", "day", "is_future"),
    [
        (DatedPrecision.DAY, date(2026, 11, 24), False),
        (DatedPrecision.DAY, date(2026, 11, 25), True),
        (DatedPrecision.MONTH, date(2026, 11, 30), False),
        (DatedPrecision.MONTH, date(2026, 12, 1), True),
        (DatedPrecision.YEAR, date(2026, 12, 31), False),
        (DatedPrecision.YEAR, date(2027, 1, 1), True),
    ],
)
def test_a_coarse_date_is_in_the_future_when_its_whole_period_is(
    precision: DatedPrecision, day: date, *, is_future: bool
) -> None:
    fact = Fact(
        fact_id="F-1", person_id="P-1", kind=FactKind.THREAT_MADE, occurred_on=day, precision=precision, source_id="S-1"
    )
    found = list(row_findings(_table(fact), today=TODAY))
    assert [one.why.code for one in found] == (["in_future"] if is_future else [])


def test_a_date_without_its_precision_is_read_as_a_day() -> None:
    incident = _changed(_table(_incident()), occurred_on=[date(2026, 11, 25)], precision=[None])
    assert [one.why.code for one in row_findings(incident, today=TODAY)] == ["in_future"]


def test_ends_are_brought_into_order_and_the_rest_stays() -> None:
    kind = TieKind.KIN
    table = _table(
        Tie(tie_id="T-1", person_a="P-2", person_b="P-1", kind=kind),
        Tie(tie_id="T-2", person_a="P-1", person_b="P-2", kind=kind),
    )
    ordered, n_swapped = smaller_first(table)
    assert n_swapped == 1
    assert [row[:3] for row in ordered.rows()] == [("T-1", "P-1", "P-2"), ("T-2", "P-1", "P-2")]
    assert smaller_first(ordered) == (ordered, 0)
    involvement = _table(_victim("V-1", "P-1", Harm.UNKNOWN))
    assert smaller_first(involvement) == (involvement, 0)


def test_ends_that_are_missing_are_left_alone() -> None:
    table = _table(Tie(tie_id="T-1", person_a="P-2", person_b="P-1", kind=TieKind.KIN))
    assert smaller_first(_changed(table, person_b=[None]))[1] == 0


def test_identical_rows_merge_into_the_first() -> None:
    result = merged(_table(_person("P-1"), _person("P-2"), _person("P-1"), _person("P-1")))
    assert (list(result.kept), result.n_merged, result.conflicts) == ([0, 1], 2, ())


def test_a_conflict_names_a_row_with_the_other_content() -> None:
    result = merged(_table(_person("P-1"), _person("P-1"), _person("P-1", "Lo")))
    assert [(one.row, one.other_row) for one in result.conflicts] == [(0, 2), (1, 2), (2, 0)]
    assert result.n_merged == 0


def test_a_hint_is_given_only_where_one_id_looks_alike() -> None:
    tables = tables_of(
        [
            _person("P-1"),
            _person("p1"),
            _person("0042"),
            *(_victim(key, key, Harm.UNKNOWN) for key in ("P1", "42", "x")),
        ]
    )
    found = list(reference_findings(tables, known={"incident": {"I-1"}}))
    assert [one.why.remedy.split(" ")[:4] for one in found] == [
        ["correct", "person_id,", "or", "add"],
        ["did", "you", "mean", "0042?"],
        ["correct", "person_id,", "or", "add"],
    ]


def test_hints_stop_at_a_number_of_ids() -> None:
    victims = [_victim(f"V-{i}", f"p{i:05}", Harm.UNKNOWN) for i in range(MAX_HINTS + 1)]
    tables = tables_of([*(_person(f"P-{i:05}") for i in range(MAX_HINTS + 1)), *victims])
    found = list(reference_findings(tables, known={"incident": {"I-1"}}))
    assert sum("did you mean" in one.why.remedy for one in found) == MAX_HINTS


def test_confidence_is_summed_with_a_tolerance() -> None:
    def found(excess: float) -> list[Finding]:
        rows = [_attribution("A-1", "G-1", 0.5), _attribution("A-2", "G-2", 0.5 + excess)]
        return list(case_findings(tables_of([_incident(), *rows])))

    assert found(CONFIDENCE_TOLERANCE / 2) == []
    assert _codes(found(CONFIDENCE_TOLERANCE * 2)) == [("sets_over_one", 0), ("sets_over_one", 1)]


def test_case_rules_pass_over_rows_left_out_and_keep_the_places_of_the_rest() -> None:
    tables = tables_of(
        [_incident(), _attribution("A-1", "G-1", 0.9), _attribution("A-2", "G-1", 0.3), _attribution("A-3", "G-1", 0.3)]
    )
    found = list(case_findings(tables, left_out={"attribution": {0}}))
    assert [(one.row, one.other_row) for one in found] == [(1, 2), (2, 1)]


def test_attributions_without_their_incident_are_checked_by_themselves() -> None:
    tables = tables_of([_attribution("A-1", "G-1", 0.9, "j"), _attribution("A-2", "G-2", 0.8, "j")])
    assert _codes(list(case_findings(tables))) == [("unequal_joint_set", 0), ("unequal_joint_set", 1)]


def test_only_attributions_of_incidents_without_a_group_are_refused() -> None:
    tables = tables_of(
        [_incident(involved=Answer.UNKNOWN), _incident("I-2", involved=Answer.NO), _attribution("A", "G", 1)]
    )
    assert list(case_findings(tables)) == []


def test_persons_that_were_parted_again_count_as_two() -> None:
    same = SamePerson(
        same_person_id="X",
        person_a="P-1",
        person_b="P-2",
        decided_by="A",
        decided_on=date(2020, 1, 2),
        reason="one",
        undone_on=date(2020, 2, 2),
    )
    victims = [_victim("V-1", "P-1", Harm.KILLED), _victim("V-2", "P-2", Harm.KILLED)]
    tables = tables_of([_incident(killed=1), _incident("I-2"), *victims, same])
    assert _codes(list(case_findings(tables))) == [("more_linked_than_stated", 0)]


def test_persons_joined_in_a_circle_are_one() -> None:
    def same(one: str, other: str) -> SamePerson:
        return SamePerson(
            same_person_id=one + other, person_a=one, person_b=other, decided_by="A", decided_on=TODAY, reason="one"
        )

    joined = [same("P-1", "P-2"), same("P-2", "P-3"), same("P-1", "P-3")]
    victims = [_victim(f"V-{i}", f"P-{i}", Harm.KILLED) for i in (1, 2, 3)]
    assert list(case_findings(tables_of([_incident(killed=1), *victims, *joined]))) == []


def test_links_and_acts_may_come_without_an_id() -> None:
    allowed = {kind.table for kind in KINDS.values() if is_keyless_allowed(kind)}
    assert {"ties", "involvements", "notifications", "call_ins"} <= allowed
    assert not {"persons", "groups", "incidents", "facts", "supervision", "sources"} & allowed
