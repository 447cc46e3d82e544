"""The table of rights, the table of use cases, and the gate before each."""

import pytest

from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.rights import (
    EVERYTHING,
    RIGHTS,
    Agency,
    as_markdown,
    classes_of,
    rights_of,
    writing_as_markdown,
)
from graph_service.domain.schema import KINDS
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import AccessError, PurposeMissingError
from graph_service.services.access import RULES, authorise, rules_as_markdown
from tests.needs import REPOSITORY

PAGE = (REPOSITORY / "docs" / "access.md").read_text(encoding="utf-8")


def caller(role: CallerRole, agency: str, purpose: str = "weekly review") -> Caller:
    return Caller("somebody", agency, role, purpose)


@pytest.mark.parametrize("pair", [pair for pair in RIGHTS if pair[1] is Agency.POLICE])
def test_the_police_never_see_support(pair: tuple[CallerRole, Agency]) -> None:
    assert DataClass.SUPPORT not in RIGHTS[pair]


@pytest.mark.parametrize("pair", [pair for pair in RIGHTS if pair[1] is Agency.MUNICIPALITY])
def test_the_municipality_never_sees_intelligence(pair: tuple[CallerRole, Agency]) -> None:
    assert DataClass.INTELLIGENCE not in RIGHTS[pair]


@pytest.mark.parametrize("agency", Agency)
def test_an_auditor_sees_no_content(agency: Agency) -> None:
    assert not RIGHTS[CallerRole.AUDITOR, agency]


@pytest.mark.parametrize("pair", RIGHTS)
def test_protected_content_is_for_administrators(pair: tuple[CallerRole, Agency]) -> None:
    assert (DataClass.PROTECTED in RIGHTS[pair]) is (pair[0] is CallerRole.ADMIN)


def test_protected_content_is_seen_by_who_asks_for_it() -> None:
    plain = caller(CallerRole.ADMIN, "police")
    asking = Caller("somebody", "police", CallerRole.ADMIN, "weekly review", shows_protected=True)
    assert rights_of(asking) - rights_of(plain) == {DataClass.PROTECTED}


def test_who_is_in_no_row_of_the_table_sees_nothing() -> None:
    assert rights_of(caller(CallerRole.EXIT_WORKER, "police")) == frozenset()
    assert rights_of(caller(CallerRole.ADMIN, "army")) == frozenset()


def test_the_user_of_a_case_in_memory_sees_his_files_whole() -> None:
    assert rights_of(LOCAL_CALLER) == EVERYTHING == frozenset(DataClass)


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("person", set()),
        ("supervision", set()),
        ("notification", set()),
        ("response", set()),
        ("same_person", set()),
        ("fact", {DataClass.INTELLIGENCE}),
        ("membership", {DataClass.INTELLIGENCE}),
        ("tie", {DataClass.INTELLIGENCE}),
        ("involvement", {DataClass.INTELLIGENCE}),
        ("conflict_person", {DataClass.INTELLIGENCE}),
        ("contact", {DataClass.SUPPORT}),
        ("support_case", {DataClass.SUPPORT}),
    ],
)
def test_that_a_record_exists_is_told_to_who_sees_what_it_must_hold(kind: str, needed: set[DataClass]) -> None:
    assert classes_of(KINDS[kind]) == needed


@pytest.mark.parametrize("use_case", RULES)
def test_the_local_caller_needs_no_purpose(use_case: str) -> None:
    authorise(LOCAL_CALLER, use_case)


@pytest.mark.parametrize("use_case", RULES)
def test_nobody_else_is_let_through_without_a_purpose(use_case: str) -> None:
    role = next(iter(RULES[use_case].roles & {CallerRole.ADMIN}))
    with pytest.raises(PurposeMissingError, match="say what for"):
        authorise(caller(role, "police", " "), use_case)


@pytest.mark.parametrize("purpose", ["ab", "a\nb c", "x" * 201, "\x00\x00\x00"])
def test_a_purpose_is_one_line_of_text(purpose: str) -> None:
    with pytest.raises(PurposeMissingError):
        authorise(caller(CallerRole.ADMIN, "police", purpose), "scorecard")


def test_a_role_that_may_still_needs_to_see_what_the_answer_rests_on() -> None:
    authorise(caller(CallerRole.COORDINATOR, "police"), "scorecard")
    with pytest.raises(AccessError, match="coordinator of municipality may not use scorecard"):
        authorise(caller(CallerRole.COORDINATOR, "municipality"), "scorecard")


def test_the_page_about_access_shows_the_tables_of_the_code() -> None:
    assert as_markdown() in PAGE
    assert writing_as_markdown() in PAGE
    assert rules_as_markdown() in PAGE
