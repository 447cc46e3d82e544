"""Commands about persons of a store: find one, see what is recorded, erase one."""

from enum import Enum
from typing import Annotated

import typer

from graph_service.cli.callers import PurposeOption, at_store
from graph_service.cli.help_pages import KEEP
from graph_service.cli.language import is_english, spoken
from graph_service.cli.session import JsonOption, Session, StoreOption, on_records, say
from graph_service.cli.streams import note_written

QueryArgument = Annotated[str, typer.Argument(help="Part of an id, label, name or alias.", metavar="TEXT")]
PersonArgument = Annotated[str, typer.Argument(help="Id of a person.", metavar="PERSON")]
AfterOption = Annotated[str | None, typer.Option("--after", help="Only persons after this id.", metavar="ID")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="Show at most so many persons.", metavar="N")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, without names; written to the audit trail.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Erase; without it, only say what would be erased.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (persons, person):
        app.command()(on_records(command))
    app.command(rich_help_panel=KEEP)(erase)


def persons(session: Session, text: QueryArgument = "", after: AfterOption = None, limit: LimitOption = 100) -> None:
    """Find persons by part of an id or label, and by name or alias if you may see them."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console, show_notes, table
    from graph_service.services.persons import search

    page = search(session.context, query=text, as_of=session.as_of, after=after, limit=limit)
    if session.as_json:
        typer.echo(to_json(page), nl=False)
        return
    out = console()
    t = spoken()
    grid = table(t.text("person"), t.text("label"), t.text("names"), t.text("aliases"))
    for row in page.persons:
        grid.add_row(row.person_id, row.label, ", ".join(row.names or ()), ", ".join(row.aliases or ()))
    out.print(grid)
    show_notes(out, page.notes)
    if page.next_after is not None:
        say(t.text("more: {option}").format(option=f"--after {page.next_after}"))


def person(session: Session, person: PersonArgument) -> None:
    """Show what is recorded about a person, as far as you may see it."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console, show_notes, table
    from graph_service.services.persons import person as person_detail

    detail = person_detail(session.context, person_id=person, as_of=session.as_of)
    if session.as_json:
        typer.echo(to_json(detail), nl=False)
        return
    out = console()
    t = spoken()
    withheld = t.text("withheld")
    grid = table(t.text("record"), t.text("what it says"), withheld, right=(withheld,))
    for record in (*detail.rows, *detail.records):
        text = "; ".join(f"{_name(name)} {_value(name, value)}" for name, value in record.fields.items())
        grid.add_row(f"{record.kind}:{record.record_id}", text, str(record.n_fields_withheld or ""))
    out.print(grid)
    show_notes(out, detail.notes)


def _name(name: str) -> str:
    """Return what a column is called, in English by its name."""
    from graph_service.wording.words import label

    return name if is_english() else label(spoken(), name)


def _value(name: str, value: object) -> str:
    """Return a value, a code of a list in the words of another language."""
    from graph_service.domain.described import Described
    from graph_service.wording.cells import cell_text

    if isinstance(value, tuple):
        return ", ".join(_value(name, part) for part in value)
    codes = Described("", None, words=(str(value),)) if isinstance(value, Enum) else None
    return str(value) if is_english() else cell_text(spoken(), str(value), codes, name)


def erase(
    person: PersonArgument,
    reason: ReasonOption,
    yes: YesOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Erase a person and every record that refers to them, once --yes is given; the audit trail forgets them too."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.cli.show import console, table
    from graph_service.domain.text import counted
    from graph_service.services.erasing import RESIDUE_TEXTS, erase_person
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        erasure = erase_person(context, person_id=person, reason=reason, dry_run=not yes)
    if erasure.is_done:
        note_written("the person is erased")
    if json:
        typer.echo(to_json(erasure), nl=False)
        return
    grid = table("table", "records", right=("records",))
    for name, n in erasure.records.items():
        grid.add_row(name, str(n))
    console().print(grid)
    n_records = counted(erasure.n_records, "record")
    ends = (
        "erased; there is no way back" if erasure.is_done else "would be erased, and nothing was: repeat it with --yes"
    )
    typer.echo(fitted(f"{n_records} {ends}"))
    if erasure.residue is not None:
        say(f"{RESIDUE_TEXTS[erasure.residue]}; backups and copies made before today still hold them")
    for person_id in erasure.stay:
        say(f"{person_id} is held to be the same person, and stays: erase {person_id} as well")
