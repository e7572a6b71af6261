"""
Statements that are put together once.

To put a statement together takes SQLAlchemy longer than SQLite takes to answer it. One that a page asks at every load,
or a push at every read, is made once, with places for what differs; whoever asks fills them.
"""

from typing import Any

from sqlalchemy import BindParameter, bindparam

ACCOUNT_IDS = "account_ids"


def any_account() -> BindParameter[Any]:
    """Return the place of some accounts, for `.in_()`."""
    return bindparam(ACCOUNT_IDS, expanding=True)
