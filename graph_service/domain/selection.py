"""A snapshot without some of its records, as if they had never been recorded."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from graph_service.domain.schema import KINDS
from graph_service.domain.snapshot import NONE, Frame, Snapshot

Mask = NDArray[np.bool_]


def without_rows(snapshot: Snapshot, dropped: Mapping[str, Mask]) -> Snapshot:
    """Leave out records, and every record that cannot stand without one of them.

    A record that must name one that is left out goes with it; where the name is optional, it is emptied. The
    three persons a, b, c without b: positions 0, 1, 2 become 0, -, 1; the tie b-c goes, the tie a-c is 0-1.
    """
    position: dict[str, NDArray[np.int32]] = {}
    frames: dict[str, Frame] = {}
    for name, kind in KINDS.items():  # what a record refers to stands above it
        frame = snapshot[name]
        keep = np.ones(len(frame), dtype=np.bool_) if name not in dropped else ~dropped[name]
        for field in kind.references:
            if field.name in frame.arrays and field.target in position and not field.nullable:
                keep &= position[field.target][frame[field.name]] != NONE
        position[name] = np.where(keep, np.cumsum(keep) - 1, NONE).astype(np.int32)
        rows = np.flatnonzero(keep)
        arrays = {}
        for column, values in frame.arrays.items():
            target = next((field.target for field in kind.references if field.name == column), None)
            selected = values[rows]
            if target is not None:
                selected = np.append(position[target], NONE).astype(np.int32)[selected]  # NONE is the last element
            selected.flags.writeable = False
            arrays[column] = selected
        ids = tuple(frame.ids[row] for row in rows.tolist())
        frames[name] = replace(
            frame,
            ids=ids,
            position={key: i for i, key in enumerate(ids)},
            arrays=arrays,
            texts={column: tuple(values[row] for row in rows.tolist()) for column, values in frame.texts.items()},
        )
    return Snapshot(snapshot.content_hash, frames, snapshot.as_of)
