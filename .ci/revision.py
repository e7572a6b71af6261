"""Write the migration from the last revision to the tables as the records describe them now.

    .venv/bin/python .ci/revision.py "Keep the outages"

Read what it wrote before you commit it: a rename looks like a drop and an add, and triggers are not seen.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from smarthub_dash.kit.database import open_database
from smarthub_dash.migrations import migrate, migration_config


def main(message: str) -> None:
    """Compare the records with a database of the last revision."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'last.db'}")
        migrate(database)
        config = migration_config()
        number = len(list(Path(config.get_main_option("script_location") or "", "versions").glob("0*.py"))) + 1
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()


if __name__ == "__main__":
    main(sys.argv[1])
