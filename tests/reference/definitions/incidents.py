"""Incidents: what counts, how the case against a suspect stands."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import (
    attributed,
    fact,
    group,
    incident,
    member,
    person,
    suspect,
    victim,
)

_TOTALS = "totals/days_30"

COUNTED = [
    HandCase(
        "counted: violent types of the policy (shooting, explosion, stabbing, arson)",
        [
            incident(f"I{i}", D, type_)
            for i, type_ in enumerate(("shooting", "explosion", "stabbing", "arson", "assault", "robbery", "other"))
        ],
        "scorecard",
        {f"{_TOTALS}/counted/incidents": 4},
    ),
    HandCase(
        "counted: group_involved is not no (unknown counts)",
        [incident("I1", D, involved="yes"), incident("I2", D, involved="unknown"), incident("I3", D, involved="no")],
        "scorecard",
        {f"{_TOTALS}/counted/incidents": 2},
    ),
    HandCase(
        "counted: status confirmed; hold in its own column; unfounded nowhere",
        [incident("I1", D), incident("I2", D, status="hold"), incident("I3", D, status="unfounded")],
        "scorecard",
        {f"{_TOTALS}/counted/incidents": 1, f"{_TOTALS}/hold": 1, f"{_TOTALS}/date_too_coarse": 0},
    ),
    HandCase(
        "hold: inside the window, or too coarse",
        [
            incident("I1", "2020-12-01", status="hold"),  # inside
            incident("I2", "2020-12", status="hold"),  # too coarse
            incident("I3", None, status="hold"),  # too coarse
            incident("I4", "2020-10", status="hold"),  # outside 30 days, inside 90
            incident("I5", D, "robbery", status="hold"),  # no violent type
            incident("I6", D, status="hold", involved="no"),  # no group involved
        ],
        "scorecard",
        {f"{_TOTALS}/hold": 3, "totals/days_90/hold": 4, f"{_TOTALS}/date_too_coarse": 0},
    ),
    HandCase(
        "hold and date_too_coarse of a group: those with c > 0 on that side",
        [
            *(group("A"), group("B")),
            *(incident("I1", D, status="hold"), attributed("A1", "I1", "A", 0.1), attributed("A2", "I1", "B", 0.0)),
            *(incident("I2", None), attributed("A3", "I2", "A", 0.2), attributed("A4", "I2", "B", 1.0, "victim")),
        ],
        "scorecard",
        {
            "groups/A/days_30/committed/hold": 1,
            "groups/A/days_30/committed/date_too_coarse": 1,
            "groups/A/days_30/suffered/date_too_coarse": 0,
            "groups/B/days_30/committed/hold": 0,
            "groups/B/days_30/committed/date_too_coarse": 0,
            "groups/B/days_30/suffered/date_too_coarse": 1,
        },
    ),
]


def _standing(says: str, points: int | str, *rows: tuple[str | None, str | None]) -> HandCase:
    """One suspect in one counted incident, given as (status, decided_on): his points, "missing" if he is not listed."""
    given: list[object] = [person("P1"), incident("I", "2020-06-01")]
    given += [suspect(f"V{i}", "P1", "I", status, on) for i, (status, on) in enumerate(rows)]
    return HandCase(f"status: {says}", given, "message", {"rows/P1/points": points})


STATUS = [
    _standing("convicted 5", 5, ("convicted", "2020-08-01")),
    _standing("charged 4", 4, ("charged", "2020-08-01")),
    _standing("suspected 3", 3, ("suspected", "2020-08-01")),
    _standing("believed serves group attribution only", "missing", ("believed", "2020-08-01")),
    _standing("a suspect without status counts as believed", "missing", (None, "2020-08-01")),
    _standing("convicted without decided_on counts as believed", "missing", ("convicted", None)),
    _standing("charged without decided_on counts as believed", "missing", ("charged", None)),
    _standing("suspected without decided_on counts as believed", "missing", ("suspected", None)),
    _standing("the best of the rest counts", 4, ("suspected", "2020-08-01"), ("charged", "2020-07-01")),
    _standing("decided by D: decided on D counts", 3, ("suspected", D)),
    _standing("decided by D: charged on D", 4, ("charged", D)),
    _standing("decided by D: convicted on D", 5, ("convicted", D)),
    _standing("decided by D: a later decision is not yet seen", 3, ("suspected", D), ("convicted", "2020-12-04")),
    _standing("dropped extinguishes an earlier row", "missing", ("charged", "2020-08-01"), ("dropped", "2020-08-02")),
    _standing(
        "acquitted extinguishes a row of its own day", "missing", ("charged", "2020-08-01"), ("acquitted", "2020-08-01")
    ),
    _standing("a row dated after the drop stands", 3, ("suspected", "2020-08-03"), ("dropped", "2020-08-02")),
    _standing(
        "of several endings the last counts",
        "missing",
        ("suspected", "2020-08-03"),
        ("dropped", "2020-08-02"),
        ("acquitted", "2020-08-04"),
    ),
    _standing(
        "only what stands after the drop counts, not the higher one before",
        3,
        ("convicted", "2020-08-01"),
        ("dropped", "2020-08-02"),
        ("suspected", "2020-08-03"),
    ),
    _standing("an undated drop extinguishes all", "missing", ("charged", "2020-08-01"), ("dropped", None)),
    _standing("an undated acquittal extinguishes all", "missing", ("convicted", D), ("acquitted", None)),
    _standing("a drop after D is not yet seen", 4, ("charged", "2020-08-01"), ("dropped", "2020-12-04")),
    HandCase(
        "dropped extinguishes every undated row: no longer believed, no group is derived",
        [
            *(group("A"), person("P1"), member("M", "P1", "A"), incident("I", "2020-06-01")),
            *(suspect("V1", "P1", "I", "believed"), suspect("V2", "P1", "I", "dropped", "2020-08-01")),
        ],
        "scorecard",
        {"groups/A/evidence/I suspect": "missing", "totals/days_365/unknown": [1, 1]},
    ),
    HandCase(
        "an acquitted suspect scores nothing; another suspect of the incident does",
        [
            *(person("P1"), person("P2"), incident("I", "2020-06-01")),
            *(suspect("V1", "P1", "I", "charged", "2020-07-01"), suspect("V2", "P1", "I", "acquitted", "2020-09-01")),
            suspect("V3", "P2", "I", "charged", "2020-07-01"),
        ],
        "message",
        {"order": ["P2"]},
    ),
    HandCase(
        "the drop in one incident says nothing of another",
        [
            *(person("P1"), incident("I1", "2020-06-01"), incident("I2", "2020-06-01")),
            *(suspect("V1", "P1", "I1", "charged", "2020-07-01"), suspect("V2", "P1", "I2", "dropped")),
        ],
        "message",
        {"rows/P1/points": 4, "rows/P1/reasons": ["4 I1"]},
    ),
    HandCase(
        "only counted incidents score",
        [
            *(
                person("P1"),
                incident("I1", D, status="hold"),
                incident("I2", D, "assault"),
                incident("I3", D, involved="no"),
            ),
            *(incident("I4", D, status="unfounded"), incident("I5", "2020-12-04")),
            *(suspect(f"V{i}", "P1", f"I{i}", "charged", D) for i in (1, 2, 3, 4, 5)),
        ],
        "message",
        {"order": []},
    ),
    HandCase(
        "a witness and a victim are no suspects",
        [person("P1"), incident("I", D), victim("V", "P1", "I"), fact("F", "P1", "threat_received", D)],
        "message",
        {"order": []},
    ),
]

SEEN = [
    HandCase(
        "attribution and harm are seen as they stand now, but a decided_on after the day is not yet seen: no victim",
        # the only victim row is decided after D: nobody is linked, and both counts stay unknown
        [person("P1"), incident("I", D, killed=None, injured=None), victim("V", "P1", "I", "killed", on="2020-12-04")],
        "scorecard",
        {f"{_TOTALS}/counted/unknown": 1, f"{_TOTALS}/victims": [0, None]},
    ),
    HandCase(
        "a victim row decided on D is seen",
        [person("P1"), incident("I", D, killed=None, injured=None), victim("V", "P1", "I", "killed", on=D)],
        "scorecard",
        {f"{_TOTALS}/counted/fatal": 1, f"{_TOTALS}/victims": [1, 1]},
    ),
    HandCase(
        "a death that is decided after D is not yet seen: he is listed",
        [
            *(person("P1"), incident("I", D, killed=1), fact("F", "P1", "weapon_seizure", "2020-10-01")),
            victim("V", "P1", "I", "killed", on="2020-12-04"),
        ],
        "message",
        {"order": ["P1"]},
    ),
]

CASES = [*SEEN, *COUNTED, *STATUS]
