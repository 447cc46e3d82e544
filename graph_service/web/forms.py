"""Forms: how they are read, and whether it was a page of this service that sent them."""

import secrets
from typing import Final
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from graph_service.errors import ForgedFormError
from graph_service.web.cookies import is_over_tls
from graph_service.web.sessions import BrowserSession

CSRF: Final = "csrf"
MAX_FIELDS: Final = 2_000
MAX_FILES: Final = 1
MAX_FIELD_BYTES: Final = 200_000
MAX_PATH_LENGTH: Final = 4_000
BAD_REQUEST: Final = 400


async def form_of(http: Request) -> FormData:
    """Return the fields of a form, of which there are no more than pages send."""
    charset = http.headers.get("content-type", "").lower().partition("charset=")[2].strip(" \"'")
    if charset not in {"", "utf-8"}:  # others decode to what is no text, or not at all
        raise HTTPException(BAD_REQUEST)
    return await http.form(max_fields=MAX_FIELDS, max_files=MAX_FILES, max_part_size=MAX_FIELD_BYTES)


def check_form(http: Request, form: FormData, session: BrowserSession) -> None:
    """Refuse a form from elsewhere: by the site that the browser names, and by the secret that our forms hold."""
    check_origin(http)
    sent = form.get(CSRF)
    if not isinstance(sent, str) or not secrets.compare_digest(sent.encode(), session.csrf.encode()):
        message = "the form is not one that this session was shown: open the page again, and send the form from there"
        raise ForgedFormError(message, attempt=CSRF)


def check_origin(http: Request) -> None:
    """Refuse a form that the page of another site sent, or a page that came to the browser without TLS."""
    origin, site = http.headers.get("origin"), http.headers.get("sec-fetch-site", "same-origin")
    if not _is_ours(http, origin) or site not in {"same-origin", "none"}:
        message = "the form was sent by a page of another site: open the page here, and send the form from there"
        raise ForgedFormError(message, attempt=CSRF)


def _is_ours(http: Request, origin: str | None) -> bool:
    if origin is None:  # browsers name it with every form; what is no browser holds no cookie of somebody else
        return True
    scheme, _, host = origin.lower().partition("://")
    return host == http.headers.get("host", "").lower() and (scheme == "https" or not is_over_tls(http))


def local_path(path: str) -> str:
    """Return a path within this service to go on to; the first page for everything else."""
    is_plain = path.isprintable() and "\\" not in path and len(path) <= MAX_PATH_LENGTH
    return path if is_plain and path.startswith("/") and not path.startswith("//") else "/"


def path_of(http: Request) -> str:
    """Return the path of a request as its address has it: what stands for a slash or a question mark stays so."""
    raw_path = http.scope.get("raw_path") or quote(http.scope["path"]).encode()
    return str(raw_path.partition(b"?")[0].decode("latin-1"))


def here(http: Request) -> str:
    """Return the address of a request within the service, with all that it asks for."""
    query = http.url.query
    return local_path(f"{path_of(http)}?{query}" if query else path_of(http))
