"""Measures of structure beside a network: attributes in files, columns of tables, sizes and colours of dots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.analysis.network import Network
from graph_service.analysis.result import WITHHELD, Note, note
from graph_service.analysis.structure import StructureParameters
from graph_service.analysis.structure_parts import COLUMNS, Structure, StructureMeasure
from graph_service.domain.text import counted

Score = int | float | bool | None  # None: not defined of a person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMeasures:
    """Scores by column and person, what sizes and what colours the dots, and of which graph they are.

    Persons who are not in that graph stand in no column. Without `size_by` the size of a dot is the points for
    documented facts; without `colour_by` its colour is the group.
    """

    columns: Mapping[str, Mapping[str, Score]] = field(default_factory=dict)
    size_by: str = ""
    colour_by: str = ""
    about: str = ""
    notes: tuple[Note, ...] = ()


NO_MEASURES = PersonMeasures()


def structure_asked(
    network: Network,
    measures: Sequence[StructureMeasure] | None,
    size_by: StructureMeasure | None,
    colour_by: StructureMeasure | None,
) -> StructureParameters | None:
    """Return what to ask of structure, to stand beside a network; None: no measure is named.

    The graph is that of the groups that the network shows, where it is of some groups, and of its kinds of ties.
    """
    named = tuple(dict.fromkeys([*(measures or ()), *(measure for measure in (size_by, colour_by) if measure)]))
    if not named:
        return None
    of_some = network.parameters["groups"] is not None
    return StructureParameters(
        groups=tuple(group.group_id for group in network.groups) if of_some else None,
        kinds=network.parameters["kinds"],  # type: ignore[arg-type]  # as the network was asked
        lineage=bool(network.parameters["lineage"]),
        measures=named,
    )


def person_measures(
    network: Network,
    structure: Structure,
    *,
    size_by: StructureMeasure | None = None,
    colour_by: StructureMeasure | None = None,
) -> PersonMeasures:
    """Take from a table of structure what stands beside a network.

    Parameters
    ----------
    network : Network
        What is drawn or exported.
    structure : Structure
        As `structure_asked` asks for it, all pages together.
    size_by : StructureMeasure | None
        The measure that gives the dots their size.
    colour_by : StructureMeasure | None
        The measure that gives them their colour.

    Returns
    -------
    PersonMeasures
        The columns of its measures, but for what accompanies one and says nothing of anybody; its notes but those
        that the network has too.
    """
    names = [name for measure in structure.measures for name in COLUMNS[StructureMeasure(measure)]]
    columns = {name: {row.person_id: getattr(row, name) for row in structure.rows} for name in names}
    firsts = {COLUMNS[StructureMeasure(measure)][0] for measure in structure.measures}
    said = {entry.code for entry in network.notes}
    measured = {row.person_id for row in structure.rows} | {WITHHELD.value}
    n_missing = sum(person.person_id not in measured for person in network.persons)
    size, graph = structure.graph, counted(structure.graph.n_persons, "person", "persons")
    return PersonMeasures(
        columns={
            name: scores
            for name, scores in columns.items()
            if name in firsts or any(score is not None and score is not False for score in scores.values())
        },
        size_by="" if size_by is None else COLUMNS[size_by][0],
        colour_by="" if colour_by is None else COLUMNS[colour_by][0],
        about=f"Measures of the graph of {graph} and {counted(size.n_ties, 'tie', 'ties')}. {structure.caveat}",
        notes=(
            *(entry for entry in structure.notes if entry.code not in said),
            *([note("person_not_measured", n_missing)] if n_missing else []),
        ),
    )
