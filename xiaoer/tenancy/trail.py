"""The audit trail: who did what, and who looked at personal data. Written in the unit of the act itself."""

from typing import Final

from xiaoer.base.ids import Ids, MerchantId, ShopId
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.model import Act, Caller, Permission
from xiaoer.tenancy.store import ACTS, ACTS_EVERYWHERE, SHOP, act_of, add_act, json_list, shop_of

_LATEST: Final = "aud_" + 26 * "Z"  # greater than every id: ULIDs are Crockford base 32
_NO_MERCHANT: Final = MerchantId("")
_NO_SHOP: Final = ShopId("")


class Trail:
    """Lines that say who did what to what, when. Nothing changes or deletes them."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def record(
        self,
        unit: Unit,
        caller: Caller,
        act: str,
        of_kind: str,
        of: str,
        *,
        shop: ShopId = _NO_SHOP,
        merchant: MerchantId = _NO_MERCHANT,
        detail: str = "",
    ) -> None:
        """Write one line. `act` is a stable past-tense word (`order_changed`, `buyer_unmasked`).

        Call it in the unit of the act. `merchant` may be left out when `shop` is given. `detail` holds no
        personal data: the trail is kept when a buyer is forgotten.
        """
        if shop and not merchant:
            row = unit.one(SHOP, {"shop_id": shop})
            merchant = shop_of(row).merchant if row is not None else _NO_MERCHANT
        line = Act(
            self._ids.new("aud"),
            unit.now_ms,
            merchant,
            shop,
            caller.kind.value,
            caller.id,
            caller.name,
            act,
            of_kind,
            of,
            detail,
        )
        add_act(unit, line)

    def read(
        self, unit: Unit, caller: Caller, shop: ShopId | None, before: str | None, limit: int
    ) -> list[Act]:
        """Return lines that the caller may see, newest first: of one shop, or of all of his.

        404 or 403 when he may not read the trail of `shop`; 403 when he may read none.
        """
        wanted = Permission.AUDIT_READ
        if shop is not None:
            caller.require(shop, wanted)
        caller.require_anywhere(wanted)
        place: dict[str, Value] = {"before": before or _LATEST, "limit": limit}
        if shop is None and wanted in caller.platform:
            return [act_of(row) for row in unit.all(ACTS_EVERYWHERE, place)]
        shops = sorted(caller.shops_with(wanted)) if shop is None else [shop]
        merchants = [] if shop is not None else [m for m, held in caller.merchants.items() if wanted in held]
        lists: dict[str, Value] = {"shops": json_list(shops), "merchants": json_list(merchants)}
        return [act_of(row) for row in unit.all(ACTS, {**place, **lists})]
