"""What differs from run to run is masked, so that two recordings can be compared byte for byte."""

import re
from datetime import UTC, date, datetime, timedelta

SPANS_DAYS = (0, 30, 90)  # a token made now is valid to one of these days
_INSTANT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\+00:00|Z)?")
_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
_PATTERNS = (
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"gk_[\w-]{43}"), "<token>"),
    (re.compile(r'("(?:chain|signature)": )"[0-9a-f]{64}"'), r'\1"<64 digits>"'),
    (re.compile(r'("subjects": )"[0-9a-f ]*"'), r'\1"<references>"'),
    (re.compile(r'("text": )"(?:[^"\\]|\\.)*"'), r'\1"<words>"'),  # of notes, whose codes and counts are compared
    (re.compile(r"(?<![\w.#-])[0-9a-f]{12}(?![\w-])"), "<id>"),
    (re.compile(r"(?m)^ +\d+ s  .* rows\n"), ""),  # said once something takes long
    (re.compile(r"(?m)^.*_seconds_(?:bucket|sum|created).*\n"), ""),
    (re.compile(r"(?m)^(.*_created\{.*\}) .*$"), r"\1 <instant>"),
)


class Masks:
    """Masks by patterns: tokens, ids of tokens and copies, chains, references, and all that is dated today or later.

    Days in records lie in the past, so a day near today is one that the program has put there.
    """

    def __init__(self, today: date | None = None) -> None:
        today = today or datetime.now(tz=UTC).date()
        self._days = {(today + timedelta(days=span + shift)).isoformat() for span in SPANS_DAYS for shift in (-1, 0, 1)}

    def applied(self, text: str) -> str:
        """Return a text without what differs from run to run."""
        text = _INSTANT.sub(self._instant, text)
        text = _DAY.sub(self._day, text)
        for pattern, mask in _PATTERNS:
            text = pattern.sub(mask, text)
        return text

    def _instant(self, match: re.Match[str]) -> str:
        return "<instant>" if match["day"] in self._days else match[0]

    def _day(self, match: re.Match[str]) -> str:
        return "<day>" if match[0] in self._days else match[0]
