"""Keep the keys put away."""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    op.create_table(
        "put_away_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sealed_key", sa.String(length=2000), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_away_key")),
    )
