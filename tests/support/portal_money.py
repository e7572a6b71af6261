"""What is owed at a served portal, and how a draft of it fails, as a test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.autopay.operations.drafts import take_up
from smarthub_dash.domain.autopay.queries import next_drafts
from smarthub_dash.domain.autopay.queries.waiting import draft_in_hand
from smarthub_dash.domain.members.records import Member
from smarthub_dash.gateways.processor import ChargeState
from smarthub_dash.gateways.processor.fake import FakeProcessor, Outcome
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.run_auto_pay import make_draft
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.sealing import Sealer
from tests.support.auto_paying import token_of
from tests.support.paying import let_owe
from tests.support.portal import Portal
from tests.support.visitors import email_of

ZONE = ZoneInfo("America/Chicago")


def let_account_owe(portal: Portal, number: str, *, cents: int) -> None:
    """Let an account owe so much more than it does."""
    with _opened(portal) as database:
        let_owe(database, account_id=_account_id(database, number), cents=cents, now=datetime.now(UTC))


def fail_draft(portal: Portal, number: str, *, of: str) -> None:
    """Let the next draft of an account be made today, and its bank decline it for want of money."""
    moment = Moment(datetime.now(UTC), ZONE)
    declining = FakeProcessor(moment.now)
    with _opened(portal) as database:
        till = Till(database, declining, Sealer([(portal.folder / "secret.key").read_text()]), portal.url, ZONE)
        with database.unit_of_work() as session:
            member_id = session.exec(select(Member.id).where(col(Member.email) == email_of(of))).one()
            scope = scope_of(session, member_id=member_id, today=moment.today)
            draft = next_drafts(session, scope=scope)[_account_id(database, number)]
            assert draft.draft_id is not None
            take_up(session, draft_id=draft.draft_id, cents=draft.cents, now=moment.now)
        token = token_of(database, draft.method_id)
        declining.outcomes[token] = Outcome(ChargeState.DECLINED, "insufficient_funds")
        with database.reading() as session:
            taken = draft_in_hand(session, draft_id=draft.draft_id)
        assert taken is not None
        make_draft(till, draft=taken, moment=moment)


@contextmanager
def _opened(portal: Portal) -> Iterator[Database]:
    database = open_database(portal.database_address)
    try:
        yield database
    finally:
        database.close()


def _account_id(database: Database, number: str) -> UUID:
    with database.reading() as session:
        return session.exec(select(Account.id).where(col(Account.account_number) == number)).one()
