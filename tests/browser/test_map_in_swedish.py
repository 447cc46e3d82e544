"""The map in Swedish in a real browser: nothing that is read or told is in English."""

import re

from tests.browser.conftest import BY_POINTS, HANDLING, NETWORK, Open
from visualizations.draw import draw_html

ENGLISH = re.compile(
    r"\b(?:the|of|and|to|with|persons|ties?|incidents?|groups|members?|points|search|legend|table|undo|close|path|"
    r"steps?|source|none|notified|active|since|undated|victim|suspect(?:ed)?|charged|convicted|rank|hidden|show|print)\b",
    re.IGNORECASE,
)
TOLD = (
    "[...document.querySelectorAll('*')].flatMap(node => ['title', 'aria-label', 'placeholder', "
    "'aria-roledescription', 'aria-description'].map(name => node.getAttribute(name)).filter(Boolean))"
)


def _english(text: str) -> list[str]:
    return list(ENGLISH.findall(re.sub(r"\b[a-z_]+:[\w-]+", " ", text)))


def test_nothing_is_in_english(open_file: Open) -> None:
    opened = open_file(draw_html(NETWORK, handling=HANDLING, language="sv"), "karta.html")
    page = opened.page
    page.wait_for_function("() => document.getElementById('status').textContent !== ''")
    assert page.get_attribute("html", "lang") == "sv"
    said = [page.inner_text("body"), *page.evaluate(TOLD)]
    said += page.evaluate("[...document.querySelectorAll('svg title, svg desc')].map(node => node.textContent)")
    opened.press("/")
    page.keyboard.type(BY_POINTS[0].person_id)
    opened.press("Enter")
    said.append(opened.details())
    page.click("#groups input >> nth=0")
    said.append(opened.status())
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    opened.press("t")
    said.append(page.inner_text("body"))
    assert {word for text in said for word in _english(text)} == set()
    assert (opened.messages, opened.outside) == ([], [])
