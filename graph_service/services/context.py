"""What every use case works with: the store, its snapshots, the policy in force, the clock, and who asks what for."""

from dataclasses import dataclass, field, replace
from datetime import date

from graph_service.aside import AsideInMemory, PutAside
from graph_service.domain.caller import LOCAL_CALLER, Caller
from graph_service.domain.parameters import FIRST_DAY, LAST_DAY
from graph_service.domain.policy import Policy
from graph_service.domain.rights import Agency, received_by, rights_of
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import InputError
from graph_service.ports import Clock, GraphStore
from graph_service.services.snapshots import Snapshots


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store opened for work, before it is known who asks."""

    store: GraphStore
    snapshots: Snapshots
    policy: Policy
    clock: Clock
    aside: PutAside = field(default_factory=AsideInMemory)

    def context(self, caller: Caller = LOCAL_CALLER, *, language: str = "en") -> "Context":
        """Return what a use case takes from a caller."""
        return Context(self.store, self.snapshots, self.policy, self.clock, caller, language, aside=self.aside)


@dataclass(frozen=True, slots=True)
class Context:
    """An open store, and a caller who works on it."""

    store: GraphStore
    snapshots: Snapshots
    policy: Policy
    clock: Clock
    caller: Caller
    language: str = "en"
    held: Snapshot | None = None  # what all questions of one answer are asked of, on the day of it
    aside: PutAside = field(default_factory=AsideInMemory)
    recipient: str = ""  # agency that answers are made for; empty: for the caller alone

    @property
    def purpose(self) -> str:
        """What the caller says it is for."""
        return self.caller.purpose

    @property
    def classes(self) -> frozenset[DataClass]:
        """The field classes that the caller sees, less those that whoever it is made for does not."""
        classes = rights_of(self.caller)
        return classes & received_by(self.recipient) if self.recipient else classes

    def made_for(self, agency: str) -> "Context":
        """Return a context whose answers show no more than both the caller and an agency may see."""
        if agency not in set(Agency):
            message = f"there is no agency {agency[:40]!r}; it is one of {', '.join(Agency)}"
            raise InputError(message)
        return replace(self, recipient=agency)

    def snapshot(self, as_of: date | None) -> Snapshot:
        """Return the records of now as of a day, default today; a day that cannot be meant is an `InputError`."""
        if as_of is not None and not FIRST_DAY <= as_of <= LAST_DAY:
            message = f"cannot look at {as_of}: give a day from {FIRST_DAY} to {LAST_DAY}"
            raise InputError(message)
        day = self.clock.today() if as_of is None else as_of
        return self.held if self.held is not None and self.held.as_of == day else self.snapshots.on(day)

    def holding(self, as_of: date | None) -> "Context":
        """Return a context that goes on with the records of now as of a day, whatever is written meanwhile."""
        return replace(self, held=self.snapshot(as_of))
