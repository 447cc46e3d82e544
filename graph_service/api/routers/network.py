"""The network: as JSON, for other tools, and as a picture."""

from collections.abc import Callable, Mapping
from inspect import Parameter as Argument
from types import MappingProxyType
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from starlette.responses import Response

from graph_service.analysis.network import NETWORK, Network, NetworkParameters
from graph_service.api.answers import documented
from graph_service.api.parameters import AS_OF_FIELD, argument, values_of
from graph_service.api.problems import request_id_of
from graph_service.api.questions import signed
from graph_service.api.security import PersonalRequest, RequestContext
from graph_service.domain.parameters import parameter_fields
from graph_service.services.frame import answer

router = APIRouter(tags=["network"])
FIELDS = parameter_fields(NetworkParameters)
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


def network_file(request: PersonalRequest, **given: Any) -> Response:  # noqa: ANN401  as the signature says
    """Return the network as a file that bears the id of this copy; the audit trail knows who has it."""
    form, as_of = given["form"], given["as_of"]
    copy_id = request_id_of(request.http)[:12]
    parameters = NetworkParameters(**values_of(FIELDS, given))
    network = answer(request.context, NETWORK, parameters, as_of=as_of, details={"copy": f"{form} {copy_id}"})
    text = _writer(form)(network, _handling(request, copy_id))
    media_type, ending = MEDIA_TYPES[form]
    name = f"network-{network.as_of}-{copy_id}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": SANDBOX,
        "X-Copy-ID": copy_id,
    }
    return Response(text, headers=headers, media_type=media_type)


router.add_api_route(
    "/network/{form}",
    signed(
        network_file,
        [
            Argument("form", Argument.KEYWORD_ONLY, annotation=Form),
            *(argument(field) for field in (AS_OF_FIELD, *FIELDS)),
        ],
    ),
    name="network_file",
    **documented("network", None, summary="The network as a file", content=_CONTENT, errors=(404, 501)),
)


def _handling(request: RequestContext, copy_id: str) -> str:
    return f"Copy {copy_id} for {request.context.caller.name}, {request.context.caller.agency}. Not to be passed on."


def _writer(form: str) -> Callable[[Network, str], str]:
    """Import what writes a form, and only that."""
    if form == "svg":
        from visualizations.draw import draw_svg

        return lambda network, handling: draw_svg(network, handling=handling)
    if form == "pyvis":
        from visualizations.draw import draw_pyvis

        return lambda network, handling: draw_pyvis(network, handling=handling)
    if form == "graphml":
        from graph_service.interchange.graphml import to_graphml

        return lambda network, handling: to_graphml(network, handling=handling)
    if form == "gexf":
        from graph_service.interchange.gexf import to_gexf

        return lambda network, handling: to_gexf(network, handling=handling)
    from graph_service.interchange.node_link import to_node_link

    return lambda network, handling: to_node_link(network, handling=handling)
