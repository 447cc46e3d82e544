"""The page as a file: one document, its policy, its data; what a browser does with it stands in tests/browser."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from graph_service.analysis.network import Network, NetworkIncident
from graph_service.analysis.network_period_parts import ConflictPeriod, NetworkPeriod
from graph_service.domain.parameters import ALL_KINDS
from tests.invented_network import invented, network_of, person, tie
from tests.needs import REPOSITORY
from visualizations import theme
from visualizations.draw import draw_html, figure
from visualizations.layout import MOST_ROWS, grouped_layout
from visualizations.numbering import NOBODY, linked, numbered
from visualizations.page import content_security_policy, inside_style, standalone_html
from visualizations.page_data import incident_day, period_words
from visualizations.page_inside import FrameParts, inside_html
from visualizations.page_script import script_digests, served_modules, with_relative_imports
from visualizations.said import ENGLISH
from visualizations.scene import LABEL_SIGNS, compose
from visualizations.tables import tables_html
from visualizations.time_axis import incident_months, months_of

HANDLING = "RESTRICTED"
STATIC = REPOSITORY / "visualizations" / "static"


def incident(day: date | None, precision: str) -> NetworkIncident:
    return NetworkIncident("I-1", day, precision, "shooting", "none", (), (), (), (), (), None)


class Reader(HTMLParser):
    """Collect scripts, styles and whatever would load something."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = ""
        self.text: dict[str, str] = {}
        self.loads: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = f"{tag} {dict(attrs).get('type', '')}".strip() if tag in {"script", "style"} else ""
        self.loads += [f"{tag} {value}" for name, value in attrs if name in {"src", "href", "srcset"} and value]
        self.inline += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text[self.inside] = self.text.get(self.inside, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


def read(network: Network, *, persons: bool | None = None) -> Reader:
    reader = Reader()
    reader.feed(draw_html(network, handling=HANDLING, persons=persons))
    return reader


def hashed(content: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def modules(reader: Reader) -> dict[str, bytes]:
    """Return the source of each module in the import map, by its name."""
    addresses = json.loads(reader.text["script importmap"])["imports"]
    head = "data:text/javascript;base64,"
    assert all(address.startswith(head) for address in addresses.values())
    return {name: base64.b64decode(address.removeprefix(head)) for name, address in addresses.items()}


def test_nothing_is_loaded_and_nothing_runs_from_attributes() -> None:
    reader = read(invented(60))
    assert reader.loads == ["link data:,"]
    assert reader.inline == []


def test_the_policy_allows_exactly_its_own_scripts_and_style_by_their_hashes() -> None:
    reader, policy = read(invented(60)), content_security_policy()
    assert sorted(reader.text) == ["script application/json", "script importmap", "script module", "style"]
    inline = [reader.text["script importmap"].encode(), reader.text["script module"].encode()]
    scripts = [hashed(content) for content in (*inline, *modules(reader).values())]
    assert list(script_digests()) == scripts
    allowed = "' '".join(scripts)
    assert f"script-src '{allowed}';" in policy
    assert f"style-src '{hashed(reader.text['style'].encode())}';" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_policy_is_the_same_for_every_network() -> None:
    for network in (network_of(), invented(60)):
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', draw_html(network, handling=HANDLING))
        assert policy is not None
        assert policy[1].replace("&#x27;", "'") == content_security_policy()


def test_the_page_carries_each_module_unchanged_and_states_its_hash() -> None:
    reader = read(network_of())
    sources = modules(reader)
    assert sources == {f"#map/{path.stem}": path.read_bytes() for path in sorted(STATIC.glob("*.js"))}
    document = json.loads(reader.text["script importmap"])
    assert document["integrity"] == {document["imports"][name]: hashed(source) for name, source in sources.items()}


def test_a_module_imports_nothing_but_modules_of_the_page() -> None:
    sources = modules(read(network_of()))
    imported = {name for source in sources.values() for name in re.findall(r'(?:from|import) "(.*)";', source.decode())}
    assert imported == set(sources) - {"#map/controls"}
    assert not [name for name, source in sources.items() if re.search(rb"\bimport\(|https?://(?!www\.w3\.org)", source)]


def test_a_module_that_a_service_sends_imports_files_beside_its_own() -> None:
    source = 'import {a} from "#map/graph";\nimport {\n  b,\n} from \'#map/lit_labels\';\nconst c = "#map";\n'
    sent = 'import {a} from "./graph.js";\nimport {\n  b,\n} from \'./lit_labels.js\';\nconst c = "#map";\n'
    assert with_relative_imports(source) == sent
    for name, content in served_modules().items():
        imported = re.findall(r'(?:from|import) "(.*)";', content.decode())
        assert {f"./{other}" for other in served_modules()} >= set(imported), name


def test_the_style_of_the_inside_touches_nothing_around_it() -> None:
    rules = re.sub(r"/\*.*?\*/", "", inside_style(), flags=re.DOTALL)
    outermost = re.findall(r"^(?!@page)([^\s}].*?)\s*\{", rules, flags=re.MULTILINE)
    within_media = re.findall(r"^@media[^{]*\{\n((?:  .*\n|\n)*)\}", rules, flags=re.MULTILINE)
    within = [
        selector for body in within_media for selector in re.findall(r"^  (\S.*?)\s*\{", body, flags=re.MULTILINE)
    ]
    assert {selector for selector in (*outermost, *within) if not selector.startswith("@media")} == {"#map-page"}


def test_the_inside_is_the_same_in_the_file_and_in_another_frame() -> None:
    network = invented(60)
    composed = figure(network, handling=HANDLING)
    inside = inside_html(composed.network, composed.scene)
    assert inside in draw_html(network, handling=HANDLING)
    assert "{{" not in re.sub(r"<script.*", "", inside, flags=re.DOTALL)
    framed = inside_html(
        composed.network, composed.scene, frame_parts=FrameParts("<form>{{x}}</form>", "<ul>{{y}}</ul>")
    )
    assert framed.replace("<form>{{x}}</form>", "").replace("<ul>{{y}}</ul>", "") == inside


def test_the_names_of_the_modules_are_the_same_outside_a_page() -> None:
    package = json.loads((REPOSITORY / "package.json").read_text(encoding="utf-8"))
    assert package["imports"] == {"#map/*": f"./{STATIC.relative_to(REPOSITORY)}/*.js"}


def test_text_enters_the_page_as_text_alone() -> None:
    unsafe = re.compile(rb"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(")
    assert not [name for name, source in modules(read(network_of())).items() if unsafe.search(source)]


def test_no_module_repeats_a_colour_that_the_drawing_has() -> None:
    assert not [name for name, source in modules(read(network_of())).items() if re.search(rb'"#[0-9a-f]{3,6}"', source)]


def rows_of(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return [dict(zip(data[table]["columns"], row, strict=True)) for row in data[table]["rows"]]


def test_the_data_are_the_records_of_the_network() -> None:
    network = invented(60)
    data = json.loads(read(network).text["script application/json"])
    tables, incident_ids = data["tables"], [incident.incident_id for incident in network.incidents]
    assert [row["id"] for row in rows_of(tables, "persons")] == [person.person_id for person in network.persons]
    assert len(data["positions"]) == len(network.persons)
    assert [row["incidents"] for row in rows_of(tables, "conflicts")] == [
        [incident_ids.index(incident_id) for incident_id in conflict.incident_ids] for conflict in network.conflicts
    ]
    assert [row["records"] for row in rows_of(tables, "ties")] == [list(tie.record_ids) for tie in network.ties]
    kinds, words = [row["kinds"] for row in rows_of(tables, "ties")], data["settings"]["tieKinds"]
    assert [[ALL_KINDS[kind] for kind in of_tie] for of_tie in kinds] == [list(tie.kinds) for tie in network.ties]
    assert words[ALL_KINDS.index("kin")] == "kin"


def test_a_group_of_which_somebody_is_a_member_by_assessment_alone_is_marked() -> None:
    network = invented(60)
    as_fact = next(i for i, row in enumerate(network.memberships) if row.group_id == "G-000")
    memberships = [replace(row, basis="assessment") for row in network.memberships]
    memberships[as_fact] = network.memberships[as_fact]
    data = json.loads(read(replace(network, memberships=tuple(memberships))).text["script application/json"])
    for row in rows_of(data["tables"], "persons"):
        held = [0] if row["id"] == memberships[as_fact].person_id else []
        assert row["assessed"] == [group for group in row["groups"] if group not in held]


def test_every_kind_of_tie_and_role_of_the_network_has_a_box_with_its_count() -> None:
    network = invented(60)
    text = draw_html(network, handling=HANDLING)
    for kind in {kind for of_tie in network.ties for kind in of_tie.kinds}:
        n_ties = sum(kind in of_tie.kinds for of_tie in network.ties)
        box = re.search(rf'data-kind="{ALL_KINDS.index(kind)}" checked><span>[^<]*</span><small>(\d+)<', text)
        assert box is not None
        assert int(box[1]) == n_ties
    roles = dict(re.findall(r'data-role="(\w*)" checked><span>[^<]*</span><small>(\d+)<', text))
    assert sum(map(int, roles.values())) == len(linked(network).persons)


def test_what_script_and_drawing_share_is_written_from_the_drawing() -> None:
    settings = json.loads(read(network_of()).text["script application/json"])["settings"]
    assert (settings["ink"], settings["accent"], settings["noGroup"]) == (theme.INK, theme.ACCENT, NOBODY)
    assert settings["labelSigns"] == LABEL_SIGNS


@pytest.mark.parametrize(
    "network", [network_of(), network_of(persons=[person(1)]), invented(60)], ids=["empty", "one", "60"]
)
@pytest.mark.parametrize("persons", [True, False])
def test_every_network_makes_a_page(network: Network, persons: bool) -> None:
    assert "{{" not in re.sub(r"<script.*", "", draw_html(network, handling=HANDLING, persons=persons), flags=re.DOTALL)


def test_the_table_names_how_many_persons_it_leaves_out() -> None:
    network = network_of(persons=[person(i) for i in range(MOST_ROWS + 3)])
    text = tables_html(network, numbered(network))
    assert "3 persons with fewest points are not listed here" in text
    assert text.count("data-i=") == MOST_ROWS


def test_braces_in_a_name_are_a_name() -> None:
    network = network_of(persons=[person(1, label="{{data}}")])
    scene = compose(network, grouped_layout(network), handling="{{script}}")
    assert standalone_html(network, scene).count("{{data}}") > 1


def test_without_incidents_the_time_axis_runs_from_the_first_tie_to_the_day() -> None:
    network = network_of(persons=[person(1), person(2)], ties=[tie(1, 2)])
    months = months_of(network)
    assert months.names[0] == "2024-01"
    assert months.names[-1] == "2025-12"


def test_the_time_axis_runs_from_the_first_incident_and_is_a_year_at_least() -> None:
    network = network_of(
        persons=[person(1), person(2)], ties=[tie(1, 2)], incidents=[incident(date(2025, 6, 1), "day")]
    )
    assert months_of(network).names[0] == "2025-01"
    assert months_of(replace(network, incidents=(incident(date(2023, 6, 1), "day"),))).names[0] == "2023-06"


def test_the_time_axis_holds_ten_years_and_counts_what_is_older() -> None:
    network = network_of(incidents=[incident(date(1990, 5, 1), "day")])
    months = months_of(network)
    assert months.n_months == 120
    assert months.position(date(1990, 5, 1)) < 0
    assert "Incidents per month, at most 1; 1 before the axis." in draw_html(network, handling=HANDLING)


@pytest.mark.parametrize(
    ("day", "precision", "expected", "words"),
    [
        (date(2024, 3, 5), "day", (2, 2), "2024-03-05"),
        (date(2024, 3, 1), "month", (2, 2), "2024-03"),
        (date(2024, 1, 1), "year", (0, 11), "2024"),
        (date(2024, 1, 1), "unknown", None, None),
        (None, "unknown", None, None),
    ],
)
def test_an_incident_lies_where_its_date_may_be(
    day: date | None, precision: str, expected: tuple[int, int] | None, words: str | None
) -> None:
    months = months_of(network_of(persons=[person(1), person(2)], ties=[tie(1, 2)]))
    assert incident_months(incident(day, precision), months) == expected
    assert incident_day(incident(day, precision)) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 1, 1), date(2024, 2, 1), "2024-01-01 – 2024-02-01"),
        (date(2024, 1, 1), date(2024, 1, 1), "2024-01-01"),
        (date(2024, 1, 1), None, "since 2024-01-01"),
        (None, date(2024, 2, 1), "until 2024-02-01"),
        (None, None, "undated"),
    ],
)
def test_the_validity_of_a_tie_is_said_in_words(first: date | None, last: date | None, words: str) -> None:
    assert period_words(ENGLISH, replace(tie(1, 2), first_on=first, last_on=last)) == words


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, (0, 23)),
        (date(2024, 3, 5), None, (2, 23)),
        (date(2024, 3, 5), date(2024, 5, 30), (2, 3)),
        (date(2024, 3, 5), date(2024, 5, 31), (2, 4)),
        (date(2024, 3, 5), date(2024, 3, 20), None),
        (None, date(2023, 6, 1), None),
        (date(2025, 12, 5), date(2026, 1, 1), (23, 23)),
        (date(2025, 12, 5), date(2025, 12, 30), None),
    ],
)
def test_what_holds_at_the_end_of_a_month_is_counted_for_it(
    first: date | None, last: date | None, expected: tuple[int, int] | None
) -> None:
    network = network_of(persons=[person(1), person(2)], ties=[tie(1, 2)])
    assert months_of(network).held(first, last, network.as_of) == expected


def test_the_periods_of_persons_and_conflicts_stand_in_the_data_by_month() -> None:
    network = replace(
        invented(60),
        periods=(
            NetworkPeriod("P-0001", "custody", date(2025, 3, 1), date(2025, 4, 30), "supervision:U"),
            NetworkPeriod("P-0001", "custody", date(2025, 11, 1), None, "supervision:U2"),
            NetworkPeriod("P-NOBODY", "notified", None, None, "notification:N"),
        ),
    )
    active = ConflictPeriod("active", date(2025, 6, 1), None)
    conflict = replace(network.conflicts[0], periods=(replace(active, status="truce"), active))
    data = json.loads(read(replace(network, conflicts=(conflict,))).text["script application/json"])
    march, june, last = (data["months"].index(month) for month in ("2025-03", "2025-06", "2025-12"))
    first = next(row for row in rows_of(data["tables"], "persons") if row["id"] == "P-0001")
    assert first["custodyMonths"] == [[march, march + 1], [march + 8, last]]
    assert (first["membershipMonths"], first["notifiedMonths"]) == ([], [])
    assert rows_of(data["tables"], "conflicts")[0]["active"] == [[june, last]]
