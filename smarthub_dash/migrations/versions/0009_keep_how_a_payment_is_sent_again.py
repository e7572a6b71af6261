"""Keep how a payment is sent again."""

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    with op.batch_alter_table("payment_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("receipt_email", sa.String(length=254), nullable=False, server_default=""))

    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mandate_ref", sa.String(length=255), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("return_path", sa.String(length=300), nullable=False, server_default=""))
        batch_op.create_index("ix_tender_opened_at", ["opened_at"], unique=False)
