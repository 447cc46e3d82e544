"""What every result carries, and how a result becomes JSON: the same bytes on every store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Any, Literal

FLOAT_DIGITS = 6

Parameter = str | int | float | bool | None | tuple[str, ...]


class Withheld(StrEnum):
    """What stands where a caller may not see: never a value that could be taken for one."""

    WITHHELD = "withheld"


WITHHELD: Literal[Withheld.WITHHELD] = Withheld.WITHHELD
Count = int | Withheld  # of persons; analysis always gives the number, only the projection withholds


@dataclass(frozen=True, slots=True)
class Note:
    """Something hidden, unknown, coarse, overdue or left out, with its count."""

    code: str
    n: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The head of every result: which measure, of what, how, and what it leaves out."""

    measure: str
    version: str
    as_of: date
    snapshot_id: str
    policy: Mapping[str, str]  # id, version
    parameters: Mapping[str, Parameter]
    seed: int | None
    notes: tuple[Note, ...]


def plain(value: object) -> Any:  # noqa: ANN401  JSON has no closed type
    """Turn a result into dicts, lists and scalars; dates become ISO text, floats 6 decimals.

    Parameters
    ----------
    value : object
        A result or a part of one.

    Returns
    -------
    Any
        What `json.dumps` takes.

    Raises
    ------
    TypeError
        If a part is of a type that results do not hold.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return round(value, FLOAT_DIGITS) + 0.0  # + 0.0 turns -0.0 into 0.0
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    message = f"a result may not hold a {type(value).__name__}"
    raise TypeError(message)


def to_json(result: object) -> str:
    """Write a result as JSON with sorted keys, ending in a line feed.

    Parameters
    ----------
    result : object
        A result.

    Returns
    -------
    str
        The document.
    """
    return json.dumps(plain(result), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
