"""The pictures of pages say what the pages say, are small, and stand in the README."""

import struct

import httpx
import pytest

from tests.api.serving import City
from tests.needs import REPOSITORY
from tests.web.pictures import FOLDER, MOST_BYTES, PICTURES, SCALE, WIDTH, carried, check_sum, with_check_sum

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small_stands_in_the_readme_and_is_as_wide_as_an_office_screen(name: str) -> None:
    png = (FOLDER / name).read_bytes()
    assert len(png) < MOST_BYTES
    assert png.startswith(SIGNATURE)
    assert struct.unpack(">II", png[16:24]) == (WIDTH * SCALE, PICTURES[name].height * SCALE)
    assert f"(docs/images/{name})" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_what_its_page_says(large_client: httpx.Client, large_city: City, name: str) -> None:
    expected = check_sum(large_client, large_city, PICTURES[name])
    assert carried((FOLDER / name).read_bytes()) == expected, "take them anew: python -m tests.web.pictures"


def test_no_other_picture_is_kept() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PICTURES)


def test_a_check_sum_is_found_where_it_was_put() -> None:
    png = (FOLDER / "overview.png").read_bytes()
    assert carried(with_check_sum(png, "a" * 64)) == "a" * 64
    assert carried(png[:33]) == ""
