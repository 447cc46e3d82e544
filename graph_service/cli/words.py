"""Codes of results as phrases for readers."""

from collections.abc import Mapping

from graph_service.analysis.eligibility import Reason

REASONS: Mapping[str, str] = {
    "convicted": "convicted",
    "charged": "charged",
    "suspected": "suspected",
    "weapon_seizure": "weapon seized",
    "threat_made": "threat made",
    "leader": "leader of a group",
    "core": "core of a group",
    "group_ranked_first": "own group ranks first",
    "group_ranked_second_or_third": "own group ranks second or third",
    "group_violent": "own group is violent",
    "group_holds_open_window": "own group holds an open retaliation window",
    "victim": "victim",
    "threat_received": "threat received",
    "open_window_against_own_group": "open retaliation window against own group",
    "carries_the_message": "member by a good enough source",
}


def reason_phrase(reason: Reason) -> str:
    """Return a reason as one phrase: what, when, points, records."""
    day = f" {reason.on.isoformat()}" if reason.on else ""
    points = f" (+{reason.points})" if reason.points else ""
    return f"{REASONS[reason.code]}{day}{points} [{', '.join(reason.record_ids)}]"


def main_window(windows: Mapping[str, object]) -> str:
    """Return the name of the longest window of a number of days, the one that readers are shown."""
    return max((name for name in windows if name.startswith("days_")), key=lambda name: int(name.removeprefix("days_")))


def short_window(windows: Mapping[str, object]) -> str:
    """Return the name of the longest window of days but one, or the only one."""
    main = main_window(windows)
    return main_window(
        {name: window for name, window in windows.items() if name != main and name.startswith("days_")} or windows
    )


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


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: 1 person, 2 persons."""
    return f"{n} {one if n == 1 else many or f'{one}s'}"
