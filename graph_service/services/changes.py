"""What is another than on an earlier day: groups that rose or fell, retaliation windows that opened or closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters, Conflicts, WindowRow
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.scorecard_parts import GroupRow, Scorecard
from graph_service.services.context import Context
from graph_service.services.frame import answer


@dataclass(frozen=True, slots=True)
class Moved:
    """A group whose rank is another one than on the earlier day; `before` is None where it had none."""

    group: GroupRow
    before: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is another than on an earlier day."""

    since: date
    risen: tuple[Moved, ...]
    fallen: tuple[Moved, ...]
    opened: tuple[WindowRow, ...]
    closed: tuple[WindowRow, ...]


def open_windows(conflicts: Conflicts) -> tuple[WindowRow, ...]:
    """Return the retaliation windows that are open, those with the fewest days left first."""
    return tuple(
        sorted((window for window in conflicts.windows if window.is_open), key=lambda window: window.days_left)
    )


def changes_since(context: Context, since: date, card: Scorecard, conflicts: Conflicts | None) -> Changes:
    """Return what the same questions said on an earlier day; no window where nobody asked for conflicts."""
    earlier = answer(context, SCORECARD, LineageParameters(), as_of=since)
    ranks = {row.group_id: row.rank for row in earlier.groups}
    moved = [Moved(row, ranks.get(row.group_id)) for row in card.groups]
    now = then = dict[tuple[str, str, str | None], WindowRow]()
    if conflicts is not None:
        windows = answer(context, CONFLICTS, ConflictParameters(), as_of=since)
        now, then = _by_key(open_windows(conflicts)), _by_key(open_windows(windows))
    return Changes(
        since=since,
        risen=tuple(entry for entry in moved if entry.before is None or entry.group.rank < entry.before),
        fallen=tuple(entry for entry in moved if entry.before is not None and entry.group.rank > entry.before),
        opened=tuple(window for key, window in now.items() if key not in then),
        closed=tuple(window for key, window in then.items() if key not in now),
    )


def _by_key(windows: Iterable[WindowRow]) -> dict[tuple[str, str, str | None], WindowRow]:
    return {(window.incident_id, window.group_id, window.against): window for window in windows}
