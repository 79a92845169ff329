"""Table of a shop's own intents: new ones, and those that stand above a general one of the same id."""

from typing import Final

from sqlalchemy import Column, Integer, Table, Text

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.statement import Row, Value, metadata
from xiaoer.infra.database.upsert import insert_or_update
from xiaoer.knowledge.model import Intent, Stage
from xiaoer.knowledge.store import every, get_by_id, without
from xiaoer.knowledge.store_faqs import texts, texts_of

intents = Table(
    "intents",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("phrasings", Text, nullable=False),
    Column("wish", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("off", Integer, nullable=False),
)

SAVE_INTENT: Final = insert_or_update(intents, ["shop_id", "id"])
INTENT: Final = get_by_id(intents)
INTENTS: Final = every(intents)
REMOVE_INTENT: Final = without(intents)


def intent_values(shop: ShopId, intent: Intent) -> dict[str, Value]:
    """Return the row of an intent."""
    return {
        "shop_id": shop,
        "id": intent.id,
        "scenario": intent.scenario,
        "stage": intent.stage.value,
        "title": intent.title,
        "phrasings": texts(intent.phrasings),
        "wish": intent.wish,
        "answer": intent.answer,
        "off": int(intent.off),
    }


def intent_of(row: Row) -> Intent:
    """Return the intent of a row."""
    _, identifier, scenario, stage, title, phrasings, wish, answer, off = row
    return Intent(
        str(identifier),
        str(scenario),
        Stage(str(stage)),
        str(title),
        texts_of(str(phrasings)),
        str(wish),
        str(answer),
        bool(off),
    )
