"""What a hostile partner sends in numbers: each is answered or refused, within 2 GiB and 20 s."""

import json
import os
import subprocess
import sys

import pytest

from tests.attacks.children import REPOSITORY
from tests.needs import IS_LONG

N_SHORT = 30
N_LONG = {"folder": 1_000, "archive": 300, "toml": 200, "graph": 600, "format": 600}  # by `.ci/long hostile`


@pytest.mark.parametrize("sort", N_LONG)
def test_to_break_the_reader_with_many_spoilt_files(sort: str) -> None:
    count = N_LONG[sort] if IS_LONG else N_SHORT
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.hostile", sort, "0", str(count)],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert json.loads(done.stdout) == {}
