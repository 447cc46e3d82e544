"""Who sees what: one table of (role, agency, field class); and who writes whose records. What is in neither is not."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.schema import Field, Kind
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
        (CallerRole.SERVICE, Agency.POLICE): frozenset({_OPEN, _IDENTITY, _INTELLIGENCE, _VICTIM}),
        (CallerRole.SERVICE, Agency.MUNICIPALITY): frozenset({_OPEN, _IDENTITY, _SUPPORT}),
        (CallerRole.SERVICE, Agency.PROBATION): frozenset({_OPEN, _IDENTITY, _INTELLIGENCE}),
    }
)


class WriteAct(StrEnum):
    """What a write does to a record: `end` sets its last day, `lift` takes a protection away.

    `join` is a decision that two rows are one person, or that they are not any more.
    """

    CREATE = "create"
    CHANGE = "change"
    END = "end"
    JOIN = "join"
    LIFT = "lift"
    ERASE = "erase"


class Whose(StrEnum):
    """Whose records: `own` are those of the own agency, and those that belong to none."""

    ANY = "any"
    OWN = "own"


_RECORDS = {WriteAct.CREATE: Whose.OWN, WriteAct.CHANGE: Whose.OWN, WriteAct.END: Whose.OWN}
_JOINT = {**_RECORDS, WriteAct.CREATE: Whose.ANY}  # the police keep the joint register
_DECIDES = {WriteAct.JOIN: Whose.ANY}
_LAST_WORD = {WriteAct.LIFT: Whose.OWN, WriteAct.ERASE: Whose.OWN}

# Of what a pair sees by the table of rights, it writes this; a pair that is missing writes nothing.
WRITING: Mapping[tuple[CallerRole, Agency], Mapping[WriteAct, Whose]] = MappingProxyType(
    {
        (CallerRole.ANALYST, Agency.POLICE): {**_JOINT, **_DECIDES},
        (CallerRole.ANALYST, Agency.MUNICIPALITY): _RECORDS,
        (CallerRole.COORDINATOR, Agency.POLICE): {**_JOINT, **_DECIDES},
        (CallerRole.COORDINATOR, Agency.MUNICIPALITY): _RECORDS,
        (CallerRole.COORDINATOR, Agency.PROBATION): _RECORDS,
        (CallerRole.ADMIN, Agency.POLICE): {**_JOINT, **_DECIDES, **_LAST_WORD},
        (CallerRole.ADMIN, Agency.MUNICIPALITY): {**_RECORDS, **_DECIDES, **_LAST_WORD},
        (CallerRole.ADMIN, Agency.PROBATION): {**_RECORDS, **_DECIDES, **_LAST_WORD},
        (CallerRole.SERVICE, Agency.POLICE): _JOINT,
        (CallerRole.SERVICE, Agency.MUNICIPALITY): _RECORDS,
        (CallerRole.SERVICE, Agency.PROBATION): _RECORDS,
    }
)
# What a pair hands in without seeing it: somebody must load a case that several agencies made together, and its acts
# fill once, so nothing that is stored is overwritten.
HANDED_IN: Mapping[tuple[CallerRole, Agency], frozenset[DataClass]] = MappingProxyType(
    {(CallerRole.ADMIN, Agency.POLICE): frozenset({_SUPPORT})}
)
LAST_DAYS = frozenset({"valid_to", "undone_on", "closed_on", "ends_on", "end_reason"})
OWNER_COLUMNS = ("owner_agency", "agency")  # the owner of a record; else the agency of its source

# Whoever writes such a record must fill these, whether or not they may read them afterwards.
_WRITTEN_UNSEEN = frozenset({("person", "protected_identity"), ("same_person", "reason")})
# Words that say as much as a field of their own would.
_WORD_CLASSES: Mapping[tuple[str, str], Mapping[str, DataClass]] = MappingProxyType(
    {("involvement", "part"): MappingProxyType({"victim": _VICTIM})}
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


def received_by(agency: str) -> frozenset[DataClass]:
    """Return the field classes that an extract for an agency may hold: what its coordinator sees without asking."""
    return granted_to(CallerRole.COORDINATOR, agency) - {_PROTECTED}


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


def classes_granted(caller: Caller) -> frozenset[DataClass]:
    """Return the field classes a caller may see, protected ones without asking: for where nothing is shown."""
    return EVERYTHING if caller.is_local else granted_to(caller.role, caller.agency)


def classes_written(caller: Caller) -> frozenset[DataClass]:
    """Return the field classes a caller writes: those that they may see, and those that they hand in."""
    pairs = {(role, agency.value): classes for (role, agency), classes in HANDED_IN.items()}
    return classes_granted(caller) | pairs.get((caller.role, caller.agency), frozenset())


def withholds_persons(classes: frozenset[DataClass]) -> bool:
    """Tell whether some persons are withheld from those who see these classes."""
    return not {_PROTECTED, _VICTIM} <= classes


# by plain words: asked for each record of an import
_WRITING = {(role, agency.value): acts for (role, agency), acts in WRITING.items()}
_AGENCIES = frozenset(agency.value for agency in Agency)


def may_write(caller: Caller, act: WriteAct, owner: str | None) -> bool:
    """Tell whether a caller may do this to a record of an agency; an owner that is no agency is none."""
    if caller.is_local:
        return True
    whose = _WRITING.get((caller.role, caller.agency), {}).get(act)
    is_own = owner == caller.agency or owner not in _AGENCIES
    return whose is Whose.ANY or (whose is Whose.OWN and is_own)


def unseen_fields(kind: Kind, classes: frozenset[DataClass]) -> tuple[Field, ...]:
    """Return the fields of a kind that those who see these classes neither see nor write."""
    return tuple(
        field
        for field in kind.fields
        if field.mark.data_class not in {_OPEN, *classes} and (kind.name, field.name) not in _WRITTEN_UNSEEN
    )


def unwritten_words(kind: Kind, field: Field, classes: frozenset[DataClass]) -> frozenset[str]:
    """Return words of a seen field that those who see these classes do not write."""
    words = _WORD_CLASSES.get((kind.name, field.name), {})
    return frozenset(word for word, data_class in words.items() if data_class not in classes)


def writing_as_markdown() -> str:
    """Write the table of writing as Markdown."""
    lines = [
        f"| role | agency | {' | '.join(act.value for act in WriteAct)} | classes handed in unseen |",
        f"|---|---|{'---|' * (len(WriteAct) + 1)}",
    ]
    for role, agency in RIGHTS:
        acts = WRITING.get((role, agency), {})
        cells = (acts[act].value if act in acts else "–" for act in WriteAct)
        unseen = ", ".join(sorted(data_class.value for data_class in HANDED_IN.get((role, agency), ())))
        lines.append(f"| {role.value} | {agency.value} | {' | '.join(cells)} | {unseen} |")
    return "\n".join(lines) + "\n"


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
