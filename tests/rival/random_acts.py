"""Acts of the programme on top of a random case: visits near each other, answers, help, contacts, custody, call-ins."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from tests.rival import make
from tests.rival.random_case import Drawn, random_case

CLOSE = (-1, 0, 0, 1, 1, 2, 5, 30)  # days from one act to what follows it


@dataclass(frozen=True, slots=True)
class _Acts:
    dice: random.Random
    as_of: date
    persons: tuple[str, ...]
    groups: tuple[str, ...]

    def day(self) -> date:
        return self.as_of - timedelta(days=self.dice.choice((-3, 0, 0, 1, 2, 3, 20, 33, 40, 365, 366, 700)))

    def near(self, day: date) -> date:
        return day + timedelta(days=self.dice.choice(CLOSE))

    def person(self) -> str:
        return self.dice.choice(self.persons)


def random_acts(seed: int) -> Drawn:
    """Make a case in which much follows upon visits."""
    drawn, dice = random_case(seed), random.Random(seed + 1)
    persons = tuple(one.person_id for one in drawn.records if isinstance(one, r.Person))
    groups = tuple(one.group_id for one in drawn.records if isinstance(one, r.Group))
    acts = _Acts(dice, drawn.as_of, persons, groups)
    found: list[object] = [one for one in drawn.records if not isinstance(one, r.Notification | r.CallIn)]
    found += [r.Round(round_id=f"R{i}", name=f"round {i}", starts_on=acts.day()) for i in range(2)]
    visits = _notifications(acts)
    found += visits
    days = [(one.person_id, one.delivered_on) for one in visits if one.delivered_on is not None]
    found += _responses(acts, visits)
    found += _after(acts, days)
    found += _call_ins(acts)
    return Drawn(tuple(found), drawn.as_of)


def _notifications(acts: _Acts) -> list[r.Notification]:
    dice, found = acts.dice, []
    for i in range(dice.randint(1, 8)):
        row = make.notification(f"V{i}", acts.person(), acts.day().isoformat() if dice.random() < 0.8 else None)
        attempted = tuple(acts.day().isoformat() for _ in range(dice.choice((0, 0, 1, 2))))
        found.append(
            replace(
                row,
                kind=dice.choice((None, None, v.NotificationKind.CUSTOM_NOTIFICATION, v.NotificationKind.SAFETY_TALK)),
                channel=dice.choice((None, v.Channel.HOME, v.Channel.PROBATION_MEETING)),
                agencies=dice.choice(((), ("police",), ("police", "probation"))),
                round_id=dice.choice((None, "R0", "R1")),
                attempted_on=attempted,
            )
        )
    if dice.random() < 0.5:  # a second one to the same person on the same day
        found.append(replace(found[0], notification_id="W", round_id=None, agencies=("municipality",)))
    return found


def _responses(acts: _Acts, visits: list[r.Notification]) -> list[object]:
    dice, found = acts.dice, list[object]()
    for visit in visits:
        for j in range(dice.choice((0, 1, 1, 2))):
            later = visit.delivered_on + timedelta(days=dice.choice((0, 0, 1, 4))) if visit.delivered_on else acts.day()
            kind = dice.choice(tuple(v.ResponseKind)) if visit.delivered_on else v.ResponseKind.NOT_FOUND
            found.append(
                r.Response(
                    response_id=f"A{visit.notification_id}{j}",
                    notification_id=visit.notification_id,
                    responded_on=later,
                    response=kind,
                )
            )
    return found


def _after(acts: _Acts, days: list[tuple[str, date]]) -> list[object]:
    dice, found = acts.dice, list[object]()
    for i in range(dice.randint(0, 16)):
        person, day = dice.choice(days) if days and dice.random() < 0.8 else (acts.person(), acts.day())
        on = acts.near(day)
        which = dice.randrange(7)
        if which == 0:
            who = dice.choice(tuple(v.Initiative))
            found.append(
                r.Contact(contact_id=f"K{i}", person_id=person, contacted_on=on, initiative=who, agency="municipality")
            )
        elif which == 1:
            found += [_case(acts, f"H{i}{j}", person, on) for j in range(dice.choice((1, 2, 3)))]
        elif which == 2:
            found.append(make.fact(f"X{i}", person, "weapon_seizure", dice.choice((on.isoformat(), f"{on:%Y-%m}"))))
        elif which == 3:
            found.append(make.supervision(f"Y{i}", person, dice.choice(("remand", "prison")), on.isoformat()))
        elif which > 4:
            found += _deed(acts, f"D{i}", person, on)
        else:
            start = None if dice.random() < 0.2 else (on - timedelta(days=5)).isoformat()
            found.append(make.supervision(f"Y{i}", person, dice.choice(("remand", "prison")), start, on.isoformat()))
    return found


def _deed(acts: _Acts, key: str, person: str, on: date) -> list[object]:
    """A deed near a visit, and a decision on it a little later."""
    when = acts.dice.choice((on.isoformat(), on.isoformat(), f"{on:%Y-%m}"))
    decided = (on + timedelta(days=acts.dice.choice((0, 1, 3)))).isoformat()
    status = acts.dice.choice(("suspected", "charged", "dropped"))
    return [
        make.incident(key, when, status=acts.dice.choice(("confirmed", "confirmed", "unfounded"))),
        make.suspect(f"S{key}", person, key, status, decided),
    ]


def _case(acts: _Acts, key: str, person: str, on: date) -> r.SupportCase:
    status = acts.dice.choice((v.SupportStatus.ACTIVE, v.SupportStatus.COMPLETED, v.SupportStatus.COMPLETED))
    is_closed = status is v.SupportStatus.COMPLETED
    return r.SupportCase(
        support_case_id=key,
        person_id=person,
        opened_on=on,
        closed_on=on + timedelta(days=acts.dice.choice((0, 1, 10))) if is_closed else None,
        kind=acts.dice.choice((v.SupportKind.EXIT_PROGRAMME, v.SupportKind.RELOCATION)),
        status=status,
        agency="municipality",
    )


def _call_ins(acts: _Acts) -> list[object]:
    dice, found = acts.dice, list[object]()
    for i in range(dice.randint(0, 2)):
        found.append(make.call_in(f"C{i}", acts.day().isoformat()))
        for j in range(dice.randint(0, 4)):
            found.append(
                r.Attendance(
                    attendance_id=f"T{i}{j}",
                    call_in_id=f"C{i}",
                    person_id=acts.person(),
                    group_id=dice.choice((None, *acts.groups)),
                    attended=dice.choice((v.Answer.YES, v.Answer.YES, v.Answer.NO)),
                    stand_in_for=f"T{i}0" if j and dice.random() < 0.3 else None,
                )
            )
    return found
