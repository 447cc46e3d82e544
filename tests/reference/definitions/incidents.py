"""Incidents: what counts, outcome, victims, how the case against a suspect stands."""

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


def _outcome(says: str, outcome: str, incident_row: object, *others: object) -> HandCase:
    expected: dict[str, object] = {
        f"{_TOTALS}/counted/{one}": int(one == outcome) for one in ("fatal", "injury", "none", "unknown")
    }
    return HandCase(f"outcome {says}", [incident_row, *others], "scorecard", expected)


_P = [person("P1"), person("P2"), person("P3")]
OUTCOMES = [
    _outcome("fatal: n_killed >= 1", "fatal", incident("I", D, killed=1, injured=None)),
    _outcome("fatal wins over injured", "fatal", incident("I", D, killed=1, injured=3)),
    _outcome("injury: no killed known, and n_injured >= 1", "injury", incident("I", D, killed=None, injured=1)),
    _outcome("injury: none killed, and n_injured >= 1", "injury", incident("I", D, killed=0, injured=2)),
    _outcome(
        "injury: no killed known, and victims_low >= 1",
        "injury",
        incident("I", D, killed=None, injured=None, bounds=(1, None)),
    ),
    _outcome("none: both 0", "none", incident("I", D, killed=0, injured=0)),
    _outcome("unknown: killed not known, nobody injured", "unknown", incident("I", D, killed=None, injured=0)),
    _outcome("unknown: nobody killed, injured not known", "unknown", incident("I", D, killed=0, injured=None)),
    _outcome("unknown: neither known", "unknown", incident("I", D, killed=None, injured=None)),
    _outcome(
        "unknown: bounds that begin at 0 say nothing",
        "unknown",
        incident("I", D, killed=None, injured=None, bounds=(0, 3)),
    ),
    _outcome(
        "an empty count takes the linked victims of that harm",
        "fatal",
        incident("I", D, killed=None, injured=None),
        *_P,
        victim("V1", "P1", "I", "killed"),
    ),
    _outcome(
        "an empty count takes the linked victims, 0 included, if any victim is linked",
        # one linked, unharmed: 0 killed and 0 injured
        "none",
        incident("I", D, killed=None, injured=None),
        *_P,
        victim("V1", "P1", "I", "unharmed"),
    ),
    _outcome(
        "a linked victim of unknown harm makes both counts 0",
        "none",
        incident("I", D, killed=None, injured=None),
        *_P,
        victim("V1", "P1", "I", "unknown"),
    ),
    _outcome(
        "a linked victim without a word of harm makes both counts 0",
        "none",
        incident("I", D, killed=None, injured=None),
        *_P,
        victim("V1", "P1", "I", None),
    ),
    _outcome(
        "one count given, the empty one takes the linked",
        "injury",
        incident("I", D, killed=0, injured=None),
        *_P,
        victim("V1", "P1", "I", "injured"),
    ),
    _outcome(
        "with bounds given an empty count stays unknown, whoever is linked",
        # victims_low is 0: no killed known, nobody known injured
        "unknown",
        incident("I", D, killed=None, injured=None, bounds=(0, 2)),
        *_P,
        victim("V1", "P1", "I", "unharmed"),
    ),
    _outcome(
        "with one bound given an empty count stays unknown, also of the killed",
        "unknown",
        incident("I", D, killed=None, injured=None, bounds=(None, 2)),
        *_P,
        victim("V1", "P1", "I", "killed"),
    ),
    _outcome(
        "no victim linked: an empty count stays unknown (a suspect is no victim)",
        "unknown",
        incident("I", D, killed=None, injured=None),
        *_P,
        suspect("V1", "P1", "I", "charged", D),
    ),
    HandCase(
        "a later death changes the outcome, not the date",
        # shot on 1 November, dead on the 20th: fatal on 1 November, before the last 30 days (4 November ...)
        [
            incident("I", "2020-11-01", killed=None, injured=None),
            person("P1", died="2020-11-20"),
            victim("V", "P1", "I", "killed"),
        ],
        "scorecard",
        {f"{_TOTALS}/counted/incidents": 0, "totals/days_90/counted/fatal": 1},
    ),
]


def _victims(says: str, low: int | None, high: int | None, *incidents: object) -> HandCase:
    return HandCase(f"victims: {says}", incidents, "scorecard", {f"{_TOTALS}/victims": [low, high]})


VICTIMS = [
    _victims("the sum if both counts are known", 3, 3, incident("I", D, killed=1, injured=2)),
    _victims("the sum wins over bounds", 3, 3, incident("I", D, killed=1, injured=2, bounds=(2, 5))),
    _victims(
        "else victims_low ... victims_high",
        2,
        5,
        incident("I", D, killed=1, injured=None, bounds=(2, 5)),
    ),
    _victims("else the known count ... empty", 1, None, incident("I", D, killed=1, injured=None)),
    _victims("else the known count ... empty, injured", 2, None, incident("I", D, killed=None, injured=2)),
    _victims("nothing known: nothing ... empty, 0 in a sum", 0, None, incident("I", D, killed=None, injured=None)),
    _victims(
        "of several incidents the bounds add up",
        # 1 ... 1, and 2 ... 4
        3,
        5,
        incident("I1", D, killed=0, injured=1),
        incident("I2", D, killed=None, injured=None, bounds=(2, 4)),
    ),
    _victims(
        "one open end leaves the sum open",
        # 3 ... 3, and 1 ... empty
        4,
        None,
        incident("I1", D, killed=1, injured=2),
        incident("I2", D, killed=1, injured=None),
    ),
    _victims(
        "a linked victim fills the empty count: the sum of the two",
        # killed stated 0, injured empty: 1 linked
        1,
        1,
        incident("I", D, killed=0, injured=None),
        person("P1"),
        victim("V", "P1", "I", "injured"),
    ),
    HandCase(
        "incidents and victims both: a group's victims are those of the incidents that name it",
        # named in I1 (1 killed + 2 injured = 3), not in I2 (c 0.4)
        [
            group("A"),
            *(incident("I1", D, killed=1, injured=2), attributed("A1", "I1", "A", 0.5)),
            *(incident("I2", D, killed=0, injured=4), attributed("A2", "I2", "A", 0.4)),
        ],
        "scorecard",
        {
            "groups/A/days_30/committed/named/incidents": 1,
            "groups/A/days_30/committed/named/fatal": 1,
            "groups/A/days_30/committed/named/injury": 0,
            "groups/A/days_30/committed/victims": [3, 3],
            "groups/A/days_30/committed/expected/incidents": 0.9,
            "groups/A/days_30/committed/expected/fatal": 0.5,
            "groups/A/days_30/committed/expected/injury": 0.4,
            "groups/A/days_30/suffered/victims": [0, 0],
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

CASES = [*SEEN, *COUNTED, *OUTCOMES, *VICTIMS, *STATUS]
