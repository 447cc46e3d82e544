"""The figures of the programme a second time, in loops over records: of each number whom and which day it counts.

`counted` gives by figure and number (code, or code:category) a row each: whom it is about, and its day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles

from graph_service.domain import records
from tests.rival import days
from tests.rival.incidents import FORMAL, Happened, counted, happened
from tests.rival.reach import reach_graph
from tests.rival.view import View, rows

Row = tuple[str, str]  # whom it is about, or which record; its day
Numbers = dict[str, list[Row]]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, and a round."""

    first: date
    last: date
    round_id: str | None = None

    def has(self, day: date) -> bool:
        """Say whether a day lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit: all deliveries to one person on one day."""

    person_id: str
    day: date
    acts: tuple[records.Notification, ...]

    @property
    def row(self) -> Row:
        """As answers name it."""
        return self.person_id, self.day.isoformat()


class Figured:
    """All figures of a case as of a day."""

    def __init__(self, view: View, asked: Asked) -> None:
        self.view = view
        self.asked = asked
        self.visits = self._visits()
        self.chosen = [visit for visit in self.visits if self._is_chosen(visit)]
        self.first: dict[str, Visited] = {}
        for visit in self.chosen:
            self.first.setdefault(visit.person_id, visit)
        self.numbers: dict[str, Numbers] = defaultdict(lambda: defaultdict(list))
        self.quartiles: dict[str, dict[str, float | None]] = defaultdict(dict)

    def _visits(self) -> list[Visited]:
        by_day: dict[tuple[date, str], list[records.Notification]] = defaultdict(list)
        for act in rows(self.view.case, records.Notification):
            if act.kind != "safety_talk" and act.delivered_on is not None and act.delivered_on <= self.view.as_of:
                by_day[act.delivered_on, self.view.one_of[act.person_id]].append(act)
        return [Visited(person, day, tuple(by_day[day, person])) for day, person in sorted(by_day)]

    def _is_chosen(self, visit: Visited) -> bool:
        of_round = self.asked.round_id is None or any(act.round_id == self.asked.round_id for act in visit.acts)
        return of_round and self.asked.has(visit.day)

    def _groups(self, visit: Visited) -> set[str]:
        return self.view.groups_of(visit.person_id, visit.day)

    def _add(self, figure: str, row: Row, *keys: str) -> None:
        for key in keys:
            self.numbers[figure][key].append(row)

    def all(self) -> "Figured":
        """Reckon every figure."""
        self._of_visits()
        self._of_groups()
        self._of_answers()
        self._of_not_found()
        self._of_help()
        self._of_contacts()
        self._of_detained()
        self._of_ignored()
        self._of_shootings()
        self._of_call_ins()
        return self

    def _of_visits(self) -> None:
        for visit in self.chosen:
            self._add("visits", visit.row, "visits", "persons")
            mine = [other for other in self.chosen if other.person_id == visit.person_id]
            earlier = [other for other in self.visits if other.person_id == visit.person_id and other.day < mine[0].day]
            if earlier and visit is mine[0]:
                self._add("visits", visit.row, "again")
            if len(mine) > 1:
                self._add("visits", visit.row, "more_than_once")
            words: dict[str, set[str]] = {
                "channel": {str(act.channel) for act in visit.acts if act.channel is not None} or {"not_recorded"},
                "agency": {
                    "probation_service" if word == "probation" else word for act in visit.acts for word in act.agencies
                }
                or {"not_recorded"},
                "round": {act.round_id for act in visit.acts if act.round_id is not None} or {"none"},
                "group": self._groups(visit) or {"none"},
            }
            for code, some in words.items():
                self._add("visits", visit.row, *(f"{code}:{word}" for word in some))
        for visit in self.visits:
            days_of = {other.day for other in self.visits if other.person_id == visit.person_id}
            self._add("since_start", visit.row, "persons", *(["more_than_once"] if len(days_of) > 1 else []))

    def _sides(self, one: Happened) -> dict[str, set[str]]:
        return {"committed": set(one.suspect_side.named()), "suffered": set(one.victim_side.named())}

    def _of_groups(self) -> None:
        measured = []
        for visit in self.chosen:
            groups, year = self._groups(visit), days.last_days(365, visit.day)
            ties = {
                code
                for one in counted(self.view).values()
                if one.outcome == "fatal" and one.period is not None and year.place(one.period) == "inside"
                for code, named in self._sides(one).items()
                if named & groups
            }
            if ties:
                self._add("lethal_violence", visit.row, "persons", *ties)
            before = [
                one.row.occurred_on
                for one in counted(self.view).values()
                if one.row.precision == "day"
                and one.row.occurred_on is not None
                and one.row.occurred_on <= visit.day
                and set().union(*self._sides(one).values()) & groups
            ]
            category = "no_group" if not groups else "with_incident" if before else "no_incident"
            self._add("incident_to_visit", visit.row, f"interval:{category}")
            measured += [(visit.day - max(before)).days] if before else []
        self.quartiles["incident_to_visit"] = _quartiles(measured)

    def _answers(self, visit: Visited) -> list[records.Response]:
        keys = {act.notification_id for act in visit.acts}
        answers = [
            row
            for row in rows(self.view.case, records.Response)
            if row.notification_id in keys and row.responded_on <= self.view.as_of and row.response != "not_found"
        ]
        return sorted(answers, key=lambda row: (row.responded_on, row.response_id))

    def _of_answers(self) -> None:
        for visit in self.chosen:
            kinds = [str(row.response) for row in self._answers(visit)]
            self._add("answers", visit.row, f"answer:{kinds[-1] if kinds else 'no_answer'}")
            self._add("answers", visit.row, *(f"any_answer:{kind}" for kind in set(kinds)))

    def _of_not_found(self) -> None:
        met = {visit.person_id for visit in self.visits if self.asked.has(visit.day)}
        for act in rows(self.view.case, records.Notification):
            person = self.view.one_of[act.person_id]
            is_other = self.asked.round_id is not None and act.round_id != self.asked.round_id
            if act.kind == "safety_talk" or is_other or person in met:
                continue
            attempts = [date.fromisoformat(text) for text in set(act.attempted_on)]
            attempts += [
                row.responded_on
                for row in rows(self.view.case, records.Response)
                if row.notification_id == act.notification_id and row.response == "not_found"
            ]
            for day in attempts:
                if self.asked.has(day):
                    self._add("not_found", (person, day.isoformat()), "persons")

    def _of_help(self) -> None:
        cases = [one for one in rows(self.view.case, records.SupportCase) if one.opened_on <= self.view.as_of]
        sought = set()
        for person, visit in self.first.items():
            exits = [one for one in cases if one.kind == "exit_programme" and self.view.one_of[one.person_id] == person]
            later = [one for one in exits if one.opened_on >= visit.day]
            for one in later:
                sought.add(person)
                same = ["on_the_day"] if one.opened_on == visit.day else []
                self._add("exit_programme", (person, one.opened_on.isoformat()), "persons", *same)
            for one in exits if not later else []:
                if one.closed_on is None or one.closed_on >= visit.day:
                    self._add("exit_programme", (person, one.opened_on.isoformat()), "open_before")
        for person, visit in self.first.items():
            for one in cases:
                is_moved = one.kind == "relocation" and one.status == "completed" and one.closed_on is not None
                if self.view.one_of[one.person_id] != person or not is_moved or one.opened_on < visit.day:
                    continue
                if one.closed_on is not None and one.closed_on <= self.view.as_of:
                    more = ["of_sought"] if person in sought else []
                    more += ["on_the_day"] if one.opened_on == visit.day else []
                    self._add("moved", (person, one.opened_on.isoformat()), "persons", *more)

    def _of_contacts(self) -> None:
        later: dict[Row, list[date]] = defaultdict(list)
        for one in rows(self.view.case, records.Contact):
            person, day = self.view.one_of[one.person_id], one.contacted_on
            if day > self.view.as_of or one.initiative == "agency":
                continue
            mine = [visit for visit in self.visits if visit.person_id == person]
            row = person, day.isoformat()
            is_same_day = any(visit.day == day for visit in self.chosen if visit.person_id == person)
            before = [visit for visit in mine if visit.day < day]
            follows = bool(before) and before[-1] in self.chosen
            if one.initiative == "family" and (is_same_day or follows):
                self._add("in_touch", row, "family_persons", "family_contacts")
            elif one.initiative == "person" and is_same_day:
                self._add("in_touch", row, "on_a_visit_day")
            elif one.initiative == "person" and follows:
                self._add("in_touch", row, "persons", "contacts")
                later[before[-1].row].append(day)
        for (person, visited), contacted in later.items():
            self._add("in_touch", (person, min(contacted).isoformat()), "first_contacts")
            contacted.append(date.fromisoformat(visited))
        waits = [(min(found[:-1]) - found[-1]).days for found in later.values()]
        self.quartiles["in_touch"] = {"median_days": _quartiles(waits)["median_days"]}

    def _of_detained(self) -> None:
        heard = [(visit.person_id, visit.day) for visit in self.visits]
        held = {row.call_in_id: row.held_on for row in rows(self.view.case, records.CallIn) if row.status == "held"}
        for one in rows(self.view.case, records.Attendance):
            day = held.get(one.call_in_id)
            if one.attended == "yes" and day is not None and day <= self.view.as_of:
                heard.append((self.view.one_of[one.person_id], day))
        for person in self.view.persons:
            spells = [
                one
                for one in rows(self.view.case, records.Supervision)
                if self.view.one_of[one.person_id] == person
                and one.kind in {"remand", "prison"}
                and (one.valid_from is None or one.valid_from <= self.view.as_of)
            ]
            now = [one for one in spells if days.valid_on(one.valid_from, one.valid_to, self.view.as_of)]
            if not now or not self.view.is_alive(person):
                continue
            start = _start(spells, now)
            if start is None:
                self._add("detained", (person, ""), "persons", "unknown_start")
                continue
            reached = any(who == person and day < start for who, day in heard)
            keys = ["persons", *(["reached_before"] if reached else [])]
            self._add("detained", (person, start.isoformat()), *keys)

    def _of_ignored(self) -> None:
        first: dict[str, Visited] = {}
        for visit in self.chosen:
            answers = self._answers(visit)
            if answers and answers[-1].response in {"ignores", "hostile"}:
                first.setdefault(visit.person_id, visit)
        for person, visit in first.items():
            self._add("ignored", visit.row, "answered")
            for code, day in [*self._seized(person, visit), *self._remanded(person, visit), *self._suspected(visit)]:
                is_after = code in {"weapon_seizure", "remand", "suspicion"}
                self._add("ignored", (person, day.isoformat()), code, *(["persons"] if is_after else []))

    def _seized(self, person: str, visit: Visited) -> Iterable[tuple[str, date]]:
        for one in rows(self.view.case, records.Fact):
            span = self.view.period(one)
            if self.view.one_of[one.person_id] != person or one.kind != "weapon_seizure" or not self.view.is_seen(one):
                continue
            assert span is not None
            code = self._placed(span, visit)
            if code != "before":
                yield {"after": "weapon_seizure"}.get(code, code), span.first

    def _placed(self, span: days.Span | None, visit: Visited) -> str:
        if span is None:
            return "too_coarse"
        if span.last < visit.day:
            return "before"
        if span.first == span.last == visit.day:
            return "same_day"
        return "after" if span.first > visit.day and span.last <= self.view.as_of else "too_coarse"

    def _remanded(self, person: str, visit: Visited) -> Iterable[tuple[str, date]]:
        for one in rows(self.view.case, records.Supervision):
            begun = one.valid_from
            if self.view.one_of[one.person_id] == person and one.kind == "remand" and begun is not None:
                if visit.day < begun <= self.view.as_of:
                    yield "remand", begun
                elif visit.day == begun:
                    yield "same_day", begun

    def _suspected(self, visit: Visited) -> Iterable[tuple[str, date]]:
        for one in happened(self.view).values():
            for status, decided in one.person_status(visit.person_id):
                if status not in FORMAL or decided is None or decided < visit.day or one.row.status == "unfounded":
                    continue
                placed = self._placed(one.period, visit)
                code = {"after": "suspicion", "before": "earlier_deed"}.get(placed, placed)
                yield "same_day" if decided == visit.day else code, decided

    def _of_shootings(self) -> None:
        dated = [one.period.first for one in counted(self.view).values() if one.period is not None]
        this_year = self.view.as_of.year
        for one in counted(self.view).values():
            if one.row.type != "shooting":
                continue
            if one.period is None:
                self._add("shootings", (one.incident_id, ""), "undated")
                continue
            row = one.incident_id, one.period.first.isoformat()
            for year in range(min(dated).year, this_year + 1):
                until = days.years_earlier(self.view.as_of, this_year - year)
                whole = days.Span(date(year, 1, 1), self.view.as_of if year == this_year else date(year, 12, 31))
                part = days.Span(date(year, 1, 1), until).place(one.period)
                if whole.place(one.period) == "inside":
                    self._add("shootings", row, f"year:{year}")
                if part != "outside":
                    self._add("shootings", row, f"{'to_date' if part == 'inside' else 'coarse'}:{year}")

    def _of_call_ins(self) -> None:
        for call_in in rows(self.view.case, records.CallIn):
            day = call_in.held_on
            if call_in.status != "held" or day is None or not self.asked.has(day):
                continue
            self._add("call_ins", ("", day.isoformat()), "held")
            invited: dict[str, list[records.Attendance]] = defaultdict(list)
            for row in rows(self.view.case, records.Attendance):
                if row.call_in_id == call_in.call_in_id:
                    invited[self.view.one_of[row.person_id]].append(row)
            for person, mine in invited.items():
                came = [row for row in mine if row.attended == "yes"]
                keys = ["invited", *(["came"] if came else [])]
                keys += ["groups"] if any(row.group_id for row in came) else []
                keys += ["stand_ins"] if any(row.stand_in_for for row in came) else []
                self._add("call_ins", (person, day.isoformat()), *keys)
            then = View(self.view.case, day)
            came_then = {
                then.one_of[row.person_id] for some in invited.values() for row in some if row.attended == "yes"
            }
            for person in reach_graph(then).reached(came_then):
                self._add("call_ins", (person, day.isoformat()), f"reached:{call_in.call_in_id}")


def _start(spells: list[records.Supervision], now: list[records.Supervision]) -> date | None:
    """The first day of the spells that lead up to now without a day between; None: not known."""
    joined = list(now)
    while True:
        if any(one.valid_from is None for one in joined):
            return None
        start = min(one.valid_from for one in joined if one.valid_from is not None)
        more = [
            one for one in spells if one not in joined and (one.valid_to is None or one.valid_to + ONE_DAY >= start)
        ]
        if not more:
            return start
        joined += more


def _quartiles(values: list[int]) -> dict[str, float | None]:
    names = ("lower_quartile_days", "median_days", "upper_quartile_days")
    if not values:
        return dict.fromkeys(names)
    cuts = quantiles([*values, *values[:1]] if len(values) == 1 else values, n=4, method="inclusive")
    return dict(zip(names, cuts, strict=True))
