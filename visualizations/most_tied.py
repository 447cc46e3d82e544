"""A network of more persons than a picture holds, and of no groups: those with the most contacts stand for it."""

from collections import Counter
from dataclasses import replace

from graph_service.analysis.columns import Rows
from graph_service.analysis.network import Network, NetworkInvolvement, NetworkPerson, NetworkTie
from graph_service.analysis.result import note


def most_tied(network: Network, n_persons: int) -> Network:
    """Keep the persons with the most contacts, of equally many the first by id, and what is between them.

    Parameters
    ----------
    network : Network
        All persons.
    n_persons : int
        How many are kept at most.

    Returns
    -------
    Network
        The same where there are no more; else a note counts those who are left out.
    """
    if len(network.persons) <= n_persons:
        return network
    persons = Rows.of(NetworkPerson, network.persons)
    ties = Rows.of(NetworkTie, network.ties)
    ends = zip(ties.coded("person_a").values(), ties.coded("person_b").values(), strict=True)
    pairs = {(a, b) for a, b in ends if a != b}
    n_contacts = Counter(person for pair in pairs for person in pair)
    ids = persons.coded("person_id").values()
    shown = frozenset(sorted(ids, key=lambda person: (-n_contacts[person], person))[:n_persons])
    involvements = Rows.of(NetworkInvolvement, network.involvements)
    left_out = note("person_fewer_contacts", len(persons) - n_persons)
    return replace(
        network,
        persons=persons.at(persons.coded("person_id").among(shown)),
        ties=ties.at(ties.coded("person_a").among(shown) & ties.coded("person_b").among(shown)),
        involvements=involvements.at(involvements.coded("person_id").among(shown)),
        notes=(*network.notes, left_out),
    )
