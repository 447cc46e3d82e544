"""What every store that outlives its process must do when writers die, and when two processes write."""

import os
import subprocess
import sys
from abc import abstractmethod
from collections.abc import Mapping

from graph_service.domain.audit import verify
from graph_service.ports import GraphStore
from tests.contract.dying_writer import KILLED
from tests.contract.store_contract import SMALL, state_of, stored_by
from tests.contract.stores import ContractStore
from tests.needs import REPOSITORY
from tests.rival import make

STEPS = 7  # put persons, put memberships, content sum, write, before, audit, commit


def writing(address: str, environment: Mapping[str, str], *words: str) -> "subprocess.Popen[str]":
    """Start a process that writes."""
    command = [sys.executable, "-m", "tests.contract.dying_writer", address, *words]
    return subprocess.Popen(
        command, cwd=REPOSITORY, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )


class KilledWriterContract(ContractStore):
    """One subclass a persistent store."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What another process needs besides the address."""
        return {}

    @property
    @abstractmethod
    def address(self) -> str:
        """Where another process finds the store."""

    def test_a_writer_killed_at_any_step_leaves_no_trace(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        before = state_of(store)
        for step in range(STEPS):
            writer = writing(self.address, self.environment, "X", "1", f"--dies-at={step}")
            out, _ = writer.communicate()
            assert (writer.returncode, out) == (KILLED, "")
            assert state_of(store) == before, step
        assert stored_by(store, make.person("later")).total.n_new == 1

    def test_a_write_that_was_acknowledged_is_there_whatever_happens_to_the_writer(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        writer = writing(self.address, self.environment, "X", "3", f"--dies-at={STEPS}")
        out, _ = writer.communicate()
        assert (writer.returncode, out.split()) == (KILLED, ["X0", "X1", "X2"])
        assert store.counts()["membership"] == 1 + 3
        assert verify(store.audit_trail()).n_entries == 1 + 3
        store.verify()

    def test_of_two_processes_neither_loses_a_write(self, store: GraphStore) -> None:
        stored_by(store, *SMALL)
        writers = [writing(self.address, self.environment, name, "10") for name in ("X", "Y")]
        outs = [writer.communicate()[0].split() for writer in writers]
        assert [writer.returncode for writer in writers] == [0, 0]
        assert outs == [[f"{name}{i}" for i in range(10)] for name in ("X", "Y")]
        assert store.counts()["membership"] == 1 + 20
        assert verify(store.audit_trail()).n_entries == 1 + 20
        store.verify()
