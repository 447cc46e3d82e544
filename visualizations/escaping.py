"""Text in SVG and HTML: escaped, and without signs that make a drawing unreadable."""

import html

from graph_service.domain.text import xml_text


def escape(text: str) -> str:
    """Escape a text for an element or a quoted attribute."""
    return html.escape(xml_text(text))
