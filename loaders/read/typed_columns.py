"""Columns of text to columns of values: each distinct text is read once, rows only where something is odd."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import cast
from unicodedata import is_normalized, normalize

from graph_service.domain.limits import DEFAULT_LIMITS, MAX_MARKS, SETTING_OF, Limits
from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.report import DEFAULT_TIME_ZONE, SHOWN_LENGTH
from graph_service.domain.schema import Field, Value
from graph_service.domain.text import has_control_signs, has_too_many_marks
from loaders.case_cells import is_free_text, unmarked
from loaders.read.cells import is_time, parser
from loaders.read.date_forms import DateForm, form_reader
from loaders.read.reading import Parse, Read
from loaders.read.words import has_odd_spaces, is_mangled, with_single_spaces

MAX_MEMORY = 100_000  # distinct texts remembered of a column
_NAMES = frozenset({"label", "name"})  # texts by which somebody looks for a record


class _Memory(dict[str, Value]):
    """Text to value; `odd` are texts that were put right, are coarse or refused."""

    def __init__(self, parse: Parse, check: Callable[[str], Refusal | None]) -> None:
        super().__init__()
        self._parse = parse
        self._check = check
        self.odd: dict[str, Read | Refusal] = {}

    def __missing__(self, text: str) -> Value:
        read = self._check(text) or self._parse(text)
        if isinstance(read, Refusal) or read.remarks or read.coarse or read.doubt:
            self.odd[text] = read
        value = None if isinstance(read, Refusal) else read.value
        self[text] = value
        return value

    def forget(self) -> None:
        self.clear()
        self.odd.clear()


class TypedColumn:
    """The values of one field, as they are read."""

    def __init__(
        self,
        field: Field,
        *,
        coarse_dates: bool = False,
        limits: Limits = DEFAULT_LIMITS,
        time_zone: str = DEFAULT_TIME_ZONE,
        date_form: DateForm | None = None,
        has_marks: bool = False,
        reads_swedish: bool = True,
    ) -> None:
        self.field = field
        self._max_length = limits.max_cell_length
        self.values: list[Value] = []
        self.refused: list[tuple[int, str, Refusal]] = []  # row, text of the cell, why
        self.remarks: Counter[str] = Counter()
        self.coarse: dict[int, str] = {}  # row -> month or year
        # References repeat, and then share one text in memory; keys and free text hardly do.
        self._shared: dict[Value, Value] | None = {} if field.target is not None else None
        by_form = form_reader(field.name, date_form) if date_form else None
        parse = parser(
            field, coarse_dates=coarse_dates, time_zone=time_zone, by_form=by_form, reads_swedish=reads_swedish
        )
        self._memory = _Memory(parse, self._unfit)
        self._is_plain = field.type is str and not is_time(field)
        self._has_marks = has_marks and is_free_text(field)
        self._doubtful: dict[str, list[tuple[int, str, Read]]] = defaultdict(list)  # by the code of the doubt

    def extend(self, texts: Sequence[str]) -> None:
        """Read the next cells, as they stand in the file."""
        if self._has_marks:
            texts = unmarked(texts)
        if self._is_plain:
            self._extend_plain(list(texts))
            return
        start = len(self.values)
        memory = self._memory
        self.values.extend(map(memory.__getitem__, texts))
        if memory.odd:
            for row, text in enumerate(texts, start):
                if text in memory.odd:
                    self._note(row, text, memory.odd[text])
        if len(memory) > MAX_MEMORY:
            memory.forget()

    def _extend_plain(self, texts: list[str]) -> None:
        joined = "".join(texts)
        if len(joined) > self._max_length or has_too_many_marks(joined):
            texts = self._without_unfit(texts)
        clean = [text.strip() for text in texts]
        if clean != texts:
            self.remarks["trimmed"] += sum(map(str.__ne__, clean, texts))
        whole = "".join(clean)
        if not whole.isascii() and not is_normalized("NFC", whole):
            composed = [normalize("NFC", text) for text in clean]
            self.remarks["normalised"] += sum(map(str.__ne__, clean, composed))
            clean = composed
        if self.field.name in _NAMES and has_odd_spaces(whole):
            self.remarks["single_spaces"] += sum(map(has_odd_spaces, clean))
            clean = [with_single_spaces(text) for text in clean]
        if is_mangled(whole):
            self.remarks["mangled_letters"] += sum(map(is_mangled, clean))
        if has_control_signs(whole):
            self.remarks["control_signs"] += sum(map(has_control_signs, clean))
        values: Sequence[Value] = clean if "" not in clean else [text or self.field.default for text in clean]
        self.values.extend(values if self._shared is None else map(self._shared.setdefault, values, values))

    def _unfit(self, text: str) -> Refusal | None:
        """Say why a cell is not even looked at."""
        if len(text) > self._max_length:
            setting = SETTING_OF["max_cell_length"]
            name, length = self.field.name, len(text)
            return refusal("cell_too_long", column=name, length=length, limit=self._max_length, setting=setting)
        if has_too_many_marks(text):
            return refusal("too_many_marks", column=self.field.name, limit=MAX_MARKS)
        return None

    def _without_unfit(self, texts: list[str]) -> list[str]:
        refusals = [self._unfit(text) for text in texts]
        start = len(self.values)
        self.refused += [
            (row, text[:SHOWN_LENGTH], why)
            for row, (text, why) in enumerate(zip(texts, refusals, strict=True), start)
            if why is not None
        ]
        return [text if why is None else "" for text, why in zip(texts, refusals, strict=True)]

    def _note(self, row: int, text: str, read: Read | Refusal) -> None:
        if isinstance(read, Refusal):
            self.refused.append((row, text.strip()[: SHOWN_LENGTH + 1], read))
            return
        self.remarks.update(read.remarks)
        if read.coarse:
            self.coarse[row] = read.coarse
        if read.doubt is not None:
            self._doubtful[read.doubt.code].append((row, text, read))

    def finish(self) -> None:
        """Refuse cells that only the column as a whole could settle, once all of it is read.

        An order of day and month holds for a column: where one cell can be read in two ways, the order of no other
        is settled. Moments that are all midnight of UTC may be dates; one of another hour says that they are moments.
        """
        is_order_open = any(why.code == "ambiguous_date" for _, _, why in self.refused)
        is_doubted = {
            "ambiguous_date": is_order_open,
            "date_or_instant": self.remarks["instant_to_day"] == len(self._doubtful["date_or_instant"]),
        }
        for code, cells in self._doubtful.items():
            for row, text, read in cells if is_doubted[code] else ():
                self.values[row] = None
                self.remarks.subtract(read.remarks)
                self.coarse.pop(row, None)
                self._note(row, text, cast("Refusal", read.doubt))
