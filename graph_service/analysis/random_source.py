"""igraph's source of random numbers, which is one for the whole process: one at a time draws from it."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()


@contextmanager
def igraph_random_numbers(seed: int) -> Iterator[None]:
    """Let igraph, which draws from Python's shared generator, draw from a fresh one; then give that back."""
    import igraph

    with _lock:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311  a structure needs no secrecy
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)
