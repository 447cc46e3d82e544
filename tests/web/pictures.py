"""Pictures of pages in docs/images, each with a check sum of what its page says: ``python -m tests.web.pictures``."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import Path
from zlib import crc32

import httpx
from playwright.sync_api import sync_playwright

from graph_service.adapters.memory import MemoryStore
from hatch_build import compile_catalogues
from loaders.demo_city import demo_city
from tests.api.serving import ADMIN, DAY, PURPOSE, City, city_in
from tests.needs import REPOSITORY, browser_path
from tests.web.serving import signed_in, site

FOLDER = REPOSITORY / "docs" / "images"
MOST_BYTES = 150_000
WIDTH, SCALE = 1280, 0.8  # an office screen, as large as a README shows it
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-lcd-text")  # letters without colours make small pictures
KEYWORD = b"Source"
HEADER_ENDS = 33  # signature and header of a PNG; other chunks follow
_MAIN = re.compile(r"<main.*</main>", re.DOTALL)
_LEFT_OUT = re.compile(r'<input type="hidden"[^>]*>|<[^>]*>')


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, in a language, from its beginning on."""

    path: str
    language: str
    height: int


PICTURES: Mapping[str, Picture] = {
    "overview.png": Picture(f"/?{DAY}", "en", 1000),
    "list.png": Picture(f"/lists/message?{DAY}", "sv", 900),
}


def check_sum(client: httpx.Client, city: City, picture: Picture) -> str:
    """What stands on a page now, as a check sum of its words and numbers."""
    with signed_in(client.base_url, city, language=picture.language) as browser:
        main = _MAIN.search(browser.get(picture.path).text)
    assert main is not None
    text = " ".join(unescape(_LEFT_OUT.sub(" ", main[0])).split())
    return sha256(text.encode()).hexdigest()


def with_check_sum(png: bytes, value: str) -> bytes:
    """Return a picture that carries a check sum as text."""
    chunk = b"tEXt" + KEYWORD + b"\0" + value.encode()
    sized = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", crc32(chunk))
    return png[:HEADER_ENDS] + sized + png[HEADER_ENDS:]


def carried(png: bytes) -> str:
    """Return the check sum that a picture carries; empty: none."""
    match = re.search(KEYWORD + rb"\0([0-9a-f]{64})", png[:200])
    return match[1].decode() if match else ""


def write(folder: Path) -> None:
    """Take the pictures anew."""
    compile_catalogues()
    city = city_in(MemoryStore(), demo_city())
    with site(city) as client, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        address = str(client.base_url).rstrip("/")
        for name, picture in PICTURES.items():
            page = browser.new_page(
                viewport={"width": WIDTH, "height": picture.height},
                device_scale_factor=SCALE,
                locale={"sv": "sv-SE", "en": "en-GB"}[picture.language],
            )
            page.goto(f"{address}/sign-in")
            page.fill("#token", city.tokens[ADMIN])
            page.fill("#purpose", PURPOSE)
            page.click("button.main")
            page.goto(f"{address}{picture.path}")
            png = page.screenshot()
            (folder / name).write_bytes(with_check_sum(png, check_sum(client, city, picture)))
        browser.close()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write(FOLDER)
