"""Keep what proves who a member is, households, notices and the activity log."""

import sqlalchemy as sa
from alembic import op

from smarthub_dash.kit.append_only import append_only_ddl

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    op.create_table(
        "activity_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_activity_entry_hash")),
    )
    with op.batch_alter_table("activity_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_entry_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_entry_member_id"), ["member_id"], unique=False)

    op.create_table(
        "used_bill_code",
        sa.Column("bill_number", sa.String(length=24), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bill_number", name=op.f("pk_used_bill_code")),
    )
    op.create_table(
        "household_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("inviter_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["inviter_id"], ["member.id"], name=op.f("fk_household_invitation_inviter_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_household_invitation_token_hash")),
    )
    with op.batch_alter_table("household_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_invitation_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_invitation_inviter_id"), ["inviter_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.String(length=4000), nullable=False),
        sa.Column("sealed_link", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_member_id"), ["member_id"], unique=False)

    op.create_table(
        "one_time_secret",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("secret_hash", sa.String(length=255), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_one_time_secret_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_secret")),
    )
    with op.batch_alter_table("one_time_secret", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_secret_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_one_time_secret_secret_hash"), ["secret_hash"], unique=False)

    op.create_table(
        "open_identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_open_identity_member_id_member")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_open_identity")),
    )
    with op.batch_alter_table("open_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_identity_member_id"), ["member_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("transports", sa.String(length=60), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_passkey_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_member_id"), ["member_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_recovery_code_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_member_id"), ["member_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("failure", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "invited_account",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invited_account_account_id_account")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["household_invitation.id"],
            name=op.f("fk_invited_account_invitation_id_household_invitation"),
        ),
        sa.PrimaryKeyConstraint("invitation_id", "account_id", name=op.f("pk_invited_account")),
    )
    with op.batch_alter_table("invited_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invited_account_account_id"), ["account_id"], unique=False)

    _widen_members()
    _widen_sessions()
    dialect = op.get_context().dialect.name
    for statement in append_only_ddl("activity_entry", dialect=dialect):
        op.execute(statement)


def _widen_members() -> None:
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True))
        for name, length in (
            ("phone", 16),
            ("mailing_street", 120),
            ("mailing_city", 60),
            ("mailing_state", 2),
            ("mailing_zip", 10),
            ("sealed_totp_key", 255),
        ):
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        for name, word in (("language", "en"), ("bill_format", "printed"), ("two_step", "none")):
            batch_op.add_column(sa.Column(name, sa.String(length=16), nullable=False, server_default=word))
        batch_op.add_column(sa.Column("wants_large_print", sa.Boolean(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("last_totp_step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(length=16), nullable=False, server_default="sign-in"))


def _widen_sessions() -> None:
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("method", sa.String(length=16), nullable=False, server_default="password"))
        batch_op.add_column(sa.Column("is_kept", sa.Boolean(), nullable=False, server_default="0"))
    random_id = "lower(hex(randomblob(16)))" if op.get_context().dialect.name == "sqlite" else "gen_random_uuid()"
    op.execute(f"UPDATE sign_in_session SET proved_at = created_at, device_id = {random_id}")  # noqa: S608
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.alter_column("device_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("proved_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_sign_in_session_device_id"), ["device_id"])
