"""What measures share of a snapshot is made once, and bounded."""

from datetime import date

import pytest

from graph_service.domain import snapshot as module
from graph_service.domain.snapshot import Snapshot, derived
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


def test_what_is_derived_is_made_once_for_the_same_arguments_of_the_same_snapshot() -> None:
    calls = list[tuple[date, str, bool, int]]()

    @derived
    def part(snapshot: Snapshot, word: str, *, lineage: bool, years: int = 3) -> list[str]:
        """Say it."""
        calls.append((snapshot.as_of, word, lineage, years))
        return [word]

    snapshot = snapshot_from([], date(2020, 12, 3))
    first = part(snapshot, "a", lineage=True, years=2)
    assert part(snapshot, "a", years=2, lineage=True) is first  # in whatever order they are named
    assert part(snapshot, "a", lineage=False, years=2) is not first
    assert part(snapshot, "b", lineage=True, years=2) == ["b"]
    later = snapshot.on(date(2020, 12, 4))
    assert part(later, "a", lineage=True, years=2) is not first
    assert [call[1:] for call in calls] == [("a", True, 2), ("a", False, 2), ("b", True, 2), ("a", True, 2)]
    assert (part.__name__, part.__doc__) == ("part", "Say it.")


def test_two_functions_with_the_same_arguments_do_not_share_what_is_derived() -> None:
    @derived
    def one(snapshot: Snapshot) -> int:
        return snapshot.day

    @derived
    def two(snapshot: Snapshot) -> int:
        return -snapshot.day

    snapshot = snapshot_from([], date(2020, 12, 3))
    assert one(snapshot) == -two(snapshot)


def test_what_fails_is_not_held() -> None:
    answers = iter((None, 7))

    @derived
    def part(_snapshot: Snapshot) -> int:
        answer = next(answers)
        if answer is None:
            message = "not yet"
            raise ValueError(message)
        return answer

    snapshot = snapshot_from([], date(2020, 12, 3))
    with pytest.raises(ValueError, match="not yet"):
        part(snapshot)
    assert part(snapshot) == 7
    assert part(snapshot) == 7
