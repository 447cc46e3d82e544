"""Settings, read once from the environment by an entry point and passed down."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of Gruppkarta; the environment variables begin with `GRUPPKARTA_`."""

    model_config = SettingsConfigDict(env_prefix="GRUPPKARTA_", frozen=True, extra="forbid")

    store: str | None = Field(default=None, description="Store to work on where no --store or --case is given")
    token: SecretStr | None = Field(default=None, description="Token of the caller, for work on a store")
    store_user: str = Field(default="neo4j", description="User of the database server")
    store_password: SecretStr | None = Field(default=None, description="Password of the database server")
    max_problems: int = Field(default=100, ge=1, description="How many problems of a load are listed; all are counted")
