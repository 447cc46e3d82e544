"""The registry of measures: name, what it says, parameters, unit, source. Lists of measures are printed from it."""

from dataclasses import dataclass

from graph_service.analysis.header import VERSION


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as users meet it: the question it answers, the command, and where it comes from."""

    name: str
    question: str
    summary: str
    command: str
    parameters: tuple[str, ...]
    unit: str
    reference: str
    version: str = VERSION


MEASURES: tuple[Measure, ...] = (
    Measure(
        "scorecard",
        "Which group is most violent now, and how sure is that?",
        "Incidents committed and suffered by window, violence index, rank with interval, unknowns spread, worst case",
        "scorecard",
        ("lineage",),
        "incidents; index in weighted incidents",
        "Braga, Hureau & Grossman (2014), shooting scorecards",
    ),
    Measure(
        "conflicts",
        "Who is in conflict with whom, and where may an answer come?",
        "State and history of conflicts, pairs of groups, chains of incidents, retaliation windows of 90 days",
        "conflicts",
        ("states", "lineage"),
        "conflicts, windows",
        "Green, Horel & Papachristos (2017) for the time scale",
    ),
    Measure(
        "priorities",
        "Whom to reach with the message, whom to warn, who could carry the message?",
        "Three lanes of individuals: message by points for documented facts, safety by recency, messenger by reach",
        "priorities",
        ("lane", "groups", "lineage"),
        "points, persons",
        "Kennedy (2011); additive scores in the manner of Wheeler, Worden & Silver (2019)",
    ),
    Measure(
        "explain",
        "Why is this person listed, why not, and what is missing?",
        "Verdict on every record of a person, lane by lane",
        "explain",
        ("person_id", "lineage"),
        "records",
        "EU directive 2016/680, articles 6, 7 and 11",
    ),
    Measure(
        "representatives",
        "Whom to reach so that the message reaches everyone?",
        "Exact minimum or budgeted dominating set from a pool, with proof, curve and alternatives",
        "representatives",
        ("groups", "pool", "budget", "alternatives", "kinds", "lineage"),
        "persons",
        "Wheeler, McLean, Becker & Worden (2019), Justice Evaluation Journal 2(2)",
    ),
    Measure(
        "network",
        "Who belongs where, and who is tied to whom?",
        "Persons, groups, ties, conflicts, alliances and incidents as of a day, for maps and exports",
        "network",
        ("groups", "kinds", "lineage"),
        "persons, ties",
        "the records",
    ),
)
