"""Keep what bills stand on, how they are paid and sent, and what members ask."""

import sqlalchemy as sa
from alembic import op

from smarthub_dash.kit.append_only import append_only_ddl

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.create_table(
        "bill_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_message")),
    )
    op.create_table(
        "budget_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("trues_up_on", sa.Date(), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_budget_plan_account_id_account")),
        sa.ForeignKeyConstraint(["enrolled_by"], ["member.id"], name=op.f("fk_budget_plan_enrolled_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_plan")),
    )
    with op.batch_alter_table("budget_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_plan_account_id"), ["account_id"], unique=False)

    op.create_table(
        "capital_credit_entry",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_capital_credit_entry_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "year", "kind", "posted_on", name=op.f("pk_capital_credit_entry")),
    )
    op.create_table(
        "paperless_enrollment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_paperless_enrollment_account_id_account")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_paperless_enrollment_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paperless_enrollment")),
    )
    with op.batch_alter_table("paperless_enrollment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paperless_enrollment_account_id"), ["account_id"], unique=False)

    op.create_table(
        "budget_installment",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["budget_plan.id"], name=op.f("fk_budget_installment_plan_id_budget_plan")
        ),
        sa.PrimaryKeyConstraint("plan_id", "from_on", name=op.f("pk_budget_installment")),
    )
    op.create_table(
        "printed_statement",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_printed_statement_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_printed_statement")),
    )
    op.create_table(
        "service_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_number", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_request_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_service_request_member_id_member")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_service_request_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request")),
        sa.UniqueConstraint("request_number", name=op.f("uq_service_request_request_number")),
    )
    with op.batch_alter_table("service_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_request_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_request_member_id"), ["member_id"], unique=False)

    op.create_table(
        "service_rider",
        sa.Column("service_agreement_id", sa.Uuid(), nullable=False),
        sa.Column("rider_code", sa.String(length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_agreement_id"],
            ["service_agreement.id"],
            name=op.f("fk_service_rider_service_agreement_id_service_agreement"),
        ),
        sa.PrimaryKeyConstraint("service_agreement_id", "rider_code", "started_on", name=op.f("pk_service_rider")),
    )
    op.create_table(
        "statement_cancellation",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["statement.id"], name=op.f("fk_statement_cancellation_replaced_by_id_statement")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_cancellation_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_statement_cancellation")),
    )
    op.create_table(
        "statement_true_up",
        sa.Column("estimated_statement_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["estimated_statement_id"],
            ["statement.id"],
            name=op.f("fk_statement_true_up_estimated_statement_id_statement"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_true_up_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("estimated_statement_id", name=op.f("pk_statement_true_up")),
    )
    with op.batch_alter_table("statement_true_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_true_up_statement_id"), ["statement_id"], unique=False)

    op.create_table(
        "request_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by_member_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_member_id"], ["member.id"], name=op.f("fk_request_step_by_member_id_member")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["service_request.id"], name=op.f("fk_request_step_request_id_service_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_step")),
    )
    with op.batch_alter_table("request_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_step_request_id"), ["request_id"], unique=False)

    op.create_table(
        "statement_reading",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("service_agreement_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("estimated_quantity", sa.BigInteger(), nullable=False),
        sa.Column("present_seconds", sa.Integer(), nullable=False),
        sa.Column("estimated_seconds", sa.Integer(), nullable=False),
        sa.Column("expected_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_agreement_id"],
            ["service_agreement.id"],
            name=op.f("fk_statement_reading_service_agreement_id_service_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_reading_statement_id_statement")
        ),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_statement_reading_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("statement_id", "usage_point_id", "flow", name=op.f("pk_statement_reading")),
    )
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rate_from", sa.Date(), nullable=True))

    with op.batch_alter_table("service_location", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_jurisdiction", sa.String(length=32), nullable=False, server_default=""))
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("billed_cents", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(batch_op.f("uq_statement_account_id_start_on"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_statement_account_id_start_on_revision"), ["account_id", "start_on", "revision"]
        )
    # Until now no bill asked for anything but its charges.
    op.execute("UPDATE statement SET billed_cents = charges_cents")
    with op.batch_alter_table("service_location", schema=None) as batch_op:
        batch_op.alter_column("tax_jurisdiction", server_default=None)
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.alter_column("billed_cents", server_default=None)
        batch_op.alter_column("revision", server_default=None)

    dialect = op.get_bind().dialect.name
    for table_name in ("statement_cancellation", "statement_true_up", "capital_credit_entry", "request_step"):
        for statement in append_only_ddl(table_name, dialect=dialect):
            op.execute(statement)
