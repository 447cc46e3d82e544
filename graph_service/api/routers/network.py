"""The network: as JSON, for other tools, and as a picture."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import Response

from graph_service.analysis.network import Network
from graph_service.analysis.reach import ALL_KINDS
from graph_service.api.answers import AsOf, Lineage, answer, documented
from graph_service.api.problems import request_id_of
from graph_service.api.schemas import NETWORK
from graph_service.api.security import Desk, PersonalDesk
from graph_service.domain.vocabulary import TieKind
from graph_service.services import mapping

router = APIRouter(tags=["network"])
Groups = Annotated[
    list[Annotated[str, Query(min_length=1, max_length=200)]] | SkipJsonSchema[None],
    Query(alias="group", max_length=50, description="Only these groups, and who is tied to them"),
]
Kinds = Annotated[
    list[TieKind] | SkipJsonSchema[None],
    Query(alias="kind", min_length=1, max_length=20, description="Only ties of these kinds"),
]
Form = Annotated[
    Literal["node-link", "graphml", "gexf", "svg", "pyvis"], Path(description="In which form", examples=["graphml"])
]
# A picture or a page may style itself and do nothing else: no script of it runs here, nothing is fetched.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
MEDIA_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "node-link": ("application/json", "json"),
        "graphml": ("application/graphml+xml", "graphml"),
        "gexf": ("application/gexf+xml", "gexf"),
        "svg": ("image/svg+xml", "svg"),
        "pyvis": ("text/html", "html"),
    }
)
_CONTENT: dict[str, Any] = {media_type: {"schema": {"type": "string"}} for media_type, _ in MEDIA_TYPES.values()}
_CONTENT["application/json"] = {"schema": {"type": "object"}}


@router.get(
    "/network",
    **documented("network", NETWORK, summary="Who belongs where, and who is tied to whom?", tagged=True, errors=(404,)),
)
def network(
    desk: PersonalDesk, as_of: AsOf = None, lineage: Lineage = True, group: Groups = None, kind: Kinds = None
) -> Response:
    """Return persons, groups, ties, conflicts, alliances and incidents as of a day."""

    def build() -> Network:
        return mapping.network(desk.place, desk.caller, as_of=as_of, groups=group, kinds=_kinds(kind), lineage=lineage)

    return answer(desk, "network", build, as_of=as_of)


@router.get(
    "/network/{form}",
    **documented("network", None, summary="The network as a file", content=_CONTENT, errors=(404, 501)),
)
def network_file(
    desk: PersonalDesk,
    form: Form,
    as_of: AsOf = None,
    lineage: Lineage = True,
    group: Groups = None,
    kind: Kinds = None,
) -> Response:
    """Return the network as a file that bears the id of this copy; the audit trail knows who has it."""
    copy_id = request_id_of(desk.request)[:12]
    found = mapping.network(
        desk.place,
        desk.caller,
        as_of=as_of,
        groups=group,
        kinds=_kinds(kind),
        lineage=lineage,
        copy=f"{form} {copy_id}",
    )
    text = _writer(form)(found, _handling(desk, copy_id))
    media_type, ending = MEDIA_TYPES[form]
    name = f"network-{found.as_of}-{copy_id}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": SANDBOX,
        "X-Copy-ID": copy_id,
    }
    return Response(text, headers=headers, media_type=media_type)


def _kinds(kinds: list[TieKind] | SkipJsonSchema[None]) -> tuple[str, ...]:
    return ALL_KINDS if kinds is None else tuple(one.value for one in kinds)


def _handling(desk: Desk, copy_id: str) -> str:
    return f"Copy {copy_id} for {desk.caller.name}, {desk.caller.agency}. Not to be passed on."


def _writer(form: str) -> Callable[[Network, str], str]:
    """Import what writes a form, and only that."""
    if form == "svg":
        from visualizations.draw import draw_svg

        return lambda found, handling: draw_svg(found, handling=handling)
    if form == "pyvis":
        from visualizations.draw import draw_pyvis

        return lambda found, handling: draw_pyvis(found, handling=handling)
    if form == "graphml":
        from graph_service.interchange.graphml import to_graphml

        return lambda found, handling: to_graphml(found, handling=handling)
    if form == "gexf":
        from graph_service.interchange.gexf import to_gexf

        return lambda found, handling: to_gexf(found, handling=handling)
    from graph_service.interchange.node_link import to_node_link

    return lambda found, handling: to_node_link(found, handling=handling)
