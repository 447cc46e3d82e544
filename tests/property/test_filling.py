"""Whatever is done to an act, and in whatever order: what was filled is overwritten by corrections alone."""

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.filling import is_empty
from graph_service.domain.records import Notification
from graph_service.domain.schema import KINDS, record_of
from graph_service.domain.tables import tables_of
from graph_service.errors import GruppkartaError
from graph_service.services.importing import import_tables
from graph_service.services.record_reading import history
from graph_service.services.single_records import change_record
from loaders.options import Loaded, LoadOptions
from loaders.single_rows import load_rows
from tests.api.serving import START, City, city_in

KIND, KEY = KINDS["notification"], "N-9"
CELLS = st.dictionaries(
    st.sampled_from(["planned_on", "delivered_on", "delivered_to", "channel", "agencies", "message_version"]),
    st.sampled_from(["", "2020-11-01", "2020-11-20", "person", "guardian", "home", "street", "police", "police|x"]),
    min_size=1,
    max_size=3,
)
STEPS = st.lists(st.tuples(st.sampled_from(["fill", "correct", "import"]), CELLS), max_size=12)


def _load(rows: Mapping[str, Sequence[Mapping[str, str]]], existing: KnownKeys) -> Loaded:
    return load_rows(rows, options=LoadOptions(known=existing), today=START.date())


def _take(city: City, act: str, cells: dict[str, str]) -> None:
    context = city.place.context()
    if act == "import":
        row = {"notification_id": KEY, "person_id": "P-0001", **cells}
        known = {"person": {"P-0001"}}
        import_tables(context, _load({"notification": [row]}, known).tables)
    else:
        reason = "it was written down wrongly" if act == "correct" else None
        change_record(context, KIND, KEY, cells, _load, reason=reason)


@settings(max_examples=60)
@given(STEPS)
def test_what_is_filled_of_an_act_is_overwritten_by_corrections_alone(steps: list[tuple[str, dict[str, str]]]) -> None:
    city = city_in(MemoryStore())
    store = city.place.store
    import_tables(city.place.context(), tables_of([Notification(notification_id=KEY, person_id="P-0001")]))
    n_corrections = 0
    for act, cells in steps:
        (before,) = store.get(KIND, [KEY]).rows()
        is_refused = False
        try:
            _take(city, act, cells)
        except GruppkartaError:
            is_refused = True
        (after,) = store.get(KIND, [KEY]).rows()
        overwritten = [
            name for name, old, new in zip(KIND.names, before, after, strict=True) if old != new and not is_empty(old)
        ]
        changes = history(city.place.context(), KIND, KEY).changes
        if is_refused:
            assert (after, len(changes)) == (before, n_corrections)
        elif overwritten:
            assert act == "correct"
            assert len(changes) == n_corrections + 1
            assert set(overwritten) <= {cell.column for cell in changes[0].before}
        n_corrections = len(changes)
        assert record_of(KIND, after).person_id == "P-0001"
    assert store.verify() == store.content_hash()
