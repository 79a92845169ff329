"""Conditions of entries, intents, keyword rules and notices."""

revision = "0003_knowledge_layers"
down_revision = "0002_bot_turns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
