"""Keep forecasts and cards."""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    op.create_table(
        "bill_forecast",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("rate_code", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("likely_cents", sa.Integer(), nullable=False),
        sa.Column("rest_cents", sa.Integer(), nullable=False),
        sa.Column("low_cents", sa.Integer(), nullable=True),
        sa.Column("high_cents", sa.Integer(), nullable=True),
        sa.Column("actual_cents", sa.Integer(), nullable=True),
        sa.Column("is_tried_later", sa.Boolean(), nullable=False),
        sa.Column("follows_weather", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_bill_forecast_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "start_on", "made_on", name=op.f("pk_bill_forecast")),
    )
    with op.batch_alter_table("bill_forecast", schema=None) as batch_op:
        batch_op.create_index("ix_bill_forecast_learned", ["rate_code", "stage", "end_on"], unique=False)

    op.create_table(
        "card_put_away",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_card_put_away_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_card_put_away_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "account_id", "kind", name=op.f("pk_card_put_away")),
    )
    op.create_table(
        "insight_card",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("sentence", sa.String(length=400), nullable=False),
        sa.Column("how", sa.String(length=1000), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_insight_card_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_insight_card")),
    )
    op.create_table(
        "peer_opt_out",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_peer_opt_out_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_peer_opt_out")),
    )
    op.create_table(
        "usage_marker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_usage_marker_account_id_account")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_usage_marker_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_marker")),
    )
    with op.batch_alter_table("usage_marker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_usage_marker_account_id"), ["account_id"], unique=False)

    op.create_table(
        "line_down",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("start_epoch", sa.BigInteger(), nullable=False),
        sa.Column("end_epoch", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_line_down_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "start_epoch", name=op.f("pk_line_down")),
    )
    op.create_table(
        "speed_test",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("tested_epoch", sa.BigInteger(), nullable=False),
        sa.Column("down_kbps", sa.Integer(), nullable=False),
        sa.Column("up_kbps", sa.Integer(), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_speed_test_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "tested_epoch", name=op.f("pk_speed_test")),
    )
