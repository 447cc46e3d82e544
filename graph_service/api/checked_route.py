"""Routes with a body: who sends it and what they may do is judged before a byte of it is read."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from graph_service.api.security import ShowProtected, bearer, known_caller, open_store_of, personal_request
from graph_service.services.access import authorise

Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class CheckedRoute(APIRoute):
    """A route that a use case guards; the framework would read the body first, and then ask whose it is."""

    def get_route_handler(self) -> Answer:
        """Return what answers: it refuses whoever may not ask, and then does what the framework does."""
        answer = super().get_route_handler()
        return answer if self.methods <= {"GET", "HEAD"} else self.checked(answer)

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
