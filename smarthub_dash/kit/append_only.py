"""Tables whose rows are never changed: the database itself refuses UPDATE and DELETE."""

from collections.abc import Sequence

from sqlalchemy import DDL, Table, event

DIALECTS = ("sqlite", "postgresql")


def append_only(table: Table) -> None:
    """Let the database refuse to change or delete a row of the table from its creation on."""
    for dialect in DIALECTS:
        for statement in append_only_ddl(table.name, dialect=dialect):
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))


def append_only_ddl(table_name: str, *, dialect: str) -> Sequence[str]:
    """
    Return the statements that make a table append-only, for a migration to run.

    TRUNCATE and DROP are not refused: they are acts on a table, not on what happened.
    """
    message = f"{table_name} is append-only: reverse a row by a new one"
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table_name}_refuses_{verb.lower()} BEFORE {verb} ON {table_name} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("UPDATE", "DELETE")
        )
    function = (
        f"CREATE OR REPLACE FUNCTION {table_name}_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table_name}_refuses_change BEFORE UPDATE OR DELETE ON {table_name} "
        f"FOR EACH ROW EXECUTE FUNCTION {table_name}_refuses_change()"
    )
    return function, trigger
