"""Exports over HTTP: the part that a caller sees, as an archive or a workbook that loads again."""

from pathlib import Path

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.services.access import RULES
from graph_service.services.judging import hidden_records
from loaders.case_folder import Loaded, load_case
from tests.api.city import AS_OF, PROTECTED
from tests.api.routes import unpacked
from tests.api.serving import City
from tests.unit.loaders.cases import TODAY

PAIRS = [pair for pair in RIGHTS if pair[0] in RULES["export"].roles and RIGHTS[pair]]
POLICE = (CallerRole.ADMIN, Agency.POLICE)


def loaded(answer: httpx.Response, folder: Path) -> Loaded:
    assert answer.status_code == 200, answer.text
    name = answer.headers["content-disposition"].split('"')[1]
    (folder / name).write_bytes(answer.content)
    return load_case(folder / name, today=TODAY)


@pytest.mark.parametrize("form", ["zip", "xlsx"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].value} of {pair[1].value}")
def test_everybody_gets_a_case_that_loads_and_that_says_it_is_a_part(
    client: httpx.Client, city: City, pair: tuple[CallerRole, Agency], form: str, tmp_path: Path
) -> None:
    answer = client.get("/v1/export", params={"form": form}, headers=city.headers(*pair))
    case = loaded(answer, tmp_path)
    assert case.report.problems == ()
    assert (case.report.case.is_partial, case.report.case.copy_id) == (True, answer.headers["x-copy-id"])
    context = city.place.context(city.caller(*pair))
    hidden = {key for keys in hidden_records(context, context.classes).values() for key in keys}
    assert hidden
    assert not {key for table in case.tables.values() for key in table.keys} & hidden
    text = unpacked(answer)
    assert not [key for key in hidden if key in text]
    details = city.place.store.audit_trail()[-1].event.details
    assert details["copy"] == f"{form} {case.report.case.copy_id}"
    assert details["n_subjects"] == len(case.tables["person"])


def test_a_day_is_asked_for_and_said(client: httpx.Client, city: City, tmp_path: Path) -> None:
    answer = client.get("/v1/export", params={"as_of": AS_OF.isoformat()}, headers=city.headers())
    head = loaded(answer, tmp_path).report.case
    assert (head.is_one_day, head.as_of) == (True, AS_OF)


def test_protected_persons_leave_only_if_they_are_asked_for(client: httpx.Client, city: City, tmp_path: Path) -> None:
    headers = city.headers()
    assert PROTECTED not in unpacked(client.get("/v1/export", headers=headers))
    assert PROTECTED in unpacked(client.get("/v1/export", headers={**headers, "X-Show-Protected": "yes"}))


def test_a_part_is_not_imported_again(client: httpx.Client, city: City) -> None:
    content = client.get("/v1/export", headers=city.headers()).content
    for path in ("/v1/imports", "/v1/imports/check"):
        sent = {"archive": ("case.zip", content, "application/zip")}
        answer = client.post(path, headers=city.headers(), files=sent)
        assert (answer.status_code, "a part of a store" in answer.text) == (422, True)
