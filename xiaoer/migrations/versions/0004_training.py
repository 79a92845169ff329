"""The tables of the trainer's desk."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

from xiaoer.migrations.row_security import protect

revision = "0004_training"
down_revision = "0003_knowledge_layers"
branch_labels = None
depends_on = None

_TABLES: Final = (
    "training_drafts",
    "training_readings",
    "training_questions",
    "training_groups",
    "training_marks",
    "training_releases",
    "training_test_sets",
    "training_tests",
    "training_runs",
    "training_trials",
    "training_trial_turns",
)


def upgrade() -> None:
    """Make the tables."""
    _make_drafts()
    _make_readings()
    _make_questions()
    _make_groups()
    _make_marks()
    _make_releases()
    _make_test_sets()
    _make_tests()
    _make_runs()
    _make_trials()
    _make_trial_turns()
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            for statement in protect(table):
                op.execute(statement)


def _make_drafts() -> None:
    op.create_table(
        "training_drafts",
        Column("shop_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("question", Text, nullable=False),
        Column("similar", Text, nullable=False),
        Column("answer", Text, nullable=False),
        Column("product_id", Text, nullable=False),
        Column("intent", Text, nullable=False),
        Column("source_kind", Text, nullable=False),
        Column("source_file", Text, nullable=False),
        Column("source_place", Text, nullable=False),
        Column("source_quote", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("confidence_permille", Integer, nullable=False),
        Column("entry", Text, nullable=False),
        Column("reading_id", Text, nullable=False),
        Column("release", Integer, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
        Column("decided_by", Text, nullable=False),
        Column("decided_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "id"),
    )
    op.create_index("training_drafts_state", "training_drafts", ["shop_id", "state", "made_ms", "id"])


def _make_readings() -> None:
    op.create_table(
        "training_readings",
        Column("shop_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("product_id", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("done", Integer, nullable=False),
        Column("total", Integer, nullable=False),
        Column("drafts", Integer, nullable=False),
        Column("skipped", Text, nullable=False),
        Column("skipped_count", Integer, nullable=False),
        Column("code", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("made_by", Text, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
        Column("updated_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "id"),
    )


def _make_questions() -> None:
    op.create_table(
        "training_questions",
        Column("shop_id", Text, nullable=False),
        Column("conversation_id", Text, nullable=False),
        Column("answered", Integer, nullable=False, autoincrement=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("words", Text, nullable=False),
        Column("scenario", Text, nullable=False),
        Column("intent", Text, nullable=False),
        Column("outcome", Text, nullable=False),
        Column("product_id", Text, nullable=False),
        Column("group_id", Text, nullable=False),
        Column("learned", Integer, nullable=False),
        PrimaryKeyConstraint("shop_id", "conversation_id", "answered"),
    )
    op.create_index("training_questions_group", "training_questions", ["shop_id", "group_id", "at_ms"])
    op.create_index("training_questions_learned", "training_questions", ["shop_id", "learned", "at_ms"])


def _make_groups() -> None:
    op.create_table(
        "training_groups",
        Column("shop_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("question", Text, nullable=False),
        Column("scenario", Text, nullable=False),
        Column("product_id", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("count", Integer, nullable=False),
        Column("again", Integer, nullable=False),
        Column("first_ms", BigInteger, nullable=False),
        Column("last_ms", BigInteger, nullable=False),
        Column("entry", Text, nullable=False),
        Column("decided_by", Text, nullable=False),
        Column("decided_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "id"),
    )
    op.create_index("training_groups_state", "training_groups", ["shop_id", "state", "count", "id"])


def _make_marks() -> None:
    op.create_table(
        "training_marks",
        Column("shop_id", Text, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id"),
    )


def _make_releases() -> None:
    op.create_table(
        "training_releases",
        Column("shop_id", Text, nullable=False),
        Column("number", Integer, nullable=False, autoincrement=False),
        Column("title", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("changes", Text, nullable=False),
        Column("run_id", Text, nullable=False),
        Column("undoes", Integer, nullable=False),
        PrimaryKeyConstraint("shop_id", "number"),
    )


def _make_test_sets() -> None:
    op.create_table(
        "training_test_sets",
        Column("shop_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("note", Text, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
        Column("updated_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "id"),
    )


def _make_tests() -> None:
    op.create_table(
        "training_tests",
        Column("shop_id", Text, nullable=False),
        Column("set_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("updated_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "set_id", "id"),
    )


def _make_runs() -> None:
    op.create_table(
        "training_runs",
        Column("shop_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("set_id", Text, nullable=False),
        Column("drafts", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("done", Integer, nullable=False),
        Column("total", Integer, nullable=False),
        Column("version", Integer, nullable=False),
        Column("results", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("made_by", Text, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
        Column("updated_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "id"),
    )


def _make_trials() -> None:
    op.create_table(
        "training_trials",
        Column("shop_id", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("from_ms", BigInteger, nullable=False),
        Column("until_ms", BigInteger, nullable=False),
        Column("state", Text, nullable=False),
        Column("done", Integer, nullable=False),
        Column("total", Integer, nullable=False),
        Column("turns", Integer, nullable=False),
        Column("hits", Integer, nullable=False),
        Column("misses", Integer, nullable=False),
        Column("none", Integer, nullable=False),
        Column("reason", Text, nullable=False),
        Column("made_by", Text, nullable=False),
        Column("made_ms", BigInteger, nullable=False),
        Column("updated_ms", BigInteger, nullable=False),
        PrimaryKeyConstraint("shop_id", "id"),
    )


def _make_trial_turns() -> None:
    op.create_table(
        "training_trial_turns",
        Column("shop_id", Text, nullable=False),
        Column("trial_id", Text, nullable=False),
        Column("conversation_id", Text, nullable=False),
        Column("seq", Integer, nullable=False, autoincrement=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("scenario", Text, nullable=False),
        Column("asked", Text, nullable=False),
        Column("said_by_person", Text, nullable=False),
        Column("said_by_bot", Text, nullable=False),
        Column("likeness_permille", Integer, nullable=False),
        Column("verdict", Text, nullable=False),
        Column("changes", Integer, nullable=False),
        PrimaryKeyConstraint("shop_id", "trial_id", "conversation_id", "seq"),
    )
