"""The cases that are asked, each in a working folder: the demo city, and published networks where they are at hand."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from loaders.case_writer import write_case
from loaders.demo_city import demo_city
from tests.needs import REPOSITORY, SHARED_DATA

RECORDING = Path(__file__).parent
MAPPINGS = REPOSITORY / "tests" / "data" / "mappings"


@dataclass(frozen=True, slots=True)
class Case:
    """A case, how it is loaded, and ids in it to ask for."""

    name: str
    load: str  # options that load it
    day: str
    group: str
    other_group: str
    person: str
    persons: tuple[str, ...]  # whose listing is explained
    kind: str
    part: str  # of ids to search for
    source: tuple[str, str] | None = None  # folder among the published data, and the mapping
    by_all_callers: bool = False

    @property
    def store(self) -> str:
        """Address of the store that holds it."""
        return f"sqlite:///{self.name}/city.db"


DEMO = Case(
    name="demo",
    load="--case cases/demo",
    day="2020-12-03",
    group="G-01",
    other_group="G-04",
    person="P-0003",
    persons=(*(f"P-{number:04}" for number in range(1, 417, 32)), "P-0101", "P-0106", "P-0212", "P-0408"),
    kind="kin",
    part="P-01",
    by_all_callers=True,
)
LONDON = Case(
    name="london",
    load="--case cases/london --mapping cases/london_gang.toml --drop-forbidden",
    day="2020-12-03",
    group="G-01",
    other_group="G-02",
    person="7",
    persons=("1", "24"),
    kind="co_offending",
    part="1",
    source=("london_gang", "tests/data/mappings/london_gang.toml"),
)
CALL_IN = Case(
    name="call-in",
    load="--case cases/call-in --mapping cases/apwheele_callin.toml",
    day="2020-12-03",
    group="G-01",
    other_group="G-02",
    person="5",
    persons=("2", "8"),
    kind="co_arrest",
    part="1",
    source=("apwheele_callin", "tests/data/mappings/apwheele_callin.toml"),
)
TRIBES = Case(
    name="tribes",
    load="--case cases/tribes --mapping cases/tribes.toml",
    day="2020-12-03",
    group="Gavev",
    other_group="Masil",
    person="1",
    persons=(),
    kind="kin",
    part="1",
    source=("gahuku_gama_tribes", "tests/recording/data/tribes.toml"),
)
PUBLISHED = (LONDON, CALL_IN, TRIBES)


def published() -> tuple[Case, ...]:
    """Return the published cases whose data are at hand."""
    return tuple(case for case in PUBLISHED if case.source and (SHARED_DATA / case.source[0]).is_dir())


# Every row but the first of a table is wrong in its own way.
BROKEN: Mapping[str, str] = MappingProxyType(
    {
        "sources.csv": "source_id,agency\nS-1,police\nS-1,municipality\nS-2,fire brigade\n",
        "persons.csv": (
            "person_id,label,protected_identity,birth_year\n"
            "P-1,One,no,1990\nP-2,Two,no,1991\nP-3,Three,perhaps,1990\nP-4,,no,19x0\n,Five,no,\nP-6,Six,no,1990,more\n"
        ),
        "groups.csv": "group_id,name,valid_from,valid_to\nG-1,North,2019-01-01,\nG-2,South,2020-01-01,2019-01-01\n",
        "memberships.csv": (
            "person_id,group_id,role,basis,source_id\n"
            "P-1,G-1,core,fact,S-1\nP-9,G-1,core,fact,S-1\nP-2,G-1,king,fact,S-1\nP-2,G-9,core,fact,S-9\n"
        ),
        "ties.csv": "person_a,person_b,kind,strength\nP-2,P-1,kin,2\nP-1,P-1,kin,1\nP-1,P-2,friend,-1\n",
        "incidents.csv": (
            "incident_id,occurred_on,precision,type,group_involved,status\n"
            "I-1,2020-01-01,day,shooting,yes,confirmed\nI-2,2999-01-01,day,shooting,yes,confirmed\n"
            "I-3,32/01/2020,day,shooting,yes,confirmed\n"
        ),
        "attributions.csv": (
            "incident_id,group_id,side,confidence,source_id\n"
            "I-1,G-1,suspect,0.7,S-1\nI-1,G-1,suspect,1.7,S-1\nI-1,G-2,suspect,0.6,S-1\n"
        ),
        "leftover.csv": "a,b\n1,2\n",
    }
)
SMALL: Mapping[str, str] = MappingProxyType(
    {
        "case.toml": 'name = "A small case"\ntime_zone = "Europe/Stockholm"\n'
        'as_of = 2020-06-30\nhandling = "INVENTED"\n',
        "sources.csv": "source_id;agency\nS-1;police\n",
        "persons.csv": (
            "person_id;label;names;protected_identity;birth_year\n"
            "P-1;Ett;Åke Öberg|Åke;no;1990\nP-2;Två;;no;2006\nP-3;Tre;;yes;\nP-4;Fyra;;no;1980\n"
        ),
        "groups.csv": "group_id;name\nG-1;Norr\nG-2;Söder\n",
        "memberships.csv": (
            "person_id;group_id;role;basis;valid_from;source_id\n"
            "P-1;G-1;leader;fact;2019-01-01;S-1\nP-2;G-1;affiliate;fact;2019-01-01;S-1\n"
            "P-4;G-2;core;assessment;01/02/2019;S-1\n"
        ),
        "ties.csv": "person_a;person_b;kind\nP-2;P-1;kin\nP-3;P-1;friend\n",
        "incidents.csv": (
            "incident_id;occurred_on;precision;type;n_killed;group_involved;status\n"
            "I-1;2020-06-01;day;shooting;1;yes;confirmed\n"
        ),
        "involvements.csv": (
            "person_id;incident_id;part;status;decided_on;source_id\n"
            "P-1;I-1;suspect;charged;2020-06-10;S-1\nP-4;I-1;victim;;;S-1\n"
        ),
    }
)


def lay_out(folder: Path) -> None:
    """Put the cases and what commands read beside them into a working folder."""
    cases = folder / "cases"
    write_case(demo_city(), cases / "demo")
    (cases / "demo" / "case.toml").write_text(f'name = "Demo city"\nas_of = {DEMO.day}\n', encoding="utf-8")
    for name, tables in (("broken", BROKEN), ("small", SMALL)):
        _write(cases / name, tables)
    _write(cases / "latin", SMALL, encoding="cp1252")
    columns = "person_id,label,protected_identity,shoe_size,ethnicity,religion_note\nP-1,One,no,44,x,y\n"
    _write(cases / "columns", {"persons.csv": columns})
    _write(cases / "empty", {})
    shutil.copy(RECORDING / "data" / "policy.toml", folder / "policy.toml")
    files = {
        "wrong_policy.toml": 'id = "x"\nversion = 1\n',
        "wrong_mapping.toml": '[[output]]\nfrom = "persons.csv"\ninto = "persons"\n[output.columns]\nperson = "x"\n',
        "unknown.txt": "nobody\n",
        "empty.txt": "\n",
    }
    _write(folder, files)
    for case in (DEMO, *PUBLISHED):
        (folder / f"{case.name}.txt").write_text("".join(f"{one}\n" for one in (case.person, *case.persons)))
    for case in published():
        assert case.source is not None
        data, mapping = case.source
        shutil.copytree(SHARED_DATA / data, cases / case.name)
        shutil.copy(REPOSITORY / mapping, cases)


def _write(folder: Path, files: Mapping[str, str], *, encoding: str = "utf-8") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding=encoding)
