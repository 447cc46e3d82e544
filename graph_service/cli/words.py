"""Phrases for readers, of numbers, days and reasons."""

from graph_service.analysis.eligibility import Reason
from graph_service.analysis.words import REASON_WORDS
from graph_service.domain.dates import day_in_words


def reason_phrase(reason: Reason) -> str:
    """Return a reason as one phrase: what, when, points, records."""
    day = f" {day_in_words(reason.on, reason.precision or 'day')}" if reason.on else ""
    points = f" (+{reason.points})" if reason.points else ""
    return f"{REASON_WORDS[reason.code]}{day}{points} [{', '.join(reason.record_ids)}]"


def days_in_words(name: str) -> str:
    """Return the name of a window of days for readers."""
    return f"{name.removeprefix('days_')} d"


def number_range(low: float | None, high: float | None) -> str:
    """Return a range as readers write it."""
    if low is None and high is None:
        return "not known"
    if high is None:
        return f"at least {low:g}"
    if low is None:
        return f"at most {high:g}"
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def amount(value: float) -> str:
    """Return a sum of confidences: whole numbers plain, others with two decimals."""
    return f"{value:.0f}" if value == round(value) else f"{value:.2f}"
