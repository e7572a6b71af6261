"""Keep payment accounts, Auto Pay, and what is paid later."""

import sqlalchemy as sa
from alembic import op

from smarthub_dash.kit.append_only import append_only_ddl

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    op.create_table(
        "processor_message",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("object_ref", sa.String(length=255), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processor_message")),
    )
    with op.batch_alter_table("processor_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_processor_message_object_ref"), ["object_ref"], unique=False)

    op.create_table(
        "reconciliation_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("our_cents", sa.Integer(), nullable=False),
        sa.Column("their_cents", sa.Integer(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reconciliation_day")),
    )
    op.create_table(
        "hosted_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("session_ref", sa.String(length=255), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_hosted_visit_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosted_visit")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hosted_visit_token_hash")),
    )
    with op.batch_alter_table("hosted_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hosted_visit_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hosted_visit_session_ref"), ["session_ref"], unique=False)

    op.create_table(
        "payment_arrangement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("terms_version", sa.String(length=32), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_payment_arrangement_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_payment_arrangement_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_arrangement")),
    )
    with op.batch_alter_table("payment_arrangement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_arrangement_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "uq_payment_arrangement_open",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "payment_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("receipt_number", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_payment_event_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_event")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_event_key")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_payment_event_receipt_number")),
    )
    with op.batch_alter_table("payment_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_event_member_id"), ["member_id"], unique=False)

    op.create_table(
        "processor_customer",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("customer_ref", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_processor_customer_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_processor_customer")),
        sa.UniqueConstraint("customer_ref", name=op.f("uq_processor_customer_customer_ref")),
    )
    op.create_table(
        "stored_payment_method",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("token", sa.String(length=255), nullable=False),
        sa.Column("brand", sa.String(length=40), nullable=False),
        sa.Column("account_type", sa.String(length=16), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("expires_year", sa.Integer(), nullable=True),
        sa.Column("expires_month", sa.Integer(), nullable=True),
        sa.Column("nickname", sa.String(length=40), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("suspended_because", sa.String(length=120), nullable=False),
        sa.Column("mandate_version", sa.String(length=32), nullable=False),
        sa.Column("mandate_ref", sa.String(length=255), nullable=False),
        sa.Column("agreed_address", sa.String(length=45), nullable=False),
        sa.Column("agreed_agent", sa.String(length=255), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_for", sa.String(length=7), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_stored_payment_method_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_payment_method")),
        sa.UniqueConstraint("token", name=op.f("uq_stored_payment_method_token")),
    )
    with op.batch_alter_table("stored_payment_method", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_payment_method_member_id"), ["member_id"], unique=False)

    op.create_table(
        "arrangement_installment",
        sa.Column("arrangement_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrangement_id"],
            ["payment_arrangement.id"],
            name=op.f("fk_arrangement_installment_arrangement_id_payment_arrangement"),
        ),
        sa.PrimaryKeyConstraint("arrangement_id", "position", name=op.f("pk_arrangement_installment")),
    )
    op.create_table(
        "auto_pay_enrollment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_day", sa.Integer(), nullable=True),
        sa.Column("ceiling_cents", sa.Integer(), nullable=True),
        sa.Column("terms_version", sa.String(length=32), nullable=False),
        sa.Column("terms_hash", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_address", sa.String(length=45), nullable=False),
        sa.Column("accepted_agent", sa.String(length=255), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_because", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_auto_pay_enrollment_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_auto_pay_enrollment_member_id_member")),
        sa.ForeignKeyConstraint(
            ["method_id"],
            ["stored_payment_method.id"],
            name=op.f("fk_auto_pay_enrollment_method_id_stored_payment_method"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_pay_enrollment")),
    )
    with op.batch_alter_table("auto_pay_enrollment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auto_pay_enrollment_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_auto_pay_enrollment_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_auto_pay_enrollment_method_id"), ["method_id"], unique=False)
        batch_op.create_index(
            "uq_auto_pay_enrollment_open",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "payment_extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_payment_extension_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_payment_extension_member_id_member")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_payment_extension_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_extension")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_payment_extension_statement_id")),
    )
    with op.batch_alter_table("payment_extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_extension_account_id"), ["account_id"], unique=False)

    op.create_table(
        "preferred_method",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_preferred_method_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_preferred_method_member_id_member")),
        sa.ForeignKeyConstraint(
            ["method_id"],
            ["stored_payment_method.id"],
            name=op.f("fk_preferred_method_method_id_stored_payment_method"),
        ),
        sa.PrimaryKeyConstraint("member_id", "account_id", name=op.f("pk_preferred_method")),
    )
    with op.batch_alter_table("preferred_method", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preferred_method_method_id"), ["method_id"], unique=False)

    op.create_table(
        "scheduled_payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("failure", sa.String(length=200), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["payment_event.id"], name=op.f("fk_scheduled_payment_event_id_payment_event")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_scheduled_payment_member_id_member")),
        sa.ForeignKeyConstraint(
            ["method_id"],
            ["stored_payment_method.id"],
            name=op.f("fk_scheduled_payment_method_id_stored_payment_method"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_payment")),
        sa.UniqueConstraint("key", name=op.f("uq_scheduled_payment_key")),
    )
    with op.batch_alter_table("scheduled_payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scheduled_payment_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scheduled_payment_method_id"), ["method_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scheduled_payment_pay_on"), ["pay_on"], unique=False)

    dialect = op.get_bind().dialect.name
    for statement in append_only_ddl("processor_message", dialect=dialect):
        op.execute(statement)
