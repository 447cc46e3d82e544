"""Incidents: their outcome, and how many victims they had."""

from tests.reference.definitions.case import D, HandCase
from tests.rival.make import attributed, group, incident, person, suspect, victim

_TOTALS = "totals/days_30"


def _outcome(says: str, outcome: str, incident_row: object, *others: object) -> HandCase:
    expected: dict[str, object] = {
        f"{_TOTALS}/counted/{one}": int(one == outcome) for one in ("fatal", "injury", "none", "unknown")
    }
    return HandCase(f"outcome {says}", [incident_row, *others], "scorecard", expected)


def _victims_of(says: str, low_high: list[int | None], *records: object) -> HandCase:
    return HandCase(f"victims {says}", [*records], "scorecard", {f"{_TOTALS}/victims": low_high})


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
        "a linked victim of unknown harm leaves the outcome unknown",
        "unknown",
        incident("I", D, killed=None, injured=None),
        *_P,
        victim("V1", "P1", "I", "unknown"),
    ),
    _outcome(
        "a linked victim without a word of harm leaves the outcome unknown",
        "unknown",
        incident("I", D, killed=None, injured=None),
        *_P,
        victim("V1", "P1", "I", None),
    ),
    _outcome(
        "fatal: a linked victim killed, whatever the others' harm",
        "fatal",
        incident("I", D, killed=None, injured=None),
        *_P,
        *(victim("V1", "P1", "I", "killed"), victim("V2", "P2", "I", None)),
    ),
    _outcome(
        "injury: a linked victim injured, and bounds given",
        "injury",
        incident("I", D, killed=None, injured=None, bounds=(0, 2)),
        *_P,
        victim("V1", "P1", "I", "injured"),
    ),
    _victims_of(
        "both complete: k + w",
        [1, 1],
        incident("I", D, killed=None, injured=0),
        *_P,
        *(victim("V1", "P1", "I", "killed"), victim("V2", "P2", "I", "unharmed")),
    ),
    _victims_of(
        "bounds: max(victims_low, k + w) ... victims_high",
        # one killed and one injured are linked: 2 at least, though victims_low says 1
        [2, 4],
        incident("I", D, killed=None, injured=None, bounds=(1, 4)),
        *_P,
        *(victim("V1", "P1", "I", "killed"), victim("V2", "P2", "I", "injured")),
    ),
    _victims_of(
        "bounds: only the low one is known",
        [3, None],
        incident("I", D, killed=1, injured=None, bounds=(3, None)),
    ),
    _victims_of(
        "with victims linked: k + w ... k + w + those of unknown harm",
        [1, 3],
        incident("I", D, killed=None, injured=None),
        *_P,
        *(victim("V1", "P1", "I", "killed"), victim("V2", "P2", "I", "unknown"), victim("V3", "P3", "I", None)),
    ),
    _victims_of(
        "nobody linked and one count empty: k + w ... open", [1, None], incident("I", D, killed=1, injured=None)
    ),
    _victims_of("nothing known: 0 ... open", [0, None], incident("I", D, killed=None, injured=None)),
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
        "fatal: a linked victim killed, with a bound given",
        "fatal",
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

CASES = [*OUTCOMES, *VICTIMS]
