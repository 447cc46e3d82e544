"""What somebody would plant in a case to stop whoever reads it: each is refused with its limit, fast.

An attack that would take the machine runs in a child with limits; its twin switches the guard off, on a small
scale, and shows the harm.
"""

import os
from pathlib import Path

import pytest

from tests.attacks.children import attack

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits on a process, pipes and devices are of POSIX")

SOURCES = """
(folder / "sources.csv").write_text("source_id\\nS-1\\n")
"""
UNGUARDED_TOML = """
import graph_service.domain.bounded_toml as guard
guard._check_size = lambda *_: None
"""
BOMB = '".".join("a" * 100_000) + " = 1"'
SMALL_BOMB = '".".join("a" * 20_000) + " = 1"'
SMALL_MEMORY = 512 * 2**20


@pytest.mark.parametrize(
    "text",
    [BOMB, '"[" + ".".join("a" * 100_000) + "]"', '"x = {" + ".".join("a" * 100_000) + " = 1}"'],
    ids=["key", "header", "inline"],
)
def test_a_case_of_dotted_keys_does_not_fill_the_memory(tmp_path: Path, text: str) -> None:
    done = attack(tmp_path, f'{SOURCES}\n(folder / "case.toml").write_text({text})\nload()')
    assert not done.is_stopped
    assert "case.toml: line 1 nests 100000 deep, and at most 10 are read" in done.text
    assert "GRUPPKARTA_MAX_TOML_NESTING" in done.text


def test_a_case_of_dotted_keys_fills_the_memory_if_it_is_not_counted_first(tmp_path: Path) -> None:
    code = f'{UNGUARDED_TOML}{SOURCES}\n(folder / "case.toml").write_text({SMALL_BOMB})\nload()'
    assert attack(tmp_path, code, memory_bytes=SMALL_MEMORY).is_stopped
    assert not attack(tmp_path, code.removeprefix(UNGUARDED_TOML), memory_bytes=SMALL_MEMORY).is_stopped


def test_a_mapping_of_dotted_keys_does_not_fill_the_memory(tmp_path: Path) -> None:
    done = attack(tmp_path, f'(folder / "m.toml").write_text({BOMB})\nload(mapping=folder / "m.toml")')
    assert (done.is_stopped, "m.toml: line 1 nests" in done.text) == (False, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "nests 100000 deep"),
        ('"x = " + "[" * 100_000', "nests 100000 deep"),
        ('"x = " + "{a = " * 100_000', "nests 100000 deep"),
        ('"x = " + "9" * 100_000', "is not TOML"),
        ('"".join(f"a{i} = 1\\n" for i in range(60_000))', "60000 keys and lists, and at most 50000"),
        ('"#" * 2_000_000', "larger than 1048576 bytes"),
    ],
)
def test_a_policy_does_not_fill_the_memory_or_break_the_parser(tmp_path: Path, text: str, said: str) -> None:
    code = f"""
    from graph_service.bootstrap import policy_from
    (folder / "p.toml").write_text({text})
    told(lambda: policy_from(folder / "p.toml"))
    """
    done = attack(tmp_path, code)
    assert (done.is_stopped, said in done.text) == (False, True)


@pytest.mark.parametrize("place", ["policy", "mapping"])
@pytest.mark.parametrize("what", ["pipe", "device", "link to a device", "folder"])
def test_a_file_without_an_end_does_not_hold_up_a_read(tmp_path: Path, place: str, what: str) -> None:
    code = f"""
    from graph_service.bootstrap import policy_from
    path = folder.parent / "it"
    if {what!r} == "pipe":
        os.mkfifo(path)
    elif {what!r} == "folder":
        path.mkdir()
    elif {what!r} == "device":
        path = Path("/dev/zero")
    else:
        path.symlink_to("/dev/zero")
    {SOURCES.strip()}
    told(lambda: policy_from(path)) if {place!r} == "policy" else load(mapping=path)
    """
    folder = tmp_path / "case"
    folder.mkdir()
    done = attack(folder, code, cpu_s=5)
    assert (done.is_stopped, done.text.startswith("refused ")) == (False, True)


@pytest.mark.parametrize("name", ["case.toml", "sources.csv", ".hidden"])
def test_a_pipe_in_the_folder_does_not_hold_up_a_read(tmp_path: Path, name: str) -> None:
    done = attack(tmp_path, f'{SOURCES if name != "sources.csv" else ""}\nos.mkfifo(folder / "{name}")\nload()')
    assert (done.is_stopped, f"{name} is a pipe, a device or a socket" in done.text) == (False, True)


@pytest.mark.parametrize("name", ["case.toml", "sources.csv"])
def test_a_link_does_not_bring_in_a_file_from_elsewhere(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "persons.csv").write_text("person_id,label,protected_identity\n", encoding="utf-8")
    (tmp_path / name).write_text('name = "it"\n' if name == "case.toml" else "source_id\nS-1\n", encoding="utf-8")
    (folder / name).symlink_to(tmp_path / name)
    done = attack(folder, "load()")
    assert "out of" in done.text
    (folder / name).unlink()
    (folder / "..data").mkdir()
    (tmp_path / name).rename(folder / "..data" / name)
    (folder / name).symlink_to(Path("..data") / name)  # as containers show files: this one stays within the folder
    assert attack(folder, "load()").text.startswith("read ")


TABLES = {
    "columns": ('"source_id," + ",".join(f"c{i}" for i in range(30_000)) + "\\n"', "too_many_columns", "MAX_COLUMNS"),
    "short words": ('"source_id," + "ab cd " * 20_000 + "\\n"', "column_name_too_long", "200"),
    "marks in a name": ('"source_id,a" + "\\u0301\\u0316" * 60_000 + "\\n"', "column_name_too_long", "200"),
    "marks in cells": (
        '"source_id,note\\n" + "".join(f"{i},a" + "\\u0301\\u0316" * 45_000 + "\\n" for i in range(20))',
        "too_many_marks",
        "30",
    ),
    "long cells": ('"source_id,note\\n1," + "a" * 110_000 + "\\n"', "cell_too_long", "MAX_CELL_LENGTH"),
    "rows": ('"source_id\\n" + "".join(f"{i}\\n" for i in range(1_100_000))', "too_many_rows", "MAX_CASE_ROWS"),
    "empty rows": ('"source_id\\n" + "\\n" * 5_000_000', "too_many_rows", "MAX_CASE_ROWS"),
    "nothing above the header": ('"\\n" * 5_000_000 + "source_id\\n"', "no_header", "1000"),
    "a row without an end": ('"source_id,a\\n" + ("\\"" + "a\\n" * 60_000 + "\\",") * 400', "row_too_long", "1048576"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_does_not_fill_the_memory_or_take_long(tmp_path: Path, name: str) -> None:
    text, code, limit = TABLES[name]
    done = attack(tmp_path, f'(folder / "sources.csv").write_text({text})\nload(ignore_unknown=True)')
    assert (done.is_stopped, done.text.startswith(f"refused {code}: "), limit in done.text) == (False, True, True)


def test_marks_take_long_if_they_are_not_counted_first(tmp_path: Path) -> None:
    text = '"source_id,note\\n" + "".join(f"{i},a" + "\\u0301\\u0316" * 45_000 + "\\n" for i in range(20))'
    unguarded = """
    import loaders.read.typed_columns as guard
    guard.has_too_many_marks = lambda _: False
    """
    assert attack(
        tmp_path, f'{unguarded}\n    (folder / "sources.csv").write_text({text})\n    load()', cpu_s=3
    ).is_stopped


def test_short_words_in_names_of_columns_take_no_time_that_grows_with_their_pairs(tmp_path: Path) -> None:
    text = '"source_id," + ",".join(f"c{i} " + "ab cd ef gh " * 15 for i in range(900)) + "\\n"'
    done = attack(tmp_path, f'(folder / "sources.csv").write_text({text})\nload(ignore_unknown=True)')
    assert (done.is_stopped, done.text) == (False, "read 0")


def test_unknown_words_get_hints_up_to_a_number(tmp_path: Path) -> None:
    rows = "".join(f"I-{i},shotin{i},unknown,yes,confirmed\n" for i in range(60_000))
    (tmp_path / "incidents.csv").write_text(
        f"incident_id,type,precision,group_involved,status\n{rows}", encoding="utf-8"
    )
    assert attack(tmp_path, "load()").text.startswith("refused unknown_word: ")
    unguarded = "import graph_service.domain.rules as guard\nguard.MAX_HINTS = 10**9\n"
    assert attack(tmp_path, f"{unguarded}load()", cpu_s=3).is_stopped


def test_a_folder_of_many_files_is_not_walked(tmp_path: Path) -> None:
    for number in range(1_001):
        (tmp_path / f"shotings{number}.csv").touch()
    assert "holds more than 1000 files" in attack(tmp_path, "load()").text


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (
            '[[output]]\\nfrom = "t.csv"\\ninto = "sources"\\n[output.columns]\\nsource_id = { template = "TEXT" }\\n'
            "|{a}" + "{a}" * 399,
            "1200 characters, and at most 1000",
        ),
        (
            '[[output]]\\nfrom = "t.csv"\\ninto = "sources"\\n[output.columns]\\n'
            'source_id = { column = "a", translate = { x = [TEXT] } }\\n|' + '"x", ' * 20,
            "20 words; one is translated to at most 10",
        ),
        (
            '[[output]]\\ninto = "sources"\\ncolumns.source_id.constant = "x"\\n' * 600 + "|",
            "there are 600, and at most 500",
        ),
    ],
    ids=["template", "translation", "outputs"],
)
def test_a_mapping_does_not_multiply_what_is_read(tmp_path: Path, mapping: str, said: str) -> None:
    template, _, text = mapping.partition("|")
    (tmp_path / "t.csv").write_text("a\nx\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text(template.replace("\\n", "\n").replace("TEXT", text), encoding="utf-8")
    assert said in attack(tmp_path, 'load(mapping=folder / "m.toml")').text


def test_text_that_templates_make_is_bounded(tmp_path: Path) -> None:
    mapping = (
        '[[output]]\nfrom = "t.csv"\ninto = "sources"\n[output.columns]\nsource_id = "id"\nnote.template = "TEXT"\n'
    )
    (tmp_path / "m.toml").write_text(mapping.replace("TEXT", "{a}" * 300), encoding="utf-8")
    rows = "".join(f"{number},{'x' * 300}\n" for number in range(5_000))
    (tmp_path / "t.csv").write_text(f"id,a\n{rows}", encoding="utf-8")
    done = attack(tmp_path, 'load(mapping=folder / "m.toml")')
    assert (done.is_stopped, done.text.startswith("refused too_many_bytes: the templates")) == (False, True)
