"""Which bills went to the mail house, and in which file."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from smarthub_dash.domain.billing.records import PrintedStatement


def note_printed(session: Session, *, statement_ids: Sequence[UUID], file_name: str, now: datetime) -> None:
    """
    Note that bills are in a print file.

    :raises IntegrityError: if one of them is in another file: no bill is mailed twice
    """
    # no scope: the print file holds the bills of all accounts
    rows = [{"statement_id": each, "file_name": file_name, "written_at": now} for each in statement_ids]
    session.execute(insert(PrintedStatement), rows)
