"""
A portal that pays, in a process of its own, as many at once as a worker of the portal has threads.

`python -m bench.payer ADDRESS PORT`: a database, and the port of the processor. Each line on its input says which
accounts to pay, `FIRST COUNT` in the order of their numbers; the answer is JSON, see `Paid`.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from bench.payers import CENTS, DUE, ZONE, moment
from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.payments.records import StoredPaymentMethod
from smarthub_dash.domain.payments.rules import PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.tendering import Allotment
from smarthub_dash.journeys.pay_accounts import PaymentWish, pay_accounts
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import open_database
from smarthub_dash.kit.sealing import Sealer
from tests.support.simulators import ProcessorAtHand

THREADS = min(32, (os.cpu_count() or 1) + 4)
"""As many as `asyncio.to_thread` has, in which a worker of the portal pays."""
POSTED = (TenderState.CLEARED, TenderState.PENDING)


@dataclass(frozen=True, slots=True)
class Paid:
    """
    What a worker did.

    Units: seconds; `took` one of each payment, `processor_seconds` of this process.
    """

    took: Sequence[float]
    processor_seconds: float
    posted: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What is paid: an account by its member with their payment account."""

    account_id: UUID
    member_id: UUID
    method_id: UUID


def main(address: str, port: int) -> None:
    """Pay what is asked for, until the input ends."""
    database = open_database(address)
    till = Till(
        database, ProcessorAtHand(port).adapter(patience=60.0), Sealer(["x" * 48]), "https://portal.example", ZONE
    )
    with ThreadPoolExecutor(THREADS) as pool:
        for line in sys.stdin:
            first, count = map(int, line.split())
            with database.reading() as session:
                bills = _bills(session, first=first, count=count)
            spent = time.process_time()
            took = list(pool.map(lambda each: _pay(till, each), bills))
            spent = time.process_time() - spent
            paid = Paid([seconds for seconds, _ in took], spent, sum(is_posted for _, is_posted in took))
            print(json.dumps(asdict(paid)), flush=True)
    database.close()


def _bills(session: Session, *, first: int, count: int) -> Sequence[Bill]:
    found = session.exec(
        select(Account.id, AccountGrant.member_id, StoredPaymentMethod.id)
        .join(AccountGrant, col(AccountGrant.account_id) == col(Account.id))
        .join(StoredPaymentMethod, col(StoredPaymentMethod.member_id) == col(AccountGrant.member_id))
        .order_by(col(Account.account_number))
        .offset(first)
        .limit(count)
    )
    return [Bill(*row) for row in found]


def _pay(till: Till, bill: Bill) -> tuple[float, bool]:
    wish = PaymentWish(uuid4().hex, PaymentSource.PORTAL, (Allotment(bill.account_id, CENTS),), bill.method_id)
    began = time.perf_counter()
    paid = pay_accounts(till, member_id=bill.member_id, wish=wish, now=moment(DUE).now)
    return time.perf_counter() - began, paid.state in POSTED


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
