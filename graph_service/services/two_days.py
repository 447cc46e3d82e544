"""The network of an earlier day, to compare with that of a later one: as its caller may see both."""

from collections.abc import Mapping
from datetime import date

from graph_service.analysis.network import NETWORK, Network, NetworkParameters
from graph_service.analysis.network_difference import without_persons
from graph_service.errors import InputError
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.view import view_of


def earlier_network(
    context: Context,
    parameters: NetworkParameters,
    *,
    since: date,
    as_of: date,
    details: Mapping[str, str | int] | None = None,
) -> Network:
    """Answer the network as of an earlier day; who is withheld on the later one is withheld on this one too.

    Parameters
    ----------
    context : Context
        Who asks, and the records of a moment.
    parameters : NetworkParameters
        What is asked, as of both days.
    since : date
        The earlier day.
    as_of : date
        The later day.
    details : Mapping[str, str | int] | None
        More for the audit trail.

    Returns
    -------
    Network
        As of the earlier day.

    Raises
    ------
    InputError
        If the one day is not before the other.
    """
    if since >= as_of:
        message = f"{since} is not before {as_of}: choose an earlier day to compare with"
        raise InputError(message)
    hidden = view_of(context.snapshot(as_of), context.classes).hidden
    return answer(
        context,
        NETWORK,
        parameters,
        as_of=since,
        details=details,
        narrow=lambda network: without_persons(network, hidden),
    )
