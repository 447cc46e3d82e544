"""An address of every page, on the small city: what stands in its path, and what it is asked for."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from graph_service.web.page import Page
from tests.api.city import AS_OF

# By the name of a page: parts of its path by their names; whatever the path has not is asked for in the query.
SAMPLES: Mapping[str, Mapping[str, str]] = {
    "overview": {},
    "session": {},
    "log": {},
    "log_volumes": {},
    "log_verification": {},
    "log_export": {},
    "access": {},
    "tokens": {},
    "token": {"token_id": "000000000000"},
    "policy": {},
    "words": {},
    "interface": {},
    "operation": {"operation": "scorecard"},
}

FILES = frozenset({"log_export"})  # a file is answered, not a page
NOT_THERE = frozenset({"token"})  # ids of tokens are never the same twice, so the sample is none


def address_of(page: Page, **values: str) -> str:
    """The address of a page with its sample values, or others, on the day of the city."""
    sample = {**SAMPLES[page.name], **values}
    in_path = {name for name in sample if f"{{{name}}}" in page.path}
    path = page.path.format_map({name: quote(sample[name], safe="") for name in in_path})
    query = {name: value for name, value in sample.items() if name not in in_path}
    return f"{path}?{urlencode({'as_of': AS_OF.isoformat(), **query})}"
