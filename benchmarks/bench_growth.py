"""How time grows with the length of chains, rows, columns and names: exponents by least squares, none above 1.2.

Seconds of the processor, so that other programs on the machine hardly matter; the least of two runs of each size.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from time import process_time

import numpy as np

from graph_service.analysis.people import walks
from graph_service.domain.bounded_toml import toml_size
from graph_service.errors import GruppkartaError
from loaders.case_folder import LoadOptions, load_case

TODAY = date(2026, 11, 24)
MOST = 1.2
Build = Callable[[Path, int], LoadOptions]
INCIDENT = "incident_id,precision,type,group_involved,status,retaliation_for\n"


def _rows(folder: Path, n: int) -> LoadOptions:
    body = "".join(f"P-{i},Falk {i},no\n" for i in range(n))
    (folder / "persons.csv").write_text("person_id,label,protected_identity\n" + body, encoding="utf-8")
    return LoadOptions()


def _columns(folder: Path, n: int) -> LoadOptions:
    header = ",".join(f"column {i}" for i in range(n))
    (folder / "sources.csv").write_text(f"source_id,{header}\n" + f"S{',' * n}\n" * 20, encoding="utf-8")
    return LoadOptions(ignore_unknown=True)


def _name_length(folder: Path, n: int) -> LoadOptions:
    header = ",".join(f"{i} {'ab cd ' * (n // 6)}" for i in range(300))
    (folder / "sources.csv").write_text(f"source_id,{header}\n", encoding="utf-8")
    return LoadOptions(ignore_unknown=True)


def _cell_length(folder: Path, n: int) -> LoadOptions:
    body = "".join(f"S-{i},{'aå ' * (n // 3)}\n" for i in range(200))
    (folder / "sources.csv").write_text("source_id,note\n" + body, encoding="utf-8")
    return LoadOptions()


def _same_persons(folder: Path, n: int) -> LoadOptions:
    persons = "".join(f"P-{i:06},x,no\n" for i in range(n + 1))
    joins = "".join(f"P-{i:06},P-{i + 1:06},x,2020-01-01,y\n" for i in reversed(range(n)))
    (folder / "persons.csv").write_text("person_id,label,protected_identity\n" + persons, encoding="utf-8")
    (folder / "same_persons.csv").write_text(
        "person_a,person_b,decided_by,decided_on,reason\n" + joins, encoding="utf-8"
    )
    incidents = INCIDENT.replace("retaliation_for", "n_killed") + "I-1,unknown,shooting,yes,confirmed,1\n"
    (folder / "incidents.csv").write_text(incidents, encoding="utf-8")
    (folder / "involvements.csv").write_text(
        "person_id,incident_id,part,harm\nP-000001,I-1,victim,killed\n", encoding="utf-8"
    )
    return LoadOptions()


def _quarantine(folder: Path, n: int) -> LoadOptions:
    body = "".join(f"I-{i:06},unknown,shooting,yes,confirmed,I-{i + 1:06}\n" for i in range(n))
    (folder / "incidents.csv").write_text(INCIDENT + body, encoding="utf-8")
    return LoadOptions(quarantine=folder / "aside")


def _unknown_words(folder: Path, n: int) -> LoadOptions:
    body = "".join(f"I-{i},unknown,shotin{i},yes,confirmed,\n" for i in range(n))
    (folder / "incidents.csv").write_text(INCIDENT + body, encoding="utf-8")
    return LoadOptions()


LOADS: Sequence[tuple[str, Build, Sequence[int]]] = (
    ("rows", _rows, (5_000, 10_000, 20_000, 40_000)),
    ("columns", _columns, (250, 500, 1_000, 1_900)),
    ("length of names of columns", _name_length, (24, 48, 96, 180)),
    ("length of cells", _cell_length, (1_500, 3_000, 6_000, 12_000)),
    ("chain of same persons", _same_persons, (5_000, 10_000, 20_000, 40_000)),
    ("chain of refused rows, quarantined", _quarantine, (5_000, 10_000, 20_000, 40_000)),
    ("distinct unknown words", _unknown_words, (5_000, 10_000, 20_000, 40_000)),
)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Slope of the logarithm of time against the logarithm of size."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def main() -> None:
    """Measure, print the table, and fail where something grows faster than it may."""
    print("| what grows | sizes | seconds of the processor | exponent |\n|---|---|---|---|")
    worst = 0.0
    for name, sizes, seconds in chain(_loads(), _texts(), _questions()):
        slope = exponent(sizes, seconds)
        worst = max(worst, slope)
        listed = ", ".join(f"{size:,}" for size in sizes)
        print(f"| {name} | {listed} | {', '.join(f'{s:.2f}' for s in seconds)} | {slope:.2f} |", flush=True)
    sys.exit(worst > MOST)


def _loads() -> Iterator[tuple[str, Sequence[int], list[float]]]:
    for name, build, sizes in LOADS:
        yield name, sizes, [min(_load_s(build, n) for _ in range(2)) for n in sizes]


def _load_s(build: Build, n: int) -> float:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        options = build(folder, n)
        begun = process_time()
        with suppress(GruppkartaError):  # a refusal takes its time too
            load_case(folder, options=options, today=TODAY)
        return process_time() - begun


def _texts() -> list[tuple[str, Sequence[int], list[float]]]:
    sizes = (100_000, 200_000, 400_000, 800_000)
    pieces = {
        "TOML, dots of a key": ".a",
        "TOML, strings not closed": '"""a\n',
        "TOML, brackets": "[{",
    }
    return [
        (what, sizes, [_least_s(partial(toml_size, piece * (n // len(piece)))) for n in sizes])
        for what, piece in pieces.items()
    ]


def _questions() -> list[tuple[str, Sequence[int], list[float]]]:
    sizes = (25_000, 50_000, 100_000, 200_000)
    return [
        ("chain of origins or successions", sizes, [_least_s(partial(_walk, range(n))) for n in sizes]),
        ("the same, last link first", sizes, [_least_s(partial(_walk, range(n)[::-1])) for n in sizes]),
    ]


def _walk(links: Sequence[int]) -> None:
    for _ in walks({link: link + 1 for link in links}):
        pass


def _least_s(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(2):
        begun = process_time()
        work()
        seconds.append(process_time() - begun)
    return min(seconds)


if __name__ == "__main__":
    main()
