"""Who asks: a role of an agency each, and those who lack something."""

from dataclasses import dataclass

PURPOSE = "weekly review"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and how."""

    name: str
    agency: str | None = None  # None: without a token
    role: str = ""
    purpose: str | None = PURPOSE
    shows_protected: bool = False


COORDINATOR = Asking("coordinator-police", "police", "coordinator")
ANALYST = Asking("analyst-police", "police", "analyst")
EXIT_WORKER = Asking("exit-worker-municipality", "municipality", "exit_worker")
ADMIN = Asking("admin-police", "police", "admin")
SHOWING_ADMIN = Asking("admin-police-protected", "police", "admin", shows_protected=True)
AUDITOR = Asking("auditor-police", "police", "auditor")
NO_TOKEN = Asking("no-token")
NO_PURPOSE = Asking("no-purpose", "police", "admin", purpose=None)
CALLERS = (
    COORDINATOR,
    ANALYST,
    Asking("analyst-municipality", "municipality", "analyst"),
    Asking("probation-probation-service", "probation_service", "probation"),
    EXIT_WORKER,
    ADMIN,
    SHOWING_ADMIN,
    AUDITOR,
    NO_TOKEN,
    NO_PURPOSE,
)
FEW_CALLERS = (COORDINATOR, ANALYST, EXIT_WORKER, ADMIN, NO_TOKEN)
