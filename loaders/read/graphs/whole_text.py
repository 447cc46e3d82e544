"""The text of a file as a whole: its mark says the encoding; else it is UTF-8 if that makes sense, else as named."""

from pathlib import Path

from graph_service.domain.load_texts import refusal
from graph_service.files.plain_file import open_entry
from loaders.table_file import refused_file, unreadable_file

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def whole_text(path: Path, encoding: str) -> str:
    """Return the text of a file whose size the budget has let through."""
    try:
        with open_entry(path) as stream:
            raw = stream.read()
    except OSError as error:
        raise unreadable_file(path, error) from error
    if raw.startswith(_UTF_16):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise refused_file(path, None, refusal("wrong_encoding.utf_16")) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as in_utf_8:
        try:
            if encoding != "utf-8":
                return raw.decode(encoding)
        except UnicodeDecodeError:
            pass
        line = 1 + raw.count(b"\n", 0, in_utf_8.start)
        alternative = "cp1252" if encoding == "utf-8" else "utf-8"
        why = refusal("wrong_encoding", encoding=encoding, alternative=alternative)
        raise refused_file(path, line, why) from in_utf_8
