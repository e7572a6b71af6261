"""How long a member waits who confirms a payment: from the press to "Posted" on the screen, by card and bank draft."""

import random
from collections.abc import Sequence

from playwright.sync_api import Browser, Page
from sqlmodel import col, select

from bench.report import Row, limit_row, percentile
from bench.sites import Site
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.payments.records import StoredPaymentMethod
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.kit.database import open_database

LIMIT_MS = 20_000
PRESS = """
(limit) => new Promise((done, failed) => {
  const button = [...document.querySelectorAll('button')].find((each) => each.textContent.includes('Confirm and pay'));
  const began = performance.now();
  const look = () => {
    const badge = [...document.querySelectorAll('.badge')].find((each) => each.textContent.includes('Posted'));
    if (badge && badge.checkVisibility() && location.pathname.startsWith('/billing/receipts/')) {
      done(performance.now() - began);
    } else if (performance.now() - began > limit) {
      failed(new Error(`not posted: ${document.body.innerText.slice(0, 300)}`));
    } else requestAnimationFrame(look);
  };
  button.click();
  requestAnimationFrame(look);
})
"""


def measure(browser: Browser, portal: Site, *, is_quick: bool) -> list[Row]:
    """Pay a dollar again and again with a card and with a bank account, by turns; return the rows of the table."""
    count = 5 if is_quick else 40
    took: dict[MethodKind, list[float]] = {MethodKind.CARD: [], MethodKind.BANK: []}
    methods = _methods(portal, email="ada@example.com")
    chance = random.Random(11)  # noqa: S311 - it spreads presses over a frame
    context = portal.context(browser)
    try:
        page = context.new_page()
        for number in range(count + 1):
            for kind, method_id in methods.items():
                seconds = _confirmed(page, portal, method_id, pause_ms=chance.uniform(200, 400))
                # The first of each warms up what a portal that was just started has not done yet.
                took[kind] += [seconds] if number else []
    finally:
        context.close()
    return [_row("card", took[MethodKind.CARD]), _row("bank draft", took[MethodKind.BANK])]


def _confirmed(page: Page, portal: Site, method_id: str, *, pause_ms: float) -> float:
    asked = f"pay={portal.account_number}:1.00&with={method_id}&step=review"
    page.goto(f"{portal.base}/billing/pay?{asked}", wait_until="commit", timeout=60_000)
    page.get_by_role("button", name="Confirm and pay").wait_for(timeout=LIMIT_MS)
    page.wait_for_timeout(pause_ms)
    return page.evaluate(PRESS, LIMIT_MS)


def _row(kind: str, took: Sequence[float]) -> Row:
    measure = f"Pay by {kind}: confirm to Posted on screen, p95 ({len(took)} payments)"
    return limit_row(measure, [percentile(took, 0.95)], unit="ms", below=1_000)


def _methods(portal: Site, *, email: str) -> dict[MethodKind, str]:
    database = open_database(portal.database)
    try:
        with database.reading() as session:
            rows = session.exec(
                select(StoredPaymentMethod.kind, StoredPaymentMethod.id)
                .join(Member, col(Member.id) == col(StoredPaymentMethod.member_id))
                .where(col(Member.email) == email)
            )
            return {MethodKind(kind): str(method_id) for kind, method_id in rows}
    finally:
        database.close()
