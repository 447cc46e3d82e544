"""Graph files of every format as somebody hostile would fill them, and what spoils them further."""

import json
import random
from collections.abc import Callable

Maker = Callable[[random.Random], tuple[str, bytes]]

_WORDS = ("", "null", "NaN", "withheld", "-0", "1e999", "9" * 400, "2020-02-30", "43938", "x" * 5_000)
_SIGNS = ("\u202e", "\u3164", "\u0301" * 40, "\U0010ffff", "&#0;", "&amp;")


def _pair(rng: random.Random, n: int) -> tuple[int, int]:
    return rng.randrange(-1, n + 2), rng.randrange(n)


def _weight(rng: random.Random) -> str:
    return rng.choice((*_WORDS, "1", "2.5", "-1"))


def _graphml(rng: random.Random) -> tuple[str, bytes]:
    n = rng.choice((3, 30, 3_000))
    keys = "".join(
        f'<key id="d{i}" for="{rng.choice(("node", "edge", "all"))}" '
        f'attr.name="{rng.choice(("label", "weight", "a"))}{i}">'
        f"{rng.choice(('', '<default>x</default>'))}</key>"
        for i in range(rng.choice((1, 5, 2_500)))
    )
    nodes = "".join(f'<node id="{i}"><data key="d0">{rng.choice(_SIGNS)}</data></node>' for i in range(n))
    edges = "".join(
        '<edge source="{}" target="{}"><data key="d0">{}</data></edge>'.format(*_pair(rng, n), _weight(rng))
        for _ in range(n)
    )
    return ".graphml", f"<graphml>{keys}<graph>{nodes}{edges}</graph></graphml>".encode()


def _gexf(rng: random.Random) -> tuple[str, bytes]:
    n = rng.choice((3, 30, 3_000))
    nodes = "".join(f'<node id="{i}" label="{i}"/>' for i in range(n))
    spell = '<spell start="{}" endopen="{}"/>'
    spells = "".join(spell.format(rng.choice(_WORDS), "2020-01-01") for _ in range(rng.choice((1, 3, 900))))
    edges = "".join(
        '<edge source="{}" target="{}" weight="{}" start="{}"><spells>{}</spells></edge>'.format(
            *_pair(rng, n), _weight(rng), rng.choice(_WORDS), spells if rng.random() < 0.02 else ""
        )
        for _ in range(n)
    )
    return ".gexf", f"<gexf><graph><nodes>{nodes}</nodes><edges>{edges}</edges></graph></gexf>".encode()


def _gml(rng: random.Random) -> tuple[str, bytes]:
    n = rng.choice((3, 30, 3_000))
    nodes = "".join(
        f'node [ id {i} label "{rng.choice(_WORDS)}" {"x 1 " * rng.choice((0, 2, 90))}]\n' for i in range(n)
    )
    edges = "".join("edge [ source {} target {} value {} ]\n".format(*_pair(rng, n), _weight(rng)) for _ in range(n))
    return ".gml", f"graph [\n{nodes}{edges}]".encode()


def _pajek(rng: random.Random) -> tuple[str, bytes]:
    n = rng.choice((3, 30, 3_000))
    edges = "".join("{} {} {}\n".format(*_pair(rng, n), _weight(rng)) for _ in range(n))
    sort = rng.choice(("*Edges", '*Arcs :1 "kin"', "*Arcslist", "*Matrix", "*Partition p\n*Vertices 3", "*x"))
    declared = rng.choice((n, n, n + 1, 10**9, 10**6))
    return rng.choice((".net", ".paj")), f"*Vertices {declared}\n{sort}\n{edges}".encode()


def _dl(rng: random.Random) -> tuple[str, bytes]:
    n = rng.choice((3, 30, 1_500))
    form = rng.choice(("fullmatrix", "edgelist1", "nodelist1", "blockmatrix"))
    labels = rng.choice(("", "labels embedded\n", "labels:\n" + " ".join(f"p{i}" for i in range(n)) + "\n"))
    rows = "\n".join(" ".join(_weight(rng) for _ in range(rng.choice((2, 3, n)))) for _ in range(min(n, 300)))
    matrices = rng.choice(("", "nm=2 ", "nm=999999 "))
    return ".dl", f"dl n={rng.choice((n, n, 10**6))} {matrices}format={form}\n{labels}data:\n{rows}".encode()


def _node_link(rng: random.Random) -> tuple[str, bytes]:
    n = rng.choice((3, 30, 3_000))
    nodes = [{"id": i, rng.choice(("label", "race", "a")): rng.choice(_WORDS)} for i in range(n)]
    edges = [dict(zip(("source", "target"), _pair(rng, n), strict=True)) | {"weight": _weight(rng)} for _ in range(n)]
    document: dict[str, object] = {
        "nodes": nodes,
        rng.choice(("links", "edges")): edges,
        "x": rng.choice((1, None, [[]])),
    }
    return ".json", json.dumps(document, indent=rng.choice((None, 1))).encode()


def _anx(rng: random.Random) -> tuple[str, bytes]:
    n = rng.choice((3, 30, 3_000))
    entities = "".join(
        f'<ChartItem Label="{i}"><End><Entity EntityId="{i}" Identity="{rng.choice((i, 0))}"><Icon>'
        f'<IconStyle Type="{rng.choice(("Person", "Car", ""))}"/></Icon></Entity></End></ChartItem>'
        for i in range(n)
    )
    links = "".join(
        '<ChartItem Label="{}"><Link End1Id="{}" End2Id="{}"/></ChartItem>\n'.format(
            rng.choice(("kin", "x")), *_pair(rng, n)
        )
        for _ in range(n)
    )
    return ".anx", f"<Chart><ChartItemCollection>{entities}{links}</ChartItemCollection></Chart>".encode()


GRAPHS: tuple[Maker, ...] = (
    _graphml,
    _gexf,
    _gml,
    _pajek,
    _dl,
    _node_link,
    _anx,
)


def _tags_changed(rng: random.Random, raw: bytes) -> bytes:
    """Declare what is not read, or break what holds a graph together."""
    entities = b'<!DOCTYPE g [<!ENTITY a "' + b"a" * 1_000 + b'"><!ENTITY b "' + b"&a;" * 1_000 + b'">]>'
    return rng.choice(
        (
            lambda: entities + raw.replace(b"<node", b"&b;<node"),
            lambda: b'<!DOCTYPE g SYSTEM "file:///dev/zero">' + raw,
            lambda: b'<?xml version="1.0" encoding="' + rng.choice((b"utf-7", b"klingon", b"utf-16")) + b'"?>' + raw,
            lambda: raw.replace(b'"', b"", rng.randrange(1, 5)),
            lambda: raw.replace(rng.choice((b"<", b"[", b"{")), b"", 1),
            lambda: raw.replace(b"id", b"x" * rng.choice((1, 300, 200_000)), 3),
            lambda: raw + b"<" + b"a" * 3_000_000,
            lambda: raw.replace(b"1", b"\xff\x00", 2),
        )
    )()


def _nested(rng: random.Random, raw: bytes) -> bytes:
    n = rng.choice((20, 2_000, 400_000))
    part = rng.choice((b"<graph><node id='a'>", b"[", b"a [ ", b'{"a": '))
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + part * n + raw[at:]


GRAPH_SPOILERS = (_tags_changed, _nested)
