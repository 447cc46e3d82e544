"""Who sees what: one table of (role, agency, field class). What is not in it is not shown."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.schema import Kind
from graph_service.domain.vocabulary import DataClass


class Agency(StrEnum):
    """The agencies that run the programme together."""

    POLICE = "police"
    MUNICIPALITY = "municipality"
    PROBATION = "probation_service"


_OPEN, _IDENTITY, _INTELLIGENCE = DataClass.OPEN, DataClass.IDENTITY, DataClass.INTELLIGENCE
_SUPPORT, _VICTIM, _PROTECTED = DataClass.SUPPORT, DataClass.VICTIM, DataClass.PROTECTED

# A pair that is missing cannot have a token. Support content is the municipality's and never leaves it;
# intelligence never enters it. Protected content is seen by who may and asks for it in so many words.
RIGHTS: Mapping[tuple[CallerRole, Agency], frozenset[DataClass]] = MappingProxyType(
    {
        (CallerRole.ANALYST, Agency.POLICE): frozenset({_OPEN, _INTELLIGENCE, _VICTIM}),
        (CallerRole.ANALYST, Agency.MUNICIPALITY): frozenset({_OPEN}),
        (CallerRole.COORDINATOR, Agency.POLICE): frozenset({_OPEN, _IDENTITY, _INTELLIGENCE, _VICTIM}),
        (CallerRole.COORDINATOR, Agency.MUNICIPALITY): frozenset({_OPEN, _IDENTITY, _SUPPORT}),
        (CallerRole.COORDINATOR, Agency.PROBATION): frozenset({_OPEN, _IDENTITY, _INTELLIGENCE}),
        (CallerRole.PROBATION, Agency.PROBATION): frozenset({_OPEN, _IDENTITY, _INTELLIGENCE}),
        (CallerRole.EXIT_WORKER, Agency.MUNICIPALITY): frozenset({_OPEN, _IDENTITY, _SUPPORT}),
        (CallerRole.ADMIN, Agency.POLICE): frozenset({_OPEN, _IDENTITY, _INTELLIGENCE, _VICTIM, _PROTECTED}),
        (CallerRole.ADMIN, Agency.MUNICIPALITY): frozenset({_OPEN, _IDENTITY, _SUPPORT, _VICTIM, _PROTECTED}),
        (CallerRole.ADMIN, Agency.PROBATION): frozenset({_OPEN, _IDENTITY, _INTELLIGENCE, _PROTECTED}),
        (CallerRole.AUDITOR, Agency.POLICE): frozenset(),
        (CallerRole.AUDITOR, Agency.MUNICIPALITY): frozenset(),
        (CallerRole.AUDITOR, Agency.PROBATION): frozenset(),
    }
)
EVERYTHING = frozenset(DataClass)  # what the user of a case in memory sees: the files are their own

# That such a record exists says as much as its fields do.
_KIND_CLASSES: Mapping[str, frozenset[DataClass]] = MappingProxyType(
    {"conflict_person": frozenset({_INTELLIGENCE}), "response": frozenset(), "same_person": frozenset()}
)


def granted_to(role: CallerRole, agency: str) -> frozenset[DataClass]:
    """Return the field classes of a pair of the table, protected content included; none for any other pair."""
    pairs = {(a_role, an_agency.value): classes for (a_role, an_agency), classes in RIGHTS.items()}
    return pairs.get((role, agency), frozenset())


def rights_of(caller: Caller) -> frozenset[DataClass]:
    """Return the field classes a caller sees: protected content only if the caller asks for it."""
    if caller.is_local:
        return EVERYTHING
    visible = granted_to(caller.role, caller.agency)
    return visible if caller.shows_protected else visible - {DataClass.PROTECTED}


def classes_of(kind: Kind) -> frozenset[DataClass]:
    """Return the field classes that a caller must see to learn that a record of a kind exists."""
    declared = _KIND_CLASSES.get(kind.name)
    if declared is not None:
        return declared
    required = (field.mark.data_class for field in kind.fields if field.required and field.name != "protected_identity")
    return frozenset(required) - {DataClass.OPEN}


def as_markdown() -> str:
    """Write the table of rights as Markdown."""
    classes = tuple(DataClass)
    lines = [
        f"| role | agency | {' | '.join(data_class.value for data_class in classes)} |",
        f"|---|---|{'---|' * len(classes)}",
    ]
    granted = {data_class: "on request" if data_class is DataClass.PROTECTED else "yes" for data_class in classes}
    for (role, agency), visible in RIGHTS.items():
        cells = (granted[data_class] if data_class in visible else "–" for data_class in classes)
        lines.append(f"| {role.value} | {agency.value} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
