"""The modules of the page that only reckon, tested by node as they are."""

import shutil
import subprocess

from tests.needs import REPOSITORY, needs

NODE = shutil.which("node")
pytestmark = needs("browser", available=NODE is not None, how="install node (Debian: apt-get install nodejs)")


def test_the_modules_reckon_as_their_own_tests_say() -> None:
    assert NODE is not None
    files = sorted(str(path) for path in (REPOSITORY / "tests" / "javascript").glob("*.test.js"))
    run = subprocess.run([NODE, "--test", *files], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert len(files) > 1
