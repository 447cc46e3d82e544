"""Out of a store, in any form, and into an empty one: the content hash is the same."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from tests.property.exported_states import SEEDS, TEXTS, comes_back, state

SHARE = settings(max_examples=settings().max_examples // 4)  # each writes and loads three forms


@SHARE
@given(seed=SEEDS, texts=st.lists(TEXTS, min_size=1, max_size=20))
def test_what_leaves_a_store_in_memory_comes_back(seed: int, texts: list[str]) -> None:
    with closing(MemoryStore()) as source, closing(MemoryStore()) as target:
        comes_back(source, target, state(seed, texts))


@SHARE
@given(seed=SEEDS, texts=st.lists(TEXTS, min_size=1, max_size=20))
def test_what_leaves_a_file_comes_back(seed: int, texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        stores = [SQLiteStore(Path(folder) / f"{name}.db") for name in ("source", "target")]
        for store in stores:
            store.initialise()
        with closing(stores[0]), closing(stores[1]):
            comes_back(stores[0], stores[1], state(seed, texts))
