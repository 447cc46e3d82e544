"""Routes of pages."""

from starlette.routing import Match, Route
from starlette.types import Scope


class NamedRoute(Route):
    """A route that the log and the numbers name, without what its address holds."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether an address is that of the route."""
        match, child = super().matches(scope)
        return match, {**child, "route": self} if match is Match.FULL else child
