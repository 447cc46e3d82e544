"""What a write to a store did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated as A

from graph_service.domain.described import Described


@dataclass(frozen=True, slots=True)
class KindCounts:
    """What a write did to one kind."""

    n_new: A[int, Described("records that were not there before, as far as the caller sees", 414, unit="records")] = 0
    n_changed: A[int, Described("records that were there with other content, and were replaced", 0, unit="records")] = 0
    n_unchanged: A[int, Described("records that were there with the same content", 0, unit="records")] = 0
    n_filled: A[int, Described("acts that gained values in empty columns, or moved forward", 0, unit="records")] = 0
    n_left_older: A[
        int, Described("records left as a later delivery says, of which this one says otherwise", 0, unit="records")
    ] = 0
    n_corrected_here: A[
        int,
        Described("records of which the same was said before they were corrected: the correction stands", 0),
    ] = 0
    n_removed: A[int, Described("records taken out, which are in corrections or came by what is undone", 0)] = 0

    def __add__(self, other: "KindCounts") -> "KindCounts":
        """Add up two counts."""
        return KindCounts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class GoneRecords:
    """Records of a table that their deliverer does not bring any more, as far as the caller sees."""

    n: A[int, Described("how many there are", 2, unit="records")]
    records: A[tuple[str, ...], Described("the first of them, by id or in words", ("memberships M-0001",))]
    n_ended: A[int, Described("of those, records that end with the day before the delivery", 0, unit="records")] = 0
    n_removed: A[int, Described("of those, records that are taken out, and stay as a correction", 0)] = 0


@dataclass(frozen=True, slots=True)
class WriteSummary:
    """What a write did."""

    kinds: A[
        Mapping[str, KindCounts],
        Described("records by kind, such as person or membership; kinds that were not written are missing", None),
    ]
    content_hash: A[
        str,
        Described(
            "names the content of the store after the write; the same records give the same hash",
            "a8d1c2b3e4f5061728394a5b6c7d8e9f",
        ),
    ]
    gone: A[
        Mapping[str, GoneRecords],
        Described("records by table that the same deliverer brought before, and does not bring any more", None),
    ] = field(default_factory=dict)

    @property
    def total(self) -> KindCounts:
        """The sum over all kinds."""
        return sum(self.kinds.values(), KindCounts())
