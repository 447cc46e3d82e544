"""The guard around pyvis; what a browser does with the file stands in tests/browser."""

import builtins
import re
import sys

import pytest

from graph_service.errors import ConfigurationError, InputError, MissingExtraError
from tests.invented_network import invented
from visualizations.draw import draw_pyvis
from visualizations.pyvis_export import GuardedEdge, GuardedNode, guarded_html

NODES = (GuardedNode(0, 0, 0, "a"), GuardedNode(1, 10, 0, "b"))


def test_the_file_holds_no_tag_that_asks_another_host() -> None:
    text = draw_pyvis(invented(40), handling="RESTRICTED")
    assert not re.search(r"<(link|script|img)\b[^>]*(src|href)\s*=\s*[\"']?\s*(https?:)?//", text, re.IGNORECASE)


def test_the_same_network_is_the_same_file() -> None:
    assert draw_pyvis(invented(40), handling="X") == draw_pyvis(invented(40), handling="X")


def test_a_title_that_would_be_run_as_markup_is_broken_up() -> None:
    text = guarded_html([GuardedNode(0, 0, 0, "a", title="<a HREF=x>")], [])
    assert "HR\\u200bEF" in text
    assert "HREF=x" not in text


@pytest.mark.parametrize("nodes", [[NODES[0], NODES[0]], [GuardedNode("1); x(", 0, 0, "a")]], ids=["twice", "text"])  # type: ignore[arg-type]  # what must be refused
def test_an_id_that_is_no_new_integer_is_refused(nodes: list[GuardedNode]) -> None:
    with pytest.raises(InputError, match="new integer"):
        guarded_html(nodes, [])


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="must look like"):
        guarded_html([GuardedNode(0, 0, 0, "a", color="red' onload='x")], [])


def test_an_edge_with_an_unknown_end_is_refused() -> None:
    with pytest.raises(InputError, match="unknown end"):
        guarded_html(NODES, [GuardedEdge(0, 7)])


def test_a_reference_that_is_left_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualizations.pyvis_export._OUTSIDE_LINK", re.compile("nothing like this"))
    with pytest.raises(ConfigurationError, match="another host"):
        guarded_html(NODES, [])


def test_without_pyvis_the_optional_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pyvis(name: str, *args: object) -> object:
        if name.startswith("pyvis"):
            raise ImportError(name)
        return real(name, *args)  # type: ignore[arg-type]  # handed on as given

    monkeypatch.delitem(sys.modules, "pyvis.network", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_pyvis)
    with pytest.raises(MissingExtraError, match="pyvis"):
        guarded_html(NODES, [])
