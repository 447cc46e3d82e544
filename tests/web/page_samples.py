"""Paths of all pages on the small city: pages whose path holds an id or a word are asked for with a sample of it."""

import re
from collections.abc import Mapping
from typing import Final

from graph_service.web.page import Page

# What stands for the part of a path that varies, by the part before it: /groups/{id} is asked for as /groups/G-01.
SAMPLES: Final[Mapping[str, str]] = {
    "groups": "G-01",
    "persons": "P-0001",
    "incidents": "I-0001",
    "conflicts": "C-01",
    "lists": "message",
    "record": "membership",
}
_VARIES = re.compile(r"([^/{}]+)/\{[^{}]+\}")


def path_of(page: Page) -> str:
    """Return a path of a page that is there in the small city; a part that varies needs a sample above."""
    return _VARIES.sub(lambda part: f"{part[1]}/{SAMPLES[part[1]]}", page.path)


def pages_without_sample(pages: tuple[Page, ...]) -> list[str]:
    """Return the paths that vary in a part for which no sample stands above."""
    return [
        page.path for page in pages if not set(_VARIES.findall(page.path)) <= SAMPLES.keys() or "{" in path_of(page)
    ]
