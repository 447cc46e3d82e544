"""What a day moves: of each edit of the demo city the numbers that change, before and after, and no others."""

from datetime import date

import pytest

from graph_service.analysis.figures.parts import Value
from tests.unit.test_figures import NOVEMBER, START, Edit, figures, numbers, unedited

# what is edited, since when visits are looked at, and every number that moves: before and after
EDITS: dict[str, tuple[Edit, date, dict[str, tuple[Value, Value]]]] = {
    "a visit leaves the period": (
        ("notification", "N-0018", "delivered_on", date(2020, 10, 31)),
        NOVEMBER,
        {
            "answers answer:wants_help_on_the_spot": (5, 4),
            "answers any_answer:wants_help_on_the_spot": (5, 4),
            "incident_to_visit interval:with_incident": (24, 23),
            "incident_to_visit lower_quartile_days": (4.75, 4.5),
            "incident_to_visit median_days": (9.5, 10.0),
            "incident_to_visit upper_quartile_days": (17.25, 17.5),
            "lethal_violence committed": (15, 14),
            "lethal_violence persons": (24, 23),
            "lethal_violence suffered": (14, 13),
            "visits again": (4, 3),
            "visits agency:municipality": (24, 23),
            "visits agency:police": (24, 23),
            "visits channel:home": (16, 15),
            "visits group:G-04": (5, 4),
            "visits persons": (24, 23),
            "visits round:R-0003": (24, 23),
            "visits visits": (24, 23),
        },
    ),
    "a visit is made after the day": (
        ("notification", "N-0015", "delivered_on", date(2020, 12, 4)),
        NOVEMBER,
        {
            "answers answer:declines": (8, 7),
            "answers any_answer:declines": (8, 7),
            "incident_to_visit interval:with_incident": (24, 23),
            "incident_to_visit lower_quartile_days": (4.75, 5.0),
            "incident_to_visit median_days": (9.5, 10.0),
            "incident_to_visit upper_quartile_days": (17.25, 17.5),
            "lethal_violence committed": (15, 14),
            "lethal_violence persons": (24, 23),
            "lethal_violence suffered": (14, 13),
            "since_start persons": (112, 111),
            "visits agency:municipality": (24, 23),
            "visits agency:police": (24, 23),
            "visits channel:home": (16, 15),
            "visits group:G-04": (5, 4),
            "visits persons": (24, 23),
            "visits round:R-0003": (24, 23),
            "visits visits": (24, 23),
        },
    ),
    "a second visit falls on the day of the first": (
        ("notification", "N-0126", "delivered_on", date(2018, 11, 7)),
        START,
        {
            "answers answer:declines": (47, 46),
            "incident_to_visit interval:with_incident": (131, 130),
            "incident_to_visit lower_quartile_days": (16.5, 16.25),
            "incident_to_visit upper_quartile_days": (90.0, 91.0),
            "since_start more_than_once": (20, 19),
            "visits agency:municipality": (132, 131),
            "visits agency:police": (132, 131),
            "visits group:G-03": (13, 12),
            "visits more_than_once": (20, 19),
            "visits round:none": (83, 82),
            "visits visits": (132, 131),
        },
    ),
    "a second visit was before the period": (
        ("notification", "N-0126", "delivered_on", date(2018, 10, 23)),
        START,
        {
            "answers answer:accepts_help": (27, 26),
            "answers any_answer:accepts_help": (25, 24),
            "incident_to_visit interval:with_incident": (131, 130),
            "incident_to_visit lower_quartile_days": (16.5, 16.25),
            "incident_to_visit upper_quartile_days": (90.0, 91.0),
            "visits again": (0, 1),
            "visits agency:municipality": (132, 131),
            "visits agency:police": (132, 131),
            "visits channel:home": (88, 87),
            "visits group:G-03": (13, 12),
            "visits more_than_once": (20, 19),
            "visits round:none": (83, 82),
            "visits visits": (132, 131),
        },
    ),
    "an answer comes after the day": (
        ("response", "RE-0001", "responded_on", date(2020, 12, 4)),
        NOVEMBER,
        {
            "answers answer:ignores": (5, 4),
            "answers answer:no_answer": (0, 1),
            "answers any_answer:ignores": (5, 4),
            "ignored answered": (7, 6),
            "ignored persons": (1, 0),
            "ignored remand": (1, 0),
            "ignored weapon_seizure": (1, 0),
        },
    ),
    "somebody was looked for before the period": (
        ("response", "RE-0025", "responded_on", date(2020, 10, 30)),
        NOVEMBER,
        {"not_found persons": (2, 1)},
    ),
    "a case was opened on the day of the visit": (
        ("support_case", "SC-0006", "opened_on", date(2020, 5, 12)),
        START,
        {"exit_programme on_the_day": (0, 1)},
    ),
    "a case was opened the day before": (
        ("support_case", "SC-0006", "opened_on", date(2020, 5, 11)),
        START,
        {"exit_programme open_before": (0, 1), "exit_programme persons": (7, 6)},
    ),
    "a move ends after the day": (
        ("support_case", "SC-0002", "closed_on", date(2020, 12, 4)),
        START,
        {"moved of_sought": (2, 1), "moved persons": (2, 1)},
    ),
    "a contact on the day of the visit": (
        ("contact", "CO-0006", "contacted_on", date(2019, 4, 17)),
        START,
        {
            "in_touch contacts": (14, 13),
            "in_touch first_contacts": (14, 13),
            "in_touch median_days": (58.0, 66.0),
            "in_touch on_a_visit_day": (0, 1),
            "in_touch persons": (14, 13),
        },
    ),
    "a contact before the visit": (
        ("contact", "CO-0006", "contacted_on", date(2019, 4, 16)),
        START,
        {
            "in_touch contacts": (14, 13),
            "in_touch first_contacts": (14, 13),
            "in_touch median_days": (58.0, 66.0),
            "in_touch persons": (14, 13),
        },
    ),
    "a contact comes later": (
        ("contact", "CO-0006", "contacted_on", date(2019, 6, 17)),
        START,
        {"in_touch median_days": (58.0, 63.5)},
    ),
    "a remand begins on the day of the visit": (
        ("supervision", "SU-0116", "valid_from", date(2020, 11, 12)),
        NOVEMBER,
        {"detained reached_before": (31, 30), "ignored remand": (1, 0), "ignored same_day": (0, 1)},
    ),
    "a remand begins after the day looked at": (
        ("supervision", "SU-0116", "valid_from", date(2020, 12, 4)),
        NOVEMBER,
        {"detained persons": (44, 43), "detained reached_before": (31, 30), "ignored remand": (1, 0)},
    ),
    "a spell begins on the day of the visit": (
        ("supervision", "SU-0077", "valid_from", date(2019, 4, 17)),
        NOVEMBER,
        {"detained reached_before": (31, 30)},
    ),
    "a spell begins the day after": (("supervision", "SU-0077", "valid_from", date(2019, 4, 18)), NOVEMBER, {}),
    "a day between two spells": (("supervision", "SU-0058", "valid_to", date(2019, 2, 2)), NOVEMBER, {}),
    "a sentence ended the day before": (
        ("supervision", "SU-0078", "valid_to", date(2020, 12, 2)),
        NOVEMBER,
        {"detained persons": (44, 43), "detained reached_before": (31, 30)},
    ),
    "somebody in prison died on the day": (
        ("person", "P-0161", "died_on", date(2020, 12, 3)),
        NOVEMBER,
        {"detained persons": (44, 43)},
    ),
    "a visited person died on the day": (("person", "P-0118", "died_on", date(2020, 12, 3)), NOVEMBER, {}),
    "a weapon was seized on the day of the visit": (
        ("fact", "F-0001", "occurred_on", date(2020, 11, 12)),
        NOVEMBER,
        {"ignored same_day": (0, 1), "ignored weapon_seizure": (1, 0)},
    ),
    "a weapon was seized before the visit": (
        ("fact", "F-0001", "occurred_on", date(2020, 11, 11)),
        NOVEMBER,
        {"ignored weapon_seizure": (1, 0)},
    ),
    "a suspicion is decided after the day": (
        ("involvement", "V-0363", "decided_on", date(2020, 12, 4)),
        START,
        {"ignored suspicion": (16, 15)},
    ),
    "a shooting falls on the same date of an earlier year": (
        ("incident", "I-0294", "occurred_on", date(2019, 12, 3)),
        NOVEMBER,
        {"shootings to_date:2019": (30, 31)},
    ),
    "the latest incident comes after the day": (
        ("incident", "I-0348", "occurred_on", date(2020, 12, 4)),
        NOVEMBER,
        {
            "incident_to_visit lower_quartile_days": (4.75, 9.75),
            "incident_to_visit median_days": (9.5, 17.5),
            "incident_to_visit upper_quartile_days": (17.25, 28.25),
            "shootings to_date:2020": (19, 18),
            "shootings year:2020": (19, 18),
        },
    ),
    "an incident falls on the day of visits": (
        ("incident", "I-0348", "occurred_on", date(2020, 11, 9)),
        NOVEMBER,
        {"incident_to_visit lower_quartile_days": (4.75, 4.0)},
    ),
    "a fatal incident is more than a year before": (
        ("incident", "I-0337", "occurred_on", date(2019, 11, 9)),
        NOVEMBER,
        {
            "lethal_violence persons": (24, 18),
            "lethal_violence suffered": (14, 8),
            "shootings to_date:2019": (30, 31),
            "shootings to_date:2020": (19, 18),
            "shootings year:2019": (34, 35),
            "shootings year:2020": (19, 18),
        },
    ),
    "a membership begins after the visit": (
        ("membership", "M-0099", "valid_from", date(2020, 11, 14)),
        NOVEMBER,
        {
            "incident_to_visit interval:no_group": (0, 1),
            "incident_to_visit interval:with_incident": (24, 23),
            "incident_to_visit lower_quartile_days": (4.75, 4.5),
            "incident_to_visit median_days": (9.5, 10.0),
            "incident_to_visit upper_quartile_days": (17.25, 17.5),
            "lethal_violence persons": (24, 23),
            "lethal_violence suffered": (14, 13),
            "visits group:G-03": (3, 2),
            "visits group:none": (None, 1),
        },
    ),
    "a group is renamed after the day": (
        ("group_succession", "GS-0002", "occurred_on", date(2020, 12, 4)),
        START,
        {
            "call_ins groups": (11, 12),
            "call_ins reachable:CI-0004": (218, 217),
            "call_ins reachable:CI-0005": (226, 225),
            "call_ins reached:CI-0004": (28, 26),
            "incident_to_visit upper_quartile_days": (90.0, 94.0),
            "lethal_violence committed": (38, 35),
            "lethal_violence persons": (54, 53),
            "lethal_violence suffered": (32, 31),
            "visits group:G-02": (24, 20),
            "visits group:G-14": (None, 4),
        },
    ),
    "a call-in was before the period": (
        ("call_in", "CI-0001", "held_on", date(2018, 10, 23)),
        START,
        {
            "call_ins came": (50, 39),
            "call_ins groups": (11, 9),
            "call_ins held": (5, 4),
            "call_ins invited": (65, 52),
            "call_ins reachable:CI-0001": (195, None),
            "call_ins reached:CI-0001": (31, None),
        },
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_day_moves_these_numbers_and_no_others(name: str) -> None:
    edit, since, expected = EDITS[name]
    before, after = unedited(since), numbers(figures(edit, from_day=since))
    moved = {
        key: (before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    assert moved == expected
