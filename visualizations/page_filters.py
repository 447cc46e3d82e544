"""What a reader of the page can switch off beside groups: kinds of ties, grades, roles, all but the supervised."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from graph_service.analysis.contact_graph import FACTS_GRADE
from graph_service.analysis.network import Network
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.vocabulary import Role
from graph_service.languages.translator import Translator
from graph_service.wording.words import coded
from visualizations.escaping import escape
from visualizations.said import kind_words

GRADES: Final = ("A1", "B2", "C3", "D4", "E5")


def filter_boxes(network: Network, t: Translator) -> str:
    """Write the boxes for ties and persons, each kind and role that the network has with its count.

    Parameters
    ----------
    network : Network
        What is drawn.
    t : Translator
        Of the language.

    Returns
    -------
    str
        HTML.
    """
    grades = "".join(
        f'<option value="{grade}">{escape(t.text("{grade} or better").format(grade=grade))}</option>'
        for grade in GRADES
    )
    facts = t.text(
        "Facts: memberships held as a fact, ties from a source graded {grade} or better, and joint suspects."
    )
    return (
        f"<h2>{escape(t.text('Ties'))}</h2>"
        f'<ul id="kinds">{"".join(_kinds(network, t))}</ul>'
        f'<label class="choice">{escape(t.text("Source graded"))} '
        f'<select id="least-grade"><option value="">{escape(t.text("all"))}</option>{grades}</select></label>'
        f"<h2>{escape(t.text('Persons'))}</h2>"
        f'<ul id="roles">{"".join(_roles(network, t))}</ul>'
        f'<label><input type="checkbox" id="supervised-only">{escape(t.text("only under supervision"))}</label>'
        f'<label><input type="checkbox" id="facts-only" aria-describedby="facts-words">'
        f"{escape(t.text('only facts'))}</label>"
        f'<p class="muted" id="facts-words">{escape(facts.format(grade=FACTS_GRADE))}</p>'
    )


def _kinds(network: Network, t: Translator) -> Iterator[str]:
    counts = Counter(kind for tie in network.ties for kind in tie.kinds)
    for position, kind in enumerate(ALL_KINDS):
        if counts[kind]:
            yield _box(f'data-kind="{position}"', kind_words(t, kind), counts[kind])


def _roles(network: Network, t: Translator) -> Iterator[str]:
    counts = Counter(person.role for person in network.persons)
    for role in (*Role, ""):
        if counts[role]:
            yield _box(f'data-role="{role}"', coded(t, role, "Role") if role else t.text("no role"), counts[role])


def _box(about: str, name: str, n: int) -> str:
    return (
        f'<li><label><input type="checkbox" {about} checked><span>{escape(name)}</span><small>{n}</small></label></li>'
    )
