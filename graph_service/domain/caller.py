"""Who asks: every use case takes a caller."""

from dataclasses import dataclass
from enum import StrEnum


class CallerRole(StrEnum):
    """What a caller is, which decides what they see."""

    ANALYST = "analyst"
    COORDINATOR = "coordinator"
    PROBATION = "probation"
    EXIT_WORKER = "exit_worker"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SERVICE = "service"  # an account of a program, which decides nothing


@dataclass(frozen=True, slots=True)
class Caller:
    """A named caller with an agency, a role and a purpose.

    `is_local` is the user of a case in memory. `shows_protected` asks for protected content in so many
    words; only who may see it gets it.
    """

    name: str
    agency: str
    role: CallerRole
    purpose: str
    is_local: bool = False
    shows_protected: bool = False
    token_id: str = ""  # of the token they hold; never the token itself


LOCAL_CALLER = Caller("local", "local", CallerRole.ADMIN, "local work in memory", is_local=True)
