"""Shootings by year: finished years whole, this one to the day, and each to the same date."""

from datetime import date, timedelta

import numpy as np

from graph_service.analysis.figures.parts import Figure
from graph_service.analysis.figures.tally import Tally
from graph_service.analysis.figures.visits import records
from graph_service.analysis.incidents import incidents
from graph_service.analysis.periods import Window
from graph_service.domain.dates import day_number, day_of, years_before
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, Snapshot
from graph_service.domain.vocabulary import IncidentType, code_of


def shootings_figure(snapshot: Snapshot, policy: Policy) -> Figure:
    """Count shootings by year; years before the first counted incident say nothing, and are left out."""
    tally, view = Tally(snapshot, "shootings"), incidents(snapshot, policy)
    periods, this_year = view.periods, snapshot.as_of.year
    dated = periods.first[view.counted & (periods.first != NO_DAY)]
    years = range(day_of(int(dated.min())).year if len(dated) else this_year, this_year + 1)
    whole = {year: _year(year, snapshot.as_of if year == this_year else date(year, 12, 31)) for year in years}
    to_date = {year: _year(year, years_before(snapshot.as_of, this_year - year)) for year in years}
    masks = {f"year:{year}": periods.inside(window) for year, window in whole.items()}
    masks |= {f"to_date:{year}": periods.inside(window) for year, window in to_date.items()}
    is_undated = periods.first == NO_DAY
    masks |= {f"coarse:{year}": periods.too_coarse(window) & ~is_undated for year, window in to_date.items()}
    masks["undated"] = is_undated
    is_shooting = snapshot["incident"]["type"] == code_of(IncidentType.SHOOTING)
    for row in np.flatnonzero(view.counted & is_shooting).tolist():
        keys = [key for key, mask in masks.items() if mask[row]]
        _, precision = periods.shown(row)
        ids = records(snapshot, "incident", [row])
        tally.row(keys, ids, day=int(periods.first[row]), precision=precision or "day")
    for code in ("year", "to_date", "coarse"):
        for year in years:
            tally.count(code, "incidents", str(year))
    tally.count("undated", "incidents")
    return tally.figure()


def _year(year: int, last: date) -> Window:
    return Window(str(year), day_number(date(year, 1, 1) - timedelta(days=1)), day_number(last))
