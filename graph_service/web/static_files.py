"""Style sheets and scripts of the pages: nothing in them is secret, and a browser may keep them until they change."""

from mimetypes import guess_type

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from graph_service.web.map_files import map_files, map_version
from graph_service.web.templates import static_files, version_of


async def static_file(http: Request) -> Response:
    """Return a file; its address holds what it is, so that it may be kept for good."""
    name = http.path_params["name"]
    if name not in static_files() or http.path_params["version"] != version_of(name):
        raise HTTPException(404)
    return _sent(name, static_files()[name])


async def map_file(http: Request) -> Response:
    """Return a file of the map, under the one version of all of them."""
    name = http.path_params["name"]
    if name not in map_files() or http.path_params["version"] != map_version():
        raise HTTPException(404)
    return _sent(name, map_files()[name])


def _sent(name: str, content: bytes) -> Response:
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(content, headers=headers, media_type=guess_type(name)[0])
