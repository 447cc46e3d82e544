"""An invented city with real numbers: every figure that such a programme reports can be asked of it.

Nobody in it exists. The dice are its own, so the rows are the same wherever and whenever they are made.
"""

from datetime import date
from enum import StrEnum
from random import Random

from graph_service.domain.report import CaseHead
from graph_service.domain.tables import Table, Tables, table_of, tables_of
from loaders.demo_city.awkward import add_awkward_cases, add_awkward_people
from loaders.demo_city.city import AS_OF, City
from loaders.demo_city.events import write_events
from loaders.demo_city.example import cut_example
from loaders.demo_city.groups import add_groups
from loaders.demo_city.history import planned_history
from loaders.demo_city.people import add_people
from loaders.demo_city.programme import add_programme
from loaders.demo_city.sentences import add_sentences_and_facts
from loaders.demo_city.sources import add_sources
from loaders.demo_city.ties import add_ties
from loaders.demo_city.year_2020 import planned_2020

__all__ = ["DEMO_AS_OF", "EXAMPLE_HEAD", "demo_city", "example_case"]

DEMO_AS_OF: date = AS_OF
EXAMPLE_HEAD = CaseHead(
    name="Three groups of an invented city", as_of=DEMO_AS_OF, handling="for practice; nobody is real"
)


def demo_city() -> Tables:
    """Make the demo city: about 400 persons in 12 groups, every kind of record, as of `DEMO_AS_OF`.

    Returns
    -------
    Tables
        Kind name to table; the same rows on every call.

    Examples
    --------
    >>> len(demo_city()["group"])
    15
    """
    city = City(Random())  # noqa: S311  invented people, nothing to keep secret
    city.reseed(1)
    add_sources(city)
    add_groups(city)
    city.reseed(2)
    outsiders = add_people(city)
    special = add_awkward_people(city)
    city.reseed(3)
    add_ties(city, outsiders)
    city.reseed(4)
    events = planned_history(city) + planned_2020(under_age=special["under_age"])
    write_events(city, events, outsiders)
    city.reseed(5)
    ignoring = add_sentences_and_facts(city, outsiders)
    city.reseed(6)
    add_programme(city, ignoring, special)
    city.reseed(7)
    add_awkward_cases(city, special, outsiders)
    return {name: _with_plain_words(table) for name, table in tables_of(city.records.values()).items()}


def example_case() -> Tables:
    """Make a small case to try things on: a part of the demo city, with a record of every kind.

    Returns
    -------
    Tables
        Kind name to table; the same rows on every call. Everything they refer to is among them.

    Examples
    --------
    >>> len(example_case()["person"])
    24
    """
    return cut_example(demo_city())


def _with_plain_words(table: Table) -> Table:
    """Return words of vocabularies as text, as a loader gives them."""
    return table_of(
        table.kind,
        (tuple(str(value) if isinstance(value, StrEnum) else value for value in row) for row in table.rows()),
    )
