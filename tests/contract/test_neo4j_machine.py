"""Any history of writes, failures, erasures and re-openings on a real Neo4j: it holds what a model holds."""

from hypothesis.stateful import run_state_machine_as_test

from graph_service.ports import GraphStore
from graph_service.transaction import Step
from tests.neo4j_server.fixture import Neo4jAddress
from tests.property.store_machine import StoreMachine, searched


def test_the_graph_holds_what_the_model_holds(neo4j_address: Neo4jAddress) -> None:
    def machine() -> StoreMachine:
        neo4j_address.empty()

        def opened(on_step: Step) -> GraphStore:
            store = neo4j_address.store(on_step=on_step)
            store.initialise()
            return store

        return StoreMachine(opened)

    run_state_machine_as_test(machine, settings=searched(8))  # type: ignore[arg-type]  # takes whatever makes a machine
