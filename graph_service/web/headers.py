"""Headers of every page: nothing is loaded from elsewhere, nothing runs that stands within a page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",  # without it browsers do not say from which site a form comes
        "Vary": "Cookie, Accept-Language",
    }
)
