"""Settings that lie in files, as systemd and containers hand secrets over."""

from pathlib import Path

import pytest

from graph_service.errors import ConfigurationError
from graph_service.settings import Settings

KEY = "a key of the operator alone"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRUPPKARTA_SECRETS_DIR", str(tmp_path))
    return tmp_path


def test_a_secret_in_a_file_is_read_without_the_end_of_its_line(folder: Path) -> None:
    (folder / "gruppkarta_audit_key").write_text(f"{KEY}\n")
    (folder / "neo4j_auth").write_text("of another program")
    key = Settings().audit_key
    assert key is not None
    assert key.get_secret_value() == KEY
    assert KEY not in repr(Settings())


def test_a_variable_wins_over_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "gruppkarta_audit_key").write_text("a key in a file")
    monkeypatch.setenv("GRUPPKARTA_AUDIT_KEY", KEY)
    key = Settings().audit_key
    assert key is not None
    assert key.get_secret_value() == KEY


def test_former_keys_stand_one_a_line(folder: Path) -> None:
    (folder / "gruppkarta_former_backup_keys").write_text(f"\n{KEY}\n  another key  \n\n")
    settings = Settings()
    assert settings.former(settings.former_backup_keys) == [KEY.encode(), b"another key"]


def test_a_misspelt_file_is_told_and_its_content_is_not(folder: Path) -> None:
    (folder / "gruppkarta_audit_kye").write_text(KEY)
    with pytest.raises(ConfigurationError, match="holds gruppkarta_audit_kye, and no setting has that name") as refused:
        Settings()
    assert KEY not in str(refused.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRUPPKARTA_SECRETS_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigurationError, match="there is no such folder"):
        Settings()
