"""Single records by command."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.run import answered, gruppkarta, initialised

PURPOSE = ("--purpose", "weekly review")
WHY = ("--reason", "the role was misread")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """Options for a store with the example case."""
    folder = tmp_path_factory.mktemp("records")
    options = ("--store", f"sqlite:///{folder / 'city.db'}", *PURPOSE)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRUPPKARTA_TOKEN", initialised(options[1]))
        assert gruppkarta("schema", "--example", folder / "case").code == 0
        assert gruppkarta("import", "--case", folder / "case", *options).code == 0
        yield options


def test_a_planned_visit_is_completed_and_then_corrected(store: tuple[str, ...]) -> None:
    made = gruppkarta(
        "record", "create", "notification", "notification_id=N-9", "person_id=P-0001", "planned_on=2020-12-02", *store
    )
    assert made.code == 0, made.err
    assert "notification N-9  version " in made.out
    cells = ("delivered_on=2020-12-02", "delivered_to=person", "channel=home", "agencies=police|municipality")
    dry = gruppkarta("record", "fill", "notifications", "N-9", *cells, "--dry-run", *store)
    assert "nothing was written" in dry.err
    assert gruppkarta("record", "fill", "notifications", "N-9", *cells, *store).code == 0
    refused = gruppkarta("record", "fill", "notification", "N-9", "delivered_on=2020-12-01", *store)
    assert (refused.code, "record a correction" in refused.err) == (3, True)
    correction = ("record", "correct", "notification", "N-9", "delivered_on=2020-12-01", "--reason", "moved")
    assert gruppkarta(*correction, *store).code == 0
    shown = gruppkarta("record", "show", "notification", "N-9", *store)
    assert "2020-12-01" in shown.out
    told = gruppkarta("record", "history", "notification", "N-9", "--show-protected", *store)
    assert "delivered_on 2020-12-02" in " ".join(told.out.split())
    assert "moved" in told.out


def test_a_change_on_another_version_ends_with_a_code_of_its_own(store: tuple[str, ...]) -> None:
    records = answered("person", "P-0001", *store, "--as-of", "2020-12-03")["records"]
    key = next(record["record_id"] for record in records if record["kind"] == "membership")
    version = answered("record", "show", "membership", key, *store)["version"]
    words = ("record", "correct", "membership", key, *WHY, "--version", version)
    assert gruppkarta(*words, "role=associate", *store).code == 0
    late = gruppkarta(*words, "role=affiliate", *store)
    assert (late.code, "[changed_meanwhile]" in late.err, "in role" in late.err) == (6, True, True)


def test_an_incident_comes_from_a_file(store: tuple[str, ...], tmp_path: Path) -> None:
    records = {
        "source": [{"source_id": "S-99"}],
        "incident": [
            {"incident_id": "I-99", "occurred_on": "2020-12-02", "precision": "day", "type": "shooting"}
            | {"n_injured": 1, "group_involved": "yes", "status": "confirmed", "source_id": "S-99"}
        ],
    }
    path = tmp_path / "incident.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    done = gruppkarta("record", "create", "--from", path, *store)
    assert (done.code, "incident I-99" in done.out) == (0, True)
    again = gruppkarta("record", "create", "--from", path, *store)
    assert "nothing was written" in again.err
    path.write_text("[1]", encoding="utf-8")
    assert gruppkarta("record", "create", "--from", path, *store).code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("create", "give a kind and its columns"),
        ("create grupp group_id=G-9", "did you mean group"),
        ("create group name", "write COLUMN=VALUE"),
        ("create group name=a name=b", "given twice"),
        ("show group G-77", "check the id"),
        ("end incident I-0001 --on soon --reason why", "is no day"),
        ("extend person P-0001 --until 2020-01-01 --reason why", "lies ahead"),
        ("correct group G-01 name=Ny --reason no", "say why"),
    ],
)
def test_mistakes_say_what_to_do(store: tuple[str, ...], words: str, said: str) -> None:
    done = gruppkarta("record", *words.split(), *store)
    assert done.code in {3, 4}
    assert said in " ".join(done.err.split())
