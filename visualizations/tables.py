"""The table twin of a picture: the same persons, groups and conflicts as rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from graph_service.analysis.network import Network, NetworkPerson
from graph_service.analysis.person_measures import NO_MEASURES, PersonMeasures
from graph_service.analysis.result import WITHHELD
from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from graph_service.wording.cells import yes_or_no
from graph_service.wording.words import coded
from visualizations.changes import HEADS, ChangeRow
from visualizations.escaping import escape
from visualizations.hulls import size_words
from visualizations.layout import MOST_ROWS
from visualizations.numbering import Numbered
from visualizations.page_data import named_count
from visualizations.said import ENGLISH, STATUS_WORDS, label_said
from visualizations.scores import capitalised, measure_words, score_text

PERSON_HEADS: Final = (
    N_("Number"),
    N_("Label"),
    N_("Group"),
    N_("Role"),
    N_("Status"),
    N_("Minor"),
    N_("Notified"),
    N_("Ties"),
    N_("Points"),
)
GROUP_HEADS: Final = (
    N_("Group"),
    N_("Name"),
    N_("Named"),
    N_("Estimate"),
    N_("Rank"),
    N_("Violence index"),
    N_("Conflicts"),
    N_("Valid"),
)
CONFLICT_HEADS: Final = (N_("Conflict"), N_("Name"), N_("Between"), N_("and"), N_("Status"), N_("Incidents"))


def tables_html(
    network: Network,
    numbers: Numbered,
    measures: PersonMeasures = NO_MEASURES,
    t: Translator = ENGLISH,
    *,
    n_elsewhere: int = 0,
) -> str:
    """Write the tables.

    Parameters
    ----------
    network : Network
        What is drawn.
    numbers : Numbered
        Its positions.
    measures : PersonMeasures
        Of persons, a column each.
    t : Translator
        Of the language.
    n_elsewhere : int
        Persons whom only the maps of their groups list.

    Returns
    -------
    str
        HTML: persons, groups, conflicts.
    """
    heads = [*map(t.text, PERSON_HEADS), *(capitalised(measure_words(t, name)) for name in measures.columns)]
    groups, conflicts = list(map(t.text, GROUP_HEADS)), list(map(t.text, CONFLICT_HEADS))
    persons = _persons(network, numbers, measures, t)
    return "\n".join((
        _table("persons-table", f"{t.text('Persons')} {len(network.persons) + n_elsewhere}", heads, persons),
        _too_many(len(network.persons), n_elsewhere, t),
        _table("groups-table", f"{t.text('Groups')} {len(network.groups)}", groups, _groups(network, numbers, t)),
        _table(
            "conflicts-table",
            f"{t.text('Conflicts')} {len(numbers.conflicts)}",
            conflicts,
            _conflicts(network, numbers, t),
        ),
    ))  # fmt: skip


def _persons(network: Network, numbers: Numbered, measures: PersonMeasures, t: Translator) -> Iterable[str]:
    n_ties = Counter(end for tie in numbers.tie_ends for end in (tie.a, tie.b))
    order = sorted(
        range(len(network.persons)), key=lambda i: (-network.persons[i].points, network.persons[i].person_id)
    )
    for i in order[:MOST_ROWS]:
        person = network.persons[i]
        cells = (
            person.person_id,
            label_said(t, person.label),
            group_cell(t, person, [network.groups[g].name for g in numbers.groups_of[i]]),
            coded(t, person.role, "Role"),
            t.text(STATUS_WORDS[person.status]),
            ""
            if person.is_minor == "no" or person.person_id == WITHHELD.value
            else coded(t, person.is_minor, "Answer"),
            person.notified_on.isoformat() if person.notified_on else "",
            str(n_ties[i]),
            str(person.points),
            *(
                score_text(t, scores[person.person_id]) if person.person_id in scores else ""
                for scores in measures.columns.values()
            ),
        )
        yield _row(f'data-i="{i}"', cells)


def group_cell(t: Translator, person: NetworkPerson, names: Sequence[str]) -> str:
    """Write the groups of a person: those that are not shown by their ids.

    Parameters
    ----------
    t : Translator
        Of the language.
    person : NetworkPerson
        The person.
    names : Sequence[str]
        Of the groups shown.

    Returns
    -------
    str
        Empty: in no group.
    """
    return ", ".join(
        [*names, *(t.text("{group} (not shown)").format(group=group) for group in person.groups_not_shown)]
    )


def _groups(network: Network, numbers: Numbered, t: Translator) -> Iterable[str]:
    n_conflicts = Counter(end for side in numbers.conflict_sides for end in (side.a, side.b))
    order = sorted(range(len(network.groups)), key=lambda g: (network.groups[g].rank or len(network.groups) + 1, g))
    for g in order:
        group = network.groups[g]
        cells = (
            group.group_id,
            group.name,
            named_count(t, group.n_named),
            size_words(t, group),
            "" if group.rank is None else str(group.rank),
            t.decimal(f"{group.violence_index:.2f}"),
            str(n_conflicts[g]),
            yes_or_no(t, group.is_valid),
        )
        yield _row(f'data-g="{g}"', cells)


def _conflicts(network: Network, numbers: Numbered, t: Translator) -> Iterable[str]:
    for c, (conflict, sides) in enumerate(zip(numbers.conflicts, numbers.conflict_sides, strict=True)):
        names = (network.groups[sides.a].name, network.groups[sides.b].name)
        cells = (
            conflict.conflict_id,
            conflict.name,
            *names,
            coded(t, conflict.status, "ConflictState"),
            str(len(conflict.incident_ids)),
        )
        yield _row(f'data-c="{c}"', cells)


def changes_html(rows: Sequence[ChangeRow], t: Translator) -> str:
    """Write what is another than on the earlier day as a table; it follows no filter.

    Parameters
    ----------
    rows : Sequence[ChangeRow]
        Of the table.
    t : Translator
        Of the language.

    Returns
    -------
    str
        HTML; empty where no other day is compared with.
    """
    written = [_row("" if position < 0 else f'data-i="{position}"', cells) for cells, position in rows[:MOST_ROWS]]
    left_out = len(rows) - len(written)
    text = t.text("{n} more changes are not listed here.").format(n=left_out)
    more = f'<p class="muted">{escape(text)}</p>' if left_out else ""
    return _table("changes-table", f"{t.text('Changes')} {len(rows)}", [t.text(head) for head in HEADS], written) + more


def _row(about: str, cells: Sequence[str]) -> str:
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
    return f'<tr{about and f" {about}"}><th scope="row"><button>{escape(cells[0])}</button></th>{rest}</tr>'


def _table(name: str, caption: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    cells = "".join(f'<th scope="col"><button>{escape(head)}</button></th>' for head in heads)
    what, _, n = caption.rpartition(" ")
    count = f'<span id="{name}-count" data-all="{escape(n)}">{escape(n)}</span>'
    return (
        f'<h2>{escape(what)} {count}</h2><table id="{name}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _too_many(n_persons: int, n_elsewhere: int, t: Translator) -> str:
    text = t.text("{n} persons with fewest points are not listed here.")
    if n_elsewhere:
        text = t.text("{n} persons are not listed here: the map of each group has its own.")
    left_out = n_elsewhere or n_persons - MOST_ROWS
    return f'<p class="muted">{escape(text.format(n=left_out))}</p>' if left_out > 0 else ""
