"""Any order of writes, failures, erasures and re-openings: each store holds what a model holds."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from hypothesis.stateful import run_state_machine_as_test

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.ports import GraphStore
from graph_service.transaction import Step
from tests.property.store_machine import StoreMachine, searched


def test_the_store_in_memory_holds_what_the_model_holds() -> None:
    def machine() -> StoreMachine:
        kept: list[MemoryStore] = []

        def opened(on_step: Step) -> GraphStore:
            if not kept:  # gone if it were made anew
                kept.append(MemoryStore(on_step=on_step))
            return kept[0]

        return StoreMachine(opened)

    run_state_machine_as_test(machine, settings=searched(40))  # type: ignore[arg-type]  # takes whatever makes a machine


def test_the_store_in_a_file_holds_what_the_model_holds(tmp_path: Path) -> None:
    numbers: Iterator[int] = count()

    def machine() -> StoreMachine:
        path = tmp_path / f"{next(numbers)}.db"

        def opened(on_step: Step) -> GraphStore:
            store = SQLiteStore(path, on_step=on_step)
            store.initialise()
            return store

        return StoreMachine(opened)

    run_state_machine_as_test(machine, settings=searched(20))  # type: ignore[arg-type]  # takes whatever makes a machine
