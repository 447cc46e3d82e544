"""The command lines that are recorded, as they would be typed."""

from collections.abc import Iterator

from tests.recording.cases import Case

WORDS = (
    "demo check import network scorecard conflicts priorities explain representatives measures persons person erase "
    "serve openapi settings rights schema store token audit"
).split()
GROUPED = {
    "store": ("init", "info", "copy", "backup", "restore"),
    "token": ("create", "list", "revoke"),
    "audit": ("list", "verify", "checkpoint"),
}
FIVE_QUESTIONS = (
    "scorecard --json",
    "conflicts --json",
    "priorities --lane message --json",
    "priorities --lane safety --json",
    "priorities --lane messenger --json",
    "representatives --json",
)


def general() -> Iterator[str]:
    """Commands that need no case, and the lines that are wrong."""
    yield from ("", "--help", "--version")
    yield from (f"{word} --help" for word in WORDS)
    yield from (f"{word} {inside} --help" for word, all_inside in GROUPED.items() for inside in all_inside)
    yield from ("measures", "measures --json", "openapi", "settings", "rights")
    yield from ("schema", "schema --json", "schema --markdown", "schema --template out/my_case")
    yield from ("schema --template cases/small", "schema --json --markdown", "measures --text")
    yield from ("nonsense", "--nonsense", "scorecard --nonsense", "store nonsense", "token", "scorecard extra")
    yield from ("scorecard", "check", "import", "store info", "erase P-1", "explain", "serve", "serve --port 99999")
    yield from ("serve --port x", "scorecard --case", "priorities --case cases/small", "network --case cases/small")
    yield from (
        "demo --out policy.toml",
        "scorecard --case cases/small --store sqlite:///x.db",
        "token create --name x",
    )
    yield from ("scorecard --store nonsense", "scorecard --store ftp://host", "scorecard --store neo4j://host")
    yield from ("scorecard --store sqlite:///none.db", "scorecard --store sqlite:///none.db --purpose review")


def loading() -> Iterator[str]:
    """Cases that are loaded, or refused."""
    for name in ("small", "latin", "broken", "columns", "empty", "none"):
        for options in (
            "",
            " --json",
            " --quarantine out/quarantine",
            " --ignore-unknown",
            " --drop-forbidden",
            " --ignore-unknown --drop-forbidden --json",
            " --encoding cp1252",
        ):
            yield f"check --case cases/{name}{options}"
    yield from ("check --case policy.toml", "check --case cases/small --encoding utf-7")
    yield "check --case cases/columns --ignore-unknown --drop-forbidden --allow-column religion_note"
    yield "check --case cases/columns --ignore-unknown --drop-forbidden --allow-column ethnicity"
    yield "check --case cases/broken --quarantine cases/small"
    yield "check --case cases/small --mapping wrong_mapping.toml"
    yield "check --case cases/small --mapping none.toml"
    for question in (*FIVE_QUESTIONS, "network --out out/map.svg", "explain P-1", "person P-1", "persons Åke"):
        yield f"{question} --case cases/small"
    yield "scorecard --case cases/small --quarantine out/q"
    yield "scorecard --case cases/broken"
    yield "scorecard --case cases/empty"
    yield "representatives --case cases/empty"


def short_questions(case: Case) -> Iterator[str]:
    """What every caller asks."""
    yield from FIVE_QUESTIONS
    yield from (f"explain {case.person} --json", f"person {case.person} --json", f"persons {case.part} --json")
    yield from ("network --out out/map.svg --json", "scorecard", "priorities --lane message")


def questions(case: Case) -> Iterator[str]:
    """Every question with every parameter, to a case and to a store alike; the source is added."""
    group, other, person, kind = case.group, case.other_group, case.person, case.kind
    for more in (
        "",
        " --json",
        " --limit 2 --json",
        " --after 2 --limit 2",
        " --after 2 --limit 2 --json",
        " --no-lineage",
        " --no-lineage --json",
        " --policy policy.toml",
        " --policy policy.toml --json",
        " --limit 0",
        " --after -1",
        " --after 9999",
        " --policy wrong_policy.toml",
        " --policy none.toml",
    ):
        yield f"scorecard{more}"
    for more in (
        "",
        " --json",
        " --state truce --state active --json",
        " --state ended",
        " --state nonsense",
        " --no-lineage --json",
        " --policy policy.toml --json",
    ):
        yield f"conflicts{more}"
    for lane in ("message", "safety", "messenger"):
        for more in (
            "",
            " --json",
            f" --group {group} --json",
            f" --group {group} --group {other}",
            " --limit 3",
            " --after 3 --limit 3 --json",
            " --no-lineage --json",
            " --policy policy.toml --json",
            " --group nonsense",
        ):
            yield f"priorities --lane {lane}{more}"
    yield from ("priorities --lane nonsense", "priorities --lane message --limit x")
    yield from (f"explain {one}" for one in case.persons)
    yield from (f"explain {one} --json" for one in case.persons)
    yield from (f"person {one}" for one in case.persons)
    for more in ("", " --json", " --no-lineage --json", " --policy policy.toml --json"):
        yield f"explain {person}{more}"
        yield f"person {person}{more}"
    yield from ("explain nobody", "person nobody")
    for more in (
        "",
        " --json",
        f" --group {group} --json",
        f" --group {group} --group {other}",
        " --group nonsense",
        " --pool supervised",
        " --pool supervised --json",
        f" --pool {case.name}.txt --json",
        " --pool unknown.txt",
        " --pool empty.txt",
        " --pool none.txt",
        " --budget 3",
        " --budget 3 --json",
        " --budget 0",
        f" --group {group} --alternatives 5",
        f" --group {group} --alternatives 5 --json",
        " --alternatives -1",
        f" --kind {kind} --json",
        f" --kind {kind} --kind other",
        " --kind nonsense",
        " --no-lineage --json",
        " --policy policy.toml --json",
        f" --group {group} --pool supervised --budget 2 --alternatives 2 --kind {kind} --json",
    ):
        yield f"representatives{more}"
    for more in (
        "",
        f" {case.part}",
        f" {case.part} --limit 2 --json",
        f" {case.part} --after {person} --limit 2",
        " nobody",
        " nobody --json",
        " Demo",
        " Mejsel --json",
        " --limit 0",
    ):
        yield f"persons{more}"
    for more in (
        "map.svg",
        "map.html",
        "pyvis.html --pyvis",
        "map.graphml",
        "map.gexf",
        "map.svg --json",
        f"group.svg --group {group}",
        f"groups.html --group {group} --group {other} --json",
        f"group.graphml --group {group} --no-lineage",
        "map.gexf --policy policy.toml",
        "map.svg --group nonsense",
        "map.pdf",
        "map",
        "map.svg --pyvis",
        "none/map.svg",
    ):
        yield f"network --out out/{more}"


def days() -> Iterator[str]:
    """Questions as of other days."""
    for day in ("2019-06-30", "2016-01-01", "1900-01-01", "2999-01-01", "03/12/2020", "2020-13-01", ""):
        yield f"scorecard --as-of '{day}'"
        yield f"priorities --lane message --json --as-of '{day}'"
    yield "representatives --as-of 1900-01-01"
    yield "network --out out/map.svg --as-of 2019-06-30"


def work_on_store(case: Case) -> Iterator[str]:
    """What is done to a store besides asking it; the store is named in each line."""
    store = f"--store {case.store}"
    yield from (f"store init {store}", f"store init {store} --agency nonsense", f"store info {store}")
    yield from (f"store info {store} --json", f"store backup {store} --out kept/{case.name}.backup")
    yield f"store backup {store} --out kept/{case.name}.backup"
    yield f"store backup {store} --out kept/{case.name}.json.backup --json"
    target = f"sqlite:///kept/{case.name}.copy"
    yield f"store copy {case.store} {target}"
    yield f"store init --store {target} --keep-token --name keeper --agency municipality"
    yield f"store copy {case.store} {target}"
    yield f"store copy {case.store} {target} --json"
    yield f"store copy {case.store} {target} --resume --json"
    yield f"store info --store {target} --json"
    target = f"sqlite:///kept/{case.name}.restored"
    yield f"store init --store {target} --keep-token"
    yield f"store restore --from kept/{case.name}.backup --store {target}"
    yield f"store restore --from kept/{case.name}.backup --store {target} --json"
    yield f"store restore --from kept/{case.name}.backup --store {target} --resume"
    yield f"store restore --from none.backup --store {target}"
    yield f"store restore --from policy.toml --store {target}"
    yield f"store info --store {target}"
    for more in (
        "--name Eva --agency police --role analyst",
        "--name Eva --agency police --role analyst --days 30 --json",
        "--name Eva --agency police --role probation",
        "--name Eva --agency nonsense --role analyst",
        "--name Eva --agency police --role nonsense",
        "--name '' --agency police --role analyst",
        "--name Eva --agency police --role analyst --days 0",
        "--name Eva --agency police --role analyst --days 99999",
    ):
        yield f"token create {store} {more}"
    yield from (f"token list {store}", f"token list {store} --json", f"token revoke {store} 000000000000")
    yield f"import {store} {case.load} --dry-run"
    yield f"import {store} {case.load} --dry-run --json"
    yield f"import {store} {case.load}"
    yield f"import {store} {case.load} --json"
    yield from (f"import {store} --case cases/{name}" for name in ("broken", "columns", "empty", "none"))
    yield f"import {store} --case cases/broken --quarantine out/quarantine --json"
    yield f"import {store} --case cases/small --dry-run"
    yield f"import {store} --case cases/small"
    yield f"import {store} --case cases/small --json"
    yield f"import {store}"
    yield f"scorecard {store} --as-of 2020-06-30 --json"
    yield f"erase {store} {case.person} --reason short"
    yield f"erase {store} {case.person} --reason 'asked for by letter'"
    yield f"erase {store} {case.person} --reason 'asked for by letter' --json"
    yield f"erase {store} nobody --reason 'asked for by letter' --yes"
    yield f"erase {store} {case.person} --reason 'asked for by letter' --yes"
    yield f"erase {store} {case.person} --reason 'asked for by letter' --yes --json"
    yield f"erase {store} P-1 --reason 'asked for by letter' --yes --json"
    yield f"person {store} {case.person} --as-of {case.day}"
    yield f"store info {store} --json"


def auditing(case: Case) -> Iterator[str]:
    """What an auditor asks."""
    store = f"--store {case.store}"
    for more in ("--limit 5", "--limit 2 --json", "--after 3 --limit 2 --json", "--limit 0", "--after -1"):
        yield f"audit list {store} {more}"
    yield from (f"audit verify {store}", f"audit verify {store} --json")
    yield f"audit checkpoint {store} --out kept/{case.name}.checkpoint"
    yield f"audit checkpoint {store} --out kept/{case.name}.checkpoint"
    yield f"audit verify {store} --checkpoint kept/{case.name}.checkpoint"
    yield f"audit verify {store} --checkpoint kept/{case.name}.checkpoint --json"
    yield f"audit verify {store} --checkpoint none.checkpoint"
    yield f"audit verify {store} --checkpoint policy.toml"
    yield from (f"scorecard {store} --as-of {case.day}", f"token list {store}")
