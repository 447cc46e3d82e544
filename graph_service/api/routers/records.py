"""Single records: made, looked at, filled, corrected, ended and extended."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Header, Path
from pydantic import BaseModel, BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import Response

from graph_service.api.answers import as_json, documented
from graph_service.api.checked_route import CheckedRoute
from graph_service.api.parameters import STRICT, Day
from graph_service.api.paths import VERSION, decoded
from graph_service.api.schemas import RECORD, RECORD_HISTORY, RECORDS_WRITTEN
from graph_service.api.security import PersonalRequest, RequestContext, opener_of
from graph_service.domain.requests import Once
from graph_service.domain.schema import KINDS
from graph_service.domain.service_records import cell_text
from graph_service.errors import InputError
from graph_service.services import record_reading as reading
from graph_service.services import single_records as service
from graph_service.services.written_records import WrittenRecords, once_for
from loaders.options import LoadOptions
from loaders.single_rows import Cells, row_loader

router = APIRouter(prefix=VERSION, tags=["records"], route_class=CheckedRoute)
KindName = StrEnum("KindName", {name: name for name in KINDS})  # type: ignore[misc]  # named as the records are declared
KindOfRecord = Annotated[KindName, Path(description="Kind of the record", examples=["membership"])]
RecordId = Annotated[
    str,
    BeforeValidator(decoded),
    Path(min_length=1, max_length=1000, description="Id of the record", examples=["M-0001"]),
]
IfMatch = Annotated[
    Annotated[str, Field(max_length=200)] | SkipJsonSchema[None],
    Header(
        description="The ETag of the record as the caller saw it; default, and `*`: whatever it says now",
        examples=['"5f4dcc3b5aa765d61d8327deb882cf99"'],
    ),
]
IdempotencyKey = Annotated[
    Annotated[str, Field(min_length=8, max_length=200)]
    | SkipJsonSchema[None],  # bounds of a union would not be described
    Header(
        description="Names the request: sent again with the same key, it is done once, and answered as before",
        examples=["0b8e6a6e4f2c4d0f"],
    ),
]
CellValue = str | bool | int | float | list[str] | None
CellsBody = Annotated[
    dict[str, CellValue],
    Field(
        min_length=1,
        max_length=100,
        examples=[{"person_id": "P-0014", "group_id": "G-01"}],
        description="Values by column",
    ),
]


class NewRecord(BaseModel):
    """What a new record says."""

    model_config = STRICT

    values: CellsBody


class NewRecords(BaseModel):
    """New records of several kinds that belong together, such as an incident with all that is said of it."""

    model_config = STRICT

    records: dict[KindName, Annotated[list[CellsBody], Field(min_length=1, max_length=service.MAX_RECORDS)]] = Field(
        examples=[{"source": [{"source_id": "S-77"}]}], description="Values of each record, by the kind"
    )


class RecordAct(StrEnum):
    """What is done to a record."""

    FILL = "fill"
    CORRECT = "correct"
    END = "end"


class RecordChange(BaseModel):
    """What changes of a record, and why."""

    model_config = STRICT

    act: RecordAct = Field(examples=["correct"], description="fill an act, correct any record, or give it its last day")
    values: dict[str, CellValue] = Field(
        default_factory=dict,
        max_length=100,
        examples=[{"role": "associate"}],
        description="Values by column; null empties a column",
    )
    on: Day | None = Field(default=None, examples=["2020-12-03"], description="The last day, to end a record")
    reason: str | None = Field(
        default=None, max_length=service.MAX_REASON, examples=["the role was misread"], description="Why"
    )


class RecordExtension(BaseModel):
    """Until when a record is kept, and why."""

    model_config = STRICT

    kept_until: Day = Field(examples=["2021-06-30"], description="A day that lies ahead")
    reason: str = Field(
        min_length=service.MIN_REASON,
        max_length=service.MAX_REASON,
        examples=["still in force, looked at"],
        description="Why",
    )


@router.post(
    "/records/{kind}",
    **documented("record_write", RECORDS_WRITTEN, summary="Make a record", status=201, errors=(409,)),
)
def create(
    request: PersonalRequest, kind: KindOfRecord, body: NewRecord, idempotency_key: IdempotencyKey = None
) -> Response:
    """Make a record by the rules of a case, or refuse it with what to do."""
    return _created(request, {kind.value: [body.values]}, idempotency_key)


@router.post(
    "/records",
    **documented("record_write", RECORDS_WRITTEN, summary="Make records together", status=201, errors=(409,)),
)
def create_several(request: PersonalRequest, body: NewRecords, idempotency_key: IdempotencyKey = None) -> Response:
    """Make records of several kinds, all or none: such as an incident, who was involved, and the source."""
    return _created(request, {kind.value: rows for kind, rows in body.records.items()}, idempotency_key)


@router.get(
    "/records/{kind}/{record_id}",
    **documented("record_read", RECORD, summary="What does a record say?", errors=(404,)),
)
def record(request: PersonalRequest, kind: KindOfRecord, record_id: RecordId) -> Response:
    """Return a record as it is stored, column by column as the caller may see it, with its version."""
    stored = reading.record(request.context, KINDS[kind.value], record_id)
    return as_json(stored, headers={"ETag": f'"{stored.version}"'})


@router.patch(
    "/records/{kind}/{record_id}",
    **documented("record_write", RECORDS_WRITTEN, summary="Change a record", errors=(404, 409, 412)),
)
def change(
    request: PersonalRequest,
    kind: KindOfRecord,
    record_id: RecordId,
    body: RecordChange,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Fill an act, correct a record with a reason, or end it; on the version that the caller saw, or not at all."""
    tag = (if_match or "*").strip()
    version = None if tag == "*" else tag.removeprefix("W/").strip('"')
    a_kind, load = KINDS[kind.value], _loader(request)
    once = _once(request, idempotency_key, (kind.value, record_id, body.model_dump_json(), tag))
    if body.act is RecordAct.END:
        if body.on is None or body.values:
            raise InputError("to end a record give `on`, its last day, and no values")
        written = service.end_record(
            request.context, a_kind, record_id, body.on, load, reason=body.reason or "", version=version, once=once
        )
    else:
        if body.on is not None or not body.values:
            raise InputError("give `values`, what the columns are to say; `on` goes with the act end")
        is_correction = body.act is RecordAct.CORRECT
        if is_correction == (body.reason is None):
            raise InputError("a correction needs a reason, and a filling takes none")
        written = service.change_record(
            request.context,
            a_kind,
            record_id,
            _cells(body.values),
            load,
            reason=body.reason if is_correction else None,
            version=version,
            once=once,
        )
    return _written(written)


@router.post(
    "/records/{kind}/{record_id}/extensions",
    **documented("record_write", RECORD, summary="Keep a record longer", status=201, errors=(404,)),
)
def extend(request: PersonalRequest, kind: KindOfRecord, record_id: RecordId, body: RecordExtension) -> Response:
    """Write down that somebody looked at a record, and until when it is kept."""
    stored = service.extend_record(request.context, KINDS[kind.value], record_id, body.kept_until, reason=body.reason)
    return as_json(stored, status=201, headers={"ETag": f'"{stored.version}"'})


@router.get(
    "/records/{kind}/{record_id}/history",
    **documented("record_read", RECORD_HISTORY, summary="What became of a record?", errors=(404,)),
)
def history(request: PersonalRequest, kind: KindOfRecord, record_id: RecordId) -> Response:
    """Return the corrections of a record, with who made them; reasons for who may see protected content."""
    return as_json(reading.history(request.context, KINDS[kind.value], record_id))


def _created(
    request: RequestContext, records: Mapping[str, list[dict[str, CellValue]]], idempotency_key: str | None
) -> Response:
    rows = {name: [_cells(values) for values in some] for name, some in records.items()}
    once = _once(request, idempotency_key, (repr(sorted(rows.items())),))
    return _written(service.create_records(request.context, rows, _loader(request), once=once), status=201)


def _once(request: RequestContext, key: str | None, parts: tuple[str, ...]) -> Once | None:
    return None if key is None else once_for(request.context.caller, key, parts)


def _cells(values: Mapping[str, CellValue]) -> Cells:
    return {name: cell_text(tuple(value) if isinstance(value, list) else value) for name, value in values.items()}


def _written(written: WrittenRecords, *, status: int = 200) -> Response:
    is_single = len(written.records) == 1
    return as_json(written, status=status, headers={"ETag": f'"{written.records[0].version}"'} if is_single else None)


def _loader(request: RequestContext) -> service.RowLoader:
    settings = opener_of(request.http).settings
    options = LoadOptions(limits=settings.limits, max_problems=settings.max_problems, reads_swedish=False)
    return row_loader(options, request.context.clock.now())
