"""The list of components in CycloneDX JSON, from the lock: `python -m tests.supply.sbom > sbom.json`.

The same lock gives the same bytes.
"""

import hashlib
import uuid

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

import graph_service
from tests.supply.licences import OURS, licence_of
from tests.supply.locks import EXTRAS, PLATFORMS, PYTHONS, RUNTIME, Locked, environment, is_installed, locked, needs_of


def _component(package: Locked) -> Component:
    properties = [Property(name="gruppkarta:lock:hash", value=text) for text in package.hashes]
    if package.marker is not None:
        properties.append(Property(name="gruppkarta:lock:marker", value=str(package.marker)))
    licence = licence_of(package.name)
    purl = PackageURL("pypi", name=package.name, version=package.version)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        licenses=[] if licence is None else [LicenseExpression(licence)],
        properties=properties,
    )


def _needs(name: str, extras: frozenset[str]) -> set[str]:
    """Names of what a package needs on any platform."""
    if not is_installed(name):
        return set()
    places = [environment(platform, python) for platform in PLATFORMS for python in PYTHONS]
    return {needed for place in places for needed, _ in needs_of(name, extras, place)}


def sbom() -> str:
    """Write the list of components of the service."""
    root = Component(
        name="gruppkarta",
        version=graph_service.__version__,
        type=ComponentType.APPLICATION,
        bom_ref="gruppkarta",
        licenses=[LicenseExpression(OURS)],
    )
    bom = Bom(
        serial_number=uuid.UUID(bytes=hashlib.sha256(RUNTIME.read_bytes()).digest()[:16], version=4),
        metadata=BomMetaData(component=root),
        components=[_component(package) for package in locked()],
    )
    bom.metadata.timestamp = None  # type: ignore[assignment]  # left out, so that the bytes stay the same
    by_name = {component.name: component for component in bom.components}
    for component, extras in ((root, EXTRAS), *((component, frozenset[str]()) for component in by_name.values())):
        needed = _needs(component.name, extras) & by_name.keys()
        bom.register_dependency(component, [by_name[name] for name in sorted(needed)])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


if __name__ == "__main__":
    print(sbom(), end="")
