"""Requests that name themselves: sent again under the same key, they are done once and answered as before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from graph_service.domain.audit import instant_text
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


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request that was done: what it asked, and which records it was answered with, as kind, id and version."""

    once: Once
    records: tuple[tuple[str, str, str], ...]
    recorded_at: datetime

    def is_kept(self, now: datetime) -> bool:
        """Tell whether it still counts."""
        return now - self.recorded_at < KEPT

    def check(self, once: Once) -> None:
        """Raise a `RequestReusedError` where the key names another request."""
        if once != self.once:
            message = "this key was sent with another request before; give each request a key of its own"
            raise RequestReusedError(message)

    def as_texts(self) -> dict[str, str]:
        """Return all that it is as a store holds it."""
        return {
            "request_id": self.once.request_id,
            "content": self.once.content,
            "records": json.dumps(self.records),
            "recorded_at": instant_text(self.recorded_at),
        }

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> "StoredRequest":
        """Read what `as_texts` wrote; a `ValueError`, `TypeError` or `LookupError` where it is no request."""
        records = tuple((str(kind), str(key), str(version)) for kind, key, version in json.loads(texts["records"]))
        recorded_at = datetime.fromisoformat(texts["recorded_at"]).astimezone(UTC)
        return cls(Once(texts["request_id"], texts["content"]), records, recorded_at)


def _digest(parts: Sequence[str]) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=DIGEST_BYTES).hexdigest()
