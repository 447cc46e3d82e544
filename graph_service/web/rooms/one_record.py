"""One record: what it says, what became of it, and how it is filled in, corrected, ended or kept longer."""

from dataclasses import replace
from datetime import date

from starlette.responses import Response

from graph_service.domain.caller import Caller
from graph_service.domain.rights import WriteAct, may_write
from graph_service.domain.schema import KINDS, Kind
from graph_service.errors import (
    ChangedMeanwhileError,
    GruppkartaError,
    InputError,
    NotFoundError,
    RejectedRowsError,
)
from graph_service.services.choices import choices
from graph_service.services.comparing import Comparison, compare_case
from graph_service.services.record_reading import StoredRecord, history, record
from graph_service.services.single_records import (
    cells_after,
    change_record,
    end_record,
    extend_record,
    kinds_to_make,
    last_day_column,
)
from graph_service.services.written_records import WrittenRecord, WrittenRecords, once_for
from graph_service.statuses import status_of
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.record_change import Act, RecordChangeForm, cells_of, change_form, typed_change
from graph_service.web.record_fields import label_of
from graph_service.web.refusals import refusal_text
from graph_service.web.rooms.record import SavedForm, loader_of
from graph_service.wording.words import label

TITLE = N_("Record on file")


def show(request: PageRequest) -> Response:
    """Show a record, with the form of the change that is asked for."""
    kind, stored = _stored(request)
    act = request.query("act")
    form = None
    if act in _acts(kind, stored, request.context.caller):
        form = change_form(Act(act), kind, request.context.caller, stored)
    return _shown(request, kind, stored, form)


def act_on_record(request: PageRequest) -> Response:
    """Carry a change out, or show it again with what is wrong."""
    kind, stored = _stored(request)
    act = str(request.form.get("act", ""))
    if act not in _acts(kind, stored, request.context.caller):
        message = f"{act[:20]!r} cannot be done to this record: open it again, and choose what to do"
        raise InputError(message)
    form = typed_change(Act(act), kind, request.context.caller, request.form)
    step, _, name = str(request.form.get("do", "save")).partition(":")
    if step == "search":
        column = name.rpartition(".")[2]
        target = kind[column].target if column in kind.index else None
        matches = choices(request.context, KINDS[target], form.values.get(name, "").strip()) if target else None
        return _shown(request, kind, stored, replace(form, matches={name: matches} if matches else {}))
    try:
        return _saved(request, kind, stored.record_id, form)
    except ChangedMeanwhileError as error:
        return _shown(request, kind, stored, form.changed_meanwhile(stored), status=status_of(error))
    except RejectedRowsError as error:
        return _shown(request, kind, stored, form.refused(error), status=status_of(error))
    except GruppkartaError as error:
        again = replace(form, messages=(refusal_text(request, error),))
        return _shown(request, kind, stored, again, status=status_of(error))


def _saved(request: PageRequest, kind: Kind, record_id: str, form: RecordChangeForm) -> Response:
    """Write a change, and keep what it moved for the page that follows."""
    context, load = request.context, loader_of(request)
    cells = _cells(form)
    once = once_for(
        context.caller, form.key, (kind.name, record_id, form.act, repr(sorted(cells.items())), form.reason)
    )
    moved: Comparison | None = None
    if form.act is Act.EXTEND:
        stored = extend_record(context, kind, record_id, _day(form), reason=form.reason, once=once)
        written = WrittenRecords((WrittenRecord(kind.name, record_id, stored.version),), has_changed=True, remarks=())
    else:
        rows = {kind.name: [cells_after(context, kind, record_id, cells)]}
        moved = compare_case(context, lambda existing: load(rows, existing), as_of=request.day)
        is_correction = form.act is Act.CORRECT or not kind.is_act
        version = form.version or None
        if form.act is Act.END:
            day = _day(form)
            written = end_record(context, kind, record_id, day, load, reason=form.reason, version=version, once=once)
        else:
            reason = form.reason if is_correction else None
            written = change_record(context, kind, record_id, cells, load, reason=reason, version=version, once=once)
    request.http.app.state.drafts.add(request.session.csrf, form.key, SavedForm(kind.name, written, moved))
    return request.go(request.address("record", "saved", form.key))


def _cells(form: RecordChangeForm) -> dict[str, str]:
    """Return the columns that a change writes."""
    if form.act is Act.EXTEND:
        return {"kept_until": form.day}
    if form.act is Act.END:
        return {last_day_column(form.kind): _day(form).isoformat()}
    return dict(form.cells())


def _day(form: RecordChangeForm) -> date:
    try:
        return date.fromisoformat(form.day)
    except ValueError as error:
        message = f"{form.day[:20]!r} is not a day: write it as 2020-12-03"
        raise InputError(message) from error


def _stored(request: PageRequest) -> tuple[Kind, StoredRecord]:
    kind = KINDS.get(request.part("kind"))
    if kind is None:
        message = f"no kind of record {request.part('kind')[:50]!r}: choose one of the list"
        raise NotFoundError(message)
    return kind, record(request.context, kind, request.part("record_id"))


def _acts(kind: Kind, stored: StoredRecord, caller: Caller) -> list[Act]:
    """What may be done to a record; whose it is, is judged when it is done."""
    if not may_write(caller, WriteAct.CHANGE, caller.agency) or kind.name == "same_person":
        return []
    cells = cells_of(stored)
    acts = [Act.CORRECT, Act.EXTEND]
    if kind.is_act:
        acts.insert(0, Act.FILL)
    try:
        column = last_day_column(kind)
    except InputError:
        return acts
    return [*acts, Act.END] if column in cells and not cells[column] else acts


def _shown(
    request: PageRequest, kind: Kind, stored: StoredRecord, form: RecordChangeForm | None, *, status: int = 200
) -> Response:
    caller = request.context.caller
    name = label(request.translator, kind.name)
    belonging = [
        (other, column.name)
        for other in kinds_to_make(caller)
        for column in other.references
        if column.target == kind.name and other.name != "same_person"
    ]
    return request.show(
        "one_record.html",
        status=status,
        title=f"{name[:1].upper()}{name[1:]} {stored.record_id}",
        kind=kind,
        stored=stored,
        labels={column.name: label_of(column) for column in kind.fields},
        form=form,
        acts=_acts(kind, stored, caller),
        belonging=belonging,
        past=history(request.context, kind, stored.record_id),
    )


PAGES = (
    Page(
        path="/record/{kind}/{record_id}",
        name="one_record",
        title=TITLE,
        actions=("record_read",),
        show=show,
        act=act_on_record,
    ),
)
