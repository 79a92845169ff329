"""The tables of the trainer's desk."""

revision = "0004_training"
down_revision = "0003_knowledge_layers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
