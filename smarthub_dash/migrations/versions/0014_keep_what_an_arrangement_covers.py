"""Keep what an arrangement covers, and which fee was agreed to for a later payment."""

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"


def upgrade() -> None:
    with op.batch_alter_table("payment_arrangement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("covers_before", sa.Date(), nullable=False, server_default="1970-01-01"))

    with op.batch_alter_table("scheduled_payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fee_cents", sa.Integer(), nullable=False, server_default="0"))
