"""Frames in and out of the door for analysts, beside plain copies of the same data.

In: a frame as a table of text, beside writing each of its cells as text. Out: a network as frames, beside building
frames of the same types from its values as lists. ``python -m benchmarks.bench_frames [PERSONS ...]``
"""

from typing import Any

import pandas as pd

from benchmarks import synthetic
from benchmarks.measure import Line, best_of, finish, show, sizes_asked
from graph_service.analysis.network import Network, NetworkParameters, network
from graph_service.domain.policy import default_policy
from graph_service.python.frames import frames_of, table_of
from loaders.read.budget import Budget

SIZES = (12_500, 100_000)
AIM = 2.0  # times a copy
Frames = dict[str, Any]


def frames_in(persons: int) -> Frames:
    """Return tables of the synthetic case as frames of the types that pandas would read them in.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    Frames
        By the name of the table.
    """
    return {
        name: pd.DataFrame({field: list(column) for field, column in zip(table.kind.names, table.columns, strict=True)})
        .dropna(axis="columns", how="all")
        .convert_dtypes()
        for name, table in synthetic.tables(persons).items()
    }


def taken_in(frames: Frames) -> object:
    """Take frames in as the door does.

    Parameters
    ----------
    frames : Frames
        By the name of the table.

    Returns
    -------
    object
        Their tables of text.
    """
    budget = Budget()
    return [table_of(name, frame, budget=budget) for name, frame in frames.items()]


def copied_as_text(frames: Frames) -> object:
    """Copy frames as text with pandas alone.

    Parameters
    ----------
    frames : Frames
        By the name of the table.

    Returns
    -------
    object
        Their cells.
    """
    return [[frame[name].astype(str).tolist() for name in frame] for frame in frames.values()]


def copied(lists: dict[str, dict[str, tuple[list[Any], Any]]]) -> object:
    """Build frames from lists of values and their types.

    Parameters
    ----------
    lists : dict[str, dict[str, tuple[list[Any], Any]]]
        Values and type of each column by frame.

    Returns
    -------
    object
        The frames.
    """
    return [
        pd.DataFrame({name: pd.array(values, dtype=dtype) for name, (values, dtype) in columns.items()})
        for columns in lists.values()
    ]


def measured(persons: int) -> list[Line]:
    """Time both ways.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    list[Line]
        A line each.
    """
    frames = frames_in(persons)
    ours_in, copy_in = best_of(lambda: taken_in(frames), lambda: copied_as_text(frames))
    answer: Network = network(synthetic.snapshot(persons), default_policy(), NetworkParameters())
    out = frames_of(answer, Network, handling="mark")
    lists = {table: {name: (frame[name].tolist(), frame[name].dtype) for name in frame} for table, frame in out.items()}
    ours_out, copy_out = best_of(lambda: frames_of(answer, Network, handling="mark"), lambda: copied(lists))
    lines = []
    for way, n_cells, ours, copy in (
        ("in", sum(frame.size for frame in frames.values()), ours_in, copy_in),
        ("out", sum(frame.size for frame in out.values()), ours_out, copy_out),
    ):
        ratio = ours.cpu / copy.cpu
        cells = (f"{persons:,}", way, f"{n_cells:,}", f"{ours.cpu:.2f}", f"{copy.cpu:.2f}", f"{ratio:.2f}")
        lines.append(Line(cells, ratio <= AIM))
    return lines


HEAD = ("persons", "way", "cells", "ours, CPU s", "a copy, CPU s", "times")

if __name__ == "__main__":
    lines = [line for persons in sizes_asked(SIZES) for line in measured(persons)]
    finish(all_met=show(f"Frames in and out, at most {AIM:.0f} times a copy", HEAD, lines))
