"""Tables of merchants, shops and the audit trail. Cold: tens of rows, read at the edge of a request."""

from typing import Final

import msgspec
from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, bindparam, select, text, update

from xiaoer.base.ids import MerchantId, ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore
from xiaoer.tenancy.model import Act, Merchant, Persona, Shop

merchants = Table(
    "merchants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_ms", BigInteger, nullable=False),
)
shops = Table(
    "shops",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("merchant_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("site_key", Text, nullable=False, unique=True),
    Column("widget_secret", Text, nullable=False),
    Column("persona", Text, nullable=False),
    Column("allowed_origins", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)
Index("shops_name", shops.c.merchant_id, shops.c.platform, shops.c.name, unique=True)
audit = Table(
    "audit",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("merchant_id", Text, nullable=False),
    Column("shop_id", Text, nullable=False),
    Column("caller_kind", Text, nullable=False),
    Column("caller_id", Text, nullable=False),
    Column("caller_name", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("of_kind", Text, nullable=False),
    Column("of_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
Index("audit_shop", audit.c.shop_id, audit.c.id)
Index("audit_merchant", audit.c.merchant_id, audit.c.id)

# A list of unknown length as one parameter: a JSON text. Each dialect opens it in its own way.
IN_SQLITE: Final = "{column} IN (SELECT value FROM json_each(:{name}))"
IN_POSTGRESQL: Final = "{column} IN (SELECT json_array_elements_text(CAST(:{name} AS json)))"

ADD_MERCHANT: Final = insert_or_ignore(merchants, ["name"])
MERCHANT: Final = Statement(select(merchants).where(merchants.c.id == bindparam("id")))
MERCHANT_NAMED: Final = Statement(select(merchants).where(merchants.c.name == bindparam("name")))

ADD_SHOP: Final = insert_or_ignore(shops, ["merchant_id", "platform", "name"])
SHOP: Final = Statement(select(shops).where(shops.c.shop_id == bindparam("shop_id")))
SHOP_NAMED: Final = Statement(
    select(shops).where(
        shops.c.merchant_id == bindparam("merchant_id"),
        shops.c.platform == bindparam("platform"),
        shops.c.name == bindparam("name"),
    )
)
SHOP_OF_KEY: Final = Statement(select(shops).where(shops.c.site_key == bindparam("site_key")))
EVERY_SHOP_ID: Final = Statement(select(shops.c.shop_id, shops.c.merchant_id).order_by(shops.c.shop_id))
CHANGE_SHOP: Final = Statement(
    update(shops)
    .where(shops.c.shop_id == bindparam("of_shop_id"))
    .values(
        name=bindparam("name"), persona=bindparam("persona"), allowed_origins=bindparam("allowed_origins")
    )
)

ADD_ACT: Final = insert_or_ignore(audit, ["id"])
_acts = (
    select(audit)
    .where(audit.c.id < bindparam("before"))
    .order_by(audit.c.id.desc())
    .limit(bindparam("limit", type_=Integer))
)
ACTS_EVERYWHERE: Final = Statement(_acts)
_ACTS_OF: Final = "({shop} OR (audit.shop_id = '' AND {merchant}))"
ACTS: Final = Statement(
    *(
        _acts.where(
            text(
                _ACTS_OF.format(
                    shop=form.format(column="audit.shop_id", name="shops"),
                    merchant=form.format(column="audit.merchant_id", name="merchants"),
                )
            )
        )
        for form in (IN_SQLITE, IN_POSTGRESQL)
    )
)

_encode = msgspec.json.Encoder().encode
_persona = msgspec.json.Decoder(Persona).decode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode


def json_list(values: object) -> str:
    """Return the JSON text of a list, for a parameter that is one."""
    return _encode(values).decode()


def add_shop(unit: Unit, shop: Shop) -> bool:
    """Insert a shop; False when its merchant has one of this name on the platform."""
    parameters: dict[str, Value] = {
        "shop_id": shop.id,
        "merchant_id": shop.merchant,
        "name": shop.name,
        "platform": shop.platform,
        "site_key": shop.site_key,
        "widget_secret": shop.widget_secret,
        "created_ms": unit.now_ms,
        **_changeable(shop),
    }
    return unit.run(ADD_SHOP, parameters) > 0


def save_shop(unit: Unit, shop: Shop) -> None:
    """Write what may change of a shop."""
    unit.run(CHANGE_SHOP, {"of_shop_id": shop.id, "name": shop.name, **_changeable(shop)})


def merchant_of(row: Row) -> Merchant:
    """Return the merchant of a row."""
    return Merchant(MerchantId(str(row[0])), str(row[1]))


def shop_of(row: Row) -> Shop:
    """Return the shop of a row."""
    shop_id, merchant_id, name, platform, site_key, secret, persona, origins, _ = row
    return Shop(
        ShopId(str(shop_id)),
        MerchantId(str(merchant_id)),
        str(name),
        str(platform),
        str(site_key),
        str(secret),
        _persona(str(persona)),
        _texts(str(origins)),
    )


def add_act(unit: Unit, act: Act) -> None:
    """Insert a line of the audit trail."""
    parameters: dict[str, Value] = {
        "id": act.id,
        "at_ms": act.at_ms,
        "merchant_id": act.merchant,
        "shop_id": act.shop,
        "caller_kind": act.caller_kind,
        "caller_id": act.caller,
        "caller_name": act.caller_name,
        "act": act.act,
        "of_kind": act.of_kind,
        "of_id": act.of,
        "detail": act.detail,
    }
    unit.run(ADD_ACT, parameters)


def act_of(row: Row) -> Act:
    """Return the line of the audit trail of a row."""
    act_id, at_ms, merchant, shop, *rest = row
    return Act(
        str(act_id),
        int(at_ms or 0),
        MerchantId(str(merchant)),
        ShopId(str(shop)),
        *(str(value) for value in rest),
    )


def _changeable(shop: Shop) -> dict[str, str]:
    return {"persona": json_list(shop.persona), "allowed_origins": json_list(shop.allowed_origins)}
