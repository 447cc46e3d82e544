"""The page's script: the modules in `static/`, carried unchanged in an import map.

A file opened from disk cannot import another file, so each module is a data: URL under the name by which
the others import it, `#map/camera` for `camera.js`; `package.json` gives the same names to node. The
policy holds no data: source: each module runs by its hash alone, which the map states as its integrity.
A service sends each module as a file of its own, in which the names are addresses beside it.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_TEXT: Final = re.compile(r'\btext\(\s*"([^"]+)"')
_PLURAL: Final = re.compile(r'\bplural\([^"()]+(?:\([^()]*\))?[^"()]*, "([^"]+)", "([^"]+)"')
_IMPORTED: Final = re.compile(r'(["\'])#map/(\w+)\1')
ENTRY_MODULE: Final = "controls"
ENTRY: Final = f'import "#map/{ENTRY_MODULE}";'


@cache
def import_map() -> str:
    """Return the import map: the address of each module, and the hash of what stands there."""
    addresses = {}
    integrity = {}
    for name, source in _modules().items():
        address = f"data:text/javascript;base64,{base64.b64encode(source).decode()}"
        addresses[f"#map/{name}"] = address
        integrity[address] = digest(source)
    return json.dumps({"imports": addresses, "integrity": integrity}, indent=0)


@cache
def script_digests() -> tuple[str, ...]:
    """Return the hashes of all that a page runs: the map, the entry, the modules."""
    return (digest(import_map().encode()), digest(ENTRY.encode()), *map(digest, _modules().values()))


def with_relative_imports(source: str) -> str:
    """Return a module as a service sends it: it imports the others from files beside its own.

    Parameters
    ----------
    source : str
        The module, as it stands in `static/`.

    Returns
    -------
    str
        The same, with ``./camera.js`` for ``#map/camera``.
    """
    return _IMPORTED.sub(r"\1./\2.js\1", source)


@cache
def served_modules() -> Mapping[str, bytes]:
    """Return the files of the modules as a service sends them, by name."""
    return {f"{name}.js": with_relative_imports(source.decode()).encode() for name, source in _modules().items()}


def digest(content: bytes) -> str:
    """Return a hash as policies and integrity attributes write it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


@cache
def _modules() -> dict[str, bytes]:
    scripts = [path for path in (files("visualizations") / "static").iterdir() if path.name.endswith(".js")]
    return {path.name.removesuffix(".js"): path.read_bytes() for path in sorted(scripts, key=lambda path: path.name)}


@cache
def texts_of_script() -> tuple[str, ...]:
    """Return what the modules say: the messages of `text`, and both forms of each `plural`."""
    sources = [source.decode() for source in _modules().values()]
    texts = [text for source in sources for text in _TEXT.findall(source)]
    texts += [form for source in sources for forms in _PLURAL.findall(source) for form in forms]
    return tuple(sorted(set(texts)))
