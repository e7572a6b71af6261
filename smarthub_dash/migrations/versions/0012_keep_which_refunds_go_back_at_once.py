"""Keep which refunds go back at once."""

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"

OF_NOBODY = "00000000000000000000000000000000"


def upgrade() -> None:
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act_id", sa.Uuid(), nullable=False, server_default=OF_NOBODY))
        batch_op.create_index(batch_op.f("ix_refund_act_id"), ["act_id"], unique=False)
