"""What a load report says, and what it never shows."""

import pytest

from graph_service.analysis.result import plain
from graph_service.cli.reports import show_report
from graph_service.domain.load_texts import REMARKS
from graph_service.domain.report import PROTECTED, CaseHead, LoadReport, Remark, TableReport, shown
from graph_service.domain.schema import KINDS, Value

PERSON = KINDS["person"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("person_id", "P-0014", "P-0014"),
        ("person_id", None, None),
        ("person_id", "", None),
        ("person_id", "P" * 81, "P" * 79 + "…"),
        ("person_id", "P" * 80, "P" * 80),
        ("names", ("Falk",), PROTECTED),
        ("names", (), None),
        ("birth_year", 1990, PROTECTED),
        ("sex", "male", PROTECTED),
    ],
)
def test_values_are_shown_short_and_identities_never(name: str, value: Value, expected: str | None) -> None:
    assert shown(PERSON[name], value) == expected


def test_lists_are_shown_as_in_a_file() -> None:
    assert shown(KINDS["group"]["aliases"], ("North", "Nord")) == "North|Nord"


def test_a_report_sums_up_its_tables() -> None:
    tables = (TableReport("persons", 5, 3, 1, 1), TableReport("ties", 2, 0, 0, 2))
    report = LoadReport(CaseHead(), (), tables, (Remark("trimmed", "persons.csv", "label", 2, REMARKS["trimmed"]),))
    assert (report.n_loaded, report.n_quarantined, report.n_problems) == (3, 3, 0)
    assert plain(report)["remarks"][0]["text"] == "spaces at the start or end removed"


def test_what_was_done_in_several_columns_is_said_once_with_a_count_for_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = REMARKS["class_not_written"]
    remarks = (
        Remark("class_not_written", "memberships", None, 12, text),
        Remark("trimmed", "persons.csv", "label", 2, REMARKS["trimmed"]),
        Remark("class_not_written", "persons", "birth_year", 3, text),
    )
    show_report(LoadReport(CaseHead(), (), (), remarks))
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "· record put aside for those who may write it: your rights do not cover all that it holds",
        "    12 × memberships",
        "    3 × persons birth_year",
        "· 2 × persons.csv label: spaces at the start or end removed",
    ]
