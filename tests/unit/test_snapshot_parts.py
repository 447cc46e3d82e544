"""What measures share of a snapshot is made once, and bounded."""

from datetime import date

from graph_service.domain import snapshot as module
from tests.snapshots import snapshot_from


def test_a_part_is_made_once_and_the_least_recently_used_goes_first() -> None:
    snapshot, made = snapshot_from([], date(2020, 12, 3)), list[int]()

    def part(number: int) -> int:
        made.append(number)
        return number

    for number in range(module.PARTS_KEPT):
        assert snapshot.once(number, lambda number=number: part(number)) == number  # type: ignore[misc]  # bound now
    assert snapshot.once(0, lambda: part(0)) == 0
    assert snapshot.once("more", lambda: part(-1)) == -1  # the one used longest ago goes: number 1
    assert snapshot.once(0, lambda: part(0)) == 0
    assert snapshot.once(1, lambda: part(1)) == 1
    assert made == [*range(module.PARTS_KEPT), -1, 1]
