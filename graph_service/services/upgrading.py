"""Upgrading: a store of an earlier program becomes one of this program, all or nothing, with a checked copy kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated as A

from graph_service.domain.described import Described
from graph_service.domain.schema import LAYOUT_VERSION
from graph_service.errors import DamagedStoreError, StoreVersionError
from graph_service.services.access import authorise, note_use
from graph_service.services.context import Context, OpenStore
from graph_service.services.snapshots import Snapshots
from graph_service.services.tokens import acting, authenticate
from graph_service.services.verifying import StoreCheck, verify_store


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did, or would do."""

    from_layout: A[int, Described("layout version that the store had", 0)]
    to_layout: A[int, Described("layout version that this program works with", LAYOUT_VERSION)]
    is_done: A[bool, Described("whether the store was changed", example=True)]
    n_records: A[int, Described("records that were read in the new layout and are what was written", 414)]
    content_hash: A[
        str | None,
        Described(
            "names the content, the same before and after; null: nothing was read", "a8d1c2b3e4f5061728394a5b6c7d8e9f"
        ),
    ]


def upgrade_store(
    opened: OpenStore,
    secret: str,
    *,
    purpose: str,
    keep: Callable[[Context], None],
    dry_run: bool = False,
) -> Upgraded:
    """Bring a store to the layout of this program for the holder of a token.

    Everything is read in the new layout and compared with what was written, `keep` makes a copy of it, and only then
    is the change committed; whatever fails before leaves the store as it was.
    """
    layout = opened.store.layout()
    if layout > LAYOUT_VERSION:
        raise StoreVersionError("the store", layout, works_with=LAYOUT_VERSION)
    if layout == LAYOUT_VERSION:
        authorise(acting(authenticate(opened, secret), purpose=purpose), "store_upgrade")
        return Upgraded(layout, layout, is_done=False, n_records=0, content_hash=None)
    with opened.store.upgrading(commits=not dry_run) as store:
        after = replace(opened, store=store, snapshots=Snapshots(store))
        context = after.context(acting(authenticate(after, secret), purpose=purpose))
        authorise(context.caller, "store_upgrade")
        check = verify_store(after.context())
        _refuse_damage(check, "before the upgrade; nothing was changed")
        keep(context)
        note_use(context, "store_upgrade", details={"from_layout": layout, "to_layout": LAYOUT_VERSION})
    if not dry_run:
        _refuse_damage(
            verify_store(opened.context()), "after the upgrade; restore the copy that was kept into a new one"
        )
    return Upgraded(layout, LAYOUT_VERSION, not dry_run, check.n_records, check.content_hash)


def _refuse_damage(check: StoreCheck, when: str) -> None:
    if not check.is_whole:
        finding = check.findings[0]
        message = f"the store is not what was written, {when}: {finding.damage}: {finding.text}; {finding.remedy}"
        raise DamagedStoreError(message)
