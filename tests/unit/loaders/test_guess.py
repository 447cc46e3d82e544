"""Tables without a mapping: each is understood rightly, or the right question is asked; nothing in silence."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import ForbiddenColumnsError
from loaders.mapping.column_facts import Sheet, sheet_of
from loaders.mapping.guess import Understanding, understand
from loaders.mapping.guessed_shapes import ColumnChoices, IncidentTable, PairTable, PersonTable
from loaders.options import Loaded, LoadOptions
from loaders.quick import QuickTables, quick_files
from loaders.read.formats import open_tables

TODAY = date(2026, 11, 30)
PAIRS = "from,to\nP-1,P-2\nP-2,P-3\nP-3,P-4\n"
PEOPLE = "id,name,group\nP-1,Ann One,Mill\nP-2,Bo Two,Mill\nP-3,Cy Three,Quay\n"


def _tables(folder: Path, **contents: str) -> QuickTables:
    for name, content in contents.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return quick_files([folder / f"{name}.csv" for name in contents])


def _understood(folder: Path, content: str, **choices: str) -> Understanding:
    path = folder / "table.csv"
    path.write_text(content, encoding="utf-8")
    return understand([_sheet(path)], ColumnChoices(**choices))


def _sheet(path: Path) -> Sheet:
    (table,) = open_tables(path, encoding="utf-8")
    return sheet_of(table)


def _loaded(tables: QuickTables, **options: object) -> Loaded:
    assert tables.understanding.questions == ()
    return tables.load(options=replace(LoadOptions(), **options), today=TODAY)  # type: ignore[arg-type]  # as the options are


PAIR_LISTS = {
    "from and to": (PAIRS, {}, ("from", "to", "", "", "")),
    "source and target": ("source,target\na1,a2\na2,a3\n", {}, ("source", "target", "", "", "")),
    "person_a and person_b": ("person_a,person_b\nx,y\ny,z\n", {}, ("person_a", "person_b", "", "", "")),
    "ids rather than names": (
        "from_id,from_name,to_id,to_name\n1,Ann,2,Bo\n2,Bo,3,Cy\n",
        {},
        ("from_id", "to_id", "", "", ""),
    ),
    "Swedish": (
        "Från;Till;Typ;Styrka;Datum\nP-1;P-2;vän;2;2020-04-17\nP-2;P-3;släkt;1;2020-04-18\n",
        {},
        ("Från", "Till", "Typ", "Styrka", "Datum"),
    ),
    "capitals run together": (
        "CallerNo,CalledNo,NCalls\n70,71,4\n71,72,9\n72,70,1\n",
        {},
        ("CallerNo", "CalledNo", "", "NCalls", ""),
    ),
    "numbered": ("suspect1,suspect2\nP-1,P-2\nP-3,P-4\n", {}, ("suspect1", "suspect2", "", "", "")),
    "unnamed ends whose values meet": ("who,whom\nann,bo\nbo,cy\ncy,ann\n", {}, ("who", "whom", "", "", "")),
    "kind by its words": (
        "a,b,how\nP-1,P-2,friend\nP-2,P-3,kin\nP-3,P-1,friend\n",
        {},
        ("a", "b", "how", "", ""),
    ),
    "a single further number": ("ego,alter,x1\np,q,3\nq,r,0.5\n", {}, ("ego", "alter", "", "x1", "")),
    "a day": ("sender,receiver,when\np,q,2020-04-17\nq,p,2020-05-17\n", {}, ("sender", "receiver", "", "", "when")),
    "named by the reader": (
        "c1,c2,c3\nP-1,x,G-1\nP-2,y,G-2\n",
        {"source": "c1", "target": "c3"},
        ("c1", "c3", "", "", ""),
    ),
    "one named by the reader": ("c1,c2,c3\nann,x,bo\nbo,y,cy\n", {"source": "c1"}, ("c1", "c3", "", "", "")),
    "the other named by the reader": (
        "from,name,x\na,b,c\nd,e,f\n",
        {"target": "name"},
        ("from", "name", "", "", ""),
    ),
    "no strength, says the reader": ("from,to,weight\np,q,0\nq,r,2\n", {"strength": ""}, ("from", "to", "", "", "")),
    "years are no strength": ("from,to,born\np,q,1990\nq,r,1991\n", {}, ("from", "to", "", "", "")),
    "distance is no strength": ("from,to,distance\np,q,3\nq,r,4\n", {}, ("from", "to", "", "", "")),
}


@pytest.mark.parametrize("name", PAIR_LISTS)
def test_a_list_of_pairs_is_understood(name: str, tmp_path: Path) -> None:
    content, choices, expected = PAIR_LISTS[name]
    understood = _understood(tmp_path, content, **choices)
    assert understood.questions == ()
    (shape,) = understood.shapes
    assert isinstance(shape, PairTable)
    assert (shape.source, shape.target, shape.kind, shape.strength, shape.date) == expected
    assert {use.column for use in shape.uses} == set(shape.sheet.names), "a column of which nothing is said"


QUESTIONS = {
    "the other end": (
        "from,name,x\na,b,c\nd,e,f\n",
        {},
        "which column is the other end? give --target COL: there are from",
    ),
    "two pairs of ends": (
        "home_a,home_b,away_a,away_b\np,q,r,s\nq,p,s,r\n",
        {},
        "several pairs of columns are named like ends",
    ),
    "three persons in a row": (
        "person_1,person_2,person_3\np,q,r\nq,r,s\n",
        {},
        "look like several persons in one row",
    ),
    "ends that have nothing in common": (
        "from,to\nP-1,Mill Street 4\nP-2,Quay\n",
        {},
        "are named like two ends, but their values have nothing in common",
    ),
    "values that meet in several columns": (
        "one_thing,second_thing,third_thing\na,b,c\nb,c,a\nc,a,b\n",
        {},
        "it is not sure which two columns are the ends of a tie",
    ),
    "two columns that share a form alone": ("who,where\nann,mill\nbo,quay\n", {}, "the columns are not understood"),
    "no header": ("P-1,P-2\nP-2,P-3\nP-3,P-1\n", {}, "there is no header: the first line looks like a row"),
    "no rows": ("from,to\n", {}, "there are no rows below the header"),
    "strength that is none": (
        "from,to,weight\np,q,0\nq,r,2\n",
        {},
        "1 of its cells hold no number above 0; give --strength COL",
    ),
    "two strengths": ("from,to,n,weight\np,q,1,2\nq,r,2,3\n", {}, "n and weight each look like the strength"),
    "two kinds": (
        "from,to,type,relation\np,q,kin,friend\nq,r,friend,kin\n",
        {},
        "type and relation each look like the kind",
    ),
    "days of two readings": (
        "from,to,date\np,q,03/04/2020\nq,r,05/06/2020\n",
        {},
        "which is not read as one day; give --date COL",
    ),
    "several persons in a cell": (
        "from,to\np,q; r\nq,r; s\nr,p; q\n",
        {},
        "cells of to seem to hold several persons each",
    ),
    "a column that is not there": (
        PAIRS,
        {"target": "too"},
        "there is no column 'too'; give --target COL: did you mean to?",
    ),
    "both ends the same": (PAIRS, {"source": "to", "target": "to"}, "to is named for both ends"),
    "groups of two kinds": (
        "id,gang,crew\nP-1,a,b\nP-2,c,d\n",
        {},
        "gang and crew each look like the group of a person",
    ),
    "personal numbers as ids": (
        "pnr,gang\n19900101-0017,a\n19900102-0016,b\n",
        {"id": "pnr"},
        "pnr holds personal identity numbers, which are never ids",
    ),
    "persons without an id": ("gang,age\na,20\na,21\n", {}, "which column names the person? give --id COL"),
    "incidents without an id": (
        "date,suspect\n2020-04-17,P-1\n2020-04-18,P-2\n",
        {},
        "which column names the incident?",
    ),
    "parts that are none": (
        "incident_id,person_id,part\nI-1,P-1,victim\nI-1,P-2,suspect\nI-2,P-3,driver\n",
        {},
        "part holds words that are no part in an incident: driver",
    ),
    "something else": (
        "species,colour\ncat,black\ndog,brown\n",
        {},
        "the columns are not understood; give --source COL",
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_not_sure_is_asked(name: str, tmp_path: Path) -> None:
    content, choices, expected = QUESTIONS[name]
    understood = _understood(tmp_path, content, **choices)
    (question,) = understood.questions
    assert expected in question.text(lambda option: f"--{option} COL")
    assert understood.mapping == ""


def test_a_table_of_persons_with_a_group_becomes_memberships(tmp_path: Path) -> None:
    tables = _tables(
        tmp_path, people="ID;Namn;Gäng;Roll;Född;Skostorlek\n1;A B;Norr;ledare;1990;44\n2;C D;okänd;medlem;;43\n"
    )
    (shape,) = tables.understanding.shapes
    assert isinstance(shape, PersonTable)
    assert (shape.id, shape.group, shape.role, shape.names) == ("ID", "Gäng", "Roll", ("Namn",))
    loaded = _loaded(tables)
    (membership,) = loaded.tables["membership"].records()
    assert (membership.person_id, membership.group_id, membership.role.value) == ("1", "Norr", "leader")
    assert [person.label for person in loaded.tables["person"].records()] == ["1", "2"]
    assert any("Skostorlek" in use.column and not use.is_used for use in shape.uses)
    assert "1 row without Gäng: a person without a group" in tables.understanding.assumed


def test_a_group_with_a_name_of_its_own_keeps_it(tmp_path: Path) -> None:
    loaded = _loaded(_tables(tmp_path, people="person_id,group_id,group_name\nP-1,G-1,Mill\nP-2,G-1,Mill\n"))
    (group,) = loaded.tables["group"].records()
    assert (group.group_id, group.name) == ("G-1", "Mill")


def test_persons_with_a_first_and_a_last_name(tmp_path: Path) -> None:
    loaded = _loaded(_tables(tmp_path, people="code,Förnamn,Efternamn,group\nx1,Ann,One,Mill\nx2,Bo,Two,Quay\n"))
    assert [person.names for person in loaded.tables["person"].records()] == [("Ann One",), ("Bo Two",)]


def test_a_list_of_incidents_becomes_involvements(tmp_path: Path) -> None:
    header = "ärende;datum;brott;misstänkt;målsägande;n_victims\n"
    content = f"{header}K-1;2020-04-17;skjutning;P-1;P-9;1\nK-2;2020-05-17;bus;;P-2;2\n"
    tables = _tables(tmp_path, brott=content)
    (shape,) = tables.understanding.shapes
    assert isinstance(shape, IncidentTable)
    loaded = _loaded(tables)
    assert [incident.type.value for incident in loaded.tables["incident"].records()] == ["shooting", "other"]
    parts = [(row.person_id, row.incident_id, row.part.value) for row in loaded.tables["involvement"].records()]
    assert parts == [("P-1", "K-1", "suspect"), ("P-9", "K-1", "victim"), ("P-2", "K-2", "victim")]
    assert "brott bus: the type of incident is other" in tables.understanding.assumed


def test_incidents_with_a_row_for_each_person(tmp_path: Path) -> None:
    content = "incident_id,date,person_id,role\nI-1,2020-04-17,P-1,offender\nI-1,2020-04-17,P-2,victim\n"
    loaded = _loaded(_tables(tmp_path, events=content))
    assert len(loaded.tables["incident"]) == 1
    assert [row.part.value for row in loaded.tables["involvement"].records()] == ["suspect", "victim"]


def test_tables_whose_values_meet_are_put_together(tmp_path: Path) -> None:
    tables = _tables(tmp_path, pairs=f"{PAIRS}P-1,P-9\n", people=PEOPLE)
    loaded = _loaded(tables)
    assert sorted(loaded.tables["person"].keys) == ["P-1", "P-2", "P-3", "P-4", "P-9"]
    assert len(loaded.tables["tie"]) == 4
    assert "2 persons of to not in the table of persons: made from pairs.csv" in tables.understanding.assumed


def test_persons_are_named_by_the_column_that_the_ends_meet(tmp_path: Path) -> None:
    pairs = "from,to\nAnn One,Bo Two\nBo Two,Cy Three\n"
    loaded = _loaded(_tables(tmp_path, pairs=pairs, people=PEOPLE))
    assert [person.person_id for person in loaded.tables["person"].records()] == ["Ann One", "Bo Two", "Cy Three"]


def test_persons_whom_the_ends_do_not_meet_are_asked_for(tmp_path: Path) -> None:
    tables = _tables(tmp_path, pairs="from,to\nx,y\ny,z\n", people=PEOPLE)
    (question,) = tables.understanding.questions
    assert "the ends of the other tables hardly stand in id (0 do)" in question.text(str)


def test_a_column_of_one_file_may_be_named_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,x,y\n1,p,q\n2,q,r\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("x,team\np,Mill\nq,Quay\nr,Mill\n", encoding="utf-8")
    choices = ColumnChoices(source="a.csv:x", target="a.csv:y", group="team", id="b.csv:x")
    loaded = _loaded(quick_files([tmp_path / "a.csv", tmp_path / "b.csv"], choices))
    assert {name: len(table) for name, table in loaded.tables.items()}["membership"] == 3


def test_rows_of_one_pair_become_the_strongest_tie(tmp_path: Path) -> None:
    loaded = _loaded(_tables(tmp_path, pairs="from,to,weight\np,q,1\np,q,3\nq,r,2\n"))
    assert sorted((tie.person_a, tie.strength) for tie in loaded.tables["tie"].records()) == [("p", 3.0), ("q", 2.0)]


def test_a_person_beside_an_empty_end_is_kept_and_no_tie_is_made(tmp_path: Path) -> None:
    tables = _tables(tmp_path, pairs="from,to\np,q\nq,r\ns,\n")
    loaded = _loaded(tables)
    assert (len(loaded.tables["person"]), len(loaded.tables["tie"])) == (4, 2)
    assert "1 row without to: no tie" in tables.understanding.assumed


def test_a_table_of_ours_is_taken_by_its_name(tmp_path: Path) -> None:
    persons = "person_id,label,protected_identity\nP-1,one,yes\nP-2,two,no\n"
    loaded = _loaded(_tables(tmp_path, persons=persons, pairs="from,to\nP-1,P-2\nP-2,P-1\n"))
    assert [person.protected_identity for person in loaded.tables["person"].records()] == [True, False]
    assert len(loaded.tables["tie"]) == 1


def test_a_column_that_must_not_come_in_is_refused_as_everywhere(tmp_path: Path) -> None:
    tables = _tables(tmp_path, pairs="from,to,ethnicity\np,q,x\nq,r,y\n")
    with pytest.raises(ForbiddenColumnsError, match="ethnicity"):
        _loaded(tables)
    assert len(_loaded(tables, drop_forbidden=True).tables["tie"]) == 2


def test_every_constant_is_said_in_words(tmp_path: Path) -> None:
    for content, constants in ((PAIRS, 2), (PEOPLE, 4), ("incident_id,type\nI-1,shooting\nI-2,arson\n", 2)):
        understood = _understood(tmp_path, content)
        assert understood.mapping.count("constant") >= constants
        assert all(f"#   {text}" in understood.mapping for text in understood.assumed)
        assert len(understood.assumed) >= constants


def test_names_and_words_that_toml_would_misread_come_through(tmp_path: Path) -> None:
    content = 'from,to,"odd ""name"" \\ # = ]"\np,q,"fri""end"\nq,"r\\1",kin\n'
    loaded = _loaded(_tables(tmp_path, pairs=content))
    assert "r\\1" in loaded.tables["person"].keys
