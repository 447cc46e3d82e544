"""What a hand-reckoned case is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.rival.answers import DEFAULT, Options

D = "2020-12-03"  # the day asked for, unless a case says otherwise; 2020 was a leap year


@dataclass(frozen=True, slots=True)
class HandCase:
    """Records, a question, and the answers reckoned by hand; `says` is the sentence that decides them.

    `expected` maps a path in the answer (see `tests.rival.answers`) to its value; "missing" means
    that there is nothing at that path.
    """

    says: str
    records: Sequence[object]
    part: str
    expected: Mapping[str, object]
    as_of: str = D
    options: Options = DEFAULT

    @property
    def day(self) -> date:
        """The day asked for."""
        return date.fromisoformat(self.as_of)
