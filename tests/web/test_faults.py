"""What went wrong, in Swedish: by the templates that errors are made from, whatever stands in the place of values."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.domain.caller import CallerRole
from graph_service.domain.error_texts import ERROR_TEXTS, HINTS, LISTS_OF_VALUES, TEXTS_OF_VALUES
from graph_service.domain.load_texts import PROBLEMS, REMARKS, refusal, see_line
from graph_service.domain.messages import always
from graph_service.domain.report import Remark
from graph_service.domain.rights import Agency
from graph_service.errors import ForbiddenColumnsError, InputError, RejectedRowsError, RowProblem
from graph_service.languages.translator import translator
from graph_service.wording.faults import fault, problem, remark, remedy
from tests.api.serving import City
from tests.needs import REPOSITORY
from tests.web.serving import csrf_of, signed_in

# What these modules raise, readers of pages may see.
MODULES = (
    *(f"services/{name}.py" for name in "access importing joining naming persons record_reading tokens".split()),
    *(f"services/{name}.py" for name in "frame single_records single_writes undoing".split()),
    *("domain/nearest.py", "domain/requests.py", "analysis/named_records.py", "analysis/representatives.py"),
    *(f"web/{path.name}" for path in sorted((REPOSITORY / "graph_service" / "web").glob("*.py"))),
    *(f"web/rooms/{path.name}" for path in sorted((REPOSITORY / "graph_service" / "web" / "rooms").glob("*.py"))),
)
# For those who write pages and questions: no reader sees them.
FOR_PROGRAMMERS = (
    "nothing says what to hide in a",
    "name the list, as in |word",
    "its answer cannot be cached",
)


def _texts(node: ast.expr) -> list[str]:
    """Return a text with X1 for each value, or several where it depends; none: it is no text."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if not isinstance(node, ast.JoinedStr):
        return []
    forms = [
        _texts(part.value) or ["X1"] if isinstance(part, ast.FormattedValue) else _texts(part) for part in node.values
    ]
    return ["".join(parts) for parts in product(*forms)]


def _raised(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
            yield from _texts(node.value)
        if isinstance(node, ast.Call) and re.fullmatch(r"[A-Z]\w+Error", getattr(node.func, "id", "")):
            yield from (text for argument in node.args[:1] for text in _texts(argument))


RAISED = {
    text
    for name in MODULES
    for text in _raised(REPOSITORY / "graph_service" / name)
    if text and not any(part in text for part in FOR_PROGRAMMERS)
}


def _problem(code: str, problem: str, remedy: str) -> RowProblem:
    return RowProblem(code, "persons.csv", 3, "label", None, problem, remedy)


@pytest.mark.parametrize("text", sorted(RAISED))
def test_what_pages_may_raise_is_said_in_swedish(text: str) -> None:
    assert len(RAISED) > 40
    assert fault(translator("sv"), InputError(text)) != text
    assert fault(translator("en"), InputError(text)) == text


@pytest.mark.parametrize("template", ERROR_TEXTS)
def test_no_template_is_left_over(template: str) -> None:
    filled = always(template).text(1, dict.fromkeys(re.findall(r"\{(\w+)\}", template), "X1"))
    shape = re.sub(r"(X1)+", "X1", filled)
    raised = {re.sub(r"(X1)+", "X1", text) for text in RAISED}
    ours = {text.replace("X1", "\0") for text in raised}
    assert any(re.fullmatch(re.escape(text).replace("\0", ".*"), shape) for text in ours) or template in OF_ERRORS


OF_ERRORS = {  # made where errors are declared
    "1 problem, nothing was written{first}",
    "{number} problems, nothing was written{first}",
    next(text for text in ERROR_TEXTS if text.startswith("{file} holds columns")),
}


def test_values_of_templates_are_named_as_the_tables_have_them() -> None:
    names = {name for template in (*ERROR_TEXTS, *HINTS) for name in re.findall(r"\{(\w+)\}", template)}
    within = {name for texts in TEXTS_OF_VALUES.values() for text in texts for name in re.findall(r"\{(\w+)\}", text)}
    assert {*LISTS_OF_VALUES, *TEXTS_OF_VALUES} <= names | within | {"bounds"}


@pytest.mark.parametrize("key", PROBLEMS)
def test_a_problem_of_a_load_is_said_in_swedish_with_what_to_do(key: str) -> None:
    names = {name for text in PROBLEMS[key] for name in re.findall(r"(?<!\{)\{(\w+)\}", text)}
    values = {name: f"x{number}" for number, name in enumerate(sorted(names))}
    why = refusal(key, **values)
    refused = _problem(why.code, why.problem, why.remedy)
    swedish_problem, swedish_remedy = problem(translator("sv"), refused), remedy(translator("sv"), refused)
    if key != "unsafe_workbook":  # its texts are those of what unpacks it
        assert (swedish_problem != why.problem, swedish_remedy != why.remedy) == (True, True)
    assert sorted(re.findall(r"\bx\d+\b", f"{swedish_problem} {swedish_remedy}")) == sorted(
        re.findall(r"\bx\d+\b", f"{why.problem} {why.remedy}")
    )
    english = problem(translator("en"), refused), remedy(translator("en"), refused)
    assert english == (why.problem, why.remedy)


@pytest.mark.parametrize("code", REMARKS)
def test_a_remark_of_a_load_is_said_in_swedish(code: str) -> None:
    noted = Remark(code.partition(".")[0], "persons.csv", None, 1, REMARKS[code])
    assert remark(translator("sv"), noted) not in {REMARKS[code], ""}
    assert remark(translator("en"), noted) == REMARKS[code]


@pytest.mark.parametrize(
    ("text", "swedish"),
    [
        (
            "there is no person 'P-9'; did you mean P-0009, P-09 or P-90?",
            "det finns ingen person 'P-9'; menade du P-0009, P-09 eller P-90?",
        ),
        (
            "there is no source 'S-9'; ids are as in the sources table",
            "det finns ingen källa 'S-9'; id står i tabellen källor",
        ),
        (
            "there is no person of that name, and none is found by name here; ids are as in the persons table",
            "det finns ingen person med det namnet, och här söks ingen efter namn; id står i tabellen personer",
        ),
        (
            "a caller who is exit_worker of probation_service may not use scorecard: see docs/access.md",
            "rollen avhopparstöd (frivården) ger inte rätt till scorecard",
        ),
        (
            "there is no 'boss' of 'police'; tokens are for analyst of police, probation of probation_service",
            "rollen 'boss' finns inte hos polisen; inloggningskoder är för analytiker (polisen), frivård (frivården)",
        ),
        (
            "say what for, in one line of 3 to 200 characters: with --purpose, or in the header X-Purpose",
            "skriv vad det gäller, på en rad med 3 till 200 tecken",
        ),
        (
            "there is no measure 'rank'; it is one of degree, core",
            "'rank' går inte att välja som mått; välj ett av degree, core",
        ),
        ("follow_ups have no column who; did you mean kind?", "uppföljningar har ingen kolumn who; menade du kind?"),
        ("nobody has translated this", "nobody has translated this"),
    ],
)
def test_words_and_texts_within_a_text_are_translated_too(text: str, swedish: str) -> None:
    assert fault(translator("sv"), InputError(text)) == swedish


def test_the_first_problem_of_a_load_is_said_in_swedish_within_the_whole() -> None:
    why = refusal("reversed_order.dates", low="valid_from", high="valid_to")
    refused = _problem(why.code, see_line(why.problem, 7, "groups.csv"), why.remedy)
    assert fault(translator("sv"), RejectedRowsError([refused], n_total=2)) == (
        "2 problem, inget har sparats; först: persons.csv rad 3: "
        "valid_from är senare än valid_to (se rad 7 i groups.csv)"
    )
    assert problem(translator("sv"), refused) == "valid_from är senare än valid_to (se rad 7 i groups.csv)"
    assert fault(translator("sv"), RejectedRowsError([], n_total=1)) == "1 problem, inget har sparats"
    assert fault(translator("sv"), ForbiddenColumnsError("p.csv", ["race"])).startswith(
        "p.csv innehåller kolumner som inte får läsas in: race;"
    )


def test_bounds_are_said_in_words() -> None:
    for bounds, swedish in (("at least 0", "minst 0"), ("0 to 1", "0 till 1"), ("greater than 0", "större än 0")):
        why = refusal("out_of_bounds", column="strength", bounds=bounds)
        refused = _problem(why.code, why.problem, why.remedy)
        assert problem(translator("sv"), refused) == f"strength måste vara {swedish}"


@given(st.text(max_size=40))
def test_what_somebody_typed_stays_as_it_was(typed: str) -> None:
    assert repr(typed) in fault(
        translator("sv"), InputError(f"there is no token {typed!r}; `token list` shows their ids")
    )
    assert fault(translator("en"), InputError(typed)) == typed


def test_pages_say_it_in_the_language_of_the_reader(client: httpx.Client, city: City) -> None:
    for language, words in (
        ("sv", "&#39;i går&#39; är ingen dag: skriv den som 2020-12-03"),
        ("en", "&#39;i går&#39; is not a day"),
    ):
        with signed_in(client.base_url, city, language=language) as browser:
            assert words in browser.get("/", params={"as_of": "i går"}).text


def test_who_may_not_is_told_so_in_their_words(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, CallerRole.AUDITOR, Agency.POLICE, language="sv") as browser:
        page = browser.get("/").text
    assert "Rollen granskare (polisen) ger inte rätt till" in page


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/access/tokens", {"name": "P", "role": "analyst", "days": "9999"}, "hur många dagar, från 1 till"),
        ("/plan", {"group": "G-99"}, "det finns ingen grupp"),
        ("/import/undo", {"imported_at": "2019-12-03T08:00:00+00:00"}, "inläsning"),
    ],
)
def test_a_refused_form_says_why_in_the_language_of_the_page(
    client: httpx.Client, city: City, path: str, fields: dict[str, str], said: str
) -> None:
    with signed_in(client.base_url, city, language="sv") as browser:
        refused = browser.post(path, data={"csrf": csrf_of(browser.get("/session").text), **fields})
    assert refused.status_code in {200, 403, 404, 422}
    alert = re.search(r'role="alert">(.*?)</p>', refused.text, re.DOTALL)
    assert alert is not None, refused.text
    assert said in alert[1]
