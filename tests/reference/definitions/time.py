"""Time: validity, windows, limits, coarse dates."""

from datetime import date

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import call_in, conflict, fact, group, incident, member, party, person, state, suspect, victim


def _shots(*days: str | None) -> list[object]:
    return [incident(f"I{i}", day) for i, day in enumerate(days)]


def _counted(window: str, n: int, previous: int) -> dict[str, object]:
    return {f"totals/{window}/counted/incidents": n, f"totals/{window}/previous_counted": previous}


VALIDITY = [
    HandCase(
        "validity is inclusive at both ends; empty from is an unknown start, empty to is still valid",
        [
            group("A"),
            *(person(f"P{i}") for i in range(1, 8)),
            member("M1", "P1", "A", start=D),  # begins on D: in
            member("M2", "P2", "A", end=D),  # ends on D: in
            member("M3", "P3", "A", start="2020-12-04"),  # begins the day after: out
            member("M4", "P4", "A", end="2020-12-02"),  # ended the day before: out
            member("M5", "P5", "A"),  # no dates: in
            member("M6", "P6", "A", start=D, end=D),  # one day: in
            member("M7", "P7", "A", start="2019-01-01"),  # still valid: in
        ],
        "scorecard",
        {"groups/A/n_members": 5},
    ),
    HandCase(
        "where several rows overlap (conflict status), the one begun last holds",
        [conflict("K"), state("S1", "K", "active", "2020-01-01"), state("S2", "K", "truce", "2020-06-01")],
        "conflicts",
        {"states/K": "truce"},
    ),
    HandCase(
        "a row that is over gives way to the older one that still runs",
        [
            conflict("K"),
            state("S1", "K", "active", "2020-01-01"),
            state("S2", "K", "truce", "2020-06-01", "2020-12-02"),
        ],
        "conflicts",
        {"states/K": "active"},
    ),
    HandCase(
        "of one day: the larger id",
        [conflict("K"), state("S1", "K", "truce", "2020-06-01"), state("S2", "K", "active", "2020-06-01")],
        "conflicts",
        {"states/K": "active"},
    ),
    HandCase(
        "an unknown start lies before every known one",
        [conflict("K"), state("S1", "K", "active", "2020-06-01"), state("S2", "K", "truce")],
        "conflicts",
        {"states/K": "active"},
    ),
    HandCase(
        "none on D: not active",
        [
            *(conflict("K"), group("A"), group("B"), party("C1", "A", "K", "a"), party("C2", "B", "K", "b")),
            state("S1", "K", "active", "2020-01-01", "2020-12-02"),
            state("S2", "K", "active", "2020-12-04"),
        ],
        "conflicts",
        {"states/K": "not_active", "pairs active/A B": "missing"},
    ),
]

WINDOWS = [
    HandCase(
        "window of 30 days: D-30 < day <= D; previous: D-60 < day <= D-30",
        # D-0, D-29: in. D-30, D-59: previous. D-60: neither
        _shots("2020-12-03", "2020-11-04", "2020-11-03", "2020-10-05", "2020-10-04"),
        "scorecard",
        _counted("days_30", 2, 2)
        | {"totals/days_30/days": [date(2020, 11, 4), date(2020, 12, 3), date(2020, 10, 5), date(2020, 11, 3)]},
    ),
    HandCase(
        "window of 90 days: D-90 < day <= D; previous: D-180 < day <= D-90",
        # D-89: in. D-90 (4 September), D-179 (7 June): previous. D-180 (6 June): neither
        _shots("2020-09-05", "2020-09-04", "2020-06-07", "2020-06-06"),
        "scorecard",
        _counted("days_90", 1, 2),
    ),
    HandCase(
        "window of 365 days: D-365 < day <= D; previous: D-730 < day <= D-365",
        # back over 29 February 2020: D-364 = 5 December 2019: in. D-365, D-729: previous. D-730: neither
        _shots("2019-12-05", "2019-12-04", "2018-12-05", "2018-12-04"),
        "scorecard",
        _counted("days_365", 1, 2),
    ),
    HandCase(
        "an incident after D is in no window",
        _shots("2020-12-04"),
        "scorecard",
        _counted("days_30", 0, 0) | {"totals/days_30/date_too_coarse": 0, "totals/year_to_date/counted/incidents": 0},
    ),
    HandCase(
        "year to date: 1 January ... D; previous: the same dates a year earlier",
        # in: 1 January and 3 December 2020. Before: 1 January and 3 December 2019. Neither: 4 and 31 December 2019
        _shots("2020-01-01", "2020-12-03", "2019-01-01", "2019-12-03", "2019-12-04", "2019-12-31", "2018-12-31"),
        "scorecard",
        _counted("year_to_date", 2, 2),
    ),
    HandCase(
        "year to date on 29 February: the previous ends on the 28th",
        # in: 29 February 2024. Before: 28 February 2023. Neither: 1 March 2023
        _shots("2024-02-29", "2023-02-28", "2023-03-01"),
        "scorecard",
        _counted("year_to_date", 1, 1)
        | {"totals/year_to_date/days": [date(2024, 1, 1), date(2024, 2, 29), date(2023, 1, 1), date(2023, 2, 28)]},
        "2024-02-29",
    ),
    HandCase(
        "since the last call-in: the day after it ... D; previous: as many days before",
        # held 23 November: 24 November ... 3 December is 10 days; the 10 before are 14 ... 23 November
        [
            *_shots("2020-11-24", "2020-12-03", "2020-11-23", "2020-11-14", "2020-11-13"),
            call_in("C1", "2020-11-23"),
            call_in("C0", "2020-06-01"),  # earlier
            call_in("C2", None, "planned", "2020-12-01"),  # not held
            call_in("C3", None, "cancelled", "2020-12-02"),  # not held
            call_in("C4", "2020-12-04"),  # after D
        ],
        "scorecard",
        _counted("since_last_call_in", 2, 2)
        | {
            "totals/since_last_call_in/days": [
                *(date(2020, 11, 24), date(2020, 12, 3)),
                *(date(2020, 11, 14), date(2020, 11, 23)),
            ]
        },
    ),
    HandCase(
        "no call-in held: the column is absent",
        [*_shots(D), group("A"), call_in("C2", None, "planned", "2020-12-01"), call_in("C4", "2020-12-04")],
        "scorecard",
        {"totals/since_last_call_in": "missing", "groups/A/since_last_call_in": "missing", "first_to_kill": None},
    ),
    HandCase(
        "call-in held on D: shown, 0 days",
        [*_shots(D, "2020", None), call_in("C1", D)],
        "scorecard",
        # nothing overlaps 0 days; only the unknown date is too coarse for every window
        _counted("since_last_call_in", 0, 0) | {"totals/since_last_call_in/date_too_coarse": 1},
    ),
]

_SEIZED = "weapon_seizure"

LIMITS = [
    HandCase(
        "'<= n days' is 0 <= D - day <= n",
        # 3 December 2018 is D-731 (over 29 February 2020); the 4th is D-730
        [
            *(person("P1"), person("P2"), person("P3"), person("P4")),
            fact("F1", "P1", _SEIZED, "2018-12-04"),
            fact("F2", "P2", _SEIZED, "2018-12-03"),
            fact("F3", "P3", _SEIZED, "2020-12-03"),
            fact("F4", "P4", _SEIZED, "2020-12-04"),  # after D
        ],
        "message",
        {"order": ["P1", "P3"]},
    ),
    HandCase(
        "'<= n years' is not before the same date n years earlier, not after D",
        [
            *(incident("I", "2014-01-01"), person("P1"), person("P2"), person("P3"), person("P4"), person("P5")),
            suspect("V1", "P1", "I", "convicted", "2015-12-03"),  # five years to the day: in
            suspect("V2", "P2", "I", "convicted", "2015-12-02"),  # a day more: out
            suspect("V3", "P3", "I", "charged", "2017-12-03"),  # three years to the day: in
            suspect("V4", "P4", "I", "charged", "2017-12-02"),  # out
            suspect("V5", "P5", "I", "charged", "2020-12-04"),  # after D: not yet seen
        ],
        "message",
        {"order": ["P1", "P3"], "rows/P1/points": 5, "rows/P3/points": 4},
    ),
    HandCase(
        "'<= n years' on 29 February: from the 28th",
        [
            *(incident("I", "2014-01-01"), person("P1"), person("P2"), person("P3"), person("P4")),
            suspect("V1", "P1", "I", "convicted", "2019-02-28"),  # in
            suspect("V2", "P2", "I", "convicted", "2019-02-27"),  # out
            suspect("V3", "P3", "I", "charged", "2021-02-28"),  # in
            suspect("V4", "P4", "I", "charged", "2021-02-27"),  # out
        ],
        "message",
        {"order": ["P1", "P3"]},
        "2024-02-29",
    ),
    HandCase(
        "'<= 365 days' of a suspicion: D-365 is in, D-366 is out",
        [
            *(incident("I", "2014-01-01"), person("P1"), person("P2")),
            suspect("V1", "P1", "I", "suspected", "2019-12-04"),  # D-365
            suspect("V2", "P2", "I", "suspected", "2019-12-03"),  # D-366
        ],
        "message",
        {"order": ["P1"], "rows/P1/points": 3},
    ),
]

COARSE = [
    HandCase(
        "a coarse date counts in a window only if the whole month lies inside; where it overlaps, it is too coarse",
        # November lies inside 90 days (5 September ...), overlaps 30 days (4 November ...)
        _shots("2020-11"),
        "scorecard",
        {
            "totals/days_90/counted/incidents": 1,
            "totals/days_90/date_too_coarse": 0,
            "totals/days_30/counted/incidents": 0,
            "totals/days_30/date_too_coarse": 1,
            "totals/days_30/previous_counted": 0,
        },
    ),
    HandCase(
        "a month that does not overlap a window is outside it",
        # August lies before 5 September: not in 90 days, and inside the 90 days before (7 June ... 4 September)
        _shots("2020-08"),
        "scorecard",
        {
            "totals/days_90/date_too_coarse": 0,
            "totals/days_90/counted/incidents": 0,
            "totals/days_90/previous_counted": 1,
        },
    ),
    HandCase(
        "a year counts in a window only if all of it lies inside",
        # 2021 is all of the 365 days up to 31 December 2021, and all of the year to date
        _shots("2021"),
        "scorecard",
        _counted("days_365", 1, 0) | _counted("year_to_date", 1, 0) | {"totals/days_90/date_too_coarse": 1},
        "2021-12-31",
    ),
    HandCase(
        "a leap year has 366 days and never lies inside 365",
        _shots("2020"),
        "scorecard",
        _counted("days_365", 0, 0) | _counted("year_to_date", 1, 0) | {"totals/days_365/date_too_coarse": 1},
        "2020-12-31",
    ),
    HandCase(
        "unknown dates are too coarse for every window",
        [*_shots(None), call_in("C", "2020-11-01")],
        "scorecard",
        {
            f"totals/{window}/{count}": number
            for window in ("days_30", "days_90", "days_365", "year_to_date", "since_last_call_in")
            for count, number in (("date_too_coarse", 1), ("counted/incidents", 0), ("previous_counted", 0))
        },
    ),
    HandCase(
        "a coarse record is seen from the first day of its period",
        _shots("2020-12", "2021"),
        "scorecard",
        # on 1 December the month is seen (and ends after D: too coarse); 2021 is not
        {"totals/days_30/date_too_coarse": 1, "totals/days_365/date_too_coarse": 1},
        "2020-12-01",
    ),
    HandCase(
        "before the first day of its period a coarse record is not seen",
        _shots("2020-12"),
        "scorecard",
        {"totals/days_30/date_too_coarse": 0},
        "2020-11-30",
    ),
    HandCase(
        "where one day is needed, a month stands for its 15th, at most D",
        # D-365 is 4 December 2019, D-366 the 3rd. A victim: November 2019 stands for the 15th (out), December 2019 for
        # the 15th (in), December 2020 for the 15th, at most D: 3 December 2020 (in)
        [
            *(incident("I1", "2019-11"), incident("I2", "2019-12"), incident("I3", "2020-12")),
            *(person("P1"), person("P2"), person("P3")),
            *(victim("V1", "P1", "I1"), victim("V2", "P2", "I2"), victim("V3", "P3", "I3")),
        ],
        "safety",
        {
            "order": ["P3", "P2"],
            "rows/P3/reasons": ["2020-12 victim I3"],
            "rows/P2/reasons": ["2019-12 victim I2"],
        },
    ),
    HandCase(
        "where one day is needed, a year stands for 1 July, at most D",
        # 730 days before D is 4 December 2018: 2018 stands for 1 July 2018 (out), 2019 for 1 July 2019 (in),
        # 2020 for 1 July 2020 (in)
        [
            *(person("P1"), person("P2"), person("P3")),
            fact("F1", "P1", _SEIZED, "2018"),
            fact("F2", "P2", _SEIZED, "2019"),
            fact("F3", "P3", _SEIZED, "2020"),
        ],
        "message",
        {"order": ["P2", "P3"]},
    ),
    HandCase(
        "a year stands for 1 July, at most D: in March it stands for D",
        [person("P1"), fact("F1", "P1", "threat_received", "2020")],
        "safety",
        {"rows/P1/reasons": ["2020 threat_received F1"]},
        "2020-03-01",
    ),
    HandCase(
        "unknown dates take part in nothing that needs a day",
        # a victim of an incident of unknown date has no recent ground; the suspect's limit runs from decided_on
        [
            *(incident("I", None), person("P1"), person("P2")),
            victim("V1", "P1", "I"),
            suspect("V2", "P2", "I", "charged", "2020-01-01"),
        ],
        "safety",
        {"order": []},
    ),
    HandCase(
        "a charge in an incident of unknown date scores: its limit runs from the decision",
        [incident("I", None), person("P2"), suspect("V2", "P2", "I", "charged", "2020-01-01")],
        "message",
        {"order": ["P2"], "rows/P2/points": 4},
    ),
    HandCase(
        "an unknown date opens no retaliation window and derives no group",
        [
            *(group("A"), person("P1"), member("M1", "P1", "A")),
            incident("I", None, killed=1),
            suspect("V1", "P1", "I", "charged", "2020-12-01"),
        ],
        "conflicts",
        {"windows": {}},
    ),
]

CASES = [*VALIDITY, *WINDOWS, *LIMITS, *COARSE]
