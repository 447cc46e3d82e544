"""Puts the parts together: opens the store that an address names."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from graph_service.adapters.aside_file import AsideFile
from graph_service.domain.bounded_toml import too_large
from graph_service.domain.limits import DEFAULT_LIMITS, Limits
from graph_service.domain.nearest import did_you_mean, nearest
from graph_service.domain.policy import Policy, default_policy, policy_from_toml
from graph_service.domain.report import DEFAULT_TIME_ZONE
from graph_service.domain.tables import Tables
from graph_service.errors import ConfigurationError, InputError, MissingExtraError
from graph_service.files.plain_file import read_plain
from graph_service.ports import DEFAULT_MAX_ROWS, DEFAULT_TIMEOUT_S, GraphStore
from graph_service.services.context import Context, OpenStore
from graph_service.services.importing import import_tables
from graph_service.services.snapshots import Snapshots
from graph_service.settings import PREFIX, Settings

NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
SQLITE = "sqlite:///"
ASIDE_NAME = "aside.jsonl"
FORMS = "sqlite:///FILE, neo4j://HOST, neo4j+s://HOST or bolt://HOST"


class SystemClock:
    """The instant of this machine, and the civil date in a time zone.

    Parameters
    ----------
    time_zone : str
        Whose calendar says which day it is.
    """

    def __init__(self, time_zone: str = DEFAULT_TIME_ZONE) -> None:
        self._zone = ZoneInfo(time_zone)

    def today(self) -> date:
        """Return the local civil date.

        Returns
        -------
        date
            Today.
        """
        return datetime.now(tz=self._zone).date()

    def now(self) -> datetime:
        """Return the instant.

        Returns
        -------
        datetime
            Now, in UTC.
        """
        return datetime.now(tz=UTC)


def store_at(
    url: str,
    *,
    user: str = "neo4j",
    password: str | None = None,
    max_rows: int = DEFAULT_MAX_ROWS,
    timeout_s: float = DEFAULT_TIMEOUT_S,
) -> GraphStore:
    """Return the store at an address; nothing is created.

    Parameters
    ----------
    url : str
        memory:, sqlite:///path, or an address of a Neo4j server.
    user : str
        User of the database server.
    password : str | None
        Password of the database server.
    max_rows : int
        The most rows of one write to a database server.
    timeout_s : float
        How long to wait for an answer, and for another writer.

    Returns
    -------
    GraphStore
        The store.

    Raises
    ------
    ConfigurationError
        If the address is of no known kind.
    MissingExtraError
        If the driver of the database server is not installed.
    """
    check_address(url)
    if url == "memory:":
        from graph_service.adapters.memory import MemoryStore

        return MemoryStore()
    if url.startswith(SQLITE):
        from graph_service.adapters.sqlite import SQLiteStore

        return SQLiteStore(Path(url.removeprefix(SQLITE)), wait_s=timeout_s)
    try:
        from graph_service.adapters.neo4j import Neo4jStore
    except ModuleNotFoundError as error:
        raise MissingExtraError("neo4j") from error
    if password is None:
        message = "the database server asks for a password: set GRUPPKARTA_STORE_PASSWORD"
        raise ConfigurationError(message)
    return Neo4jStore(url, (user, password), max_rows=max_rows, timeout_s=timeout_s)


def check_address(url: str) -> None:
    """Refuse what is no address of a store; whether there is a store is another question.

    Parameters
    ----------
    url : str
        An address.

    Raises
    ------
    ConfigurationError
        If it is of no known kind, or lacks the file or the host.
    """
    if url == "memory:":
        return
    scheme, separator, rest = _without_password(url).partition(":")
    path = rest.lstrip("/")
    meant = ""
    if not separator or (len(scheme) == 1 and scheme.isalpha()):  # a letter is a drive
        what = "is no address of a store"
        meant = f"{SQLITE}{url}" if "." in url or "/" in url else ""
    elif scheme == "sqlite" and url.startswith(SQLITE):
        if path and not Path(url.removeprefix(SQLITE)).is_dir():
            return
        what = "names a folder, and a store is a file"
    elif scheme in NEO4J_SCHEMES and rest.startswith("//"):
        if _has_host(url):
            return
        what = "names no server that can be asked"
    else:
        what = "is no address of a store"
        near = nearest(scheme, ("sqlite", *NEO4J_SCHEMES))[:1]
        meant = "".join(f"{name}:{'///' if name == 'sqlite' else '//'}{path}" for name in near)
    message = f"{_without_password(url)!r} {what}: write {FORMS}{did_you_mean([meant])}"
    raise ConfigurationError(message)


def _has_host(url: str) -> bool:
    try:
        address = urlsplit(url)
        return bool(address.hostname) and address.port != 0  # reading a port that is none is an error
    except ValueError:
        return False


def _without_password(url: str) -> str:
    """An address as it may stand in a message: nothing before the @."""
    start, _, rest = url.partition("//")
    return f"{start}//{rest.rpartition('@')[2]}" if rest else url


def policy_from(path: Path | None, *, limits: Limits = DEFAULT_LIMITS) -> Policy:
    """Return the packaged policy, or the one in a file.

    Parameters
    ----------
    path : Path | None
        A TOML file.
    limits : Limits
        Of what is read.

    Returns
    -------
    Policy
        The policy.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    if path is None:
        return default_policy()
    try:
        raw = read_plain(path, max_bytes=limits.max_toml_bytes)
        if len(raw) > limits.max_toml_bytes:
            raise too_large("the policy", limits)
        return policy_from_toml(raw.decode("utf-8").replace("\r\n", "\n"), limits=limits)
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the policy {path.name}: it must be a TOML file in UTF-8"
        raise InputError(message) from error


def open_store(store: GraphStore, policy: Policy) -> OpenStore:
    """Open a store for work.

    Parameters
    ----------
    store : GraphStore
        An initialised store.
    policy : Policy
        The policy in force.

    Returns
    -------
    OpenStore
        Gives each caller their context.
    """
    return OpenStore(store, Snapshots(store), policy, SystemClock())


def in_memory(tables: Tables, policy: Policy) -> Context:
    """Put loaded records into a store in memory, for a local caller: nothing is kept, and no look is logged.

    Parameters
    ----------
    tables : Tables
        Records by kind.
    policy : Policy
        The policy in force.

    Returns
    -------
    Context
        What questions are asked of.
    """
    store = store_at("memory:")
    store.initialise()
    context = open_store(store, policy).context()
    import_tables(context, tables)
    return context


def opened(settings: Settings, *, url: str | None = None, policy: Policy | None = None) -> OpenStore:
    """Open the store that the settings name, by the policy that they name.

    Parameters
    ----------
    settings : Settings
        Of an entry point.
    url : str | None
        Another store.
    policy : Policy | None
        Another policy.

    Returns
    -------
    OpenStore
        Gives each caller their context.

    Raises
    ------
    ConfigurationError
        If no store is named.
    """
    address = settings.store or None if url is None else url
    if address is None:
        message = f"say which store: --store URL, or {PREFIX}STORE, such as sqlite:///groups.db"
        raise ConfigurationError(message)
    password = None if settings.store_password is None else settings.store_password.get_secret_value()
    store = store_at(
        address,
        user=settings.store_user,
        password=password,
        max_rows=settings.store_max_rows,
        timeout_s=settings.store_timeout_s,
    )
    open_at = open_store(store, policy_from(settings.policy, limits=settings.limits) if policy is None else policy)
    return replace(open_at, aside=AsideFile(_aside_at(address, settings.aside)))


def _aside_at(address: str, folder: Path | None) -> Path | None:
    if folder is not None:
        return folder / ASIDE_NAME
    return Path(f"{address.removeprefix(SQLITE)}.{ASIDE_NAME}") if address.startswith(SQLITE) else None
