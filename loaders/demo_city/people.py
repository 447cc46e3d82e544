"""The demo city's persons and who belongs to which group, as sources say."""

from datetime import date

from graph_service.domain.records import Group, Membership, Person
from graph_service.domain.vocabulary import Basis, Role, Sex
from loaders.demo_city import groups
from loaders.demo_city.city import AS_OF, MUNICIPALITY, POLICE, PROBATION, City, days

NICKNAMES = (
    "Borr Fil Hyvel Kil Mejsel Skruv Spade Spett Tång Yxa Kratta Hink Tratt Kruka Lykta Planka Plåt Rep Rör Tråd "
    "Dimma Hagel Regn Åska Blixt Rimfrost Tjäle Dagg Töväder Snöre Grus Kisel Koppar Tenn Zink Krom Nickel Skiffer "
    "Kompass Kikare Ankare Boj Åra Segel Mast Köl Roder Lina Krok Nät Ratt Koppling Växel Broms Däck Fälg Kedja Pedal "
    "Tärning Bricka Kula Joker Pjäs Trumma Sträng Taktpinne Plektrum Penna Linjal Passare Radergummi Gem Stämpel "
    "Tallrik Kopp Slev Visp Durkslag Termos Burk Kork Låda Nyckel Gångjärn Haspe Regel Tröskel"
).split()

# sort of outsider, how many
OUTSIDERS = (("kin", 42), ("no_group_victim", 30), ("witness", 22), ("no_group_suspect", 18))
_BORN = {
    Role.LEADER: (1979, 1992),
    Role.CORE: (1986, 1998),
    Role.AFFILIATE: (1993, 2004),
    Role.ASSOCIATE: (1988, 2004),
}
_LATE = 0.12  # joined after the middle of 2018
_ENDED = 0.05
_SECOND_SOURCE = 0.2
_FACT = {Role.LEADER: 0.3, Role.CORE: 0.2, Role.AFFILIATE: 0.15, Role.ASSOCIATE: 0.1}
_CONTINUED = {groups.KAJEN: (groups.FYREN, 5), groups.SLUSSEN: (groups.HAMNEN, 6)}  # the rest keep the old row open
_FROM_LUNDEN = 6


def add_people(city: City) -> dict[str, list[str]]:
    """Add the members of each group and people around them; return those without a group, by sort."""
    nicknames = list(NICKNAMES)
    city.rng.shuffle(nicknames)
    for group in city.all(Group):
        _add_members(city, group, nicknames)
    outsiders: dict[str, list[str]] = {}
    for sort, number in OUTSIDERS:
        outsiders[sort] = [
            add_person(city, born=city.rng.randint(1962, 2002), agency=MUNICIPALITY if sort == "kin" else POLICE)
            for _ in range(number)
        ]
    return outsiders


def add_person(
    city: City, *, born: int | None, agency: str = POLICE, aliases: tuple[str, ...] = (), protected: bool = False
) -> str:
    """Add a person with a neutral label and return the key."""
    key = city.next_id("P")
    sex = Sex.MALE if city.chance(0.9) else Sex.FEMALE
    city.add(
        Person(
            person_id=key,
            label=key,
            names=(f"Demo {key[2:]}",),
            aliases=aliases,
            birth_year=None if city.chance(0.04) else born,
            sex=None if city.chance(0.03) else sex,
            protected_identity=protected,
            owner_agency=agency,
            review_by=city.day_between(date(2021, 1, 15), date(2021, 12, 15)),
        )
    )
    return key


def add_membership(
    city: City,
    person_id: str,
    group_id: str,
    role: Role,
    first: date | None,
    last: date | None = None,
    *,
    basis: Basis = Basis.ASSESSMENT,
    source_id: str | None = None,
) -> Membership:
    """Add a membership as a source says; one is drawn if none is named."""
    known_from = first or date(2018, 1, 1)
    if source_id is None:
        sort = city.one_of(("audit", "audit", "audit", "report", "report", "municipality", "probation"))
        source_id = city.source("case" if basis is Basis.FACT else sort, known_from)
    return city.add(
        Membership(
            membership_id=city.next_id("M"),
            person_id=person_id,
            group_id=group_id,
            role=role,
            basis=basis,
            valid_from=first,
            valid_to=last,
            source_id=source_id,
            review_by=city.day_between(date(2021, 1, 10), date(2021, 10, 30)),
        )
    )


def _add_members(city: City, group: Group, nicknames: list[str]) -> None:
    number = groups.N_NAMED[group.group_id]
    if not number:
        return  # only its size is estimated
    roles = _roles(number)
    leavers = _leavers(city, groups.LUNDEN) if group.group_id == groups.PARKEN else []
    for index, role in enumerate(roles):
        if index < len(leavers):
            person = leavers[index]
            first = group.valid_from or AS_OF
        else:
            low, high = _BORN[role]
            born = min(city.rng.randint(low, high), city.rng.randint(low, high + 1))
            has_nickname = role in (Role.LEADER, Role.CORE) or city.chance(0.08)
            person = add_person(
                city,
                born=born,
                agency=PROBATION if city.chance(0.08) else POLICE,
                aliases=(nicknames.pop(),) if has_nickname and nicknames else (),
            )
            first = _joined(city, group, born)
            city.activity[person] = _activity(city, role)
        basis = Basis.FACT if city.chance(_FACT[role]) else Basis.ASSESSMENT
        last = group.valid_to
        if group.group_id in _CONTINUED:
            successor, n_continued = _CONTINUED[group.group_id]
            if index < n_continued:
                add_membership(city, person, successor, role, (last or AS_OF) + days(1), basis=basis)
            else:
                last = None  # nobody has closed the row of the earlier group
        elif last is None and city.chance(_ENDED):
            last = city.day_between(date(2019, 1, 1), date(2020, 10, 30))
            last = max(last, first)
        add_membership(city, person, group.group_id, role, first, last, basis=basis)
        if city.chance(_SECOND_SOURCE):
            source = city.source("report", first)
            add_membership(city, person, group.group_id, role, first, last, source_id=source)


def _roles(number: int) -> list[Role]:
    n_leaders = 1 + (number > 20)
    n_core = max(2, number // 6)
    n_associates = number // 5
    n_affiliates = number - n_leaders - n_core - n_associates
    return (
        [Role.LEADER] * n_leaders
        + [Role.CORE] * n_core
        + [Role.AFFILIATE] * n_affiliates
        + [Role.ASSOCIATE] * n_associates
    )


def _leavers(city: City, group_id: str) -> list[str]:
    """Close the memberships of those who went with the new group at the split."""
    day = date(2019, 8, 31)
    leavers = city.rng.sample(city.members(group_id, day, (Role.CORE, Role.AFFILIATE)), k=_FROM_LUNDEN)
    for membership in city.all(Membership):
        if membership.person_id in leavers and membership.group_id == group_id:
            city.change(membership, valid_to=day)
    return leavers


def _joined(city: City, group: Group, born: int) -> date:
    begins = max(group.valid_from or AS_OF, date(born + 15, 1, 1))
    ends = min(AS_OF, group.valid_to or AS_OF)
    usual = date(2016, 12, 1)
    if begins < usual and not city.chance(_LATE):
        return city.day_between(begins, usual)
    return min(city.day_between(max(begins, date(2018, 6, 1)), max(begins, date(2020, 5, 1))), ends - days(60))


def _activity(city: City, role: Role) -> float:
    base = {Role.LEADER: 0.6, Role.CORE: 1.6, Role.AFFILIATE: 0.8, Role.ASSOCIATE: 0.2}[role]
    return float(base * (0.15 + 3 * city.rng.random() ** 4))
