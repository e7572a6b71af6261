"""Keep contacts and what each is told."""

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"


def upgrade() -> None:
    op.create_table(
        "delivery_message",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_message")),
    )
    op.create_table(
        "failing_address",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_failing_address")),
    )
    op.create_table(
        "stopped_text",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", "category", name=op.f("pk_stopped_text")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("consent_text", sa.String(length=600), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_keys", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_contact_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("member_id", "channel", "address", name="uq_contact_address"),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_member_id"), ["member_id"], unique=False)

    op.create_table(
        "notice_choice",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_choice_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "contact_id", "account_id", "event", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice_timing",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("zone_name", sa.String(length=64), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("digest_every", sa.String(length=16), nullable=False),
        sa.Column("digest_at", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_timing_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_notice_timing")),
    )
    op.create_table(
        "usage_alert",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("day_quantity", sa.Integer(), nullable=True),
        sa.Column("bill_cents", sa.Integer(), nullable=True),
        sa.Column("sensitivity", sa.Integer(), nullable=False),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_usage_alert_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_usage_alert_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "account_id", name=op.f("pk_usage_alert")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_delivery_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_message_id"), ["message_id"], unique=False)
        batch_op.create_unique_constraint("uq_delivery_once", ["notice_id", "channel", "address"])

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("path", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_notice_unread",
            ["member_id"],
            unique=False,
            sqlite_where=sa.text("is_shown AND read_at IS NULL"),
            postgresql_where=sa.text("is_shown AND read_at IS NULL"),
        )
