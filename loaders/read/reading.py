"""What reading one cell gives."""

from collections.abc import Callable
from dataclasses import dataclass

from graph_service.domain.load_texts import Refusal
from graph_service.domain.schema import Value


@dataclass(frozen=True, slots=True)
class Read:
    """A value, codes of what was put right, and how coarse a date was written ("" for a whole day).

    `doubt` is why it is refused where the cells of its column together settle nothing.
    """

    value: Value
    remarks: tuple[str, ...] = ()
    coarse: str = ""
    doubt: Refusal | None = None


Parse = Callable[[str], Read | Refusal]
