"""TOML of a size that is known before it is parsed.

The parser of the standard library keeps every beginning of a dotted key: 200 kB of `a.a.a…` take 20 GB. So a
text is counted first, in one pass that keeps nothing: parts of keys, and brackets within one another.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from graph_service.domain.limits import DEFAULT_LIMITS, SETTING_OF, Limits
from graph_service.errors import InputError

# Comments and strings, whose signs mean nothing, closed or not; no repeat can be read in two ways.
_SIGNS = re.compile(
    r"#[^\n]*+"
    r'|"""(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\\?\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|[.\n=,\[\]{}]",
    re.DOTALL,
)


@dataclass(slots=True)
class TomlSize:
    """Parts of all keys, the most parts of one, brackets within one another at most, and the lines of the last two."""

    n_keys: int = 0
    n_parts: int = 0
    parts_line: int = 0
    depth: int = 0
    depth_line: int = 0


def toml_size(text: str) -> TomlSize:
    """Count what a parser will have to keep; a value with a point counts as a key does, so it may be too much."""
    size = TomlSize()
    line = 1
    n_parts = 1
    depth = 0
    for match in _SIGNS.finditer(text):
        signs = match[0]
        if signs == ".":
            n_parts += 1
            size.n_keys += 1
            if n_parts > size.n_parts:
                size.n_parts, size.parts_line = n_parts, line
            continue
        if len(signs) > 1 or signs in "\"'#":
            line += signs.count("\n")
            continue
        n_parts = 1
        size.n_keys += signs in "=["
        if signs == "\n":
            line += 1
        elif signs in "[{":
            depth += 1
            if depth > size.depth:
                size.depth, size.depth_line = depth, line
        elif signs in "]}":
            depth = max(0, depth - 1)
    return size


def read_toml_text(text: str, *, what: str, limits: Limits = DEFAULT_LIMITS) -> Mapping[str, object]:
    """Parse a TOML text within the limits; `what` names it in the refusal, which says the limit and its setting."""
    _check_size(text, what, limits)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InputError(f"{what} is not TOML: {error}; correct that line") from error


def _check_size(text: str, what: str, limits: Limits) -> None:
    if len(text) > limits.max_toml_bytes:
        raise too_large(what, limits)
    size = toml_size(text)
    for n_deep, line in ((size.n_parts, size.parts_line), (size.depth, size.depth_line)):
        if n_deep > limits.max_toml_nesting:
            problem = f"line {line} nests {n_deep} deep, and at most {limits.max_toml_nesting} are read"
            raise InputError(
                f"{what}: {problem}; use fewer dots or brackets, or raise {SETTING_OF['max_toml_nesting']}"
            )
    if size.n_keys > limits.max_toml_keys:
        problem = f"it has {size.n_keys} keys and lists, and at most {limits.max_toml_keys} are read"
        raise InputError(f"{what}: {problem}; leave some out, or raise {SETTING_OF['max_toml_keys']}")


def too_large(what: str, limits: Limits) -> InputError:
    """Return the error that refuses a TOML file for its size."""
    remedy = f"give a TOML file, or raise {SETTING_OF['max_toml_bytes']}"
    return InputError(f"{what} is larger than {limits.max_toml_bytes} bytes; {remedy}")
