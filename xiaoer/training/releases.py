"""Verbs of releases: publish changes of entries at once, list them, roll back."""

from collections.abc import Iterable
from typing import Final

from xiaoer.base.errors import XiaoerError, conflict, not_found
from xiaoer.base.ids import ShopId
from xiaoer.facts.training import ReleasePublished
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.service import Knowledge
from xiaoer.training import store_releases as store
from xiaoer.training.model import EntryChange, Release
from xiaoer.training.rules.releasing import real, undoing

NEWEST: Final = 2**31 - 1
_MOST_UNDONE: Final = 500


class Releases:
    """What the desk has published. Every change that it makes of knowledge goes through `publish`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def publish(
        self,
        unit: Unit,
        shop: ShopId,
        changes: Iterable[EntryChange],
        *,
        title: str,
        by: str,
        run: str = "",
        undoes: int = 0,
    ) -> Release | None:
        """Write the changes into knowledge as the shop's next release; None when nothing changes."""
        changed = real(changes)
        if not changed:
            return None
        number = 1 + self.last(unit, shop)
        release = Release(shop, number, title, by, unit.now_ms, changed, run, undoes)
        if not unit.run(store.ADD_RELEASE, store.release_values(release)):
            # Another unit has just taken the number.
            return self.publish(unit, shop, changed, title=title, by=by, run=run, undoes=undoes)
        for change in changed:
            if change.after is None:
                self._knowledge.remove_faq(unit, shop, change.entry)
            else:
                self._knowledge.record(unit, change.after)
        unit.tell(shop, ReleasePublished(number, len(changed), undoes))
        return release

    def roll_back(
        self, unit: Unit, shop: ShopId, number: int, *, by: str, accept_changes: bool = False
    ) -> Release | None:
        """Restore every entry to before release `number`: it and all later ones are undone by a new one.

        None when they stand so already. XiaoerError `release_not_found` (404), `entries_changed` (409) when
        an entry was changed elsewhere since and `accept_changes` is false, `too_many_releases` (409).
        """
        self.get(unit, shop, number)
        later = self.page(unit, shop, NEWEST, _MOST_UNDONE + 1)
        undone = [release for release in later if release.number >= number]
        if len(undone) > _MOST_UNDONE:
            raise conflict(
                "too_many_releases", f"More than {_MOST_UNDONE} releases at once; choose a later one."
            )
        changes, elsewhere = undoing(undone, {faq.id: faq for faq in self._knowledge.faqs(unit, shop)})
        if elsewhere and not accept_changes:
            raise XiaoerError(
                "entries_changed",
                409,
                "Some entries were changed elsewhere since. Roll back with `accept_changes` to lose that.",
                {"entries": ", ".join(elsewhere[:20]), "count": len(elsewhere)},
            )
        return self.publish(unit, shop, changes, title=f"回退到 {number} 之前", by=by, undoes=number)

    def get(self, unit: Unit, shop: ShopId, number: int) -> Release:
        """Return one release; `release_not_found` (404)."""
        row = unit.one(store.RELEASE, {"shop_id": shop, "number": number})
        if row is None:
            raise not_found("release", str(number))
        return store.release_of(row)

    def last(self, unit: Unit, shop: ShopId) -> int:
        """Return the number of the newest release, 0 when there is none."""
        row = unit.one(store.LAST_NUMBER, {"shop_id": shop})
        return int(row[0] or 0) if row else 0

    def page(self, unit: Unit, shop: ShopId, before: int = NEWEST, limit: int = 50) -> list[Release]:
        """Return up to `limit` releases below `before`, newest first."""
        rows = unit.all(store.RELEASES, {"shop_id": shop, "before": before, "page": limit})
        return [store.release_of(row) for row in rows]
