"""What each turn of the bot came to."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

from xiaoer.migrations.row_security import protect

revision = "0002_bot_turns"
down_revision = "0001_ground"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bot_turns",
        Column("shop_id", Text, nullable=False),
        Column("conversation_id", Text, nullable=False),
        Column("answered", Integer, nullable=False, autoincrement=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("outcome", Text, nullable=False),
        Column("scenario", Text, nullable=False),
        Column("intent", Text, nullable=False),
        Column("sure_permille", Integer, nullable=False),
        Column("stage", Text, nullable=False),
        Column("think_us", Integer, nullable=False),
        Column("product_id", Text, nullable=False),
        PrimaryKeyConstraint("conversation_id", "answered"),
    )
    op.create_index("bot_turns_time", "bot_turns", ["shop_id", "at_ms"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in protect("bot_turns"):
            op.execute(statement)
