"""What the fields say that several results share, each said once."""

from datetime import date
from typing import Annotated as A

from graph_service.analysis.codes import OUTCOME_WORDS
from graph_service.analysis.result import Count
from graph_service.domain.described import Described
from graph_service.domain.vocabulary import Answer, IncidentType, Precision

# persons
PersonId = A[
    str, Described('id of the person; "withheld" where the caller may not know who it is', "P-0014", refers_to="person")
]
Label = A[str, Described('pseudonym of the person; "withheld" where the person is', "Falk")]

# groups
GroupId = A[str, Described("id of the group", "G-01", refers_to="group")]
GroupA = A[str, Described("the group of the two with the smaller id", "G-01", refers_to="group")]
GroupB = A[str, Described("the group of the two with the larger id", "G-02", refers_to="group")]
GroupName = A[str, Described("name of the group in use", "Norr")]
GroupIsValid = A[bool, Described("whether the group is valid on the day itself", example=True)]
GroupRank = A[
    int,
    Described(
        "place by violence index, from 1; equal indices share a rank (1, 1, 3), and groups at zero share the last",
        1,
        unit="rank",
    ),
]
ViolenceIndex = A[
    float,
    Described(
        "sum over the counted incidents of the last 365 days on the suspect side: confidence times severity, "
        "halved for every 90 days since",
        12.5,
        unit="weighted incidents",
    ),
]
NMembers = A[
    Count,
    Described(
        "living persons who are leader, core or affiliate of the group on the day, each counted once; "
        '"withheld" where the number would tell about one person',
        14,
        unit="persons",
    ),
]
SizeLow = A[
    int | None, Described("lowest estimate of the group's size, by a source; null: there is none", 15, unit="persons")
]
SizeHigh = A[
    int | None, Described("highest estimate of the group's size, by a source; null: there is none", 25, unit="persons")
]
NOpenWindows = A[
    int,
    Described(
        "open retaliation windows in which the group was hit and may answer, those against nobody named included",
        1,
        unit="windows",
    ),
]
AllianceIds = A[
    tuple[str, ...], Described("alliances on record that say so, as kind:id", ("alliance:AL-01",), refers_to="record")
]

# incidents
IncidentId = A[str, Described("id of the incident", "I-0003", refers_to="incident")]
OccurredOn = A[
    date | None, Described("day of the incident, as exact as `precision` says; null: not known", date(2020, 11, 5))
]
DatePrecision = A[str, Described("how exactly the date is known", "day", words=tuple(Precision))]
ShownPrecision = A[
    str | None,
    Described(
        "how exactly that date is known: day, month or year; of a month or a year the date is its first day; null: "
        "there is no date",
        "day",
        words=tuple(Precision),
    ),
]
IsMinor = A[
    str,
    Described(
        "whether the person is a minor on the day: yes, no, or unknown where the birth year is; the rules for minors "
        "apply to unknown too",
        "no",
        words=tuple(Answer),
    ),
]
IncidentTypeWord = A[str, Described("what happened", "shooting", words=tuple(IncidentType))]
OutcomeWord = A[
    str,
    Described(
        "worst outcome: fatal (somebody was killed), injury, none (nobody was killed or injured) or unknown",
        "injury",
        words=OUTCOME_WORDS,
    ),
]
SuspectGroups = A[
    tuple[str, ...],
    Described(
        "groups held to have taken part on the suspect side, with a confidence of at least 0.5",
        ("G-01",),
        refers_to="group",
    ),
]
VictimGroups = A[
    tuple[str, ...],
    Described("groups held to have been hit, with a confidence of at least 0.5", ("G-02",), refers_to="group"),
]
