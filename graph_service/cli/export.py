"""The command that writes the records of a store, or of one day of it, as a case that can be loaded again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.session import FORCE, ForceOption, Session, on_records, progress_teller, refuse_existing, say
from graph_service.cli.streams import note_written

if TYPE_CHECKING:
    from graph_service.case_exports import Exported

CaseOutOption = Annotated[
    Path,
    typer.Option("--out", help="A new folder, or a file to write: .zip or .xlsx.", metavar="FOLDER|FILE"),
]
WholeOption = Annotated[
    bool,
    typer.Option("--whole", help="All that is stored, as in a backup, whatever you see: for administrators."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(on_records(export))


def export(session: Session, out: CaseOutOption, whole: WholeOption = False, force: ForceOption = False) -> None:
    """Write the records as a case that can be loaded again: all, or with --as-of what that day sees."""
    from graph_service.analysis.result import to_json
    from graph_service.case_exports import (
        CaseForm,
        exported,
        form_of_path,
        read_back,
        refuse_filled_folder,
        write_case_to,
    )
    from graph_service.domain.report import CaseHead
    from graph_service.exports import DEFAULT_HANDLING, copy_mark, new_copy_id
    from graph_service.services.exporting import records_to_export
    from graph_service.settings import Settings

    form = form_of_path(out)
    if form is CaseForm.FOLDER:
        refuse_filled_folder(out)
    else:
        refuse_existing(out, force=force, way_out=FORCE)
    context, tell = session.context, progress_teller()
    copy_id = "" if context.caller.is_local else new_copy_id()
    records = records_to_export(
        context,
        as_of=session.day_asked,
        is_whole=whole,
        copy=f"{form.value} {copy_id}" if copy_id else "",
        progress=tell,
    )
    mark = copy_mark(context.caller, copy_id) if copy_id else ""
    base = session.report.case if session.report else CaseHead()
    handling = " ".join(filter(None, (session.handling, mark))) or DEFAULT_HANDLING
    head = records.head(base, handling=handling, copy_id=copy_id)
    write_case_to(out, form, records.tables, head, progress=tell)
    note_written(f"the export is whole, in {out.name}")
    remarks = read_back(out, records.tables, limits=Settings().limits, now=context.clock.now(), progress=tell)
    result = exported(records.said, copy_id=copy_id, remarks=remarks)
    if session.as_json:
        typer.echo(to_json(result), nl=False)
    else:
        _tell(out, result)


def _tell(out: Path, result: "Exported") -> None:
    from graph_service.domain.text import counted

    n_records = counted(sum(result.n_records.values()), "record")
    n_tables = counted(len(result.n_records), "table")
    say(f"wrote {out}: {n_records} in {n_tables}; it holds personal data, and erasures do not reach into it")
    if result.is_partial:
        tables, n_columns = ", ".join(result.tables_withheld) or "none", len(result.columns_withheld)
        say(
            f"a part: records of persons who are withheld are left out, and so are these tables: {tables}; "
            f"{counted(n_columns, 'column is', 'columns are')} empty. It cannot be imported; --whole writes all"
        )
    if result.as_of is not None:
        say(f"as {result.as_of} sees it: what happened or was decided later is left out")
    for remark in result.remarks:
        column = f" {remark.column}" if remark.column else ""
        say(f"{remark.n} × {remark.file}{column}: {remark.text} [{remark.code}]")
    if result.is_read_back:
        same = "" if result.is_partial or result.as_of is not None else f", content {result.content_hash}"
        say(f"read back: the same records{same}")
