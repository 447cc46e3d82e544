"""The whole interface under schemathesis: every check, on examples, random requests, and chains along links.

`.ci/long search` sends more of them, and every edge of every field: six thousand requests.
"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings

from tests.api.serving import City, city_in_memory, service
from tests.needs import REPOSITORY

# What a schema cannot say: that a text is a case, an agency has a role, a person exists, a day is before another.
CONFIG = """
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429", "431"]

[[operations]]
include-path-regex = "/v1/(tokens|network|figures)"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "403", "404", "422"]

[[operations]]
include-path-regex = "/v1/(imports|representatives|key-players|paths|common|around|structure|records|duplicates)"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "403", "404", "409", "412", "422"]
"""
N_EXAMPLES, PHASES = 10, "examples,fuzzing,stateful"
N_EXAMPLES_OF_SEARCH, PHASES_OF_SEARCH = 50, "examples,coverage,fuzzing,stateful"


def _own_token_id(city: City) -> str:
    digest = sha256(city.headers()["Authorization"].removeprefix("Bearer ").encode()).hexdigest()
    return next(token.token_id for token in city.place.store.tokens() if token.token_hash == digest)


def test_every_request_has_an_answer_that_is_described(tmp_path: Path) -> None:
    city, is_search = city_in_memory(), settings.get_current_profile_name() == "search"
    n_examples, phases = (N_EXAMPLES_OF_SEARCH, PHASES_OF_SEARCH) if is_search else (N_EXAMPLES, PHASES)
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    environment = {
        **os.environ,
        "OWN_TOKEN_ID": _own_token_id(city),
        "SCHEMATHESIS_HOOKS": "tests.api.fuzzing_hooks",
        "PYTHONPATH": str(REPOSITORY),
    }
    with service(city) as client:
        url = str(client.base_url).rstrip("/")
        headers = [word for name, value in city.headers().items() for word in ("-H", f"{name}: {value}")]
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{url}/v1/openapi.json", "--url", url]
        command += [
            "--phases",
            phases,
            "--checks",
            "all",
            "--max-examples",
            str(n_examples),
            "--seed",
            "1",
            "--continue-on-failure",
        ]
        command += ["--generation-database", "none", "--suppress-health-check", "all", "--no-color", *headers]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        alive = client.get("/v1/groups", headers=city.headers())
    if done.returncode:
        pytest.fail(done.stdout[-8_000:] + done.stderr[-2_000:], pytrace=False)
    assert alive.status_code == 200
