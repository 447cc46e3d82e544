"""Compiles the catalogues of texts while the distribution is built; the compiled ones are never committed."""

import os
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALES = Path(__file__).parent / "graph_service" / "languages" / "locale"


def compile_catalogues(folder: Path = LOCALES) -> list[Path]:
    """Compile the catalogues of each language into one, and return what was written."""
    compiled = []
    for language in sorted(folder.glob("*/LC_MESSAGES")):
        catalogue = Catalog(locale=language.parent.name)
        for path in sorted(language.glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language.parent.name):
                    if message.id:
                        catalogue.add(message.id, message.string, context=message.context)
        target = language / "gruppkarta.mo"
        beside = target.with_suffix(f".{os.getpid()}.new")  # several may compile at once
        with beside.open("wb") as file:
            write_mo(file, catalogue)
        beside.replace(target)  # whole or not at all, for whoever reads it meanwhile
        compiled.append(target)
    return compiled


class CatalogueHook(BuildHookInterface[Any]):
    """Runs before files are gathered, for wheels and for editable installations alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  as the builder calls it
        """Compile, and have the compiled catalogues taken in although they are not committed."""
        compiled = compile_catalogues()
        build_data["artifacts"] += [path.relative_to(self.root).as_posix() for path in compiled]


if __name__ == "__main__":
    compile_catalogues()
