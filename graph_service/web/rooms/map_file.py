"""The map as a file: a page that works offline, sent to be saved, as its own scripts would not run here."""

from starlette.responses import Response

from graph_service.exports import (
    EXPORT_FORMS,
    FormName,
    NetworkFileParameters,
    copy_mark,
    network_to_write,
    new_copy_id,
)
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest


def map_file(request: PageRequest) -> Response:
    """Send the map, of all groups or of those in the address; it bears the id of this copy, and is logged with it."""
    form = next(form for form in EXPORT_FORMS if form.name is FormName.PAGE)
    groups = tuple(group for group in request.http.query_params.getlist("group") if group)
    parameters = NetworkFileParameters(groups=groups or None)
    copy_id = new_copy_id()
    details = {"copy": f"{form.name} {copy_id}"}
    content = network_to_write(request.held, form, parameters, as_of=request.day, details=details)
    file = content.written(form, copy_mark(request.context.caller, copy_id, translator=request.translator), parameters)
    headers = {
        "Content-Disposition": f'attachment; filename="map-{content.network.as_of}-{copy_id}{form.suffix}"',
        "X-Copy-ID": copy_id,
    }
    return Response(file.text, headers=headers, media_type=form.media_type)


PAGES = (Page(path="/map.html", name="map_file", title=N_("The map as a file"), actions=("network",), show=map_file),)
