"""Phrases for readers, of numbers, days and reasons, in the language of the command."""

from datetime import date

from graph_service.analysis.eligibility import Reason
from graph_service.cli.language import spoken
from graph_service.domain.dates import day_in_words
from graph_service.wording.words import reason as reason_words


def reason_phrase(reason: Reason) -> str:
    """Return a reason as one phrase: what, when, points, records."""
    day = f" {dated(reason.on, reason.precision)}" if reason.on else ""
    points = f" (+{reason.points})" if reason.points else ""
    return f"{reason_words(spoken(), reason)}{day}{points} [{', '.join(reason.record_ids)}]"


def dated(on: date | None, precision: str | None) -> str:
    """Return a date as exactly as it is known: 2026-04-05, or what each language says of a month; empty: none."""
    if on is None:
        return ""
    return spoken().day(on, "month") if precision == "month" else day_in_words(on, precision or "day")


def days_in_words(name: str) -> str:
    """Return the name of a window of days for readers."""
    return spoken().text("{n} d").format(n=name.removeprefix("days_"))


def number_range(low: float | None, high: float | None) -> str:
    """Return a range as readers write it."""
    t = spoken()
    if low is None and high is None:
        return t.text("not known")
    if high is None:
        return t.text("at least {n}").format(n=t.decimal(f"{low:g}"))
    if low is None:
        return t.text("at most {n}").format(n=t.decimal(f"{high:g}"))
    return t.decimal(f"{low:g}" if low == high else f"{low:g}–{high:g}")


def amount(value: float) -> str:
    """Return a sum of confidences: whole numbers plain, others with two decimals."""
    return spoken().decimal(f"{value:.0f}" if value == round(value) else f"{value:.2f}")


def share(value: float) -> str:
    """Return a share as a percentage without decimals."""
    return spoken().text("{n}%").format(n=f"{value * 100:.0f}")
