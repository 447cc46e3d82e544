"""What a table without a mapping may be taken for, and what has to be asked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields

from graph_service.domain.vocabulary import Part
from loaders.mapping.column_facts import Sheet

Style = Callable[[str], str]  # the name of an option as its reader writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoices:
    """Columns that somebody named, as COL or FILE:COL; "" says that there is none, None leaves it to the table.

    `id` names the person in a table of persons, and the incident in a list of incidents; `group` their group.
    """

    source: str | None = None
    target: str | None = None
    group: str | None = None
    kind: str | None = None
    strength: str | None = None
    date: str | None = None
    id: str | None = None
    label: str | None = None

    @property
    def named(self) -> dict[str, str]:
        """What was named, by option."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return {option: value for option, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Question:
    """What a table does not say: `options` are those that answer it, and `remedy` follows their names."""

    file: str
    problem: str
    remedy: str
    options: tuple[str, ...] = ()

    def text(self, style: Style) -> str:
        """Return the question in one sentence, its options written as a door writes them."""
        give = f"give {' and '.join(map(style, self.options))}: " if self.options else ""
        stop = "" if self.problem.endswith("?") else ";"
        return f"{self.file}: {self.problem}{stop} {give}{self.remedy}"


@dataclass(frozen=True, slots=True)
class Use:
    """What a column is taken as, and why; not `is_used`: what it looks like, and why it is left out."""

    column: str
    what: str
    why: str
    is_used: bool = True


@dataclass(slots=True)
class UnderstoodTable:
    """A table as it is understood."""

    sheet: Sheet
    uses: list[Use] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    def take(self, column: str, what: str, why: str) -> str:
        """Note what a column is taken as; return its name."""
        self.uses.append(Use(column, what, why))
        return column

    @property
    def used(self) -> frozenset[str]:
        """The columns that are taken as something."""
        return frozenset(use.column for use in self.uses if use.is_used)

    @property
    def title(self) -> str:
        """What the table is, in a few words."""
        return "a table"

    def ends(self) -> Iterator[str]:
        """Give the columns whose values are persons that this table links."""
        yield from ()


@dataclass(slots=True)
class PairTable(UnderstoodTable):
    """A list of pairs: each row is a tie."""

    source: str = ""
    target: str = ""
    kind: str = ""
    strength: str = ""
    date: str = ""
    until: str = ""

    @property
    def title(self) -> str:
        """What the table is, in a few words."""
        return "a list of pairs: each row is a tie between two persons"

    def ends(self) -> Iterator[str]:
        """Give the columns whose values are persons that this table links."""
        yield from (self.source, self.target)


@dataclass(slots=True)
class PersonTable(UnderstoodTable):
    """A table of persons, and perhaps of their groups."""

    id: str = ""
    label: str = ""
    names: Sequence[str] = ()
    birth_year: str = ""
    group: str = ""
    group_name: str = ""
    role: str = ""
    date: str = ""

    @property
    def title(self) -> str:
        """What the table is, in a few words."""
        return "a table of persons" + (" and the group of each" if self.group else "")


@dataclass(slots=True)
class IncidentTable(UnderstoodTable):
    """A list of incidents and of the persons in them."""

    id: str = ""
    date: str = ""
    type: str = ""
    place: str = ""
    n_killed: str = ""
    n_injured: str = ""
    parts: Sequence[tuple[str, Part]] = ()
    person: str = ""
    role: str = ""

    @property
    def title(self) -> str:
        """What the table is, in a few words."""
        return "a list of incidents" + (" and the persons in them" if self.parts or self.person else "")

    def ends(self) -> Iterator[str]:
        """Give the columns whose values are persons that this table links."""
        yield from (column for column, _ in self.parts)
        if self.person:
            yield self.person


@dataclass(slots=True)
class OurTable(UnderstoodTable):
    """A table that has the name and the columns of one of ours."""

    table: str = ""

    @property
    def title(self) -> str:
        """What the table is, in a few words."""
        return f"the table {self.table}, by its name and columns"
