"""Make the tables that point at others."""

import sqlalchemy as sa
from alembic import op

from smarthub_dash.kit.append_only import append_only_ddl

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.create_table(
        "account_grant",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("nickname", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_grant_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_account_grant_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "account_id", name=op.f("pk_account_grant")),
    )
    op.create_index(op.f("ix_account_grant_account_id"), "account_grant", ["account_id"], unique=False)
    op.create_table(
        "service_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("service_location_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rate_code", sa.String(length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_agreement_account_id_account")),
        sa.ForeignKeyConstraint(
            ["service_location_id"],
            ["service_location.id"],
            name=op.f("fk_service_agreement_service_location_id_service_location"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_agreement")),
    )
    op.create_index(op.f("ix_service_agreement_account_id"), "service_agreement", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_service_agreement_service_location_id"), "service_agreement", ["service_location_id"], unique=False
    )
    op.create_table(
        "sign_in_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sign_in_session_member_id_member")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_session")),
    )
    op.create_index(op.f("ix_sign_in_session_member_id"), "sign_in_session", ["member_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bill_number", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("previous_cents", sa.Integer(), nullable=False),
        sa.Column("charges_cents", sa.Integer(), nullable=False),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_statement_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("account_id", "start_on", name=op.f("uq_statement_account_id_start_on")),
        sa.UniqueConstraint("bill_number", name=op.f("uq_statement_bill_number")),
    )
    op.create_table(
        "charge",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_agreement_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("quantity_text", sa.String(length=40), nullable=False),
        sa.Column("price_text", sa.String(length=40), nullable=False),
        sa.Column("explanation", sa.String(length=400), nullable=False),
        sa.Column("rate_code", sa.String(length=32), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_agreement_id"],
            ["service_agreement.id"],
            name=op.f("fk_charge_service_agreement_id_service_agreement"),
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_charge_statement_id_statement")),
        sa.PrimaryKeyConstraint("statement_id", "position", name=op.f("pk_charge")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("memo", sa.String(length=120), nullable=False),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_ledger_entry_cents_not_zero")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ledger_entry_account_id_account")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_ledger_entry_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint(
            "transaction_id", "account_id", "book", name=op.f("uq_ledger_entry_transaction_id_account_id_book")
        ),
    )
    op.create_index(
        "ix_ledger_entry_account_id_book_posted_on", "ledger_entry", ["account_id", "book", "posted_on"], unique=False
    )
    op.create_table(
        "usage_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_agreement_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("meter_number", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("interval_seconds", sa.Integer(), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=False),
        sa.Column("is_modelled", sa.Boolean(), nullable=False),
        sa.Column("source_note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_usage_point_account_id_account")),
        sa.ForeignKeyConstraint(
            ["service_agreement_id"],
            ["service_agreement.id"],
            name=op.f("fk_usage_point_service_agreement_id_service_agreement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_point")),
        sa.UniqueConstraint("meter_number", name=op.f("uq_usage_point_meter_number")),
    )
    op.create_index(op.f("ix_usage_point_account_id"), "usage_point", ["account_id"], unique=False)
    op.create_index(op.f("ix_usage_point_service_agreement_id"), "usage_point", ["service_agreement_id"], unique=False)
    op.create_table(
        "daily_usage",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("estimated_quantity", sa.BigInteger(), nullable=False),
        sa.Column("present_seconds", sa.Integer(), nullable=False),
        sa.Column("estimated_seconds", sa.Integer(), nullable=False),
        sa.Column("zero_seconds", sa.Integer(), nullable=False),
        sa.Column("expected_seconds", sa.Integer(), nullable=False),
        sa.Column("newest_end_epoch", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_daily_usage_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "flow", "day", name=op.f("pk_daily_usage")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interval_read",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("start_epoch", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["meter_import.id"], name=op.f("fk_interval_read_import_id_meter_import")
        ),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_interval_read_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "flow", "start_epoch", name=op.f("pk_interval_read")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "period_usage",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("estimated_quantity", sa.BigInteger(), nullable=False),
        sa.Column("present_seconds", sa.Integer(), nullable=False),
        sa.Column("estimated_seconds", sa.Integer(), nullable=False),
        sa.Column("zero_seconds", sa.Integer(), nullable=False),
        sa.Column("expected_seconds", sa.Integer(), nullable=False),
        sa.Column("newest_end_epoch", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_period_usage_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "flow", "start_on", name=op.f("pk_period_usage")),
        sqlite_with_rowid=False,
    )
    for table in ("ledger_entry", "journal_event"):
        for statement in append_only_ddl(table, dialect=op.get_bind().dialect.name):
            op.execute(statement)
