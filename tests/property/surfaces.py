"""What each surface of a network says, read back as statements."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from io import BytesIO

import networkx as nx

from graph_service.analysis.network import Network
from graph_service.analysis.person_measures import NO_MEASURES
from graph_service.analysis.result import to_json
from graph_service.exports import EXPORT_FORMS, FormName, NetworkFileParameters

Statement = tuple[str, ...]
OUTSIDE = "a group not shown|groups not shown"


def of_json(network: Network) -> Iterator[Statement]:
    document = json.loads(to_json(network))
    for one in document["persons"]:
        yield ("minor", one["person_id"], one["is_minor"])
        yield ("status", one["person_id"], one["status"])
        yield from (("member", one["person_id"], group_id) for group_id in (*one["groups"], *one["groups_not_shown"]))
        yield from [] if one["groups"] or one["groups_not_shown"] else [("in no group", one["person_id"])]
    for one in document["memberships"]:
        yield membership(
            one["record_id"], one["person_id"], one["group_id"], one["role"], one["basis"], one["source_id"]
        )
    for one in document["involvements"]:
        part = "believed" if one["status"] == "believed" else one["part"]
        yield involvement(one["record_id"], one["person_id"], one["incident_id"], part, one["source_id"])
    for one in document["incidents"]:
        for what, persons in (("suspect", "suspects"), ("believed", "believed"), ("victim", "victims")):
            yield from ((what, person_id, one["incident_id"]) for person_id in one[persons])
    for one in document["ties"]:
        yield from ties(one["person_a"], one["person_b"], one["record_ids"], one["source_ids"])
    for one in document["conflicts"]:
        yield from pairs("conflict", one["group_a"], one["group_b"], one["record_ids"])
    for one in document["alliances"]:
        yield from pairs("alliance", one["group_a"], one["group_b"], one["record_ids"])


def membership(record: str, person: str, group: str, role: str, basis: str, source: str) -> Statement:
    return ("membership", record.removeprefix("membership:"), person, group, role, basis, source)


def involvement(record: str, person: str, incident: str, part: str, source: str | None) -> Statement:
    return ("involvement", record.removeprefix("involvement:"), person, incident, part, source or "")


def ties(a: str, b: str, record_ids: Sequence[str], source_ids: Sequence[str]) -> Iterator[Statement]:
    for record in record_ids:
        yield ("tie", a, b, record)
    for source in source_ids:
        yield ("tie source", a, b, source)


def pairs(kind: str, a: str, b: str, record_ids: Sequence[str]) -> Iterator[Statement]:
    for record in record_ids:
        if record.startswith(f"{kind}:"):
            yield (kind, a, b, record)


def of_graph(graph: "nx.MultiGraph[str]") -> Iterator[Statement]:
    yield from of_nodes(graph)
    yield from of_edges(graph)


def of_nodes(graph: "nx.MultiGraph[str]") -> Iterator[Statement]:
    for node, about in graph.nodes(data=True):
        kind, _, key = node.partition(":")
        if kind == "person":
            yield ("minor", key, about["is_minor"])
            yield ("status", key, about["status"])
            for group_id in filter(None, str(about.get("groups", "")).split("|")):
                yield ("member", key, group_id)
            for group_id in filter(None, str(about.get("associate_of", "")).split("|")):
                yield ("associate", key, group_id)
            if "groups" not in about:
                yield ("in no group", key)
        if kind == "incident":
            yield ("incident", key, about["outcome"], about.get("occurred_on", ""))


def of_edges(graph: "nx.MultiGraph[str]") -> Iterator[Statement]:
    for one, other, about in graph.edges(data=True):
        (a, kind_a), (b, kind_b) = sorted((end.partition(":")[2], end.partition(":")[0]) for end in (one, other))
        person, far = (a, b) if kind_a == "person" else (b, a)
        record_ids, sources = about.get("record_ids", "").split("|"), about.get("source_ids", "")
        if about["kind"] == "membership":
            yield membership(record_ids[0], person, far, about["role"], about["basis"], sources)
        elif about["kind"] == "involvement":
            yield involvement(record_ids[0], person, far, about["part"], sources)
        elif about["kind"] == "tie":
            yield from ties(a, b, record_ids, list(filter(None, sources.split("|"))))
        else:
            yield from pairs(about["kind"], a, b, record_ids)
        assert kind_a
        assert kind_b


def written(network: Network, form: FormName) -> str:
    writer = next(one for one in EXPORT_FORMS if one.name is form)
    return writer.write(network, NO_MEASURES, "mark", NetworkFileParameters(incidents=True)).text


def of_node_link(network: Network) -> Iterator[Statement]:
    yield from of_graph(nx.node_link_graph(json.loads(written(network, FormName.NODE_LINK)), edges="edges"))


def of_graphml(network: Network) -> Iterator[Statement]:
    text = written(network, FormName.GRAPHML)
    yield from of_graph(nx.read_graphml(BytesIO(text.encode()), force_multigraph=True))


def of_gexf(network: Network) -> Iterator[Statement]:
    yield from of_graph(nx.read_gexf(BytesIO(written(network, FormName.GEXF).encode())))


def of_svg(network: Network) -> Iterator[Statement]:
    """Descriptions of dots: "P1, core in A, in a group not shown (B), associate of C, in custody, minor"."""
    names = {group.name: group.group_id for group in network.groups}
    text = written(network, FormName.SVG)
    for words in re.findall(r'class="p" data-i="\d+".*?<title>(.*?)</title>', text):
        said = html.unescape(words).split(", ")
        person_id = re.sub(r".*\((.*)\)", r"\1", said[0])
        for part in said[1:]:
            if part == "in no group":
                yield ("in no group", person_id)
            elif match := re.fullmatch(rf"in (?:{OUTSIDE}) \((.*)\)", part):
                yield ("member", person_id, match[1])
            elif match := re.fullmatch(r"(?:leader|core|affiliate) in (.*)", part):
                yield from (("member", person_id, names[name]) for name in match[1].split(" and "))
            elif match := re.fullmatch(r"associate of (.*)", part):
                yield from (("associate", person_id, names[name]) for name in match[1].split(" and "))
            elif part in {"dead", "in custody", "victim only"}:
                yield ("status", person_id, part.replace(" ", "_"))
            elif part in {"minor", "age not known"}:
                yield ("minor", person_id, "yes" if part == "minor" else "unknown")


def of_page(network: Network) -> Iterator[Statement]:
    """What the details of the page are written from, and its table."""
    text = written(network, FormName.PAGE)
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[0])
    yield from of_page_table(text)
    tables = {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in data["tables"].items()
    }
    persons, groups = [one["id"] for one in tables["persons"]], [one["id"] for one in tables["groups"]]
    incidents = [one["id"] for one in tables["incidents"]]
    for one in tables["persons"]:
        yield ("minor", one["id"], one["minor"])
        yield ("status", one["id"], one["status"])
        yield from (("member", one["id"], groups[group]) for group in one["groups"])
        yield from (("member", one["id"], group_id) for group_id in one["elsewhere"])
        yield from [] if one["groups"] or one["elsewhere"] else [("in no group", one["id"])]
    for one in tables["memberships"]:
        person = persons[one["person"]]
        yield membership(one["record"], person, one["groupId"], one["role"], one["basis"], one["source"])
    for one in tables["involvements"]:
        words = one["words"]
        part = "victim" if words.startswith("victim") else "believed" if words.startswith("believed") else "suspect"
        yield involvement(one["record"], persons[one["person"]], incidents[one["incident"]], part, one["source"])
    for one in tables["incidents"]:
        yield ("incident", one["id"], one["outcome"], one["day"] or "")
        for what, key in (("suspect", "suspects"), ("believed", "believed"), ("victim", "victims")):
            yield from ((what, persons[person], one["id"]) for person in one[key])
    for one in tables["ties"]:
        a, b = sorted((persons[one["a"]], persons[one["b"]]))
        yield from ties(a, b, one["records"], one["sources"])
    for one in tables["conflicts"]:
        a, b = sorted((groups[one["a"]], groups[one["b"]]))
        yield from pairs("conflict", a, b, one["records"])
    for one in tables["alliances"]:
        a, b = sorted((groups[one["a"]], groups[one["b"]]))
        yield from pairs("alliance", a, b, one["records"])


def cells_of(text: str, key: str) -> Iterator[list[str]]:
    for row in re.findall(rf'<tr data-{key}="\d+">(.*?)</tr>', text):
        yield [html.unescape(re.sub(r"<.*?>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]


def of_page_table(text: str) -> Iterator[Statement]:
    names = {cells[1]: cells[0] for cells in cells_of(text, "g")}
    for cells in cells_of(text, "i"):
        for name in filter(None, cells[2].split(", ")):
            yield ("member", cells[0], names.get(name, name.removesuffix(" (not shown)")))
        if not cells[2]:
            yield ("in no group", cells[0])
