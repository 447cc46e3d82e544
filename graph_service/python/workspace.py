"""Records that are open for questions: each question of the registry is a method, made from its declaration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from graph_service.analysis.network import NETWORK
from graph_service.analysis.registry import QUESTIONS
from graph_service.domain.nearest import did_you_mean, nearest
from graph_service.domain.report import LoadReport
from graph_service.domain.text import counted
from graph_service.exports import NETWORK_FILE, copy_mark, form_of, network_to_write, new_copy_id
from graph_service.files.written_file import refuse_existing, write_file
from graph_service.python.answers import as_answer
from graph_service.python.arguments import (
    PAGE_ARGUMENTS,
    Question,
    bound,
    day_of,
    doc_of,
    parameters_of,
    signature_of,
)
from graph_service.python.html import text_html
from graph_service.services import persons
from graph_service.services.access import refusals_noted
from graph_service.services.context import Context
from graph_service.services.frame import answer

DEFAULT_HANDLING = "RESTRICTED – ANALYSIS PRODUCT"  # where a case names no mark of its own
UNLOGGED = "in memory: nothing is stored, and no look is logged"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: how to ask, as of which day, under which mark, and how it was loaded."""

    context: Context
    where: str
    as_of: date | None = None
    handling: str = ""
    report: LoadReport | None = None
    mapping: str = ""


class Workspace:
    """Records that questions are asked of. Every question is a method; `dir` lists them.

    Parameters
    ----------
    opened : Opened
        As `open_case` and `open_store` open it.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    @property
    def is_logged(self) -> bool:
        """Whether every look is written to an audit trail."""
        return not self._opened.context.caller.is_local

    @property
    def report(self) -> LoadReport | None:
        """What loading the case put right, merged or left out; None for a store."""
        return self._opened.report

    @property
    def mapping(self) -> str:
        """The mapping file that tables without one were understood as; empty: there was no need."""
        return self._opened.mapping

    def persons(
        self, query: str = "", *, as_of: date | str | None = None, after: str | None = None, limit: int | None = None
    ) -> Any:  # noqa: ANN401  an answer
        """Find persons by part of an id or label, and by name or alias if you may see them.

        Parameters
        ----------
        query : str
            The part; empty: everybody.
        as_of : date | str | None
            The day.
        after : str | None
            Only persons after this id.
        limit : int | None
            At most so many.

        Returns
        -------
        Any
            The persons, by id.
        """
        return self._ask(
            lambda context, day: persons.search(context, query=query, as_of=day, after=after, limit=limit), as_of
        )

    def person(self, person_id: str, *, as_of: date | str | None = None) -> Any:  # noqa: ANN401  an answer
        """Return what is recorded about a person, as far as you may see it.

        Parameters
        ----------
        person_id : str
            Any of their ids.
        as_of : date | str | None
            The day.

        Returns
        -------
        Any
            All their records.
        """
        return self._ask(lambda context, day: persons.person(context, person_id=person_id, as_of=day), as_of)

    def save_network(
        self,
        file: str | Path,
        *,
        force: bool = False,
        as_of: date | str | None = None,
        **parameters: Any,  # noqa: ANN401  those of the question
    ) -> str:
        """Write the network as `gruppkarta network --out` does: a map or a file for other programs.

        Parameters
        ----------
        file : str | Path
            Its ending says the form: .html, .svg, .graphml, .gexf or .json.
        force : bool
            Write over a file that is there.
        as_of : date | str | None
            The day.
        **parameters : Any
            Those of `network`, and incidents, measures, size_by, colour_by.

        Returns
        -------
        str
            What the file holds, in one line.

        Raises
        ------
        InputError
            If a parameter or the ending is not known, or the file is there.
        """
        path = Path(file)
        form = form_of(path.name)
        refuse_existing(path, force=force, way_out="name another file, or give force=True")
        options = parameters_of(NETWORK_FILE, bound("save_network", signature_of(NETWORK_FILE), (), parameters))
        context = self._opened.context
        copy_id = new_copy_id() if self.is_logged else ""
        details = {"copy": f"{form.suffix} {copy_id}"} if copy_id else None
        with refusals_noted(context):
            content = network_to_write(context, form, options, as_of=self._day(as_of), details=details)
        mark = copy_mark(context.caller, copy_id) if copy_id else self._opened.handling or DEFAULT_HANDLING
        written = content.written(form, mark, options)
        write_file(path, written.chunks(), force=force)
        return written.counts

    def close(self) -> None:
        """Let go of the store."""
        self._opened.context.store.close()

    def __enter__(self) -> Self:
        """Return the workspace itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the store."""
        self.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  never returns
        """Say what may have been meant."""
        message = f"there is no question {name!r}{did_you_mean(nearest(name, METHODS)[:1])}"
        if name.startswith("_"):
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
        raise AttributeError(message)

    def __repr__(self) -> str:
        """Say what is open, and whether looks at it are logged."""
        report = self._opened.report
        what = "records" if report is None else counted(report.n_loaded, "record")
        where = UNLOGGED if not self.is_logged else f"{self._opened.where}, every look is logged"
        return f"<{type(self).__name__} of {what}; {where}>"

    def _repr_html_(self) -> str:
        return text_html("\n".join(filter(None, (repr(self)[1:-1], self._opened.handling, self.mapping))))

    def _day(self, as_of: date | str | None) -> date | None:
        return self._opened.as_of if as_of is None else day_of(as_of)

    def _ask(self, use: Callable[[Context, date | None], Any], as_of: date | str | None, mark: str = "") -> Any:  # noqa: ANN401  an answer
        with refusals_noted(self._opened.context):
            result = use(self._opened.context, self._day(as_of))
        return as_answer(result, handling=mark or self._opened.handling or DEFAULT_HANDLING)

    def _answer(self, question: Question, values: dict[str, Any]) -> Any:  # noqa: ANN401  an answer
        as_of = values.pop("as_of", None)
        page = {name: values.pop(name, None) for name in PAGE_ARGUMENTS}
        parameters = parameters_of(question, values)
        details, mark = None, ""
        if question is NETWORK and self.is_logged:  # it can be drawn and kept: a copy
            copy_id = new_copy_id()
            details = {"copy": f"python {copy_id}"}
            mark = copy_mark(self._opened.context.caller, copy_id)
        return self._ask(
            lambda context, day: answer(context, question, parameters, as_of=day, details=details, **page), as_of, mark
        )


def _method(question: Question) -> Callable[..., Any]:
    """Return the method that asks a question, with the signature and the words of its declaration."""
    name = question.name.replace("-", "_")
    signature = signature_of(question)

    def ask(self: Workspace, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  as the signature says
        return self._answer(question, bound(name, signature, args, kwargs))

    ask.__name__ = name
    ask.__qualname__ = f"{Workspace.__name__}.{name}"
    ask.__doc__ = doc_of(question)
    ask.__signature__ = signature  # type: ignore[attr-defined]  # what `help` and editors read
    return ask


for declared in QUESTIONS:
    setattr(Workspace, declared.name.replace("-", "_"), _method(declared))
METHODS = tuple(sorted(name for name in dir(Workspace) if not name.startswith("_")))
