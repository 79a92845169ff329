"""The last versions of a shop's own service policy, to go back to."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

from xiaoer.migrations.row_security import protect

revision = "0007_policy_versions"
down_revision = "0006_interests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bot_policy_versions",
        Column("shop_id", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("policy", Text, nullable=False),
        Column("by_name", Text, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("undid", Integer, nullable=False),
        PrimaryKeyConstraint("shop_id", "version"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in protect("bot_policy_versions"):
            op.execute(statement)
