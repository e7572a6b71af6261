"""Everything that is kept about a member, as one archive."""

import zipfile
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.journal.activity import acts_since, note_activity
from smarthub_dash.journeys.archive_files import write_table
from smarthub_dash.journeys.archive_tables import member_tables
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

ACT = "archive"
MOST, WITHIN = 6, timedelta(minutes=1)
README = """Everything we keep about {name}, as of {day}.

Each list is here twice: .csv opens in a spreadsheet, .json is for programs.

about-me            your name, contact, language and how bills come
accounts            the accounts you may see, and what you may do with them
sign-ins            when and from where you signed in, as far back as we keep it (90 days)
passkeys            the names of your passkeys; a passkey itself never leaves your device
linked-providers    other sign-ins that you linked
activity            who did what to your sign-in and your accounts
notices             the letters we sent you
account-<number>/   one folder for each account:
  bills             every bill; amounts are in cents
  bill-lines        every line of every bill
  balance-changes   everything that changed the balance: above zero you owe more
  daily-usage       each day; electricity in watt-hours (wh), internet in megabytes (mb)
  meter-readings    every reading, in the same units; times are UTC

Your password, codes and links are not here: we keep only what is needed to recognize them.
A text that a spreadsheet would take for a formula has an apostrophe before it.
"""


class DownloadedTooOften(Refused):
    """The archive costs work; a few a minute are enough."""


def allow_archive(database: Database, *, member_id: UUID, now: datetime) -> None:
    """
    Note in the activity log that a member takes everything along.

    :raises DownloadedTooOften: if that was done MOST times within the last while
    """
    with database.unit_of_work() as session:
        member = member_of_id(session, member_id=member_id)
        words = f"{member.full_name} downloaded everything kept about them"
        # Noted before it is counted: whoever does the same at this moment waits here, and counts this one.
        note_activity(session, act=ACT, words=words, actor_id=member_id, member_id=member_id, now=now)
        if acts_since(session, act=ACT, actor_id=member_id, since=now - WITHIN) > MOST:
            raise DownloadedTooOften("You downloaded this several times just now. Wait a minute, then try again.")


def write_archive(database: Database, *, member_id: UUID, to: IO[bytes], now: datetime, zone: ZoneInfo) -> None:
    """Write the archive into a file, all of it as it was at one moment."""
    with database.reading() as session, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        today = local_day(now, zone)
        scope = scope_of(session, member_id=member_id, today=today)
        if scope.account_ids:
            scope = scope.with_power(Power.SEE)
        name = member_of_id(session, member_id=member_id).full_name
        archive.writestr("README.txt", README.format(name=name, day=today.isoformat()))
        for table in member_tables(session, scope=scope):
            write_table(archive, table)
