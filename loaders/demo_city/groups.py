"""The demo city's groups, how some became others, their conflicts and alliances."""

from datetime import date

from graph_service.domain.records import (
    Alliance,
    Conflict,
    ConflictParty,
    ConflictStatus,
    Group,
    GroupSuccession,
)
from graph_service.domain.vocabulary import ConflictState, SuccessionKind
from loaders.demo_city.city import City

FALK = "G-01"
HAMNEN = "G-02"
KVARNEN = "G-03"
TORGET = "G-04"
BRON = "G-05"
BACKEN = "G-06"
STATIONEN = "G-07"
FYREN = "G-08"
LUNDEN = "G-09"
PARKEN = "G-10"
VERKET = "G-11"
HOJDEN = "G-12"
KAJEN = "G-13"
SLUSSEN = "G-14"
GRUVAN = "G-15"

# key, name, aliases, territory, level, size low and high, named members, first and last day
_GROUPS = (
    (FALK, "Falk", "Falken|Falkarna|Falck", "Norra hamnkvarteren", 3, 30, 45, 34, "2013-05-01", ""),
    (HAMNEN, "Hamnen", "Hamn|Hammnen", "Hamnområdet", 3, 35, 55, 36, "2012-01-01", ""),
    (KVARNEN, "Kvarnen", "Kvarn|Qvarnen", "Kvarnbacken", 2, 22, 35, 26, "2014-03-01", ""),
    (TORGET, "Torget", "Torgget", "Östra torget", 2, 28, 40, 31, "2013-09-01", ""),
    (BRON, "Bron", "Bro", "Brofästet", 2, 20, 30, 23, "2015-02-01", ""),
    (BACKEN, "Backen", "", "Sörbacken", 1, 18, 35, 24, "2014-06-01", ""),
    (STATIONEN, "Stationen", "Stasjonen", "Stationsområdet", 2, 16, 28, 21, "2015-10-01", ""),
    (FYREN, "Fyren", "Fyr|f.d. Kajen", "Yttre kajen", 2, 16, 24, 13, "2019-04-15", ""),
    (LUNDEN, "Lunden", "Lund|Lundenn", "Lundängen", 2, 22, 34, 27, "2013-01-01", ""),
    (PARKEN, "Parken", "", "Stadsparken", 1, 10, 20, 14, "2019-09-01", ""),
    (VERKET, "Verket", "Värket", "Gasverket", 1, 14, 24, 18, "2016-08-01", ""),
    (HOJDEN, "Höjden", "Hojden|Höjdarna", "Vattenhöjden", 1, 10, 25, 0, "2019-11-01", ""),
    (KAJEN, "Kajen", "Kaj", "Yttre kajen", 2, 14, 22, 12, "2014-01-01", "2019-04-14"),
    (SLUSSEN, "Slussen", "", "Slussområdet", 1, 8, 14, 10, "2015-01-01", "2019-06-30"),
    (GRUVAN, "Gruvan", "Gruv", "Gruvområdet", 1, 8, 16, 9, "2015-05-01", "2020-06-30"),
)
N_NAMED = {row[0]: row[7] for row in _GROUPS}

_SUCCESSIONS = (
    (KAJEN, FYREN, SuccessionKind.RENAME, "2019-04-15"),
    (SLUSSEN, HAMNEN, SuccessionKind.MERGE, "2019-07-01"),
    (LUNDEN, PARKEN, SuccessionKind.SPLIT, "2019-09-01"),
)

_Party = tuple[str, str, str]  # group, first and last day
# name, cause, next review, parties by side, states with first day (each lasts until the next; "-": a gap)
_CONFLICTS: tuple[tuple[str, str | None, str | None, dict[str, tuple[_Party, ...]], str], ...] = (
    (
        "Falk – Hamnen",
        "a debt and a killing in 2016",
        "2020-12-10",
        {"north": ((FALK, "", ""),), "harbour": ((HAMNEN, "", ""), (SLUSSEN, "2017-03-01", "2019-06-30"))},
        "active 2016-09-01, truce 2018-06-15, active 2018-11-03",
    ),
    (
        "Kvarnen – Torget",
        "control of a market place",
        "2020-12-10",
        {"mill": ((KVARNEN, "", ""),), "square": ((TORGET, "", ""),)},
        "dormant 2016-01-01, active 2018-04-01, truce 2020-11-16",
    ),
    (
        "Bron – Backen",
        "a quarrel over a car",
        "2021-01-14",
        {"bridge": ((BRON, "", ""),), "hill": ((BACKEN, "", ""),)},
        "active 2016-06-01, dormant 2020-07-01",
    ),
    (
        "Stationen – Fyren",
        "a robbery of goods",
        "2020-12-10",
        {"station": ((STATIONEN, "", ""),), "light": ((KAJEN, "2018-02-01", "2019-04-14"), (FYREN, "2019-04-15", ""))},
        "active 2018-02-01, truce 2020-10-10, active 2020-11-16",
    ),
    (
        "Lunden – Parken",
        "the split of 2019",
        "2021-01-14",
        {"old": ((LUNDEN, "2019-09-10", ""),), "new": ((PARKEN, "2019-09-10", ""),)},
        "active 2019-09-10",
    ),
    (
        "Falk and Verket – Torget",
        "an insult that was filmed",
        "2020-12-10",
        {"north": ((FALK, "2020-07-15", ""), (VERKET, "2020-08-20", "")), "square": ((TORGET, "2020-07-15", ""),)},
        "active 2020-07-15",
    ),
    (
        "Gruvan – Lunden",
        None,
        None,
        {"mine": ((GRUVAN, "", "2019-10-31"),), "grove": ((LUNDEN, "", "2019-10-31"),)},
        "active 2016-03-01, ended 2019-11-01",
    ),
)

# the third says the opposite of the conflict between the same two: its source is a weak one
_ALLIANCES = (
    (FALK, VERKET, "2018-05-01", "", "report"),
    (KVARNEN, BRON, "2019-02-01", "", "audit"),
    (LUNDEN, PARKEN, "2019-12-01", "", "weak"),
    (HAMNEN, SLUSSEN, "2017-03-01", "2019-06-30", "report"),  # until they merged
)


def add_groups(city: City) -> None:
    """Add groups, successions, conflicts with their parties and states, and alliances."""
    for key, name, aliases, territory, level, low, high, _, first, last in _GROUPS:
        city.add(
            Group(
                group_id=key,
                name=name,
                aliases=tuple(aliases.split("|")) if aliases else (),
                territory=territory,
                organisation_level=level,
                size_low=low,
                size_high=high,
                valid_from=_day_or_none(first),
                valid_to=_day_or_none(last),
                source_id=city.source("audit", date(2020, 10, 1)),
                # nobody has looked at the group that ended since
                review_by=date(2020, 9, 30) if key == GRUVAN else date(2021, 4, 30),
            )
        )
    for start, end, how, day in _SUCCESSIONS:
        on = date.fromisoformat(day)
        city.add(
            GroupSuccession(
                group_succession_id=city.next_id("GS"),
                from_group_id=start,
                to_group_id=end,
                kind=how,
                occurred_on=on,
                source_id=city.source("audit", on),
            )
        )
    for name, cause, review, parties, states in _CONFLICTS:
        _add_conflict(city, name, cause, _day_or_none(review or ""), parties, states)
    for first_group, second_group, first, last, sort in _ALLIANCES:
        on = date.fromisoformat(first)
        city.add(
            Alliance(
                alliance_id=city.next_id("AL"),
                group_a=first_group,
                group_b=second_group,
                valid_from=on,
                valid_to=_day_or_none(last),
                source_id=city.source(sort, on),
            )
        )


def _add_conflict(
    city: City,
    name: str,
    cause: str | None,
    review: date | None,
    parties: dict[str, tuple[_Party, ...]],
    states: str,
) -> None:
    conflict = city.add(
        Conflict(
            conflict_id=city.next_id("C"),
            name=name,
            cause=cause,
            owner="police analyst" if review else None,
            next_review_on=review,
        )
    )
    for side, groups in parties.items():
        for group, first, last in groups:
            city.add(
                ConflictParty(
                    conflict_party_id=city.next_id("CP"),
                    group_id=group,
                    conflict_id=conflict.conflict_id,
                    side=side,
                    valid_from=_day_or_none(first),
                    valid_to=_day_or_none(last),
                    source_id=city.source("audit", _day_or_none(first) or date(2018, 1, 1)),
                )
            )
    steps = [step.split() for step in states.split(", ")]
    starts = [date.fromisoformat(day) for _, day in steps]
    for (state, _), start, following in zip(steps, starts, [*starts[1:], None], strict=True):
        city.add(
            ConflictStatus(
                conflict_status_id=city.next_id("CS"),
                conflict_id=conflict.conflict_id,
                status=ConflictState(state),
                valid_from=start,
                valid_to=None if following is None else date.fromordinal(following.toordinal() - 1),
                source_id=city.source("report", start),
            )
        )


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
