"""Pages of HTML as a browser takes them apart: which elements there are, and what is text."""

from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser


class Read(HTMLParser):
    """What a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: list[Mapping[str, str | None]] = []
        self.texts: list[str] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag, tuple(sorted(name for name, _ in attrs if name != "class"))] += 1  # long ids look otherwise
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.scripts += [dict(attrs)] if tag == "script" else []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        """All text, and all that stands in fields."""
        return "\n".join(["".join(self.texts), *(value for _, name, value in self.attributes if name == "value")])


def read(page: str) -> Read:
    """Take a page apart."""
    reader = Read()
    reader.feed(page)
    reader.close()
    return reader


def _is_data(script: Mapping[str, str | None]) -> bool:
    """Tell whether a browser runs nothing of it, whatever it holds."""
    return script.get("type") == "application/json"


def faults_of(page: str) -> list[str]:
    """What must be on no page: code or style within it, and addresses elsewhere."""
    content = read(page)
    faults = [f"{tag} {name}" for tag, name, _ in content.attributes if name.startswith("on") or name == "style"]
    faults += [
        f"script within the page: {each}" for each in content.scripts if not (each.keys() & {"src"} or _is_data(each))
    ]
    faults += [tag for tag, _ in content.elements if tag in {"style", "iframe", "object", "embed", "base"}]
    faults += [f"comment {comment!r}" for comment in content.comments]
    for tag, name, value in content.attributes:
        is_address = name in {"href", "src", "action", "formaction", "srcset", "poster"}
        if is_address and (not value.startswith(("/", "#")) or value.startswith(("//", "/\\"))):
            faults.append(f"{tag} {name}={value[:60]!r}")
    return faults
