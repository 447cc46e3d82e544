"""The licence of every locked package: `python -m tests.supply.licences` prints the list.

Gruppkarta is under the EUPL-1.2. Its Article 5 and Appendix let whoever passes it on together with a work under the GPL
do so under the GPL, version 2 or 3. igraph is under version 2 or later, and much else under Apache 2.0, which goes
together with version 3 alone: Gruppkarta with all it needs is passed on under the GPL, version 3.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import metadata
from types import MappingProxyType

from license_expression import AND, OR, LicenseSymbol, Licensing, get_spdx_licensing

from tests.supply.locks import is_installed, locked

OURS = "EUPL-1.2"
# All go together with version 3 of the GPL.
ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 GPL-2.0-or-later GPL-3.0-or-later ISC LGPL-2.1-or-later "
    "LGPL-3.0-or-later MIT MIT-0 MPL-2.0 PSF-2.0 Python-2.0 Zlib".split()
)
BY_CLASSIFIER = MappingProxyType(
    {
        "License :: OSI Approved :: Apache Software License": "Apache-2.0",
        "License :: OSI Approved :: BSD License": "BSD-3-Clause",
        "License :: OSI Approved :: ISC License (ISCL)": "ISC",
        "License :: OSI Approved :: MIT License": "MIT",
        "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    }
)
BY_TEXT = MappingProxyType({"Apache 2.0": "Apache-2.0", "BSD": "BSD-3-Clause"})
# Where the metadata does not say it, or are not here: what stands in the package itself.
BY_NAME: Mapping[str, str] = MappingProxyType({"igraph": "GPL-2.0-or-later", "colorama": "BSD-3-Clause"})


def licence_of(name: str) -> str | None:
    """Return the licence of a package as an SPDX expression; None: it does not say."""
    if name in BY_NAME:
        return BY_NAME[name]
    if not is_installed(name):
        return None
    told = metadata(name)
    if told["License-Expression"]:
        return told["License-Expression"]
    for classifier in told.get_all("Classifier") or ():
        if classifier in BY_CLASSIFIER:
            return BY_CLASSIFIER[classifier]
    text = (told["License"] or "").strip()
    return BY_TEXT.get(text, text if text in ALLOWED else None)


def is_allowed(expression: str | None) -> bool:
    """Tell whether a licence goes together with ours: all parts of an "and", one of an "or"."""
    if expression is None:
        return False
    return _is_allowed(_spdx().parse(expression, validate=True))


@cache
def _spdx() -> Licensing:
    return get_spdx_licensing()


def _is_allowed(part: object) -> bool:
    if isinstance(part, AND):
        return all(map(_is_allowed, part.args))
    if isinstance(part, OR):
        return any(map(_is_allowed, part.args))
    return isinstance(part, LicenseSymbol) and part.key in ALLOWED


def as_table() -> str:
    """Write name, version and licence of every locked package, one a line."""
    return "".join(f"{package.name} {package.version}: {licence_of(package.name)}\n" for package in locked())


if __name__ == "__main__":
    print(as_table(), end="")
