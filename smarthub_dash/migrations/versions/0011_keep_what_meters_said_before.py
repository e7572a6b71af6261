"""Keep revisions of reads, registers, meters and head ends."""

import sqlalchemy as sa
from alembic import op

from smarthub_dash.kit.append_only import append_only_ddl

revision: str = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    op.create_table(
        "head_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=2000), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_end")),
        sa.UniqueConstraint("name", name=op.f("uq_head_end_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_head_end_token_hash")),
    )
    op.create_table(
        "import_span",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("start_epoch", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("end_epoch", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["meter_import.id"], name=op.f("fk_import_span_import_id_meter_import")),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_import_span_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "flow", "start_epoch", "import_id", name=op.f("pk_import_span")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meter_installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("meter_number", sa.String(length=32), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("register_digits", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_meter_installation_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_installation")),
    )
    with op.batch_alter_table("meter_installation", schema=None) as batch_op:
        batch_op.create_index("ix_meter_installation_meter", ["meter_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_installation_usage_point_id"), ["usage_point_id"], unique=False)

    op.create_table(
        "read_doubt",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("start_epoch", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("end_epoch", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_words", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["meter_import.id"], name=op.f("fk_read_doubt_import_id_meter_import")),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_read_doubt_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "flow", "start_epoch", "kind", name=op.f("pk_read_doubt")),
    )
    with op.batch_alter_table("read_doubt", schema=None) as batch_op:
        batch_op.create_index("ix_read_doubt_open", ["settled_at"], unique=False)

    op.create_table(
        "read_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("start_epoch", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["meter_import.id"], name=op.f("fk_read_revision_import_id_meter_import")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["meter_import.id"], name=op.f("fk_read_revision_replaced_by_meter_import")
        ),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_read_revision_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_revision")),
    )
    with op.batch_alter_table("read_revision", schema=None) as batch_op:
        batch_op.create_index("ix_read_revision_read", ["usage_point_id", "flow", "start_epoch"], unique=False)

    op.create_table(
        "register_read",
        sa.Column("usage_point_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.Integer(), nullable=False),
        sa.Column("at_epoch", sa.BigInteger(), nullable=False),
        sa.Column("meter_number", sa.String(length=32), nullable=False),
        sa.Column("stood_at", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["meter_import.id"], name=op.f("fk_register_read_import_id_meter_import")
        ),
        sa.ForeignKeyConstraint(
            ["usage_point_id"], ["usage_point.id"], name=op.f("fk_register_read_usage_point_id_usage_point")
        ),
        sa.PrimaryKeyConstraint("usage_point_id", "flow", "at_epoch", "meter_number", name=op.f("pk_register_read")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("meter_import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("late_count", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_meter_import_made_at"), ["made_at"], unique=False)

    for statement in append_only_ddl("read_revision", dialect=op.get_bind().dialect.name):
        op.execute(statement)
