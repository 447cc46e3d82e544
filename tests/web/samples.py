"""An address of every page, on the small city: what stands in its path, and what it is asked for."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from graph_service.web.page import Page
from tests.api.city import AS_OF

# By the name of a page: parts of its path by their names; whatever the path has not is asked for in the query.
SAMPLES: Mapping[str, Mapping[str, str]] = {
    "overview": {},
    "briefing": {},
    "groups": {},
    "group": {"group_id": "G-01"},
    "lists": {},
    "list": {"lane": "message"},
    "person": {"person_id": "P-0001"},
    "incidents": {},
    "incident": {"incident_id": "I-1"},
    "conflicts": {},
    "conflict": {"conflict_id": "C-01"},
    "plan": {},
    "map": {},
    "coverage": {},
    "figures": {},
    "figure": {"figure": "visits"},
    "map_file": {},
    "places": {},
    "find": {"query": "o"},
    "choices": {"kind": "group", "query": "Norr"},
    "record": {},
    "record_form": {"kind": "source"},
    "record_saved": {"key": "0"},
    "one_record": {"kind": "person", "record_id": "P-0001"},
    "import": {},
    "import_report": {"job": "0"},
    "import_marked": {"job": "0"},
    "import_columns": {"job": "0"},
    "import_mapping": {"job": "0"},
    "import_undo": {},
    "import_aside": {},
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

FILES = frozenset({"log_export", "map_file"})  # a file is answered, not a page
# Records to choose from, within a page: without words of its own, and without a head.
FRAGMENTS = frozenset({"choices"})
LEADING_ON = frozenset({"lists"})  # to the first of several
# Ids of tokens, and of what waits for a session alone, are never the same twice: the sample is none.
NOT_THERE = frozenset({"token", "record_saved", "import_report", "import_marked", "import_columns", "import_mapping"})


def address_of(page: Page, **values: str) -> str:
    """The address of a page with its sample values, or others, on the day of the city."""
    sample = {**SAMPLES[page.name], **values}
    in_path = {name for name in sample if f"{{{name}}}" in page.path}
    path = page.path.format_map({name: quote(sample[name], safe="") for name in in_path})
    query = {name: value for name, value in sample.items() if name not in in_path}
    return f"{path}?{urlencode({'as_of': AS_OF.isoformat(), **query})}"
