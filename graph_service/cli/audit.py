"""Commands about the audit trail: read it, check it, sign how far it has come."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.callers import PurposeOption, at_store
from graph_service.cli.exits import EXIT_CODES
from graph_service.cli.session import FORCE, ForceOption, JsonOption, StoreOption, refuse_existing, say, write_file
from graph_service.errors import DamagedStoreError

if TYPE_CHECKING:
    from graph_service.services.auditing import Checkpoint

DAYS = ["%Y-%m-%d"]
audits = typer.Typer(help="Read the audit trail, check it, and sign how far it has come.", no_args_is_help=True)
LinesOption = Annotated[
    Path | None, typer.Option("--out", help="File to write; default: standard output.", metavar="FILE.jsonl")
]
AfterOption = Annotated[int, typer.Option("--after", min=0, help="Only entries after this number.", metavar="N")]
UserOption = Annotated[str | None, typer.Option("--user", help="Only what this caller did, by name.", metavar="NAME")]
PersonOption = Annotated[str | None, typer.Option("--person", help="Only looks at this person.", metavar="ID")]
ActionOption = Annotated[
    str | None, typer.Option("--action", help="Only this action, such as export or refused.", metavar="ACTION")
]
SinceOption = Annotated[
    datetime | None, typer.Option("--since", formats=DAYS, help="First day, in UTC.", metavar="DAY")
]
UntilOption = Annotated[datetime | None, typer.Option("--until", formats=DAYS, help="Last day, in UTC.", metavar="DAY")]
NewestFirstOption = Annotated[
    bool, typer.Option("--newest-first", help="The newest first; --after N then gives the older ones.")
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=1, max=10_000, help="Show at most so many entries.", metavar="N")
]
CheckpointOption = Annotated[
    Path | None, typer.Option("--checkpoint", help="Checkpoint that was kept outside the store.", metavar="FILE")
]
OutOption = Annotated[Path, typer.Option("--out", help="File to write, outside the store.", metavar="FILE")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(audits, name="audit")


@audits.command("list")
def list_(
    store: StoreOption = None,
    purpose: PurposeOption = None,
    after: AfterOption = 0,
    limit: LimitOption = 100,
    user: UserOption = None,
    person: PersonOption = None,
    action: ActionOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    newest_first: NewestFirstOption = False,
    json: JsonOption = False,
) -> None:
    """List who looked at what, when and what for; persons stand under random references.

    About a person, entries that looked at so many that they name nobody are listed too.
    """
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console, table
    from graph_service.services.auditing import TrailQuestion, list_audit
    from graph_service.settings import Settings

    first, last = (None if instant is None else instant.date() for instant in (since, until))
    question = TrailQuestion(
        user=user, person=person, action=action, since=first, until=last, newest_first=newest_first
    )

    with at_store(store, Settings(), purpose=purpose) as context:
        page = list_audit(context, after=after, limit=limit, question=question)
    if json:
        typer.echo(to_json(page), nl=False)
        return
    grid = table("number", "at (UTC)", "who", "what", "persons", "what for", right=("number", "persons"))
    for entry in page.entries:
        n = entry.details.get("n_subjects", 0)
        grid.add_row(
            str(entry.number), f"{entry.recorded_at:%Y-%m-%d %H:%M}", entry.actor, entry.action, str(n), entry.purpose
        )
    console().print(grid)
    if page.next_after is not None:
        say(f"more: --after {page.next_after}")


@audits.command()
def verify(
    store: StoreOption = None,
    purpose: PurposeOption = None,
    checkpoint: CheckpointOption = None,
    json: JsonOption = False,
) -> None:
    """Check whether the trail was changed, and say which end of it no checkpoint protects."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.services.auditing import verify_audit
    from graph_service.settings import Settings

    settings = Settings()
    signed = None if checkpoint is None else _read(checkpoint)
    with at_store(store, settings, purpose=purpose) as context:
        former_keys = settings.former(settings.former_audit_keys)
        verification = verify_audit(context, checkpoint=signed, key=_key(settings.audit_key), former_keys=former_keys)
    typer.echo(to_json(verification) if json else fitted(verification.text), nl=not json)
    if not verification.is_whole:
        raise typer.Exit(EXIT_CODES[DamagedStoreError])


@audits.command()
def checkpoint(out: OutOption, store: StoreOption = None, purpose: PurposeOption = None) -> None:
    """Sign how far the trail has come, with the key in GRUPPKARTA_AUDIT_KEY."""
    from graph_service.analysis.result import to_json
    from graph_service.services.auditing import make_checkpoint
    from graph_service.settings import Settings

    settings = Settings()
    refuse_existing(out, way_out="a checkpoint is never written over, name another file")
    with at_store(store, settings, purpose=purpose) as context:
        signed = make_checkpoint(context, key=_key(settings.audit_key))
    write_file(out, to_json(signed))
    say(f"wrote {out}: entries up to {signed.number} are signed; keep it out of reach of whoever can change the store")


@audits.command()
def export(
    after: AfterOption = 0,
    out: LinesOption = None,
    force: ForceOption = False,
    store: StoreOption = None,
    purpose: PurposeOption = None,
) -> None:
    """Write the trail as JSON lines, from the entry after a number on, for a log outside the store."""
    from graph_service.services.auditing import trail_lines
    from graph_service.settings import Settings

    if out is not None:
        refuse_existing(out, force=force, way_out=FORCE)
    with at_store(store, Settings(), purpose=purpose) as context:
        lines = trail_lines(context, after=after)
        if out is None:
            sys.stdout.writelines(lines)
        else:
            write_file(out, lines, force=force)
    say(f"entries after {after} are written; go on later with --after and the number of the last of them")


def _key(setting: object) -> bytes | None:
    from pydantic import SecretStr

    return setting.get_secret_value().encode() if isinstance(setting, SecretStr) else None


def _read(path: Path) -> "Checkpoint":
    from json import loads

    from graph_service.domain.limits import MAX_SECRET_BYTES
    from graph_service.errors import InputError
    from graph_service.files.plain_file import read_plain
    from graph_service.services.auditing import Checkpoint

    try:
        fields = loads(read_plain(path, max_bytes=MAX_SECRET_BYTES).decode("utf-8"))
        made_at = datetime.fromisoformat(fields["made_at"])
        named = fields.get("key_id")
        return Checkpoint(
            int(fields["number"]),
            str(fields["chain"]),
            made_at,
            str(fields["signature"]),
            None if named is None else str(named),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"cannot read the checkpoint {path.name}: give a file that `audit checkpoint` wrote"
        raise InputError(message) from error
