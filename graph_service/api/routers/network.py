"""The network: as JSON, for other tools, and as a picture."""

from inspect import Parameter as Argument
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from graph_service.api.answers import documented, sent
from graph_service.api.parameters import AS_OF_FIELD, argument, values_of
from graph_service.api.paths import VERSION
from graph_service.api.questions import signed
from graph_service.api.response_cache import body_of
from graph_service.api.security import PersonalRequest
from graph_service.domain.parameters import parameter_fields
from graph_service.exports import (
    EXPORT_FORMS,
    FormName,
    NetworkFileParameters,
    copy_mark,
    network_to_write,
    new_copy_id,
)

router = APIRouter(prefix=VERSION, tags=["network"])
FIELDS = parameter_fields(NetworkFileParameters)
FORMS = {form.name: form for form in EXPORT_FORMS}
Form = Annotated[FormName, Path(description="In which form", examples=["graphml"])]
# A picture or a page may style itself and do nothing else: no script of it runs here, nothing is fetched.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_JSON = "json"  # as GeoJSON is too
# JSON last: generators of clients read every answer of an operation as the first kind that they know, and all are text.
_ANY_OBJECT = {"type": "object", "additionalProperties": True}
_CONTENT: dict[str, Any] = {
    media_type: {"schema": _ANY_OBJECT if media_type.endswith(_JSON) else {"type": "string"}}
    for media_type in sorted({form.media_type for form in EXPORT_FORMS}, key=lambda kind: (kind.endswith(_JSON), kind))
}


def network_file(request: PersonalRequest, **values: Any) -> Response:  # noqa: ANN401  as the signature says
    """Return the network as a file that bears the id of this copy; the audit trail knows who has it."""
    form, as_of = FORMS[values["form"]], values["as_of"]
    copy_id = new_copy_id()
    parameters = NetworkFileParameters(**values_of(FIELDS, values))
    details = {"copy": f"{form.name} {copy_id}"}
    content = network_to_write(request.context, form, parameters, as_of=as_of, details=details)
    file = content.written(form, copy_mark(request.context.caller, copy_id), parameters)
    name = f"network-{content.network.as_of}-{copy_id}{form.suffix}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": SANDBOX,
        "X-Copy-ID": copy_id,
    }
    return sent(body_of(file.chunks()), headers=headers, media_type=form.media_type)


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
