"""Settings, read once from the environment by an entry point and passed down."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_service.domain.limits import DEFAULT_LIMITS, MOST_CELL_LENGTH, MOST_TOML_NESTING, Limits
from graph_service.domain.nearest import did_you_mean, nearest
from graph_service.errors import ConfigurationError

PREFIX = "GRUPPKARTA_"
FOR_TESTS: Final = ("GRUPPKARTA_TEST_", "GRUPPKARTA_REQUIRE", "GRUPPKARTA_RIVAL_CASES")  # what the tests take


class Settings(BaseSettings):
    """Settings of Gruppkarta; the environment variables begin with `GRUPPKARTA_`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    def __init__(self, **values: Any) -> None:  # noqa: ANN401  each field says what it takes
        try:
            super().__init__(_secrets_dir=_folder_of_secrets(), **values)
        except ValidationError as error:
            raise ConfigurationError("; ".join(_wrong_values(error))) from None  # the cause holds values of secrets

    secrets_dir: Path | None = Field(
        default=None,
        description="Folder of files that hold settings, such as `gruppkarta_audit_key`; a variable of the name wins",
    )
    store: str | None = Field(default=None, description="Store to work on where no --store or --case is given")
    token: SecretStr | None = Field(default=None, description="Token of the caller, for work on a store")
    purpose: str | None = Field(default=None, description="What work on a store is for, where no --purpose is given")
    language: Literal["sv", "en"] | None = Field(
        default=None,
        description="Language, `sv` or `en`, of pages where the browser asks for neither (default: Swedish), and of "
        "commands where no --language is given (default: English)",
    )
    store_user: str = Field(default="neo4j", description="User of the database server")
    target_password: SecretStr | None = Field(
        default=None,
        description="Password of the database server that a copy goes to; default: the same as that of the store",
    )
    target_token: SecretStr | None = Field(
        default=None, description="Token at the store that a copy goes to; default: the same as that at the store"
    )
    store_max_rows: int = Field(
        default=400_000, ge=1, description="The most rows of one write to a database server; its heap must hold them"
    )
    store_timeout_s: int = Field(
        default=30, ge=1, description="Seconds without an answer after which a store is unavailable"
    )
    store_password: SecretStr | None = Field(default=None, description="Password of the database server")
    aside: Path | None = Field(
        default=None,
        description="Folder for records that an import puts aside; default: a file beside an embedded store",
    )
    policy: Path | None = Field(default=None, description="TOML file of the policy in force; default: the packaged one")
    boundary: Path | None = Field(
        default=None,
        description="GeoJSON file with the outline of the area, in longitude and latitude, for the map of places",
    )
    audit_key: SecretStr | None = Field(
        default=None, description="Secret that signs checkpoints of the audit trail; keep it outside the store"
    )
    former_audit_keys: SecretStr | None = Field(
        default=None,
        description="Secrets that signed earlier checkpoints, one a line: they are checked, and sign no more",
    )
    backup_key: SecretStr | None = Field(
        default=None, description="Secret that seals backups with trail and tokens; keep it away from them"
    )
    former_backup_keys: SecretStr | None = Field(
        default=None, description="Secrets that sealed earlier backups, one a line: they open, and seal no more"
    )
    pseudonym_key_file: Path | None = Field(
        default=None,
        description="File with the key of the pseudonyms that a mapping makes; keep it outside the store",
    )
    max_problems: int = Field(default=100, ge=1, description="How many problems of a load are listed; all are counted")
    max_case_rows: int = Field(
        default=DEFAULT_LIMITS.max_case_rows, ge=1, description="Most rows of all tables of a case together"
    )
    max_case_bytes: int = Field(
        default=DEFAULT_LIMITS.max_case_bytes, ge=1, description="Most bytes of all tables of a case together"
    )
    max_columns: int = Field(default=DEFAULT_LIMITS.max_columns, ge=1, description="Most columns of a table")
    max_cell_length: int = Field(
        default=DEFAULT_LIMITS.max_cell_length, ge=1, le=MOST_CELL_LENGTH, description="Most characters of a cell"
    )
    max_toml_bytes: int = Field(
        default=DEFAULT_LIMITS.max_toml_bytes, ge=1, description="Largest case.toml, mapping or policy"
    )
    max_toml_keys: int = Field(
        default=DEFAULT_LIMITS.max_toml_keys, ge=1, description="Most keys of such a file, each part of one counted"
    )
    max_toml_nesting: int = Field(
        default=DEFAULT_LIMITS.max_toml_nesting,
        ge=1,
        le=MOST_TOML_NESTING,
        description="Most parts of a key of such a file, and most brackets within one another",
    )
    host: str = Field(default="127.0.0.1", description="Address that the service listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the service listens on")
    allowed_hosts: str = Field(
        default="",
        description="Names that the service goes by, with commas between; beside 127.0.0.1, localhost, [::1], its host",
    )
    behind_tls: bool = Field(
        default=False,
        description="Whether browsers reach the service over TLS alone, as behind a proxy; cookies then go no other",
    )
    session_idle_minutes: int = Field(
        default=30, ge=1, description="Minutes without a request after which a browser has to sign in again"
    )
    session_minutes: int = Field(default=600, ge=1, description="Minutes after which it has to in any case")
    max_body_bytes: int = Field(default=64_000_000, ge=1, description="Largest archive that is uploaded")
    max_header_bytes: int = Field(
        default=16_384, ge=1_024, description="Most bytes of the first line and the headers of a request"
    )
    max_zip_entries: int = Field(
        default=DEFAULT_LIMITS.max_zip_entries, ge=1, description="Most files in an uploaded archive"
    )
    max_zip_bytes: int = Field(
        default=DEFAULT_LIMITS.max_zip_bytes, ge=1, description="Most bytes that an uploaded archive unpacks to"
    )
    max_zip_ratio: int = Field(
        default=DEFAULT_LIMITS.max_zip_ratio, ge=1, description="Most times that a file in an archive may grow"
    )
    max_uploads: int = Field(
        default=16, ge=1, description="Most archives taken in at once; more are told to try again before they are read"
    )
    readers: int = Field(
        default=2, ge=1, description="Most archives worked on at once, each in a process of its own; others wait"
    )
    read_s: int = Field(default=120, ge=1, description="Most seconds that an archive is read and checked")
    read_memory_bytes: int = Field(
        default=2**31, ge=2**27, description="Most memory of the process that reads and checks an archive"
    )
    max_requests: int = Field(default=256, ge=1, description="Most requests under way; more are told to try again")
    max_connections: int = Field(
        default=512, ge=1, description="Most connections; for one more, the one that has waited longest is closed"
    )
    header_s: int = Field(default=10, ge=1, description="Most seconds until the headers of a request have come in")
    # longer than proxies keep a connection: who closes first must not be the one who is being asked
    keep_alive_s: int = Field(
        default=75, ge=1, description="Most seconds that a connection waits for a further request"
    )
    min_bytes_per_s: int = Field(
        default=10_000,
        ge=1,
        description="Slowest a body may come in and an answer be taken, on average after GRUPPKARTA_HEADER_S seconds",
    )
    threads: int = Field(default=12, ge=1, description="Most requests worked on at once; more wait, and none is lost")
    stop_s: int = Field(default=10, ge=0, description="Seconds that requests under way get when the service stops")

    @staticmethod
    def former(keys: SecretStr | None) -> list[bytes]:
        """Return former keys, one a line."""
        lines = [] if keys is None else keys.get_secret_value().splitlines()
        return [line.strip().encode() for line in lines if line.strip()]

    @property
    def limits(self) -> Limits:
        """How much a reader takes in."""
        return Limits(**{name: getattr(self, name) for name in Limits.__slots__})

    @property
    def hosts(self) -> frozenset[str]:
        """By which names the service may be asked for; those at which it listens on all addresses are none."""
        names = {"127.0.0.1", "localhost", "[::1]", *(name.strip().lower() for name in self.allowed_hosts.split(","))}
        own_name = f"[{self.host}]" if ":" in self.host else self.host.lower()
        return frozenset(names | {own_name}) - {"", "0.0.0.0", "[::]"}  # noqa: S104  not listened on, but left out


def _folder_of_secrets() -> Path | None:
    """Return the folder with secrets as files, as systemd and containers hand them over."""
    named = os.environ.get(f"{PREFIX}SECRETS_DIR")
    if not named:
        return None
    folder = Path(named)
    if not folder.is_dir():
        message = f"{PREFIX}SECRETS_DIR names {named!r}, and there is no such folder"
        raise ConfigurationError(message)
    settings = {f"{PREFIX}{name}".lower() for name in Settings.model_fields}
    if odd := sorted(
        path.name for path in folder.iterdir() if _looks_like_one(path) and path.name.lower() not in settings
    ):
        message = f"{named} holds {', '.join(odd)}, and no setting has that name; `gruppkarta settings` lists them"
        raise ConfigurationError(message)
    return folder


def _looks_like_one(path: Path) -> bool:
    return path.name.upper().startswith(PREFIX)


def as_markdown() -> str:
    """Write all settings as Markdown.

    Returns
    -------
    str
        A row a setting: variable, default, meaning.
    """
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def unknown_variables(names: Iterable[str]) -> Iterator[str]:
    """Say of variables of the environment that look like settings and are none.

    Parameters
    ----------
    names : Iterable[str]
        Names of all variables of the environment.

    Yields
    ------
    str
        One that is no setting, and which may have been meant.
    """
    settings = [name.upper() for name in Settings.model_fields]
    for name in sorted(names):
        word = name.upper().removeprefix(PREFIX)
        if name.upper().startswith(PREFIX) and word not in settings and not name.startswith(FOR_TESTS):
            near = [PREFIX + setting for setting in nearest(word, settings)[:1]]
            hint = did_you_mean(near) or "; `gruppkarta settings` lists them"
            yield f"{name} is no setting and changes nothing{hint}"


def _wrong_values(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False, include_context=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        field = Settings.model_fields.get(name)
        if field is None:
            yield f"there is no setting {name!r}"
        else:
            is_secret = SecretStr in {field.annotation, *get_args(field.annotation)}
            value = "" if is_secret else f" is {detail['input']!r}"
            yield f"{PREFIX}{name.upper()}{value}: give {_allowed(field)}, or take the variable away for the default"


def _allowed(field: FieldInfo) -> str:
    """What a setting takes, for readers."""
    if field.annotation is bool:
        return "true or false"
    kinds = {field.annotation, *get_args(field.annotation)}
    if words := [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]:
        return " or ".join(words)
    if int not in kinds:
        return "a text"
    low, high = (
        next((getattr(bound, name) for bound in field.metadata if hasattr(bound, name)), None) for name in ("ge", "le")
    )
    return f"a whole number of at least {low}" if high is None else f"a whole number from {low} to {high}"
