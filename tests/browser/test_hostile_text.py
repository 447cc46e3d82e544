"""Markup, script and quotes in the records stay text: on the page, in the picture, in the pyvis file."""

import pytest

from tests.browser.conftest import Open, Opened
from tests.invented_network import invented, renamed
from visualizations.draw import draw_html, draw_pyvis, draw_svg

ATTACKS = (
    "</script><script>window.ran=1</script>",
    '"><img src=x onerror="window.ran=1">',
    "<svg onload=window.ran=1>",
    "<a href='javascript:window.ran=1'>x</a>",
    "{{data}} {{script}} \u2028 ]]> <!--",
    "HREF <b>bold</b> &lt;i&gt;",
)
NETWORK = invented(30, n_groups=5)


def look_around(opened: Opened) -> None:
    opened.press("ArrowDown", "2", "n", "t", "Escape", "Escape")
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("P-00")
    opened.press("Enter")
    opened.page.click("#badges .badge >> nth=0")
    opened.page.click('#group-names text[data-group="0"]')


@pytest.mark.parametrize("attack", ATTACKS)
def test_on_the_page_it_is_text(open_file: Open, attack: str) -> None:
    network = renamed(NETWORK, label=attack, name=attack)
    opened = open_file(draw_html(network, handling=attack, title=attack), "map.html")
    look_around(opened)
    assert opened.page.evaluate("window.ran") is None
    assert opened.messages == []
    assert opened.outside == []
    assert opened.page.locator("#details b, #details i, #details a, #details img, #table b, #table img").count() == 0
    assert " ".join(attack.split()) in " ".join((opened.page.text_content("#details") or "").split())
    assert opened.page.text_content(".handling") == attack


@pytest.mark.parametrize("attack", ATTACKS)
def test_in_the_picture_it_is_text(open_file: Open, attack: str) -> None:
    opened = open_file(draw_svg(renamed(NETWORK, label=attack, name=attack), handling=attack, title=attack), "map.svg")
    assert opened.page.evaluate("window.ran") is None
    assert opened.messages == []
    assert attack in (opened.page.text_content("#hulls title >> nth=0") or "")


@pytest.mark.parametrize("attack", ATTACKS)
def test_in_the_pyvis_file_it_is_text_and_nothing_is_asked_for(open_file: Open, attack: str) -> None:
    network = renamed(NETWORK, label=attack, name=attack)
    opened = open_file(draw_pyvis(network, handling=attack, title=attack), "network.html")
    x, y = opened.page.evaluate(
        "() => { const at = network.canvasToDOM(network.getPosition(0)), box = "
        "document.getElementById('mynetwork').getBoundingClientRect(); return [at.x + box.left, at.y + box.top]; }"
    )
    opened.page.mouse.move(x - 3, y)
    opened.page.mouse.move(x, y)
    opened.page.wait_for_selector(".vis-tooltip", state="visible")
    assert opened.page.evaluate("window.ran") is None
    assert opened.page.locator(".vis-tooltip *").count() == 0
    assert "P-0001" in (opened.page.text_content(".vis-tooltip") or "")
    assert opened.messages == []
    assert opened.outside == []


def test_the_pyvis_file_shows_every_person_and_the_handling_mark(open_file: Open) -> None:
    opened = open_file(draw_pyvis(NETWORK, handling="RESTRICTED"), "network.html")
    assert opened.page.evaluate("nodes.length") == len(NETWORK.persons) + len(NETWORK.groups)
    assert "RESTRICTED" in opened.page.inner_text("body")
    assert opened.messages == []
