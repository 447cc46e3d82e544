"""Every answer is the one that was recorded, unless a line of the changelog says why it is another."""

import json
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from tests.needs import DATA_HOW, REPOSITORY, SHARED_DATA, needs

FOLDER = REPOSITORY / "tests" / "recording"
N_DIGITS = 16
pytestmark = needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)


def test_every_answer_is_the_recorded_one_or_a_line_of_the_changelog_says_why(tmp_path: Path) -> None:
    differences = tomllib.loads((FOLDER / "differences.toml").read_text(encoding="utf-8"))["difference"]
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    before = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))
    # in a process of its own: a browser that other tests hold open keeps the event loop of this one
    subprocess.run([sys.executable, "-m", "tests.recording.record", str(tmp_path)], cwd=REPOSITORY, check=True)
    digests = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    now = {name: digest[:N_DIGITS] for name, digest in digests.items()}
    changed = {name for name, digest in before.items() if now.get(name) != digest}
    patterns = {pattern for difference in differences for pattern in difference["answers"]}
    unexplained = sorted(name for name in changed if not any(fnmatchcase(name, pattern) for pattern in patterns))
    assert unexplained == []
    unused = sorted(pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in changed))
    assert unused == []
    assert [difference["why"] for difference in differences if difference["why"] not in changelog] == []
