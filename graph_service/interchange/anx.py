"""A network as a chart of i2 Analyst's Notebook (ANX)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from graph_service.analysis.columns import Coded, Column, Selection, Texts
from graph_service.interchange.graph_columns import GraphColumns
from graph_service.interchange.graph_parts import Edges, Nodes
from graph_service.interchange.graph_texts import (
    Declared,
    attribute_texts,
    declared_of_edges,
    declared_of_nodes,
    edge_chunks,
    node_chunks,
)
from graph_service.interchange.xml_texts import DECLARATION, XmlNames, attribute_of, attributes_of

ENTITY_TYPES = {"person": "Person", "group": "Organization", "incident": "Event"}
LINK_TYPES = {
    "tie": "Tie",
    "membership": "Member Of",
    "conflict": "Conflict",
    "alliance": "Alliance",
    "involvement": "Involved In",
}
_OF_NODES = ("label", "x", "y")  # stand elsewhere than among the attributes
_CLASSES = {str: "AttText", int: "AttNumber", float: "AttNumber", bool: "AttText"}


def anx_chunks(graph: GraphColumns) -> Iterator[str]:
    """Write a graph as a chart: an entity for each node, a link for each edge, and the head in the summary.

    Parameters
    ----------
    graph : GraphColumns
        Nodes and edges; an entity is known by the name of its node, which is its identity.

    Yields
    ------
    str
        The next part of the document.
    """
    of_nodes = [{name: c for name, c in part.attributes.items() if name not in _OF_NODES} for part in graph.nodes]
    of_edges = [{"key": part.keys, **part.attributes} for part in graph.edges]
    node_values = declared_of_nodes(graph, of_nodes, start=0)
    edge_values = declared_of_edges(graph, of_edges, start=0)
    yield f'{DECLARATION}<Chart>\n  <StrengthCollection>\n    <Strength Name="Default" DotStyle="DotStyleSolid" />\n'
    yield f"  </StrengthCollection>\n{_classes({**edge_values, **node_values})}"
    yield _types("Entity", [ENTITY_TYPES[part.kind] for part in graph.nodes])
    yield _types("Link", [LINK_TYPES[part.kind] for part in graph.edges])
    yield "  <ChartItemCollection>\n"
    names = XmlNames.of(graph)
    for (part, begin), columns in zip(_entities(graph, names), of_nodes, strict=True):
        for chunk in node_chunks(part, [*begin, *_values(columns, node_values)]):
            yield "".join([f"{entity}{_END}" for entity in chunk])
    texts = [
        [*_link(part, names), *_values(columns, edge_values)]
        for part, columns in zip(graph.edges, of_edges, strict=True)
    ]
    for chunk in edge_chunks(graph, texts):
        yield "".join([f"{link}{_END}" for link in chunk])
    yield f"  </ChartItemCollection>\n{_summary(graph)}</Chart>\n"


_LABELS = ("kinds", "role", "part", "label", "kind")  # the first of these that a link has is what it is called
_SOURCE, _TARGET = 'source="', '" target="'  # as other forms write the ends
_END = "      </AttributeCollection>\n    </ChartItem>\n"


def _classes(declared: Mapping[str, Declared]) -> str:
    lines = [
        f'    <AttributeClass Name="{attribute_of(entry.name)}" Type="{_CLASSES[entry.type]}" IsUser="true" '
        'UserCanAdd="true" UserCanRemove="true" ShowValue="true" />\n'
        for entry in declared.values()
    ]
    return f"  <AttributeClassCollection>\n{''.join(lines)}  </AttributeClassCollection>\n"


def _types(what: str, names: Sequence[str]) -> str:
    lines = [f'    <{what}Type Name="{name}" />\n' for name in names]
    return f"  <{what}TypeCollection>\n{''.join(lines)}  </{what}TypeCollection>\n"


def _entities(graph: GraphColumns, names: XmlNames) -> Iterator[tuple[Nodes, list[Texts]]]:
    """Return what begins the text of the entities of each kind: label, place and identity."""
    for part, identity in names.begin_nodes(graph, ""):
        yield (
            part,
            [
                _always(part.attributes["label"], '    <ChartItem Label="', '">\n'),
                _place(part.attributes["x"], '      <End X="', '"'),
                _place(part.attributes["y"], ' Y="', '">\n'),
                _entity(identity, ENTITY_TYPES[part.kind]),
            ],
        )


def _entity(identity: Texts, icon: str) -> Texts:
    def written(rows: Selection) -> list[str]:
        return [
            f'        <Entity EntityId="{name}" Identity="{name}" LabelIsIdentity="false">\n'
            f'          <Icon>\n            <IconStyle Type="{icon}" />\n          </Icon>\n'
            "        </Entity>\n      </End>\n      <AttributeCollection>\n"
            for name in identity(rows)
        ]

    return written


def _link(part: Edges, names: XmlNames) -> list[Texts]:
    source, target, _ = names.begin_edges(part, "")
    label = next(part.attributes[name] for name in _LABELS if name in part.attributes)
    style = (
        f'        <LinkStyle Type="{LINK_TYPES[part.kind]}" Strength="Default" ArrowStyle="ArrowNone" '
        'MlStyle="MultiplicityMultiple" LineWidth="1" />\n      </Link>\n      <AttributeCollection>\n'
    )
    return [_always(label, '    <ChartItem Label="', '">\n'), _ends(source, target, style)]


def _ends(source: Texts, target: Texts, style: str) -> Texts:
    def written(rows: Selection) -> list[str]:
        ends = zip(source(rows), target(rows), strict=True)
        return [
            f'      <Link End1Id="{a.removeprefix(_SOURCE)}" End2Id="{b.removeprefix(_TARGET)}">\n{style}'
            for a, b in ends
        ]

    return written


def _always(column: Column, begin: str, end: str) -> Texts:
    """Return what writes a label, an empty one too."""
    texts = attribute_texts(column, attributes_of, begin="", end="")
    return lambda rows: [f"{begin}{text}{end}" for text in texts(rows)]


def _place(column: Column, begin: str, end: str) -> Texts:
    """Return what writes a coordinate, in whole points as a chart has them; 0 where there is none."""
    points = cast("Coded", column).mapped(lambda value: "0" if value is None else str(round(value)))
    return _always(points, begin, end)


def _values(columns: Mapping[str, Column], declared: Mapping[str, Declared]) -> Iterator[Texts]:
    for name, column in columns.items():
        if name in declared:
            begin = f'        <Attribute AttributeClass="{attribute_of(name)}" Value="'
            yield attribute_texts(column, attributes_of, begin=begin, end='" />\n')


def _summary(graph: GraphColumns) -> str:
    properties = [
        f'      <CustomProperty Name="{name}" Type="String" Value="{attribute_of(value)}" />\n'
        for name, value in graph.head.items()
        if value != ""
    ]
    title = attribute_of(graph.head["handling"])
    return (
        f'  <Summary>\n    <FieldCollection>\n      <Field Type="SummaryFieldTitle" Field="{title}" />\n'
        f"    </FieldCollection>\n    <CustomPropertyCollection>\n{''.join(properties)}"
        "    </CustomPropertyCollection>\n  </Summary>\n"
    )
