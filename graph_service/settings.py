"""Settings, read once from the environment by an entry point and passed down."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "GRUPPKARTA_"


class Settings(BaseSettings):
    """Settings of Gruppkarta; the environment variables begin with `GRUPPKARTA_`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    store: str | None = Field(default=None, description="Store to work on where no --store or --case is given")
    token: SecretStr | None = Field(default=None, description="Token of the caller, for work on a store")
    purpose: str | None = Field(default=None, description="What work on a store is for, where no --purpose is given")
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
    store_password: SecretStr | None = Field(default=None, description="Password of the database server")
    policy: Path | None = Field(default=None, description="TOML file of the policy in force; default: the packaged one")
    audit_key: SecretStr | None = Field(
        default=None, description="Secret that signs checkpoints of the audit trail; keep it outside the store"
    )
    max_problems: int = Field(default=100, ge=1, description="How many problems of a load are listed; all are counted")
    host: str = Field(default="127.0.0.1", description="Address that the service listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the service listens on")
    max_body_bytes: int = Field(default=64_000_000, ge=1, description="Largest body of a request")
    max_zip_entries: int = Field(default=200, ge=1, description="Most files in an uploaded archive")
    max_zip_bytes: int = Field(default=512_000_000, ge=1, description="Most bytes that an uploaded archive unpacks to")
    max_zip_ratio: int = Field(default=200, ge=1, description="Most times that a file in an archive may grow")
    max_requests: int = Field(default=256, ge=1, description="Most connections at once; more are told to try again")
    threads: int = Field(default=12, ge=1, description="Most requests worked on at once; more wait, and none is lost")
    stop_s: int = Field(default=10, ge=0, description="Seconds that requests under way get when the service stops")


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
