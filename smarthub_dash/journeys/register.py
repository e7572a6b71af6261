"""
Register: ask with the facts of a bill, get a letter, choose a password.

Whoever asks learns nothing: what was typed is sealed, put down as a job, and looked at by a worker afterwards. So the
answer is the same page, after the same statements and the same time, whatever of it is true.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.members.operations.guesses import count_guess
from smarthub_dash.domain.members.operations.secrets import issue_secret
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.queries.credentials import open_links_to
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import MOST_OPEN_LINKS, GuessPurpose, SecretPurpose
from smarthub_dash.domain.members.rules.contact import new_email_of
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journeys.account_proof import AccountClaim, FactKind, count_claim, proven_account
from smarthub_dash.journeys.typed_facts import account_number_in
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database, hold_names
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.leases import enqueue
from smarthub_dash.kit.sealing import Sealer

ANSWER = "answer registration"
"""The kind of job that looks at what was typed; its body is sealed."""
LINK_LIFE = timedelta(hours=24)
LINK_PATH = "/register/password"


class FactMissing(Refused):
    """The form lacks something that it needs."""


@dataclass(frozen=True, slots=True)
class Application:
    """What was typed to register, as it was typed."""

    account_number: str
    name: str
    email: str
    amount: str
    zip_code: str
    bill_code: str

    def claim(self) -> AccountClaim:
        """
        Return the claim with the second fact that says most.

        :raises FactMissing: if nothing was typed where something must be
        """
        if not account_number_in(self.account_number) or not self.name.strip():
            raise FactMissing("Enter the account number and the name as they are printed on the bill.")
        facts = (
            (FactKind.BILL_CODE, self.bill_code),
            (FactKind.BILL_AMOUNT, self.amount),
            (FactKind.SERVICE_ZIP, self.zip_code),
        )
        for kind, fact in facts:
            if fact.strip():
                return AccountClaim(self.account_number, self.name, kind, fact)
        raise FactMissing("Enter one more fact: the amount of the last bill, the ZIP code, or the code on the bill.")


@dataclass(frozen=True, slots=True)
class _Proved:
    """Whose account was proved, by what, and where to write."""

    email: str
    account_id: UUID
    fact_kind: FactKind


def apply_to_register(
    database: Database, *, application: Application, address: str, sealer: Sealer, now: datetime
) -> str:
    """
    Put an application down to be answered by letter; return the e-mail address as it will be used.

    :raises FieldRefused: if no mail could go to that address
    :raises FactMissing: if something was left empty
    :raises TooManyAttempts: if that account, that e-mail or that source must wait
    """
    email = new_email_of(application.email)
    claim = application.claim()
    body = sealer.seal(json.dumps({"email": email, **asdict(claim)}))
    with database.unit_of_work() as session:
        # Every try is counted, right or wrong: nobody can tell by the wait.
        count_claim(session, claim=claim, address=address, now=now)
        # No ceiling for the address: it is no secret, and a stranger's tries must not keep its owner from registering.
        count_guess(session, purpose=GuessPurpose.REGISTER, subject=email, address=address, most=None, now=now)
        enqueue(session, key=f"register:{uuid4()}", kind=ANSWER, body=json.dumps(body), run_at=now)
    return email


def answer_application(
    database: Database, *, sealed: str, job_key: str, sealer: Sealer, public_url: str, zone: ZoneInfo, now: datetime
) -> None:
    """Look at what was typed: write to the address if it all fits, and do nothing at all if not."""
    typed = json.loads(sealer.opened(sealed))
    email = typed.pop("email")
    claim = AccountClaim(**{**typed, "fact_kind": FactKind(typed["fact_kind"])})
    with database.unit_of_work() as session:
        account_id = proven_account(session, claim=claim, sealer=sealer, now=now)
        if account_id is None:
            return
        if (member := member_of_email(session, email=email)) is not None:
            _write_that_it_exists(session, member=member, zone=zone, now=now)
        elif not _has_links_enough(session, email=email, account_id=account_id, now=now):
            proved = _Proved(email, account_id, claim.fact_kind)
            _write_link(session, proved, key=job_key, sealer=sealer, public_url=public_url, now=now)


def _has_links_enough(session: Session, *, email: str, account_id: UUID, now: datetime) -> bool:
    # no scope: whoever registers has none yet
    # Of each account: whoever holds the bill of another one cannot use up the letters of this one.
    hold_names(session, names=[f"letters to {email}"])
    open_links = open_links_to(session, purpose=SecretPurpose.REGISTER, email=email, now=now)
    here = [each for each in open_links if each.brought["account_id"] == str(account_id)]
    return len(here) >= MOST_OPEN_LINKS


def _write_that_it_exists(session: Session, *, member: Member, zone: ZoneInfo, now: datetime) -> None:
    post_notice(
        session,
        key=f"already_registered:{member.id}:{local_day(now, zone)}",  # one a day is enough
        template="already_registered",
        facts={"name": member.full_name},
        to=[Address(Channel.EMAIL, member.email)],
        member_id=None,
        now=now,
    )


def _write_link(session: Session, proved: _Proved, *, key: str, sealer: Sealer, public_url: str, now: datetime) -> None:
    # no scope: whoever registers has none yet, and proved to hold a bill of this account
    account = session.get_one(Account, proved.account_id)
    token = issue_secret(
        session,
        purpose=SecretPurpose.REGISTER,
        member_id=None,
        email=proved.email,
        body={
            "account_id": str(account.id),
            "account_number": account.account_number,
            "name": account.name_on_account,
            "fact": proved.fact_kind,
        },
        life=LINK_LIFE,
        now=now,
    )
    post_notice(
        session,
        key=key,
        template="verify_email",
        facts={"name": account.name_on_account, "hours": str(LINK_LIFE // timedelta(hours=1))},
        to=[Address(Channel.EMAIL, proved.email)],
        member_id=None,
        sealed_link=sealer.seal(f"{public_url}{LINK_PATH}?token={token}"),
        now=now,
    )
