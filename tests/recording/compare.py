"""Says what differs between two recordings: `python -m tests.recording.compare OLD NEW`; exit 1 if anything does."""

import difflib
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

N_LINES = 20  # of a difference that are shown
N_SIGNS = 300  # of a line that are shown


def differences(old: Path, new: Path) -> Iterator[str]:
    """Yield a text for each answer that is in one recording only, or is another.

    Parameters
    ----------
    old : Path
        A folder that `record` wrote.
    new : Path
        Another.

    Yields
    ------
    str
        The name, and the first lines of the difference.
    """
    before, after = answers_in(old), answers_in(new)
    yield from (f"only in {old}: {name}" for name in before if name not in after)
    yield from (f"only in {new}: {name}" for name in after if name not in before)
    for name, text in before.items():
        if after.get(name, text) != text:
            lines = difflib.unified_diff(text.splitlines(), after[name].splitlines(), n=1, lineterm="")
            shown = [line[:N_SIGNS] for line in islice(lines, 2, 2 + N_LINES)]
            yield "\n    ".join([f"differs: {name}", *shown])


def answers_in(folder: Path) -> dict[str, str]:
    """Return the answers that `record` wrote into a folder, by their names.

    Parameters
    ----------
    folder : Path
        Its folder.

    Returns
    -------
    dict[str, str]
        The text of each.
    """
    texts = (path.read_bytes().decode("utf-8") for path in sorted((folder / "answers").glob("*.txt")))
    return {text.partition("\n")[0].removeprefix("# "): text for text in texts}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m tests.recording.compare OLD NEW")
    listed = list(differences(Path(sys.argv[1]), Path(sys.argv[2])))
    print(*listed, f"{len(listed)} answers differ", sep="\n")
    sys.exit(bool(listed))
