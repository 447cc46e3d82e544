"""Requests that name themselves: sent again under the same key, they are done once and answered as before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from graph_service.domain.service_records import AnsweredRequest
from graph_service.errors import RequestReusedError

KEPT = timedelta(hours=24)
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Once:
    """What names a request: a digest of who sent it and their key, and one of what it asks."""

    request_id: str
    content: str

    @classmethod
    def of(cls, token_id: str, key: str, parts: Sequence[str]) -> "Once":
        """Name a request by its sender, their key, and what it asks."""
        return cls(_digest([token_id, key]), _digest(parts))

    def was(self, answered: AnsweredRequest, now: datetime) -> bool:
        """Tell whether this request was answered already; a `RequestReusedError` if its key named another one."""
        if now - datetime.fromisoformat(answered.answered_at) >= KEPT:
            return False
        if answered.content != self.content:
            message = "this key was sent with another request before; give each request a key of its own"
            raise RequestReusedError(message)
        return True


def _digest(parts: Sequence[str]) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=DIGEST_BYTES).hexdigest()
