"""Runs an attack in a child process that may take so much memory and processor time and no more."""

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 2 * 2**30
CPU_S = 10
WALL_S = 60  # the machine may be shared

# What an attack begins with: `folder` is empty, `load` loads it and says what came of it.
_BEGIN = """
import os, sys
from datetime import date
from pathlib import Path
from graph_service.errors import GruppkartaError
from loaders.case_folder import LoadOptions, load_case

folder = Path(sys.argv[1])

def told(work):
    try:
        result = work()
    except GruppkartaError as error:
        problems = getattr(error, "problems", ())
        first = f"{problems[0].code}: {problems[0].problem}; {problems[0].remedy}" if problems else str(error)
        print(f"refused {first}")
    else:
        print(f"read {result}")

def load(**options):
    told(lambda: load_case(folder, options=LoadOptions(**options), today=date(2026, 11, 24)).report.n_loaded)
"""


@dataclass(frozen=True, slots=True)
class Attacked:
    """What a child did: its last line, and whether it had to be stopped for what it took."""

    text: str
    is_stopped: bool


def attack(folder: Path, code: str, *, memory_bytes: int = MEMORY_BYTES, cpu_s: int = CPU_S) -> Attacked:
    """Run code in a child within limits; a traceback counts as stopped too."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))

    try:
        done = subprocess.run(
            [sys.executable, "-c", _BEGIN + dedent(code), str(folder)],
            preexec_fn=limit,
            capture_output=True,
            text=True,
            check=False,
            timeout=WALL_S,
            cwd=REPOSITORY,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        return Attacked("", is_stopped=True)
    lines = (done.stdout or done.stderr).strip().splitlines()
    return Attacked(lines[-1] if lines else "", is_stopped=done.returncode != 0)
