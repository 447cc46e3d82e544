"""What can be asked of both implementations, and the plain form of their answers."""

from collections.abc import Mapping
from dataclasses import dataclass

Tree = Mapping[str, object]
PARTS = ("scorecard", "message", "safety", "messenger", "conflicts", "representatives", "network")
N_ALTERNATIVES = 4
BUDGETS = (None, 1, 2)


@dataclass(frozen=True, slots=True)
class Options:
    """What is chosen beside the case; groups are for messengers and representatives, the rest for these."""

    lineage: bool = True
    groups: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    pool: tuple[str, ...] | str | None = None  # ids, or "supervised"
    must: tuple[str, ...] | None = None
    must_not: tuple[str, ...] | None = None


DEFAULT = Options()
