"""The map in a notebook: it works in its frame, and reaches neither the page around it nor anything outside."""

from graph_service.python.html import map_html
from tests.browser.conftest import HANDLING, NETWORK, Open


def test_the_map_works_in_its_frame_and_reaches_nothing_outside(open_file: Open) -> None:
    around = f"<!doctype html><title>around</title><p id=note>untouched</p>{map_html(NETWORK, handling=HANDLING)}"
    opened = open_file(around, "notebook.html")
    frame = opened.page.frames[1]
    frame.wait_for_selector("svg")
    frame.fill("#search", NETWORK.persons[0].label)
    frame.wait_for_selector("#hits li")
    assert frame.evaluate("window.origin") == "null"
    assert frame.evaluate("() => { try { return parent.document.title } catch { return 'refused' } }") == "refused"
    assert opened.outside == []
    assert [text for text in opened.messages if "sandbox" not in text] == []
