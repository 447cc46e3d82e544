"""docs/pages.md lists every page, and no page that is not there."""

import re

from graph_service.web.pages import PAGES
from tests.needs import REPOSITORY

ROW = re.compile(r"^\| (`/.*?) \|", re.MULTILINE)


def test_the_document_lists_the_pages_that_there_are() -> None:
    table = (REPOSITORY / "docs" / "pages.md").read_text(encoding="utf-8").partition("## Signing in")[0]
    addresses = [address for row in ROW.findall(table) for address in re.findall(r"`([^`]+)`", row)]
    assert sorted(addresses) == sorted(page.path for page in PAGES)
