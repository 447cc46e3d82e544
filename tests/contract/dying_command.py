"""A command that is killed at a step of what it writes.

``python -m tests.contract.dying_command STEP WORD...`` runs ``gruppkarta WORD...`` and sends itself SIGKILL at that
step, counted from 0 over all stores that it opens; where there are fewer steps it ends as ever.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from graph_service import bootstrap
from graph_service.cli.main import main


def at_step(number: int, act: Callable[[], None]) -> None:
    """Let something happen at a step of what is written from now on, to any store that is opened."""
    store_at, n_steps = bootstrap.store_at, 0

    def on_step(_step: str) -> None:
        nonlocal n_steps
        n_steps += 1
        if n_steps - 1 == number:
            act()

    def opened(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401  as that takes
        store: Any = store_at(*arguments, **options)
        store._on_step = on_step
        return store

    bootstrap.store_at = opened


if __name__ == "__main__":
    step, *words = sys.argv[1:]
    sys.argv = ["gruppkarta", *words]
    at_step(int(step), lambda: os.kill(os.getpid(), signal.SIGKILL))
    main()
