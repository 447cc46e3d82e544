"""The interface for other programs, as a page of ours: every operation, with examples to copy."""

from starlette.responses import Response

from graph_service.errors import NotFoundError
from graph_service.web.cookies import is_over_tls
from graph_service.web.interface_document import SERVICE, Operation
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("The interface for other programs")


def show_interface(request: PageRequest) -> Response:
    """List the operations by what they are about."""
    by_tag: dict[str, list[Operation]] = {}
    for operation in _operations(request):
        by_tag.setdefault(operation.tag, []).append(operation)
    about = request.http.app.state.describe_interface()["info"]
    title = request.translator.text(TITLE)
    return request.show("interface.html", title=title, by_tag=by_tag, about=about, base=_base(request))


def show_operation(request: PageRequest) -> Response:
    """Show one operation: what it takes, what it answers, and how it is asked."""
    name = request.part("operation")
    for operation in _operations(request):
        if operation.name == name:
            example = operation.example.replace(SERVICE, _base(request))
            return request.show(
                "operation.html", title=request.translator.text(TITLE), operation=operation, example=example
            )
    message = f"the interface has no operation {name[:40]!r}: the list names them all"
    raise NotFoundError(message)


def _operations(request: PageRequest) -> tuple[Operation, ...]:
    operations: tuple[Operation, ...] = request.http.app.state.operations()
    return operations


def _base(request: PageRequest) -> str:
    """Where the reader reaches the service."""
    scheme = "https" if is_over_tls(request.http) else "http"
    return f"{scheme}://{request.http.headers.get('host', '127.0.0.1:8000')}"


PAGES = (
    Page(path="/v1/docs", name="interface", title=TITLE, actions=(), show=show_interface),
    Page(path="/v1/docs/{operation}", name="operation", title=TITLE, actions=(), show=show_operation),
)
