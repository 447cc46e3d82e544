"""Every answer is the one that was recorded, unless a line of the changelog says why it is another.

What was reworded everywhere alike is worded as before for the comparison, so that the rest of each answer still counts.
"""

import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from tests.needs import DATA_HOW, IS_LONG, REPOSITORY, SHARED_DATA, needs
from tests.recording.callers import CALLERS, FEW_CALLERS
from tests.recording.compare import answers_in
from tests.recording.record import digests

OWN = ("demo/", "general/")
FOLDER = REPOSITORY / "tests" / "recording"
N_DIGITS = 16
pytestmark = needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)


def test_every_answer_is_the_recorded_one_or_a_line_of_the_changelog_says_why(tmp_path: Path) -> None:
    declared = tomllib.loads((FOLDER / "differences.toml").read_text(encoding="utf-8"))
    differences, rewordings = declared["difference"], declared["rewording"]
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    recorded = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))
    if not IS_LONG:  # what the demo city answers to some callers; `.ci/long recording` asks the published cases by all
        recorded = {name: digest for name, digest in recorded.items() if name.startswith(OWN)}
    # in a process of its own: a browser that other tests hold open keeps the event loop of this one
    words = [str(tmp_path)] if IS_LONG else [str(tmp_path), "own"]
    subprocess.run([sys.executable, "-m", "tests.recording.record", *words], cwd=REPOSITORY, check=True)
    texts = answers_in(tmp_path)
    pairs = [(now, before) for rewording in rewordings for now, before in rewording["words"]]
    n_reworded = dict.fromkeys((now for now, _ in pairs), 0)
    for name in texts:
        for now, before in pairs:
            texts[name], n_times = re.subn(now, before, texts[name], flags=re.MULTILINE)
            n_reworded[now] += n_times
            if n_times and not before:  # of an addition taken out, commas and brackets may be left
                texts[name] = re.sub(r"\[\s*\]", "[]", re.sub(r",(\s*[\]}])", r"\1", texts[name]))
    assert not IS_LONG or [now for now, n_times in n_reworded.items() if not n_times] == []
    digests_now = {name: digest[:N_DIGITS] for name, digest in digests(texts).items()}
    if not IS_LONG:
        not_asked = tuple(f"demo/api/{asking.name}/" for asking in CALLERS if asking not in FEW_CALLERS)
        recorded = {
            name: digest for name, digest in recorded.items() if name in digests_now or not name.startswith(not_asked)
        }
    changed = {name for name, digest in recorded.items() if digests_now.get(name) != digest}
    patterns = {pattern for difference in differences for pattern in difference["answers"]}
    unexplained = sorted(name for name in changed if not any(fnmatchcase(name, pattern) for pattern in patterns))
    assert unexplained == []
    unused = sorted(pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in changed))
    assert not IS_LONG or unused == []
    assert [one["why"] for one in (*differences, *rewordings) if one["why"] not in changelog] == []
