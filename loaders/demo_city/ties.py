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
    """Add the ties between persons.

    Parameters
    ----------
    city : City
        Where they go.
    outsiders : dict[str, list[str]]
        People without a group by sort.
    """
    members = _members_ever(city)
    pairs: set[Pair] = set()
    for ids in members:
        inside = _inside(city, ids)
        for pair in sorted(inside - pairs):
            _add(city, pair, city.one_of(INSIDE_KINDS))
        pairs |= inside
    for sort, kinds in (("kin", KIN_KINDS), ("no_group_suspect", OTHER_KINDS), ("no_group_victim", OTHER_KINDS)):
        for i, person in enumerate(outsiders[sort]):
            if sort == "no_group_victim" and city.chance(0.6):
                continue  # most victims without a group know nobody in one
            home = members[i % len(members)]
            for friend in city.rng.sample(home, k=min(len(home), city.rng.choice((1, 1, 2)))):
                pairs |= _tie(city, pairs, person, friend, city.one_of(kinds))
    for _ in range(N_ACROSS):  # ties across groups are few, and matter most for who can carry a message
        first, second = city.rng.sample(range(len(members)), k=2)
        a, b = city.one_of(members[first]), city.one_of(members[second])
        pairs |= _tie(city, pairs, a, b, city.one_of((*OTHER_KINDS, TieKind.KIN, TieKind.CO_OFFENDING)))


def _members_ever(city: City) -> list[list[str]]:
    of_group: dict[str, list[str]] = {group.group_id: [] for group in city.all(Group)}
    for one in city.all(Membership):
        if one.person_id not in of_group[one.group_id]:
            of_group[one.group_id].append(one.person_id)
    return [ids for ids in of_group.values() if len(ids) > 1]


def _inside(city: City, ids: list[str]) -> set[Pair]:
    """Draw by preferential attachment, then close some triangles: what real groups look like."""
    pairs: set[Pair] = set()
    seen = [ids[0]]  # leaders and core come first, so they end up with more ties
    for k, person in enumerate(ids[1:], start=1):
        if city.chance(0.03):
            continue  # a member of whom no tie is known
        for _ in range(1 + city.chance(0.45)):
            friend = city.one_of(seen) if city.chance(0.7) else ids[city.rng.randrange(k)]
            if friend != person:
                pairs.add(_pair(person, friend))
                seen += [person, friend]
    closed = sorted(pairs)
    for a, b in closed:
        if city.chance(0.5):
            others = [x for pair in closed for x in pair if b in pair and x not in (a, b)]
            if others:
                pairs.add(_pair(a, city.one_of(others)))
    return pairs


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _tie(city: City, pairs: set[Pair], a: str, b: str, kind: TieKind) -> set[Pair]:
    if a == b or _pair(a, b) in pairs:
        return set()
    _add(city, _pair(a, b), kind)
    return {_pair(a, b)}


def _add(city: City, pair: Pair, kind: TieKind) -> None:
    born = max(city.get(Person, one).birth_year or 1990 for one in pair)
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
        _add(city, pair, TieKind.COMMUNICATION)


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
