"""Conditions of entries, intents, keyword rules and notices."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

from xiaoer.migrations.row_security import protect

revision = "0003_knowledge_layers"
down_revision = "0002_bot_turns"
branch_labels = None
depends_on = None

_ADDED = (
    ("faqs", "variants", Text, "[]"),
    ("faqs", "intent", Text, ""),
    ("faqs", "conditions", Text, "{}"),
    ("faqs", "source", Text, ""),
    ("knowledge_versions", "emergency", Integer, "0"),
)


def upgrade() -> None:
    """Add what entries say besides, and make the tables."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, name, kind, filled in _ADDED:
        op.add_column(table, Column(name, kind, nullable=False, server_default=filled))
        if postgresql:  # SQLite cannot take it away again; what is written always gives a value
            op.alter_column(table, name, server_default=None)
    _make_tables()
    if postgresql:
        for table in ("intents", "keyword_rules", "notices"):
            for statement in protect(table):
                op.execute(statement)


def _make_tables() -> None:
    op.create_table(
        "intents",
        Column("shop_id", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("scenario", "stage", "title", "phrasings")),
        Column("wish", Text, nullable=False),
        Column("answer", Text, nullable=False),
        Column("off", Integer, nullable=False),
    )
    op.create_table(
        "keyword_rules",
        Column("shop_id", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("any_of", "all_of", "none_of")),
        Column("act", Text, nullable=False),
        Column("answer", Text, nullable=False),
        Column("priority", Integer, nullable=False),
        Column("conditions", Text, nullable=False),
        Column("enabled", Integer, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
    )
    op.create_table(
        "notices",
        Column("shop_id", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("title", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("topics", Text, nullable=False),
        Column("greets", Integer, nullable=False),
        Column("conditions", Text, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
    )
