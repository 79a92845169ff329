"""What buyers put into the cart or among their favourites on the shop's site."""

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

from xiaoer.migrations.row_security import protect

revision = "0006_interests"
down_revision = "0005_model_use"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "buyer_interests",
        Column("shop_id", Text, nullable=False),
        Column("buyer_id", Text, nullable=False),
        Column("product_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "buyer_id", "product_id", "kind"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in protect("buyer_interests"):
            op.execute(statement)
