"""The demo city's ties: dense inside groups, few across, a few to people outside."""

from datetime import date

from graph_service.domain.records import Group, Membership, Person, Tie
from graph_service.domain.vocabulary import TieKind
from loaders.demo_city.city import AS_OF, City, days

INSIDE_KINDS = (
    TieKind.CO_OFFENDING,
    TieKind.CO_OFFENDING,
    TieKind.OBSERVED_TOGETHER,
    TieKind.OBSERVED_TOGETHER,
    TieKind.COMMUNICATION,
    TieKind.COMMUNICATION,
    TieKind.CO_ARREST,
    TieKind.FRIEND,
    TieKind.KIN,
)
KIN_KINDS = (TieKind.KIN, TieKind.KIN, TieKind.PARTNER, TieKind.CO_RESIDENT, TieKind.FRIEND, TieKind.FINANCIAL)
OTHER_KINDS = (TieKind.FRIEND, TieKind.COMMUNICATION, TieKind.OBSERVED_TOGETHER, TieKind.OTHER)
N_ACROSS = 32
_LASTING = frozenset((TieKind.KIN, TieKind.PARTNER, TieKind.FRIEND, TieKind.CO_RESIDENT))
Pair = tuple[str, str]


def add_ties(city: City, outsiders: dict[str, list[str]]) -> None:
    """Add the ties between persons."""
    members = _members_ever(city)
    pairs: set[Pair] = set()
    for ids in members:
        inside = _inside(city, ids)
        for pair in sorted(inside - pairs):
            _add_tie(city, pair, city.one_of(INSIDE_KINDS))
        pairs |= inside
    for sort, kinds in (("kin", KIN_KINDS), ("no_group_suspect", OTHER_KINDS), ("no_group_victim", OTHER_KINDS)):
        for index, person in enumerate(outsiders[sort]):
            if sort == "no_group_victim" and city.chance(0.6):
                continue  # most victims without a group know nobody in one
            home = members[index % len(members)]
            for friend in city.rng.sample(home, k=min(len(home), city.rng.choice((1, 1, 2)))):
                pairs |= _tie(city, pairs, person, friend, city.one_of(kinds))
    for _ in range(N_ACROSS):  # ties across groups are few, and matter most for who can carry a message
        first_group, second_group = city.rng.sample(range(len(members)), k=2)
        first_person = city.one_of(members[first_group])
        second_person = city.one_of(members[second_group])
        pairs |= _tie(
            city, pairs, first_person, second_person, city.one_of((*OTHER_KINDS, TieKind.KIN, TieKind.CO_OFFENDING))
        )


def _members_ever(city: City) -> list[list[str]]:
    of_group: dict[str, list[str]] = {group.group_id: [] for group in city.all(Group)}
    for membership in city.all(Membership):
        if membership.person_id not in of_group[membership.group_id]:
            of_group[membership.group_id].append(membership.person_id)
    return [ids for ids in of_group.values() if len(ids) > 1]


def _inside(city: City, ids: list[str]) -> set[Pair]:
    """Draw by preferential attachment, then close some triangles: what real groups look like."""
    pairs: set[Pair] = set()
    by_degree = [ids[0]]  # leaders and core come first, so they end up with more ties
    for n_before, person in enumerate(ids[1:], start=1):
        if city.chance(0.03):
            continue  # a member of whom no tie is known
        for _ in range(1 + city.chance(0.45)):
            friend = city.one_of(by_degree) if city.chance(0.7) else ids[city.rng.randrange(n_before)]
            if friend != person:
                pairs.add(_pair(person, friend))
                by_degree += [person, friend]
    closed = sorted(pairs)
    for first, second in closed:
        if city.chance(0.5):
            contacts = [
                contact for pair in closed for contact in pair if second in pair and contact not in (first, second)
            ]
            if contacts:
                pairs.add(_pair(first, city.one_of(contacts)))
    return pairs


def _pair(first: str, second: str) -> Pair:
    return (first, second) if first < second else (second, first)


def _tie(city: City, pairs: set[Pair], first: str, second: str, kind: TieKind) -> set[Pair]:
    if first == second or _pair(first, second) in pairs:
        return set()
    _add_tie(city, _pair(first, second), kind)
    return {_pair(first, second)}


def _add_tie(city: City, pair: Pair, kind: TieKind) -> None:
    born = max(city.get(Person, person).birth_year or 1990 for person in pair)
    first, last = _validity(city, kind, born)
    city.add(
        Tie(
            tie_id=city.next_id("T"),
            person_a=pair[0],
            person_b=pair[1],
            kind=kind,
            strength=float(city.rng.choice((1, 1, 1, 2, 2, 3, 4))),
            valid_from=first,
            valid_to=last,
            source_id=None if city.chance(0.03) else _source(city, kind, first),
        )
    )
    if city.chance(0.05) and kind is not TieKind.COMMUNICATION:  # the same two, seen by another source
        _add_tie(city, pair, TieKind.COMMUNICATION)


def _source(city: City, kind: TieKind, first: date | None) -> str:
    sort = "municipality" if kind in _LASTING else "report"
    return city.source(sort, first or date(2019, 1, 1))


def _validity(city: City, kind: TieKind, born: int) -> tuple[date | None, date | None]:
    if city.chance(0.06):
        return None, None  # nobody wrote down when
    begins = date(max(2013, born + 12), 1, 1)
    if kind in _LASTING:
        return city.day_between(begins, date(max(begins.year, 2017), 12, 31)), None
    if city.chance(0.08):  # too old to count for reach
        first = city.day_between(min(begins, date(2014, 1, 1)), date(2016, 6, 30))
        return first, first + city.within(0, 300)
    first = city.day_between(max(begins, date(2017, 1, 1)), date(2020, 11, 1))
    if city.chance(0.45):
        return first, None
    return first, min(AS_OF, first + city.within(0, 400)) if first > AS_OF - days(400) else first + city.within(0, 400)
