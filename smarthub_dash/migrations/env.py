"""Alembic's entry: run the migrations on the connection that `migrate` opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

from smarthub_dash.kit.columns import UtcInstant, Word


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write columns of ours as plain ones: a migration must not change when our classes do."""
    if kind == "type" and isinstance(item, UtcInstant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return f"sa.String(length={item.impl.length})"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    compare_type=True,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
