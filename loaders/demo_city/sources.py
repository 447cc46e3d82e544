"""Where the demo city's knowledge comes from: files, audits, reports, of every grade."""

from datetime import date

from graph_service.domain.records import Source
from graph_service.domain.vocabulary import Reliability
from loaders.demo_city.city import AS_OF, MUNICIPALITY, POLICE, PROBATION, City

AUDITS = (date(2018, 10, 1), date(2019, 4, 8), date(2019, 10, 7), date(2020, 4, 20), date(2020, 10, 12))
_REPORTS = {3: "B2 C3 E4", 6: "B3 C2 D4", 9: "A2 C3 E5", 11: "B2 D3 C4"}  # month to grades
YEARS = (2017, 2018, 2019, 2020)


def add_sources(city: City) -> None:
    """Add the sources; every grade from A1 to F6 is there, one has none, some go back to one origin."""
    for day in AUDITS:
        _add_source(city, "audit", day, POLICE, "B2", f"group audit of {day:%Y-%m}")
    for year in YEARS:
        end = min(date(year, 12, 31), AS_OF)
        _add_source(city, "case", end, POLICE, "A1", f"case files of {year}")
        _add_source(city, "court", end, POLICE, "A1", f"judgments of {year}")
        _add_source(city, "register", end, PROBATION, "A1", f"register of custody and probation, {year}")
        _add_source(city, "probation", end, PROBATION, "B1", f"talks of probation officers, {year}")
        _add_source(city, "municipality", end, MUNICIPALITY, "B2", f"outreach diary, {year}")
        for month, grades in _REPORTS.items():
            for grade in grades.split():
                _add_source(
                    city, "report", date(year, month, 20), POLICE, grade, f"intelligence report, {year}-{month:02d}"
                )
    _add_source(city, "weak", date(2020, 10, 25), POLICE, "F6", "anonymous call", handling="not to be passed on")
    _add_source(city, "weak", date(2020, 11, 2), POLICE, "E5", "hearsay", handling="police only")
    _add_source(city, "ungraded", date(2020, 9, 1), MUNICIPALITY, "", "a letter that nobody has graded")
    first = _add_source(city, "twin", date(2020, 8, 10), POLICE, "B2", "a report of the local police")
    _add_source(city, "twin", date(2020, 8, 24), MUNICIPALITY, "B2", "the same report, passed on", origin_id=first)
    _add_source(
        city, "same_word", date(2020, 6, 5), POLICE, "A2", "first note of one informant", origin_id="informant-7"
    )
    _add_source(
        city, "same_word", date(2020, 7, 5), POLICE, "A2", "second note of one informant", origin_id="informant-7"
    )
    for dated_sources in city.sources.values():
        dated_sources.sort()


def _add_source(
    city: City,
    sort: str,
    day: date,
    agency: str,
    grade: str,
    note: str,
    *,
    handling: str | None = None,
    origin_id: str | None = None,
) -> str:
    source = city.add(
        Source(
            source_id=city.next_id("S"),
            agency=agency,
            reliability=Reliability(grade[0]) if grade else None,
            credibility=int(grade[1]) if grade else None,
            collected_on=day,
            handling=handling,
            origin_id=origin_id,
            note=note,
        )
    )
    city.sources.setdefault(sort, []).append((day, source.source_id))
    return source.source_id
