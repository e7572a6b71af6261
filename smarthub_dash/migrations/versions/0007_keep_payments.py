"""Keep payments, and what became of each."""

import sqlalchemy as sa
from alembic import op

from smarthub_dash.kit.append_only import append_only_ddl

revision: str = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    op.create_table(
        "tender",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=True),
        sa.Column("token", sa.String(length=255), nullable=False),
        sa.Column("customer_ref", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("brand", sa.String(length=40), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("charge_ref", sa.String(length=255), nullable=True),
        sa.Column("step_url", sa.String(length=1000), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cents > 0", name=op.f("ck_tender_cents_above_zero")),
        sa.CheckConstraint("fee_cents >= 0", name=op.f("ck_tender_fee_not_below_zero")),
        sa.ForeignKeyConstraint(["event_id"], ["payment_event.id"], name=op.f("fk_tender_event_id_payment_event")),
        sa.ForeignKeyConstraint(
            ["method_id"], ["stored_payment_method.id"], name=op.f("fk_tender_method_id_stored_payment_method")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender")),
        sa.UniqueConstraint("charge_ref", name=op.f("uq_tender_charge_ref")),
        sa.UniqueConstraint("event_id", name=op.f("uq_tender_event_id")),
    )
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tender_method_id"), ["method_id"], unique=False)
        batch_op.create_index("ix_tender_state_ask_at", ["state", "ask_at"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("draft_on", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["auto_pay_enrollment.id"], name=op.f("fk_draft_enrollment_id_auto_pay_enrollment")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["payment_event.id"], name=op.f("fk_draft_event_id_payment_event")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_draft_statement_id_statement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("enrollment_id", "statement_id", name=op.f("uq_draft_enrollment_id_statement_id")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_enrollment_id"), ["enrollment_id"], unique=False)
        batch_op.create_index("ix_draft_state_draft_on", ["state", "draft_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_statement_id"), ["statement_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_payment_cents_above_zero")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_payment_account_id_account")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_payment_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("tender_id", "account_id", name=op.f("uq_payment_tender_id_account_id")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "reconciliation_difference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("charge_ref", sa.String(length=255), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=True),
        sa.Column("our_cents", sa.Integer(), nullable=False),
        sa.Column("their_cents", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["day"], ["reconciliation_day.day"], name=op.f("fk_reconciliation_difference_day_reconciliation_day")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_reconciliation_difference_tender_id_tender")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_difference")),
    )
    with op.batch_alter_table("reconciliation_difference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reconciliation_difference_day"), ["day"], unique=False)

    op.create_table(
        "scheduled_allotment",
        sa.Column("scheduled_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_scheduled_allotment_account_id_account")),
        sa.ForeignKeyConstraint(
            ["scheduled_id"],
            ["scheduled_payment.id"],
            name=op.f("fk_scheduled_allotment_scheduled_id_scheduled_payment"),
        ),
        sa.PrimaryKeyConstraint("scheduled_id", "account_id", name=op.f("pk_scheduled_allotment")),
    )
    op.create_table(
        "tender_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_tender_step_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_step")),
    )
    with op.batch_alter_table("tender_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tender_step_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("refund_ref", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cents > 0", name=op.f("ck_refund_cents_above_zero")),
        sa.ForeignKeyConstraint(["asked_by"], ["member.id"], name=op.f("fk_refund_asked_by_member")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("refund_ref", name=op.f("uq_refund_refund_ref")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refund_payment_id"), ["payment_id"], unique=False)

    dialect = op.get_bind().dialect.name
    for statement in append_only_ddl("tender_step", dialect=dialect):
        op.execute(statement)
