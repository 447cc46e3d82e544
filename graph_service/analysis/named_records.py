"""Groups that a question names by id: where they stand, or that they are not there."""

from collections.abc import Sequence
from difflib import get_close_matches

from graph_service.domain.snapshot import Snapshot
from graph_service.errors import NotFoundError


def group_positions(snapshot: Snapshot, group_ids: Sequence[str] | None) -> tuple[int, ...] | None:
    """Return the positions of groups in the order of ids; None stays None. An unknown one is a `NotFoundError`."""
    if group_ids is None:
        return None
    position = snapshot["group"].position
    for group_id in group_ids:
        if group_id not in position:
            near = get_close_matches(group_id, position, n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            message = f"there is no group {group_id!r}{hint}"
            raise NotFoundError(message)
    return tuple(sorted({position[group_id] for group_id in group_ids}))
