"""What real data contains and invented data easily lacks: doubles, contradictions, exits, deaths, overdue reviews."""

from datetime import date

from graph_service.domain.records import (
    ConflictPerson,
    Fact,
    Involvement,
    Membership,
    Person,
    SamePerson,
    Tie,
)
from graph_service.domain.vocabulary import Basis, FactKind, Part, Role, TieKind
from loaders.demo_city.city import AS_OF, City
from loaders.demo_city.groups import BACKEN, BRON, FALK, HAMNEN, KVARNEN, LUNDEN, PARKEN, STATIONEN, TORGET
from loaders.demo_city.people import add_membership, add_person
from loaders.demo_city.sentences import add_fact, with_grounds

OVERDUE_ON = (date(2020, 9, 15), date(2020, 10, 1), date(2020, 11, 1), date(2020, 11, 30), date(2020, 12, 2))


def add_awkward_people(city: City) -> dict[str, str]:
    """Add the persons that the awkward cases are about, before ties and incidents are drawn.

    Returns what is special, and who.
    """
    special = {
        "under_age": _member(city, BRON, 2006, Role.AFFILIATE, date(2020, 3, 1)),
        "minor": _member(city, TORGET, 2003, Role.AFFILIATE, date(2019, 8, 1)),
        "died": _member(city, BACKEN, 1991, Role.CORE, date(2016, 2, 1)),
        "left": _member(city, HAMNEN, 1994, Role.CORE, date(2015, 6, 1), date(2020, 6, 30), protected=True),
        "exit_in_word": _member(city, LUNDEN, 1995, Role.AFFILIATE, date(2016, 9, 1)),
        "exit_undone": _member(city, KVARNEN, 1993, Role.AFFILIATE, date(2015, 3, 1)),
        "two_groups": _member(city, BRON, 1996, Role.AFFILIATE, date(2016, 5, 1), spared=False),
        "contradicted_role": _member(city, TORGET, 1990, Role.LEADER, date(2018, 2, 1)),
        "contradicted_group": _member(city, STATIONEN, 1997, Role.AFFILIATE, date(2017, 4, 1)),
        "double": add_person(city, born=1992, aliases=("Mejsell",)),
        "double_undone": add_person(city, born=None, aliases=("Hyvell",)),
        "protected_victim": add_person(city, born=1989, protected=True),
    }
    add_membership(city, special["two_groups"], TORGET, Role.AFFILIATE, date(2019, 1, 15))
    weak = city.source("weak", AS_OF)
    add_membership(city, special["contradicted_role"], TORGET, Role.AFFILIATE, date(2018, 2, 1), source_id=weak)
    add_membership(city, special["contradicted_group"], PARKEN, Role.AFFILIATE, date(2019, 9, 1), source_id=weak)
    died_on = date(2019, 8, 20)
    city.change(city.get(Person, special["died"]), died_on=died_on, birth_year=1991)
    city.died[special["died"]] = died_on
    for key, born in (("under_age", 2006), ("minor", 2003), ("double", 1992)):
        city.change(city.get(Person, special[key]), birth_year=born)
    return special


def add_awkward_cases(city: City, special: dict[str, str], outsiders: dict[str, list[str]]) -> None:
    """Add what makes them awkward, and what is overdue."""
    _add_doubles(city, special)
    _add_exits(city, special)
    for side, conflict, group, last in (
        ("north", "C-0001", FALK, None),
        ("harbour", "C-0001", HAMNEN, None),
        ("square", "C-0002", TORGET, date(2020, 11, 15)),  # until the truce
        ("station", "C-0004", STATIONEN, None),
    ):
        kin = _kin_of(city, group, outsiders["kin"])
        city.add(
            ConflictPerson(
                conflict_person_id=city.next_id("CD"),
                person_id=kin,
                conflict_id=conflict,
                side=side,
                valid_from=date(2020, 8, 1),
                valid_to=last,
                source_id=city.source("report", date(2020, 9, 1)),
            )
        )
    _add_second_source_of_one_origin(city)
    _make_overdue(city, set(special.values()))


def _member(
    city: City,
    group_id: str,
    born: int,
    role: Role,
    first: date,
    last: date | None = None,
    *,
    protected: bool = False,
    spared: bool = True,
) -> str:
    person = add_person(city, born=born, protected=protected)
    city.activity[person] = 1.0
    if spared:
        city.spared.add(person)
    add_membership(city, person, group_id, role, first, last)
    return person


def _add_doubles(city: City, special: dict[str, str]) -> None:
    """Join two rows that are one person; join two others, and take it back."""
    ordinary = [person for person in city.all(Person) if person.person_id not in special.values()]
    named = [person for person in ordinary if person.aliases and person.birth_year]
    first, second = named[:2]
    city.change(first, aliases=("Mejsel", *(alias for alias in first.aliases if alias != "Mejsel")))
    for original, double, decided, undone, reason in (
        (first, special["double"], date(2020, 9, 14), None, "the same telephone and address in two reports"),
        (second, special["double_undone"], date(2020, 3, 2), date(2020, 6, 15), "same nickname, misspelt"),
    ):
        city.add(
            SamePerson(
                same_person_id=city.next_id("SP"),
                person_a=original.person_id,
                person_b=double,
                decided_by="analyst 2",
                decided_on=decided,
                reason=reason,
                undone_on=undone,
            )
        )
        contact = next(tie for tie in city.all(Tie) if original.person_id == tie.person_a and tie.person_b != double)
        smaller, larger = sorted((double, contact.person_b))
        city.add(
            Tie(
                tie_id=city.next_id("T"),
                person_a=smaller,
                person_b=larger,
                kind=TieKind.OBSERVED_TOGETHER,
                valid_from=date(2020, 1, 20),
                valid_to=date(2020, 2, 20),
                source_id=city.source("report", date(2020, 1, 20)),
            )
        )


def _add_exits(city: City, special: dict[str, str]) -> None:
    """Add three exits: out of the group as well; in word alone so far; followed by a weapon."""
    add_fact(city, special["left"], FactKind.WEAPON_SEIZURE, date(2019, 5, 9))
    add_fact(city, special["left"], FactKind.EXIT_DECLARED, date(2020, 7, 5))
    add_fact(city, special["exit_in_word"], FactKind.WEAPON_SEIZURE, date(2019, 10, 2))
    add_fact(city, special["exit_in_word"], FactKind.EXIT_DECLARED, date(2020, 8, 12))
    add_fact(city, special["exit_undone"], FactKind.EXIT_DECLARED, date(2020, 2, 10))
    add_fact(city, special["exit_undone"], FactKind.WEAPON_SEIZURE, date(2020, 9, 10))
    add_fact(city, special["minor"], FactKind.WEAPON_SEIZURE, date(2020, 8, 22))
    add_fact(city, special["protected_victim"], FactKind.THREAT_RECEIVED, date(2020, 10, 4))


def _kin_of(city: City, group_id: str, kin: list[str]) -> str:
    members = {membership.person_id for membership in city.all(Membership) if membership.group_id == group_id}
    near = [
        outside
        for tie in city.all(Tie)
        for outside, inside in ((tie.person_a, tie.person_b), (tie.person_b, tie.person_a))
        if outside in kin and inside in members
    ]
    drawn = {conflict_person.person_id for conflict_person in city.all(ConflictPerson)}
    return next(person for person in near if person not in drawn)


def _add_second_source_of_one_origin(city: City) -> None:
    """Add a core membership said by two reports that go back to one, which is one source."""
    person = city.members(HAMNEN, AS_OF, (Role.CORE,))[-1]
    first = next(membership.valid_from for membership in city.all(Membership) if membership.person_id == person)
    for _, source in city.sources["twin"]:
        add_membership(city, person, HAMNEN, Role.CORE, first, basis=Basis.ASSESSMENT, source_id=source)


def _make_overdue(city: City, spared: set[str]) -> None:
    open_memberships = [
        membership
        for membership in city.all(Membership)
        if membership.valid_to is None and membership.person_id not in spared
    ]
    victims = {
        involvement.person_id for involvement in city.all(Involvement) if involvement.part is Part.VICTIM
    }  # whom to warn stays to be seen
    persons = sorted({membership.person_id for membership in open_memberships} - victims)
    grounded = sorted(with_grounds(city) & set(persons))
    for index, person in enumerate(
        city.rng.sample(grounded, k=2) + city.rng.sample(sorted(set(persons) - set(grounded)), k=4)
    ):
        city.change(city.get(Person, person), review_by=OVERDUE_ON[index % len(OVERDUE_ON)])
    for index, membership in enumerate(city.rng.sample(open_memberships, k=9)):
        city.change(membership, review_by=OVERDUE_ON[index % len(OVERDUE_ON)])
    suspects = [involvement for involvement in city.all(Involvement) if involvement.part is Part.SUSPECT]
    for involvement in city.rng.sample(suspects, k=3):
        city.change(involvement, review_by=OVERDUE_ON[0])
    city.change(city.all(Fact)[2], review_by=OVERDUE_ON[1])
