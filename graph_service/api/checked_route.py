"""Routes with a body: who sends it and what they may do is judged before a byte of it is read."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from graph_service.api.security import ShowProtected, bearer, known_caller, open_store_of, personal_request
from graph_service.errors import InputError
from graph_service.services.access import authorise

MAX_MEMBERS: Final = 100
Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class CheckedRoute(APIRoute):
    """A route that a use case guards; the framework would read the body first, and then ask whose it is."""

    def get_route_handler(self) -> Answer:
        """Return what answers: it refuses whoever may not ask, and then does what the framework does."""
        answer = super().get_route_handler()

        async def answer_to_few_members(request: Request) -> Response:
            await _check_members(request)
            return await answer(request)

        return answer if (self.methods or set()) <= {"GET", "HEAD"} else self.checked(answer_to_few_members)

    def checked(self, answer: Answer) -> Answer:
        """Return what answers those alone who may ask."""
        action = (self.openapi_extra or {})["x-use-case"]

        async def answer_if_allowed(request: Request) -> Response:
            credentials = await bearer(request)

            def judge() -> None:
                opened = open_store_of(request)
                caller = known_caller(request, opened, credentials)
                shows_protected = ShowProtected.YES if "x-show-protected" in request.headers else None
                purpose = request.headers.get("x-purpose", "")
                authorise(personal_request(request, opened, caller, purpose, shows_protected).context.caller, action)

            await run_in_threadpool(judge)
            return await answer(request)

        return answer_if_allowed


async def _check_members(request: Request) -> None:
    """Refuse an object of many members: each that is not known would be found at fault by itself, for seconds."""
    body: object = None
    with suppress(ValueError, RecursionError):  # the framework says what is wrong with it
        body = await request.json()
    if isinstance(body, dict) and len(body) > MAX_MEMBERS:
        message = f"the body has {len(body)} members, and at most {MAX_MEMBERS} are read; send those that are described"
        raise InputError(message)
