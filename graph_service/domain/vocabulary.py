"""The words a column may hold, one enum per vocabulary."""

from enum import StrEnum


class DataClass(StrEnum):
    """Who may see a field: see the table of rights."""

    OPEN = "open"
    IDENTITY = "identity"
    INTELLIGENCE = "intelligence"
    SUPPORT = "support"
    VICTIM = "victim"
    PROTECTED = "protected"


class Sex(StrEnum):
    """Read by no analysis."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class DatedPrecision(StrEnum):
    """How exactly a required date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class ConflictState(StrEnum):
    """Where a conflict stands."""

    ACTIVE = "active"
    TRUCE = "truce"
    DORMANT = "dormant"
    ENDED = "ended"


class IncidentType(StrEnum):
    """What happened."""

    SHOOTING = "shooting"
    EXPLOSION = "explosion"
    STABBING = "stabbing"
    ARSON = "arson"
    ASSAULT = "assault"
    ROBBERY = "robbery"
    OTHER = "other"


class Answer(StrEnum):
    """Yes, no, or not known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class IncidentStatus(StrEnum):
    """Whether the incident counts."""

    CONFIRMED = "confirmed"
    HOLD = "hold"
    UNFOUNDED = "unfounded"


class FactKind(StrEnum):
    """What a fact about a person says."""

    WEAPON_SEIZURE = "weapon_seizure"
    THREAT_RECEIVED = "threat_received"
    THREAT_MADE = "threat_made"
    EXIT_DECLARED = "exit_declared"


class SupervisionKind(StrEnum):
    """Under which order a person stands; remand and prison are custody."""

    PROBATION = "probation"
    PAROLE = "parole"
    REMAND = "remand"
    PRISON = "prison"


class Role(StrEnum):
    """A person's place in a group; an associate is never a member."""

    LEADER = "leader"
    CORE = "core"
    AFFILIATE = "affiliate"
    ASSOCIATE = "associate"


class Basis(StrEnum):
    """Whether something is held as a fact or as somebody's assessment."""

    FACT = "fact"
    ASSESSMENT = "assessment"


class TieKind(StrEnum):
    """What ties two persons."""

    CO_OFFENDING = "co_offending"
    CO_ARREST = "co_arrest"
    KIN = "kin"
    PARTNER = "partner"
    FRIEND = "friend"
    COMMUNICATION = "communication"
    OBSERVED_TOGETHER = "observed_together"
    CO_RESIDENT = "co_resident"
    FINANCIAL = "financial"
    OTHER = "other"


class Part(StrEnum):
    """What a person was to an incident."""

    SUSPECT = "suspect"
    VICTIM = "victim"
    WITNESS = "witness"


class SuspectStatus(StrEnum):
    """How far the case against a suspect has come."""

    BELIEVED = "believed"
    SUSPECTED = "suspected"
    CHARGED = "charged"
    CONVICTED = "convicted"
    DROPPED = "dropped"
    ACQUITTED = "acquitted"


class Harm(StrEnum):
    """What an incident did to a victim."""

    KILLED = "killed"
    INJURED = "injured"
    UNHARMED = "unharmed"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """On which side of an incident a group stood."""

    SUSPECT = "suspect"
    VICTIM = "victim"


class SuccessionKind(StrEnum):
    """How one group became another."""

    RENAME = "rename"
    SPLIT = "split"
    MERGE = "merge"


class NotificationKind(StrEnum):
    """What was brought to a person; a safety talk starts no cooling-off."""

    CUSTOM_NOTIFICATION = "custom_notification"
    SAFETY_TALK = "safety_talk"


class Recipient(StrEnum):
    """Who received a custom notification."""

    PERSON = "person"
    GUARDIAN = "guardian"


class Channel(StrEnum):
    """Where a custom notification was delivered."""

    HOME = "home"
    STREET = "street"
    PROBATION_MEETING = "probation_meeting"
    CUSTODY = "custody"
    OTHER = "other"


class ResponseKind(StrEnum):
    """How the person took the message."""

    ACCEPTS_HELP = "accepts_help"
    WANTS_HELP_ON_THE_SPOT = "wants_help_on_the_spot"
    DECLINES = "declines"
    IGNORES = "ignores"
    HOSTILE = "hostile"
    NOT_FOUND = "not_found"


class Initiative(StrEnum):
    """Who got in touch."""

    PERSON = "person"
    FAMILY = "family"
    AGENCY = "agency"


class SupportKind(StrEnum):
    """What help a case gives."""

    EXIT_PROGRAMME = "exit_programme"
    RELOCATION = "relocation"
    WORK = "work"
    HOUSING = "housing"
    TREATMENT = "treatment"
    OTHER = "other"


class SupportStatus(StrEnum):
    """Where a support case stands."""

    REQUESTED = "requested"
    ACTIVE = "active"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class CallInStatus(StrEnum):
    """Where a call-in stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class CommitmentRule(StrEnum):
    """Which promise was given at a call-in."""

    FIRST_TO_KILL = "first_to_kill"
    MOST_VIOLENT = "most_violent"


class Reliability(StrEnum):
    """Reliability of a source: A reliable to E unreliable, F cannot be judged."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


def code_of(word: StrEnum) -> int:
    """Return the position of a word in its vocabulary, as snapshots hold it."""
    return list(type(word)).index(word)
