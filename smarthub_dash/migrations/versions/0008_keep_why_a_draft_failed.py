"""Keep why a draft failed, and up to what it was approved."""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approved_cents", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("failure", sa.String(length=200), nullable=False, server_default=""))
