"""Cookies: the secret of a session, and the language that was chosen."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from graph_service.languages.translator import DEFAULT, LANGUAGES, preferred

LANGUAGE: Final = "gruppkarta_language"
A_YEAR_S: Final = 365 * 86_400


def session_cookie(http: Request) -> str:
    """Return the name of the cookie of the session: over TLS browsers hold it to this host and path by its name."""
    return "__Host-gruppkarta" if is_over_tls(http) else "gruppkarta_session"


def is_over_tls(http: Request) -> bool:
    """Tell whether browsers reach the service over TLS, itself or through a proxy that the settings tell of."""
    return bool(http.app.state.opener.settings.behind_tls) or http.url.scheme == "https"


def secret_of(http: Request) -> str:
    """Return what the cookie of the session holds; empty: there is none."""
    return http.cookies.get(session_cookie(http), "")


def give_session(http: Request, response: Response, secret: str) -> None:
    """Have the browser keep a session until it is closed; no script and no other site can read or send it."""
    response.set_cookie(
        session_cookie(http), secret, httponly=True, samesite="strict", secure=is_over_tls(http), path="/"
    )


def take_session(http: Request, response: Response) -> None:
    """Have the browser forget the session, and what it keeps of the pages."""
    response.delete_cookie(session_cookie(http), httponly=True, samesite="strict", secure=is_over_tls(http), path="/")
    response.headers["Clear-Site-Data"] = '"cache"'


def language_of(http: Request) -> str:
    """Return the language of a browser: as chosen, else as it asks for, else by the setting, else Swedish."""
    chosen_language = http.query_params.get("language") or http.cookies.get(LANGUAGE, "")
    if chosen_language in LANGUAGES:
        return chosen_language
    fallback = http.app.state.opener.settings.language or DEFAULT
    return preferred(http.headers.get("accept-language", ""), fallback)


def give_language(response: Response, language: str, *, secure: bool) -> None:
    """Have the browser keep a language for a year."""
    response.set_cookie(LANGUAGE, language, max_age=A_YEAR_S, httponly=True, samesite="strict", secure=secure, path="/")
