"""Every answer is the one that was recorded, unless a line of the changelog says why it is another."""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from tests.needs import DATA_HOW, REPOSITORY, SHARED_DATA, needs
from tests.recording.compare import answers

FOLDER = REPOSITORY / "tests" / "recording"
N_DIGITS = 16
pytestmark = needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)


def _without(patterns: Iterable[re.Pattern[str]], text: str) -> tuple[str, set[str]]:
    """Take additions out of an answer, and the commas and brackets that are left; say which were there."""
    seen = set()
    for pattern in patterns:
        text, n = pattern.subn("", text)
        if n:
            seen.add(pattern.pattern)
    if seen:
        text = re.sub(r"\[\s*\]", "[]", re.sub(r",(\s*[\]}])", r"\1", text))
    return text, seen


def test_every_answer_is_the_recorded_one_or_a_line_of_the_changelog_says_why(tmp_path: Path) -> None:
    explained = tomllib.loads((FOLDER / "differences.toml").read_text(encoding="utf-8"))
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    before = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))
    # in a process of its own: a browser that other tests hold open keeps the event loop of this one
    subprocess.run([sys.executable, "-m", "tests.recording.record", str(tmp_path)], cwd=REPOSITORY, check=True)
    additions = [re.compile(addition["pattern"], re.MULTILINE) for addition in explained["addition"]]
    seen: set[str] = set()
    changed = set(before)
    for name, text in answers(tmp_path).items():
        rest, added = _without(additions, text)
        seen |= added
        if before.get(name) == hashlib.sha256(rest.encode()).hexdigest()[:N_DIGITS]:
            changed.discard(name)
    patterns = {pattern for difference in explained["difference"] for pattern in difference["answers"]}
    unexplained = sorted(name for name in changed if not any(fnmatchcase(name, pattern) for pattern in patterns))
    assert unexplained == []
    unused = sorted(pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in changed))
    assert unused == []
    assert sorted({pattern.pattern for pattern in additions} - seen) == []
    reasons = [entry["why"] for entry in (*explained["addition"], *explained["difference"])]
    assert [reason for reason in reasons if reason not in changelog] == []
