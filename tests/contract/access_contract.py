"""What every store must do with tokens and with the references by which the audit trail names persons."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph_service.domain.audit import AuditEvent, verify
from graph_service.domain.schema import KINDS
from graph_service.domain.store_content import StoredToken
from graph_service.domain.tables import tables_of
from graph_service.errors import GruppkartaError
from graph_service.ports import GraphStore
from graph_service.transaction import MAX_SUBJECTS_NAMED
from tests.contract.stores import ContractStore
from tests.rival.make import person

NOW = datetime(2020, 12, 3, 8, 0, tzinfo=UTC)
LOOK = AuditEvent("look", "analyst 3", "weekly review", {"n": 1})


def token(token_id: str, *, revoked_at: datetime | None = None) -> StoredToken:
    """A token as a store keeps it."""
    return StoredToken(
        token_id=token_id,
        token_hash=f"{token_id:0>64}",
        name="analyst å",
        agency="police",
        role="analyst",
        created_at=NOW,
        expires_at=NOW + timedelta(days=90),
        revoked_at=revoked_at,
    )


class AccessContract(ContractStore):
    """One subclass a store."""

    def test_tokens_come_back_as_they_were_in_the_order_of_their_ids(self, store: GraphStore) -> None:
        first, second = token("0b"), token("0a", revoked_at=NOW)
        for one in (first, second):
            store.write_token(one, LOOK, recorded_at=NOW)
        assert store.tokens() == [second, first]

    def test_looks_of_many_at_once_are_one_chain_and_one_reference_a_person(self, store: GraphStore) -> None:
        def look(i: int) -> None:
            store.record_event(replace(LOOK, subjects=("P-1", f"P-{i % 3}")), recorded_at=NOW)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(look, range(48)))
        trail = store.audit_trail()
        assert (verify(trail).holds, verify(trail).n_entries) == (True, 48)
        named = [set(str(entry.event.details["subjects"]).split()) for entry in trail]
        assert len(set.union(*named)) == 3
        assert len(set.intersection(*named)) == 1  # P-1, in every one of them

    def test_a_token_is_replaced_by_its_id(self, store: GraphStore) -> None:
        store.write_token(token("0a"), LOOK, recorded_at=NOW)
        store.write_token(token("0a", revoked_at=NOW), LOOK, recorded_at=NOW)
        assert store.tokens() == [token("0a", revoked_at=NOW)]

    def test_a_token_comes_with_its_audit_event_or_not_at_all(self, store: GraphStore) -> None:
        store.write_token(token("0a"), LOOK, recorded_at=NOW)
        with pytest.raises(GruppkartaError):
            store.write_token(token("0b"), replace(LOOK, actor="\ud800"), recorded_at=NOW)
        assert [one.token_id for one in store.tokens()] == ["0a"]
        assert [entry.number for entry in store.audit_trail()] == [1]

    def test_tokens_looks_and_references_are_not_part_of_the_content(self, store: GraphStore) -> None:
        before = store.content_hash()
        store.write_token(token("0a"), LOOK, recorded_at=NOW)
        store.record_event(replace(LOOK, subjects=("P-1",)), recorded_at=NOW)
        assert store.content_hash() == before
        assert not any(store.counts().values())

    def test_a_person_has_one_reference_that_tells_nothing_of_him(self, store: GraphStore) -> None:
        for subjects in (("P-1",), ("P-1", "P-2"), ("P-2",)):
            store.record_event(replace(LOOK, subjects=subjects), recorded_at=NOW)
        one, both, other = (str(entry.event.details["subjects"]).split() for entry in store.audit_trail())
        assert sorted([*one, *other]) == both
        assert one != other
        assert all(len(reference) == 16 for reference in both)
        assert not [entry for entry in store.audit_trail() if "P-" in str(entry)]

    def test_an_event_counts_its_subjects_and_names_no_more_than_the_limit(self, store: GraphStore) -> None:
        many = tuple(f"P-{i}" for i in range(MAX_SUBJECTS_NAMED + 1))
        store.record_event(replace(LOOK, subjects=many), recorded_at=NOW)
        store.record_event(replace(LOOK, subjects=many[1:]), recorded_at=NOW)
        over, within = (entry.event.details for entry in store.audit_trail())
        assert over["n_subjects"] == MAX_SUBJECTS_NAMED + 1
        assert "subjects" not in over
        assert len(set(str(within["subjects"]).split())) == MAX_SUBJECTS_NAMED

    def test_an_event_without_subjects_says_nothing_of_them(self, store: GraphStore) -> None:
        store.record_event(LOOK, recorded_at=NOW)
        assert store.audit_trail()[0].event.details == {"n": 1}

    def test_an_erased_person_is_forgotten_and_is_another_if_he_comes_again(self, store: GraphStore) -> None:
        tables = tables_of([person("P-1"), person("P-2")])
        store.write(tables, replace(LOOK, subjects=("P-1", "P-2")), recorded_at=NOW)
        store.record_event(replace(LOOK, subjects=("P-1",)), recorded_at=NOW)
        store.erase(KINDS["person"], ["P-1"], replace(LOOK, action="erase", subjects=("P-1",)), recorded_at=NOW)
        store.record_event(replace(LOOK, subjects=("P-1",)), recorded_at=NOW)
        store.record_event(replace(LOOK, subjects=("P-2",)), recorded_at=NOW)
        both, before, erased, after, other = (str(entry.event.details["subjects"]) for entry in store.audit_trail())
        assert before == erased != after
        assert {before, other} == set(both.split())
        assert verify(store.audit_trail()).holds

    def test_a_look_at_somebody_who_cannot_be_stored_is_written_down_without_him(self, store: GraphStore) -> None:
        store.record_event(replace(LOOK, subjects=("", "\ud800", "P-1")), recorded_at=NOW)
        assert store.audit_trail()[0].event.details["n_subjects"] == 1
