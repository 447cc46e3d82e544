"""Folders, archives, TOML, graphs and other formats as a hostile partner or a broken program would send them.

`python -m tests.attacks.hostile folder 0 1000` makes as many, each from its number, reads each in a child with 2 GiB
and 20 s, and prints of those that ended otherwise than with an answer or a refusal.
"""

import io
import json
import os
import random
import resource
import signal
import struct
import sys
import traceback
import warnings
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_service.bootstrap import policy_from
from graph_service.domain.limits import DEFAULT_LIMITS
from graph_service.domain.schema import KINDS, Kind
from graph_service.errors import GruppkartaError
from loaders.archive import unpack
from loaders.case_folder import LoadOptions, load_case
from loaders.quick import quick_files
from tests.attacks.hostile_formats import spoilt_format
from tests.attacks.hostile_graphs import GRAPH_SPOILERS, GRAPHS

LARGE = 100_000  # a file that is not made larger
MEMORY_BYTES = 2 * 2**30
SECONDS = 20
TODAY = date(2026, 11, 24)
Files = dict[str, bytes]

_SIGNS = (
    "\x00",
    "\ufeff",
    "\u202e",
    "\u3164",
    "\u0301" * 40,
    "\ud7ff",
    "\U0010ffff",
    "'",
    '"',
    ";",
    "\r",
    "\n",
    "=1+1",
)
_WORDS = (
    "",
    "null",
    "NaN",
    "withheld",
    "-0",
    "1e999",
    "9" * 400,
    "yes",
    "2020-02-30",
    "0000-00-00",
    "43938",
    "x" * 5_000,
)


# What a case is made of before somebody spoils it.


def _value(rng: random.Random, kind: Kind, name: str, n_rows: int) -> str:
    field = kind[name]
    if name == kind.key:
        return f"{kind.name}-{rng.randrange(n_rows)}"
    if field.target is not None:
        return f"{field.target}-{rng.randrange(n_rows)}"
    if field.words:
        return rng.choice(field.words)
    if field.type is date:
        return f"{rng.randrange(1990, 2030)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    if field.type in {int, float}:
        return str(rng.randrange(-2, 2_030))
    return rng.choice(("yes", "no")) if field.type is bool else rng.choice(("Falk", "A|B", "", "x"))


def _table(rng: random.Random, kind: Kind) -> bytes:
    n_rows = rng.randrange(1, 60)
    names = [name for name in kind.names if kind[name].required or rng.random() < 0.6]
    rows = [",".join(_value(rng, kind, name, n_rows) for name in names) for _ in range(n_rows)]
    return "\n".join([",".join(names), *rows, ""]).encode()


def _case(rng: random.Random) -> Files:
    kinds = rng.sample(list(KINDS.values()), rng.randrange(1, len(KINDS)))
    return {f"{kind.table}.csv": _table(rng, kind) for kind in kinds}


# Ways to spoil a file.


def _bytes_changed(rng: random.Random, raw: bytes) -> bytes:
    spoilt = bytearray(raw)
    for _ in range(rng.randrange(1, 30)):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def _cells_changed(rng: random.Random, raw: bytes) -> bytes:
    lines = raw.decode("utf-8", "replace").split("\n")
    for _ in range(rng.randrange(1, 20)):
        row = rng.randrange(len(lines))
        cells = lines[row].split(",")
        cells[rng.randrange(len(cells))] = rng.choice(_WORDS) + rng.choice(_SIGNS)
        lines[row] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _cut(rng: random.Random, raw: bytes) -> bytes:
    return raw[: rng.randrange(len(raw))]


def _repeated(rng: random.Random, raw: bytes) -> bytes:
    return raw * rng.choice((2, 50, 2_000))


def _other_encoding(rng: random.Random, raw: bytes) -> bytes:
    return raw.decode("utf-8", "replace").encode(
        rng.choice(("utf-16", "utf-32", "cp500", "utf-7", "utf-8-sig")), "replace"
    )


def _one_line(rng: random.Random, raw: bytes) -> bytes:
    return raw.replace(b"\n", b"") * rng.choice((1, 500))


def _quoted(rng: random.Random, raw: bytes) -> bytes:
    return raw.replace(b",", rng.choice((b'"', b',"', b'",', b'""')), rng.randrange(1, 40)) + b'"' * rng.choice(
        (1, 10_001)
    )


def _wide(rng: random.Random, raw: bytes) -> bytes:
    n = rng.choice((1_999, 2_001, 40_000))
    name = rng.choice(("column", "race", "a b c d", "\u0301" * 20, ""))
    return ",".join(f"{name}{i if rng.random() < 0.9 else 0}" for i in range(n)).encode() + b"\n" + raw


def _long_cell(rng: random.Random, raw: bytes) -> bytes:
    return raw + rng.choice((b"x", b"\xcc\x81", b'"', b"\n,", b"|")) * rng.choice((10_000, 200_000, 3_000_000))


def _separators(rng: random.Random, raw: bytes) -> bytes:
    return (
        b"sep=" + rng.choice((b";", b"\t", b"\x00", b",,")) + b"\n" + raw.replace(b",", rng.choice((b";", b"\t", b"|")))
    )


def _ends(rng: random.Random, raw: bytes) -> bytes:
    return raw.replace(b"\n", rng.choice((b"\r", b"\r\n", b"\n\r", b"\x0b", b"\x1c", b"\xc2\x85")))


def _many_rows(rng: random.Random, raw: bytes) -> bytes:
    head, _, rest = raw.partition(b"\n")
    row = rest.partition(b"\n")[0]
    return b"\n".join([head, *(row.replace(b"-", b"-%d" % i, 1) for i in range(rng.choice((500, 20_000))))])


_SPOILERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _bytes_changed,
    _cells_changed,
    _cut,
    _repeated,
    _other_encoding,
    _one_line,
    _quoted,
    _wide,
    _long_cell,
    _separators,
    _ends,
    _many_rows,
)


def _spoilt(rng: random.Random) -> Files:
    files = _case(rng)
    for name in list(files):
        if rng.random() < 0.6 and files[name]:
            files[name] = rng.choice(_SPOILERS)(rng, files[name])
    if rng.random() < 0.4:
        files["case.toml"] = toml_of(rng)
    if rng.random() < 0.2:
        files[rng.choice(("PERSONS.CSV", "persons.csv.bak", ".hidden", "~$persons.csv", "a\u202eb.csv", "x" * 200))] = (
            b"x"
        )
    return files


# The sorts.


def toml_of(rng: random.Random) -> bytes:
    """Write TOML, or what looks like it."""
    parts = []
    for _ in range(rng.randrange(1, 12)):
        n = rng.choice((1, 3, 9, 200, 40_000))
        parts.append(
            rng.choice(
                (
                    lambda n=n: ".".join("a" * n) + " = 1",
                    lambda n=n: "[" + ".".join(f"k{i}" for i in range(n)) + "]",
                    lambda n=n: "x = " + "[" * n + "]" * n,
                    lambda n=n: "y = " + "{a = " * n + "1" + "}" * n,
                    lambda n=n: "z = " + "9" * n,
                    lambda n=n: 'title = "' + rng.choice(_SIGNS) * n + '"',
                    lambda n=n: "[[t]]\n" * min(n, 3_000),
                    lambda n=n: f"[case]\ntitle = '{rng.choice(_WORDS)}'\ntime_zone = '{'../' * min(n, 50)}etc'",
                    lambda n=n: "#" * n,
                    lambda: '"""' + rng.choice(_WORDS),
                    lambda: f"as_of = {rng.choice(('2020-02-30', '1979-05-27T07:32:00Z', 'inf', '0x', '1__0'))}",
                    lambda: "\\u" + rng.choice(("d800", "0000", "zzzz")),
                )
            )()
        )
    raw = "\n".join(parts).encode("utf-8", "surrogatepass")
    return _bytes_changed(rng, raw) if rng.random() < 0.3 else raw


def _folder(rng: random.Random, root: Path) -> None:
    folder = root / "case"
    folder.mkdir()
    for name, raw in _spoilt(rng).items():
        (folder / name).write_bytes(raw)
    odd = rng.random()
    target = folder / rng.choice(("groups.csv", "persons.csv", "case.toml", "mapping.toml"))
    if odd < 0.15 and not target.exists():
        rng.choice(
            (
                lambda: target.symlink_to("/dev/zero"),
                lambda: target.symlink_to(target.name),
                lambda: target.symlink_to("/etc/passwd"),
                target.mkdir,
                lambda: os.mkfifo(target),
                lambda: target.symlink_to("nowhere.csv"),
            )
        )()
    elif odd < 0.2:
        for number in range(1_200):
            (folder / f"{number}.csv").touch()
    options = LoadOptions(
        ignore_unknown=rng.random() < 0.5,
        drop_forbidden=rng.random() < 0.5,
        encoding=rng.choice((None, "cp1252", "utf-8")) or "utf-8",
        quarantine=root / "aside" if rng.random() < 0.3 else None,
        mapping=target if target.name == "mapping.toml" else None,
    )
    load_case(folder, options=options, today=TODAY)


def _archive(rng: random.Random, root: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as packed:
        for name, raw in _spoilt(rng).items():
            packed.writestr(rng.choice(("", "", "a/", "../", "/", "C:\\", "a/../../", "__MACOSX/")) + name, raw)
        kind = rng.random()
        if kind < 0.1:
            packed.writestr("persons.csv", b"\x00" * 60_000_000)
        elif kind < 0.2:
            for number in range(rng.choice((150, 3_000))):
                packed.writestr(f"{number}.csv", b"")
        elif kind < 0.3:
            link = zipfile.ZipInfo("groups.csv")
            link.external_attr = 0o120777 << 16
            packed.writestr(link, "/etc/passwd")
        elif kind < 0.4:
            packed.writestr("inner.zip", buffer.getvalue())
        packed.comment = b"c" * rng.choice((0, 60_000))
    raw = buffer.getvalue()
    spoil = rng.random()
    if spoil < 0.3:
        raw = _bytes_changed(rng, raw)
    elif spoil < 0.4:
        raw = _cut(rng, raw)
    elif spoil < 0.5:  # the sizes that the directory tells are lies
        at = raw.rindex(b"PK\x01\x02") + 20
        raw = raw[:at] + struct.pack("<II", rng.randrange(2**32), rng.randrange(2**32)) + raw[at + 8 :]
    folder = root / "archive"
    folder.mkdir()
    unpack(io.BytesIO(raw), folder, DEFAULT_LIMITS)
    load_case(folder, options=LoadOptions(), today=TODAY)


def _toml(rng: random.Random, root: Path) -> None:
    path = root / "it.toml"
    path.write_bytes(toml_of(rng))
    if rng.random() < 0.5:
        policy_from(path)
    else:
        folder = root / "case"
        folder.mkdir()
        for name, raw in _case(rng).items():
            (folder / name).write_bytes(raw)
        load_case(folder, options=LoadOptions(mapping=path), today=TODAY)


def _format(rng: random.Random, root: Path) -> None:
    case = root / "case"
    case.mkdir()
    path = spoilt_format(rng, case, _SPOILERS)
    if rng.random() < 0.3:
        tables = quick_files([path])
        if not tables.understanding.questions:
            tables.load(options=LoadOptions(), today=TODAY)
    else:
        load_case(rng.choice((path, case)), options=LoadOptions(ignore_unknown=rng.random() < 0.5), today=TODAY)


def _graph(rng: random.Random, root: Path) -> None:
    name, raw = rng.choice(GRAPHS)(rng)
    for _ in range(rng.choice((0, 1, 1, 2))):
        if len(raw) < LARGE:
            raw = rng.choice((*_SPOILERS, *GRAPH_SPOILERS))(rng, raw)
    path = root / f"net{name}"
    path.write_bytes(raw)
    load_case(path, options=LoadOptions(encoding=rng.choice(("utf-8", "cp1252"))), today=TODAY)


SORTS: Mapping[str, Callable[[random.Random, Path], None]] = {
    "folder": _folder,
    "archive": _archive,
    "toml": _toml,
    "graph": _graph,
    "format": _format,
}


def in_child(sort: str, number: int) -> str:
    """Read one in a child within limits; empty if it ended with an answer or a refusal, else how it ended."""
    with TemporaryDirectory() as root:
        return _in_child(sort, number, Path(root))


def _in_child(sort: str, number: int, root: Path) -> str:
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        signal.alarm(3 * SECONDS)  # the machine may be shared
        told = b""
        try:
            SORTS[sort](random.Random(f"{sort} {number}"), root)
        except GruppkartaError as error:
            told = b"" if str(error) else b"a refusal that says nothing"
        except BaseException:
            told = traceback.format_exc().encode()[-2_000:]
        os.write(sending, told)
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as stream:
        fault = stream.read().decode()
    _, status = os.waitpid(child, 0)
    return fault or ("" if status == 0 else f"ended with status {status}")


def main(sort: str, first: str, count: str) -> None:
    """Read many, and print of those that ended badly, as JSON."""
    warnings.simplefilter("ignore")  # a name twice in an archive is meant
    numbers = range(int(first), int(first) + int(count))
    sys.stdout.write(json.dumps({number: told for number in numbers if (told := in_child(sort, number))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
