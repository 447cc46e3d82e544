"""What the address of the map asks of the service; what it names and the reader has not is passed over silently."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from graph_service.analysis.structure_parts import StructureMeasure
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.vocabulary import TieKind
from graph_service.exports import NetworkFileParameters
from graph_service.web.page_request import DAY, PageRequest

YES: Final = "yes"
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class MapParameters:
    """Groups, none for all; with those they have to do with; kinds of ties, none for all; measures, none for facts.

    `since` is the earlier day that the picture is compared with.
    """

    groups: tuple[str, ...] = ()
    neighbours: bool = False
    kinds: tuple[TieKind, ...] = ()
    size_by: StructureMeasure | None = None
    colour_by: StructureMeasure | None = None
    since: date | None = None

    def of_groups(self, group_ids: Collection[str]) -> "MapParameters":
        """Return them without the groups that are not there."""
        return replace(self, groups=tuple(group for group in self.groups if group in group_ids))

    @property
    def of_files(self) -> NetworkFileParameters:
        """The same, as files of a network take them."""
        return NetworkFileParameters(
            groups=self.groups or None,
            neighbours=self.neighbours,
            kinds=self.kinds or ALL_KINDS,
            size_by=self.size_by,
            colour_by=self.colour_by,
            since=self.since,
        )

    @property
    def in_address(self) -> Sequence[tuple[str, str]]:
        """The same, as an address holds them."""
        return (
            *(("group", group) for group in self.groups),
            *([("neighbours", YES)] if self.neighbours else []),
            *(("kind", kind.value) for kind in self.kinds),
            *([("size_by", self.size_by.value)] if self.size_by else []),
            *([("colour_by", self.colour_by.value)] if self.colour_by else []),
            *([("since", self.since.isoformat())] if self.since else []),
        )


# Whatever else is the view of a reader.
NAMES: Final = (DAY, "group", "neighbours", "kind", "size_by", "colour_by", "since")


def parameters_of(request: PageRequest) -> MapParameters:
    """Return what an address asks for."""
    return MapParameters(
        groups=tuple(dict.fromkeys(_values(request, "group"))),
        neighbours=request.query("neighbours") == YES,
        kinds=_codes(TieKind, _values(request, "kind")),
        size_by=next(iter(_codes(StructureMeasure, _values(request, "size_by"))), None),
        colour_by=next(iter(_codes(StructureMeasure, _values(request, "colour_by"))), None),
        since=request.date_of("since"),
    )


def _values(request: PageRequest, name: str) -> list[str]:
    return [value.strip() for value in request.http.query_params.getlist(name) if value.strip()]


def _codes(codes: type[Code], values: Sequence[str]) -> tuple[Code, ...]:
    return tuple(code for code in codes if code.value in values)
