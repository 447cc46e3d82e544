"""Exports: the records that a caller sees, as a case that can be loaded again."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from graph_service.api.answers import AsOf, documented
from graph_service.api.paths import VERSION
from graph_service.api.security import PersonalRequest
from graph_service.case_exports import CaseForm, write_case_to
from graph_service.domain.report import CaseHead
from graph_service.exports import copy_mark, new_copy_id
from graph_service.files.private_folder import private_folder
from graph_service.services.exporting import records_to_export

router = APIRouter(prefix=VERSION, tags=["exports"])
MEDIA_TYPE = "application/octet-stream"  # one for both forms: generators of clients read it as a file
_CONTENT: dict[str, Any] = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
Form = Annotated[
    Literal["zip", "xlsx"], Query(description="In which form: an archive of tables, or a workbook", examples=["zip"])
]


@router.get("/export", **documented("export", None, summary="The records as a case", content=_CONTENT))
def export(request: PersonalRequest, form: Form = "zip", as_of: AsOf = None) -> Response:
    """Return what the caller sees as a case that bears the id of this copy, or of it what a day sees."""
    copy_id, case_form = new_copy_id(), CaseForm(form)
    records = records_to_export(request.context, as_of=as_of, copy=f"{form} {copy_id}")
    head = records.head(CaseHead(), handling=copy_mark(request.context.caller, copy_id), copy_id=copy_id)
    name = f"case-{copy_id}.{form}"
    with private_folder() as folder:
        write_case_to(folder / name, case_form, records.tables, head)
        content = (folder / name).read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Copy-ID": copy_id}
    return Response(content, headers=headers, media_type=MEDIA_TYPE)
