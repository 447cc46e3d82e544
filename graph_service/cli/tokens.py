"""Commands about tokens: who may work on a store."""

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.callers import PurposeOption, at_store
from graph_service.cli.session import JsonOption, StoreOption, say
from graph_service.cli.streams import note_written

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.tokens import NewToken

tokens = typer.Typer(help="Manage access tokens: who may work on a store.", no_args_is_help=True)
NameOption = Annotated[str, typer.Option("--name", help="Who gets it; the audit trail names them by it.")]
AgencyOption = Annotated[str, typer.Option("--agency", help="police, municipality or probation_service.")]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role", help="analyst, coordinator, probation, exit_worker, admin, auditor, or service for a program."
    ),
]
DaysOption = Annotated[int, typer.Option("--days", min=1, help="For how many days.")]
TokenArgument = Annotated[str, typer.Argument(help="Id of a token, as the list shows it.", metavar="TOKEN_ID")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(tokens, name="token")


@tokens.command()
def create(
    name: NameOption,
    agency: AgencyOption,
    role: RoleOption,
    days: DaysOption = 90,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Make a token and print it, this once."""
    from graph_service.services.tokens import create_token
    from graph_service.settings import Settings

    settings = Settings()
    with at_store(store, settings, purpose=purpose) as context:
        token = create_token(context, name=name, agency=agency, role=role, days=days)
    show_once(token, holder=f"{role} of {agency}", as_json=json)
    if json:
        return
    say("with the token in GRUPPKARTA_TOKEN, this asks the service (gruppkarta serve):")
    say(request_with(settings.host, settings.port, role=role, agency=agency))


def show_once(token: "NewToken", *, holder: str, as_json: bool, instead_of: str | None = None) -> None:
    """Print a token that was just made, and say what else was done, even where it cannot be printed."""
    from graph_service.analysis.result import to_json

    token_id = token.info.token_id
    if instead_of is not None:
        note_written(f"token {instead_of} is revoked")
    note_written(f"token {token_id} was made and is not shown again: revoke it")
    if as_json:
        typer.echo(to_json(token), nl=False)
        return
    typer.echo(token.token)
    say(f"token {token_id} for {holder}, valid to {token.info.expires_at:%Y-%m-%d}; shown this once")
    if instead_of is not None:
        say(f"token {instead_of} is revoked")


def request_with(host: str, port: int, *, role: str, agency: str) -> str:
    """Return a command that asks the service something that the holder of a token may ask.

    The token itself does not stand in it: commands are kept in a history.
    """
    from graph_service.domain.caller import CallerRole
    from graph_service.domain.rights import RIGHTS, Agency
    from graph_service.services.access import RULES

    rights = RIGHTS[CallerRole(role), Agency(agency)]
    actions = {"scorecard": "scorecard?limit=5", "search": "persons?limit=5", "audit_list": "audit?limit=5"}
    address = next(
        address for action, address in actions.items() if role in RULES[action].roles and RULES[action].needs <= rights
    )
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  every address of this machine is no address
    netloc = f"[{host}]" if ":" in host else host
    token, purpose = '"Authorization: Bearer $GRUPPKARTA_TOKEN"', '"X-Purpose: weekly review"'
    return f'curl -H {token} -H {purpose} "http://{netloc}:{port}/v1/{address}"'


@tokens.command("list")
def list_(store: StoreOption = None, purpose: PurposeOption = None, json: JsonOption = False) -> None:
    """List all tokens, without what they are known by."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console, table
    from graph_service.services.tokens import list_tokens
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        infos = list_tokens(context)
    if json:
        typer.echo(to_json({"tokens": infos}), nl=False)
        return
    grid = table("token", "name", "role", "agency", "made", "valid to", "state")
    for token in infos:
        state = "valid" if token.is_valid else "revoked" if token.revoked_at else "expired"
        grid.add_row(
            token.token_id,
            token.name,
            token.role,
            token.agency,
            f"{token.created_at:%Y-%m-%d}",
            f"{token.expires_at:%Y-%m-%d}",
            state,
        )
    console().print(grid)


@tokens.command()
def renew(
    token_id: TokenArgument,
    days: DaysOption = 90,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Make another token for the same holder, print it, this once, and end the earlier one."""
    from graph_service.services.tokens import renew_token
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        token = renew_token(context, token_id, days=days)
    show_once(token, holder=token.info.name, as_json=json, instead_of=token_id)


@tokens.command()
def revoke(
    token_id: TokenArgument, store: StoreOption = None, purpose: PurposeOption = None, json: JsonOption = False
) -> None:
    """End a token now."""
    from graph_service.analysis.result import to_json
    from graph_service.services.tokens import revoke_token
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        info = revoke_token(context, token_id)
    note_written(f"token {token_id} is revoked")
    typer.echo(to_json(info) if json else f"token {token_id} is revoked", nl=not json)
