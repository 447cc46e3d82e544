"""Violence of the demo city in 2020, written down one by one: 19 shootings that count, and what stands beside them."""

from datetime import date

from graph_service.domain.vocabulary import Answer, IncidentStatus, IncidentType, Precision, Side
from loaders.demo_city.events import MEMBER, OUTSIDER, Credit, Event
from loaders.demo_city.groups import (
    BACKEN,
    BRON,
    FALK,
    FYREN,
    HAMNEN,
    HOJDEN,
    KVARNEN,
    LUNDEN,
    PARKEN,
    STATIONEN,
    TORGET,
    VERKET,
)

FALK_HAMNEN, KVARNEN_TORGET, BRON_BACKEN, STATIONEN_FYREN, LUNDEN_PARKEN, FALK_TORGET = (
    f"C-{number:04d}" for number in range(1, 7)
)
EXPLOSION = IncidentType.EXPLOSION
STABBING = IncidentType.STABBING
ARSON = IncidentType.ARSON
ASSAULT = IncidentType.ASSAULT
ROBBERY = IncidentType.ROBBERY
OTHER = IncidentType.OTHER


def planned_2020(*, under_age: str) -> list[Event]:
    """Plan the incidents of 2020."""
    return [*_shootings(), *_other_violence(under_age), *_beside()]


def _by(group: str, confidence: float, joint_set: str | None = None) -> Credit:
    return group, Side.SUSPECT, confidence, joint_set


def _hit(group: str, confidence: float = 1.0) -> Credit:
    return group, Side.VICTIM, confidence, None


def _on(month: int, day: int) -> date:
    return date(2020, month, day)


def _shootings() -> list[Event]:
    """Return the 19; the killings of the year have a group named on both sides."""
    summer_killing = Event(
        day=_on(7, 3), by=TORGET, against=KVARNEN, conflict_id=KVARNEN_TORGET, killed=1,
        credits=(_by(TORGET, 0.8), _hit(KVARNEN)), fates=("charged", "believed"), victims=(MEMBER,), witnesses=2,
    )  # fmt: skip
    spring = Event(
        day=_on(4, 28), by=STATIONEN, against=FYREN, conflict_id=STATIONEN_FYREN, injured=1,
        fates=("convicted", "convicted"), victims=(MEMBER,), witnesses=1,
    )  # fmt: skip
    autumn_killing = Event(
        day=_on(9, 15), by=FALK, against=HAMNEN, conflict_id=FALK_HAMNEN, killed=1, injured=1,
        credits=(_by(FALK, 0.85), _hit(HAMNEN)), fates=("suspected", "believed"), victims=(MEMBER, MEMBER),
        witnesses=2,
    )  # fmt: skip
    answer = Event(
        day=_on(10, 2), by=HAMNEN, against=FALK, conflict_id=FALK_HAMNEN, injured=1, answers=autumn_killing,
        credits=(_by(HAMNEN, 0.75),), fates=("charged",), victims=(MEMBER,), witnesses=1,
    )  # fmt: skip
    answer_again = Event(
        day=_on(10, 24), by=FALK, against=HAMNEN, conflict_id=FALK_HAMNEN, injured=1, answers=answer,
        credits=(_by(FALK, 0.7),), fates=("suspected",), victims=(MEMBER,), witnesses=1,
    )  # fmt: skip
    return [
        Event(day=_on(1, 14), by=BRON, against=BACKEN, conflict_id=BRON_BACKEN, injured=1,
              credits=(_by(BRON, 0.9),), fates=("convicted",), victims=(MEMBER,)),
        Event(day=_on(1, 29), against=LUNDEN, injured=1, credits=(_hit(LUNDEN, 0.8),)),
        Event(day=_on(2, 11), by=FALK, against=HAMNEN, conflict_id=FALK_HAMNEN,
              credits=(_by(FALK, 0.6), _hit(HAMNEN, 0.9))),
        Event(day=_on(3, 6), by=HAMNEN, against=FALK, conflict_id=FALK_HAMNEN, injured=1,
              fates=("dropped", "believed"), victims=(MEMBER,)),
        Event(day=_on(3, 21), by=LUNDEN, against=PARKEN, conflict_id=LUNDEN_PARKEN, injured=1,
              credits=(_by(LUNDEN, 0.7),), victims=(MEMBER,)),
        Event(day=_on(4, 9)),
        spring,
        Event(day=_on(5, 17), by=KVARNEN, against=TORGET, conflict_id=KVARNEN_TORGET, injured=1,
              credits=(_by(KVARNEN, 0.6), _by(BRON, 0.3), _hit(TORGET))),
        Event(day=_on(6, 12), by=FYREN, against=STATIONEN, conflict_id=STATIONEN_FYREN, answers=spring,
              credits=(_by(FYREN, 0.6), _hit(STATIONEN, 0.8))),
        summer_killing,
        # two people without a group: one hit, one believed to have done it
        Event(day=_on(7, 26), injured=1, fates=("believed",), victims=(OUTSIDER,)),
        Event(day=_on(8, 13), by=KVARNEN, against=TORGET, conflict_id=KVARNEN_TORGET, injured=1, answers=summer_killing,
              credits=(_by(KVARNEN, 0.8),), fates=("charged",), victims=(MEMBER,), witnesses=1),
        # done together, by two allied groups
        Event(day=_on(8, 30), by=FALK, against=TORGET, conflict_id=FALK_TORGET, killed=1,
              credits=(_by(FALK, 0.6, "together"), _by(VERKET, 0.6, "together"), _by(KVARNEN, 0.2)),
              fates=("believed",), victims=(MEMBER,)),
        autumn_killing,
        Event(day=_on(9, 27), by=STATIONEN, against=FYREN, conflict_id=STATIONEN_FYREN, injured=2,
              credits=(_by(STATIONEN, 0.7),), fates=("charged", "suspected"), victims=(MEMBER,)),
        answer,
        answer_again,
        Event(day=_on(11, 8), by=TORGET, against=KVARNEN, conflict_id=KVARNEN_TORGET, injured=1,
              credits=(_by(TORGET, 0.6), _hit(KVARNEN)), fates=("believed",)),
        # nobody knows who: the window of the group that was hit stands open against unknown
        Event(day=_on(11, 27), against=TORGET, injured=1, victims=(MEMBER,), witnesses=2),
    ]  # fmt: skip


def _other_violence(under_age: str) -> list[Event]:
    return [
        Event(day=_on(1, 8), type=EXPLOSION, by=FALK, against=HAMNEN, conflict_id=FALK_HAMNEN,
              credits=(_by(FALK, 0.6), _hit(HAMNEN, 0.8))),
        Event(day=_on(2, 20), type=EXPLOSION, by=HAMNEN, against=FALK, conflict_id=FALK_HAMNEN,
              credits=(_by(HAMNEN, 0.5), _hit(FALK, 0.8))),
        Event(day=_on(3, 14), type=STABBING, by=BACKEN, against=BRON, conflict_id=BRON_BACKEN, injured=1,
              fates=("convicted",), victims=(MEMBER,)),
        Event(day=_on(4, 2), type=ARSON),
        Event(day=_on(5, 5), type=EXPLOSION, against=LUNDEN, credits=(_hit(LUNDEN, 0.9),)),
        Event(day=_on(6, 6), type=EXPLOSION, by=TORGET, against=KVARNEN, conflict_id=KVARNEN_TORGET,
              credits=(_by(TORGET, 0.5), _hit(KVARNEN, 0.9))),
        Event(day=_on(6, 22), type=STABBING, by=LUNDEN, injured=1, fates=("suspected", "dropped"),
              victims=(OUTSIDER,), witnesses=1),
        Event(day=_on(7, 15), type=ARSON, by=PARKEN, against=LUNDEN, conflict_id=LUNDEN_PARKEN,
              credits=(_by(PARKEN, 0.6), _hit(LUNDEN))),
        Event(day=_on(8, 2), type=STABBING, by=STATIONEN, against=FYREN, conflict_id=STATIONEN_FYREN, injured=1,
              credits=(_by(STATIONEN, 0.8),), fates=("convicted",), victims=(MEMBER,)),
        Event(day=_on(8, 21), type=EXPLOSION, by=HOJDEN, against=BACKEN,
              credits=(_by(HOJDEN, 0.55), _hit(BACKEN, 0.7))),
        Event(day=_on(8, 27), type=STABBING, against=VERKET, injured=1, victims=(MEMBER,)),
        Event(day=_on(9, 9), type=ARSON, by=BRON, fates=("suspected", "believed"), suspects=(under_age,)),
        Event(day=_on(9, 20), type=EXPLOSION, by=VERKET, against=TORGET, conflict_id=FALK_TORGET,
              credits=(_by(VERKET, 0.5), _by(HOJDEN, 0.2), _hit(TORGET, 0.9))),
        Event(day=_on(10, 12), type=EXPLOSION, by=TORGET, against=VERKET, conflict_id=FALK_TORGET,
              credits=(_by(TORGET, 0.7), _hit(VERKET, 0.9)), fates=("suspected",)),
        Event(day=_on(11, 14), type=EXPLOSION, by=FALK, against=HAMNEN, conflict_id=FALK_HAMNEN,
              credits=(_by(FALK, 0.5), _hit(HAMNEN, 0.8))),
        # both pointed at, each by its own source; together they exclude each other
        Event(day=_on(10, 18), type=ARSON, against=PARKEN, credits=(_by(HOJDEN, 0.4), _by(LUNDEN, 0.4), _hit(PARKEN))),
    ]  # fmt: skip


def _beside() -> list[Event]:
    """Return what does not count, or not yet, or cannot be placed on a day."""
    hold = IncidentStatus.HOLD
    unfounded = IncidentStatus.UNFOUNDED
    return [
        Event(day=_on(3, 30), injured=1, involved=Answer.NO, victims=(OUTSIDER,)),
        Event(day=_on(5, 30), type=STABBING, killed=1, involved=Answer.NO, witnesses=1),
        Event(day=_on(8, 18), involved=Answer.NO),
        Event(day=_on(7, 11), status=unfounded),
        Event(day=_on(10, 5), type=EXPLOSION, status=unfounded),
        Event(day=_on(10, 30), type=EXPLOSION, by=HAMNEN, status=hold, conflict_id=FALK_HAMNEN,
              credits=(_by(HAMNEN, 0.5),)),
        Event(day=_on(11, 19), against=FALK, status=hold, injured=None, killed=0, credits=(_hit(FALK, 0.6),)),
        Event(day=_on(12, 1), type=STABBING, status=hold, injured=1, victims=(OUTSIDER,)),
        Event(day=_on(6, 1), type=EXPLOSION, precision=Precision.MONTH, credits=(_by(BACKEN, 0.5),)),
        Event(day=_on(1, 1), type=ARSON, precision=Precision.YEAR, involved=Answer.UNKNOWN),
        Event(day=_on(2, 1), type=ASSAULT, precision=Precision.MONTH, killed=None, injured=None, bounds=(1, 2),
              involved=Answer.UNKNOWN),
        Event(day=_on(2, 18), type=ASSAULT, by=BACKEN, injured=1, fates=("convicted",), victims=(OUTSIDER,)),
        Event(day=_on(4, 22), type=ROBBERY, by=LUNDEN, fates=("convicted", "acquitted"), victims=(OUTSIDER,)),
        Event(day=_on(6, 15), type=ROBBERY, by=BACKEN, fates=("convicted",), victims=(OUTSIDER,)),
        Event(day=_on(9, 3), type=ROBBERY, fates=("charged",), victims=(OUTSIDER,), witnesses=1),
        Event(day=_on(10, 9), type=OTHER, by=KVARNEN, fates=("charged",)),
        Event(day=_on(11, 5), type=ASSAULT, injured=1, victims=(OUTSIDER,), fates=("suspected",)),
    ]  # fmt: skip
