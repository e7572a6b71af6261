"""The seed's 1-2-3 for one member: what they have switched on, so that Home says what is done and what waits."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.records import PaperlessEnrollment
from smarthub_dash.domain.members.queries.credentials import member_of, passkeys_of
from smarthub_dash.domain.members.rules import BillFormat, TwoStep
from smarthub_dash.kit.database import Database


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What a member has done of what a first visit offers. Registering is done, or nobody would read this."""

    has_paperless: bool
    has_passkey: bool
    has_two_step: bool
    account_count: int

    @property
    def is_ready_anywhere(self) -> bool:
        """Whether signing in from another device is easy, and safe there too."""
        return self.has_passkey or self.has_two_step


def first_steps(database: Database, *, member_id: UUID, scope: AccountScope) -> FirstSteps:
    """Read what a member has switched on."""
    with database.reading() as session:
        member = member_of(session, member_id=member_id)
        return FirstSteps(
            has_paperless=member.bill_format is BillFormat.PAPERLESS or _is_enrolled(session, scope),
            has_passkey=bool(passkeys_of(session, member_id=member_id)),
            has_two_step=member.two_step is not TwoStep.NONE,
            account_count=len(scope.account_ids),
        )


def _is_enrolled(session: Session, scope: AccountScope) -> bool:
    open_one = select(PaperlessEnrollment.id).where(
        col(PaperlessEnrollment.account_id).in_(scope.account_ids), col(PaperlessEnrollment.ended_at).is_(None)
    )
    return session.exec(open_one.limit(1)).first() is not None
