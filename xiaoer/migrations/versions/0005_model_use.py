"""What each shop's language model took, day by day."""

from alembic import op
from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Text

from xiaoer.migrations.row_security import protect

revision = "0005_model_use"
down_revision = "0004_training"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bot_model_use",
        Column("shop_id", Text, nullable=False),
        Column("day", Text, nullable=False),
        Column("calls", Integer, nullable=False),
        Column("tokens", Integer, nullable=False),
        PrimaryKeyConstraint("shop_id", "day"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in protect("bot_model_use"):
            op.execute(statement)
