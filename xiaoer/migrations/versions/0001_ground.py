"""The ground: every table of the first version, and row-level security on those that belong to a shop."""

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text, UniqueConstraint, text
from sqlalchemy.schema import SchemaItem

from xiaoer.migrations.row_security import protect

revision = "0001_ground"
down_revision = None
branch_labels = None
depends_on = None


def table(name: str, *parts: SchemaItem) -> None:
    """Make a table and, when its rows belong to a shop, bind everybody to the rows of their shops."""
    made = op.create_table(name, *parts)
    if "shop_id" in made.columns and op.get_bind().dialect.name == "postgresql":
        for statement in protect(name):
            op.execute(statement)


def columns(kind: Any, *names: str) -> list[Column[Any]]:
    """Return columns that hold a value in every row; none counts by itself."""
    return [Column(name, kind, nullable=False, autoincrement=False) for name in names]


def where(condition: str) -> dict[str, Any]:
    """Return what makes an index a partial one on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def upgrade() -> None:
    """Make the tables, from the lowest floor up."""
    _log()
    _feed()
    _jobs()
    _slots()
    _tenancy()
    _conversations()
    _knowledge()
    _metrics()
    _buyers()
    _orders()
    _logistics()
    _bot()
    _onboarding()


def _log() -> None:
    table(
        "log",
        Column("number", BigInteger().with_variant(Integer, "sqlite"), nullable=False, autoincrement=False),
        *columns(Text, "shop_id"),
        Column("conversation_id", Text),
        *columns(Integer, "sequence"),
        *columns(BigInteger, "at_ms"),
        *columns(Text, "name"),
        *columns(Integer, "version"),
        *columns(Text, "body"),
        PrimaryKeyConstraint("number"),
    )
    op.create_index("log_conversation", "log", ["conversation_id", "sequence"], unique=True)


def _feed() -> None:
    table(
        "cursors",
        *columns(Text, "listener"),
        *columns(BigInteger, "number"),
        PrimaryKeyConstraint("listener"),
    )
    table(
        "dead_letters",
        *columns(Text, "listener"),
        *columns(BigInteger, "number"),
        *columns(Text, "shop_id", "lane", "fact", "error"),
        *columns(Integer, "attempts"),
        *columns(BigInteger, "at_ms"),
        PrimaryKeyConstraint("listener", "number"),
    )
    op.create_index("dead_letters_lane", "dead_letters", ["listener", "lane", "number"])
    op.create_index("dead_letters_shop", "dead_letters", ["shop_id", "number"])


def _jobs() -> None:
    table(
        "jobs",
        *columns(Text, "id", "kind", "key", "shop_id"),
        Column("conversation_id", Text),
        *columns(Text, "payload", "state"),
        *columns(BigInteger, "due_ms"),
        *columns(Integer, "attempts", "token"),
        *columns(Text, "leased_by"),
        *columns(BigInteger, "leased_until_ms"),
        *columns(Text, "last_error"),
        *columns(BigInteger, "created_ms", "updated_ms"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("kind", "key", name="jobs_key"),
    )
    op.create_index("jobs_shop_state", "jobs", ["shop_id", "state", "id"])
    op.create_index("jobs_state", "jobs", ["state", "due_ms"])


def _slots() -> None:
    table(
        "slot_owners",
        *columns(Text, "owner"),
        *columns(BigInteger, "until_ms"),
        PrimaryKeyConstraint("owner"),
    )
    table(
        "slots",
        *columns(Integer, "number"),
        *columns(Text, "owner"),
        *columns(Integer, "token"),
        *columns(BigInteger, "until_ms"),
        PrimaryKeyConstraint("number"),
    )


def _tenancy() -> None:
    table("api_key_shops", *columns(Text, "key_id", "shop_id"), PrimaryKeyConstraint("key_id", "shop_id"))
    table(
        "api_keys",
        *columns(Text, "id", "merchant_id", "name", "key_hash", "permissions"),
        *columns(BigInteger, "created_ms", "revoked_ms"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("key_hash"),
    )
    op.create_index("api_keys_name", "api_keys", ["merchant_id", "name", "revoked_ms"], unique=True)
    table(
        "audit",
        *columns(Text, "id"),
        *columns(BigInteger, "at_ms"),
        *columns(
            Text,
            "merchant_id",
            "shop_id",
            "caller_kind",
            "caller_id",
            "caller_name",
            "act",
            "of_kind",
            "of_id",
            "detail",
        ),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_merchant", "audit", ["merchant_id", "id"])
    op.create_index("audit_shop", "audit", ["shop_id", "id"])
    table(
        "merchants",
        *columns(Text, "id", "name"),
        *columns(BigInteger, "created_ms"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("name"),
    )
    table(
        "roles",
        *columns(Text, "id", "merchant_id", "name", "permissions"),
        *columns(BigInteger, "created_ms"),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("roles_name", "roles", ["merchant_id", "name"], unique=True)
    table(
        "sessions",
        *columns(Text, "token_hash", "staff_id"),
        *columns(BigInteger, "created_ms", "expires_ms"),
        PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("sessions_expiry", "sessions", ["expires_ms"])
    op.create_index("sessions_staff", "sessions", ["staff_id"])
    table(
        "shops",
        *columns(
            Text,
            "shop_id",
            "merchant_id",
            "name",
            "platform",
            "site_key",
            "widget_secret",
            "persona",
            "allowed_origins",
        ),
        *columns(BigInteger, "created_ms"),
        PrimaryKeyConstraint("shop_id"),
        UniqueConstraint("site_key"),
    )
    op.create_index("shops_name", "shops", ["merchant_id", "platform", "name"], unique=True)
    table(
        "staff",
        *columns(Text, "id", "merchant_id", "name", "login", "password_hash", "language"),
        *columns(Integer, "active"),
        *columns(BigInteger, "created_ms"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("login"),
    )
    op.create_index("staff_merchant", "staff", ["merchant_id", "id"])
    table(
        "staff_grants",
        *columns(Text, "staff_id", "merchant_id", "shop_id", "role_id"),
        PrimaryKeyConstraint("staff_id", "merchant_id", "shop_id", "role_id"),
    )
    op.create_index("staff_grants_shop", "staff_grants", ["shop_id"])


def _conversations() -> None:
    table(
        "conversations",
        *columns(Text, "id", "shop_id", "buyer_id", "channel", "state", "holder", "staff_id"),
        *columns(Integer, "token", "last_seq", "heard_seq", "answered"),
        *columns(BigInteger, "waiting_since_ms", "waited_ms", "first_said_ms"),
        *columns(Text, "product_id"),
        *columns(BigInteger, "opened_ms", "closed_ms", "updated_ms"),
        *columns(Integer, "rating"),
        *columns(Text, "rating_text", "language", "last_speaker", "last_words", "handoff_summary"),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("conversations_latest", "conversations", ["buyer_id", "channel", "shop_id", "opened_ms"])
    op.create_index(
        "conversations_open",
        "conversations",
        ["buyer_id", "channel", "shop_id"],
        unique=True,
        **where("state = 'open'"),
    )
    op.create_index("conversations_unanswered", "conversations", ["holder"], **where("waiting_since_ms > 0"))
    op.create_index("conversations_updated", "conversations", ["shop_id", "updated_ms", "id"])
    table(
        "messages",
        *columns(Text, "conversation_id"),
        *columns(Integer, "seq"),
        *columns(Text, "id", "shop_id", "speaker", "speaker_id", "speaker_name", "content"),
        *columns(BigInteger, "at_ms"),
        *columns(Text, "client_id", "evidence"),
        PrimaryKeyConstraint("conversation_id", "seq"),
        UniqueConstraint("id"),
    )
    op.create_index(
        "messages_client",
        "messages",
        ["conversation_id", "client_id"],
        unique=True,
        **where("client_id != ''"),
    )


def _knowledge() -> None:
    table(
        "faqs",
        *columns(Text, "shop_id", "id", "question", "answer", "product_id", "similar"),
        PrimaryKeyConstraint("shop_id", "id"),
    )
    op.create_index("faqs_product", "faqs", ["shop_id", "product_id"])
    table(
        "knowledge_versions",
        *columns(Text, "shop_id"),
        *columns(Integer, "version"),
        PrimaryKeyConstraint("shop_id"),
    )
    table(
        "products",
        *columns(Text, "shop_id", "id", "title", "state"),
        *columns(BigInteger, "price_fen"),
        *columns(Text, "category", "detail"),
        PrimaryKeyConstraint("shop_id", "id"),
    )
    table(
        "promotions",
        *columns(Text, "shop_id", "id", "name", "period", "terms", "source"),
        PrimaryKeyConstraint("shop_id", "id"),
    )


def _metrics() -> None:
    table(
        "first_replies",
        *columns(Text, "shop_id"),
        *columns(BigInteger, "hour_ms", "bucket_ms"),
        *columns(Integer, "count"),
        PrimaryKeyConstraint("shop_id", "hour_ms", "bucket_ms"),
    )
    table(
        "service_hours",
        *columns(Text, "shop_id"),
        *columns(
            BigInteger,
            "hour_ms",
            "opened",
            "closed",
            "heard",
            "said_by_bot",
            "said_by_staff",
            "rounds_by_bot",
            "rounds_by_staff",
            "waited_ms_by_bot",
            "waited_ms_by_staff",
            "first_replies",
            "first_reply_ms",
            "handed_over",
            "ratings",
            "rating_sum",
            "unanswered_at_close",
        ),
        PrimaryKeyConstraint("shop_id", "hour_ms"),
    )


def _buyers() -> None:
    table(
        "buyers",
        *columns(Text, "shop_id", "id", "name", "phone", "gender"),
        *columns(Integer, "age"),
        *columns(Text, "address"),
        PrimaryKeyConstraint("shop_id", "id"),
    )


def _orders() -> None:
    table(
        "appointments",
        *columns(Text, "shop_id", "order_id", "service", "buyer_id", "visit", "name", "phone"),
        *columns(BigInteger, "at_ms"),
        PrimaryKeyConstraint("shop_id", "order_id", "service"),
    )
    op.create_index("appointments_buyer", "appointments", ["shop_id", "buyer_id"])
    table(
        "cashbacks",
        *columns(Text, "shop_id", "order_id", "buyer_id"),
        *columns(BigInteger, "at_ms"),
        PrimaryKeyConstraint("shop_id", "order_id"),
    )
    op.create_index("cashbacks_buyer", "cashbacks", ["shop_id", "buyer_id"])
    table(
        "change_sets",
        *columns(Text, "id", "shop_id", "key"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("shop_id", "key", name="change_sets_key"),
    )
    table(
        "changes",
        *columns(Text, "set_id"),
        *columns(Integer, "step"),
        *columns(
            Text, "shop_id", "buyer_id", "conversation_id", "kind", "body", "state", "reason", "asked_by"
        ),
        *columns(BigInteger, "asked_ms", "settled_ms"),
        PrimaryKeyConstraint("set_id", "step"),
    )
    op.create_index("changes_buyer", "changes", ["shop_id", "buyer_id", "asked_ms"])
    op.create_index("changes_conversation", "changes", ["shop_id", "conversation_id", "asked_ms"])
    table(
        "invoices",
        *columns(Text, "shop_id", "order_id", "buyer_id", "kind", "title", "phone", "tax_number"),
        *columns(BigInteger, "at_ms"),
        PrimaryKeyConstraint("shop_id", "order_id"),
    )
    op.create_index("invoices_buyer", "invoices", ["shop_id", "buyer_id"])
    table(
        "orders",
        *columns(Text, "shop_id", "id", "buyer_id", "state"),
        *columns(BigInteger, "total_fen"),
        *columns(Text, "items", "address", "payment"),
        *columns(Integer, "urged"),
        *columns(Text, "platform"),
        *columns(BigInteger, "created_ms", "paid_ms", "updated_ms"),
        *columns(Text, "remark"),
        PrimaryKeyConstraint("shop_id", "id"),
    )
    op.create_index("orders_buyer", "orders", ["shop_id", "buyer_id", "created_ms"])
    table(
        "wallets",
        *columns(Text, "shop_id", "buyer_id"),
        *columns(BigInteger, "balance_fen", "at_ms"),
        PrimaryKeyConstraint("shop_id", "buyer_id"),
    )


def _logistics() -> None:
    table(
        "parcels",
        *columns(Text, "shop_id", "order_id", "waybill_id", "buyer_id", "courier", "scans"),
        *columns(BigInteger, "promised_ms", "delivered_ms"),
        *columns(Text, "recipient", "phone", "destination"),
        PrimaryKeyConstraint("shop_id", "order_id", "waybill_id"),
    )
    op.create_index("parcels_buyer", "parcels", ["shop_id", "buyer_id"])
    op.create_index("parcels_waybill", "parcels", ["shop_id", "waybill_id"])


def _bot() -> None:
    table(
        "bot_memories",
        *columns(Text, "conversation_id", "shop_id"),
        *columns(Integer, "answered"),
        *columns(Text, "memory"),
        PrimaryKeyConstraint("conversation_id"),
    )
    table(
        "bot_policies",
        *columns(Text, "shop_id"),
        *columns(Integer, "version"),
        *columns(Text, "policy"),
        PrimaryKeyConstraint("shop_id"),
    )


def _onboarding() -> None:
    table(
        "imports",
        *columns(Text, "shop_id", "id", "staff_id", "state", "format", "files", "files_key"),
        *columns(Integer, "round"),
        *columns(Text, "tables", "problems"),
        *columns(Integer, "problem_count"),
        *columns(Text, "mapping"),
        *columns(Integer, "skip_bad", "done", "total"),
        *columns(Text, "tally"),
        *columns(BigInteger, "created_ms", "updated_ms"),
        PrimaryKeyConstraint("shop_id", "id"),
    )
    op.create_index("imports_files", "imports", ["shop_id", "files_key", "round"], unique=True)
