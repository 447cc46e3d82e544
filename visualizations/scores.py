"""Measures of persons beside a map: in its tables and details, and as the size of the dots where that is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph_service.analysis.network import NetworkPerson

CAVEAT: Final = "Measures describe contacts on record; they make nobody eligible, and say nothing of guilt"


@dataclass(frozen=True, slots=True)
class PersonScores:
    """Values by measure and person, None where a measure is not defined; which measure gives the dots their size.

    Off by default: the size of a dot is then the points for documented facts.
    """

    measures: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    size_by: str = ""

    def words_of(self, person_id: str) -> tuple[str, ...]:
        """Return what is said of a person: the name and the value of each measure."""
        return tuple(
            f"{measure_words(name)} {score_text(values.get(person_id))}" for name, values in self.measures.items()
        )


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of each dot, 0 to 2, and what it stands for: the bounds between the three thirds of a measure."""

    name: str
    of_person: tuple[int, ...]
    bounds: tuple[float, float]


def sizes_of(scores: PersonScores, persons: Sequence[NetworkPerson]) -> Sizes | None:
    """Divide the persons drawn into thirds by the chosen measure.

    Parameters
    ----------
    scores : PersonScores
        What is known of them.
    persons : Sequence[NetworkPerson]
        Who is drawn.

    Returns
    -------
    Sizes | None
        None: no measure is to size the dots. Whoever has no value is drawn small.
    """
    if not scores.size_by:
        return None
    values = scores.measures[scores.size_by]
    ordered = sorted(score for person in persons if (score := values.get(person.person_id)) is not None)
    if not ordered:
        return Sizes(scores.size_by, (0,) * len(persons), (0.0, 0.0))
    bounds = (ordered[(len(ordered) - 1) // 3], ordered[2 * (len(ordered) - 1) // 3])
    sizes = (
        0 if (score := values.get(person.person_id)) is None else (score > bounds[0]) + (score > bounds[1])
        for person in persons
    )
    return Sizes(scores.size_by, tuple(sizes), bounds)


def measure_words(name: str) -> str:
    """Write the name of a measure for readers."""
    return name.replace("_", " ")


def score_text(score: float | None) -> str:
    """Write a value for readers: three digits that count."""
    return "not defined" if score is None else f"{score:.3g}"
