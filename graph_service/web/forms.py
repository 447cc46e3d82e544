"""Forms: how they are read, and whether it was a page of this service that sent them."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request

from graph_service.errors import AccessError
from graph_service.web.sessions import Session

CSRF: Final = "csrf"
MAX_FIELDS: Final = 2_000
MAX_FILES: Final = 1
MAX_FIELD_BYTES: Final = 200_000


class ForgedFormError(AccessError):
    """A form that no page of this service sent, or one that an earlier session showed."""

    code = "forged_form"


async def form_of(http: Request) -> FormData:
    """Return the fields of a form, of which there are no more than pages send."""
    return await http.form(max_fields=MAX_FIELDS, max_files=MAX_FILES, max_part_size=MAX_FIELD_BYTES)


def check_form(http: Request, form: FormData, session: Session) -> None:
    """Refuse a form from elsewhere: by the site that the browser names, and by the secret that our forms hold."""
    check_origin(http)
    sent = form.get(CSRF)
    if not isinstance(sent, str) or not secrets.compare_digest(sent.encode(), session.csrf.encode()):
        message = "the form is not one that this session was shown: open the page again, and send the form from there"
        raise ForgedFormError(message, attempt=CSRF)


def check_origin(http: Request) -> None:
    """Refuse a form that the page of another site sent."""
    origin, site = http.headers.get("origin"), http.headers.get("sec-fetch-site", "same-origin")
    is_ours = origin is None or urlsplit(origin).netloc.lower() == http.headers.get("host", "").lower()
    if not is_ours or site not in {"same-origin", "none"}:
        message = "the form was sent by a page of another site: open the page here, and send the form from there"
        raise ForgedFormError(message, attempt=CSRF)


def local_path(path: str) -> str:
    """Return a path within this service to go on to; the first page for everything else."""
    parts = urlsplit(path)
    is_plain = path.isprintable() and "\\" not in path and not parts.scheme and not parts.netloc
    return path if is_plain and path.startswith("/") and not path.startswith("//") else "/"
