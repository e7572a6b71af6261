"""Put one bill into words: its head, its lines with what is behind them, and the account around it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.billing.queries.around_bill import LedgerLine
from smarthub_dash.domain.billing.queries.whole_bill import PrintedLine
from smarthub_dash.domain.service.queries import RequestView
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.bill_remarks import remarks_on
from smarthub_dash.journeys.bill_shapes import BillInFull, BillService
from smarthub_dash.journeys.bill_words import ENTRIES, SERVICES
from smarthub_dash.journeys.billing_words import (
    due_sentence,
    line_rate_words,
    reading_words,
    state_words,
)
from smarthub_dash.journeys.view_bill import BillPage
from smarthub_dash.journeys.words import PROVIDER_NAMES, dated_text, days_text, period_text, quantity_text
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.money import money_text
from state.bill_values import BillFact, BillPageView, LedgerView, LineView, Question, Remark, ServiceView, WalkView
from state.bill_walk import walk_view
from state.billing_view import TONES

FOLLOWS_READS = ("energy", "adjustment", "demand", "credit")


def bill_page_view(page: BillPage, *, zone: ZoneInfo) -> BillPageView:
    """Put a bill into words."""
    full, walks = page.full, _walks(page)
    return replace(
        _head(page),
        sentence=_sentence(full),
        remarks=[
            Remark(each.words, _href(each.bill_number), each.link, "alert" if each.is_alert else "plain")
            for each in remarks_on(full)
        ],
        facts=_facts(full),
        services=[_service(full, each) for each in full.services],
        total=money_text(full.bill.charges_cents),
        ledger=_ledger(full),
        since=[_entry(full, each) for each in full.ledger.since],
        has_since=bool(full.ledger.since),
        walks=walks,
        has_walks=bool(walks),
        questions=[_question(each, zone) for each in page.questions],
        has_questions=bool(page.questions),
        messages=list(full.messages),
        has_messages=bool(full.messages),
        may_ask=page.may_ask,
    )


def _head(page: BillPage) -> BillPageView:
    full, bill = page.full, page.full.bill
    return BillPageView(
        title=f"Bill of {dated_text(bill.issued_on)}",
        number=bill.bill_number,
        kind=_kind(full).value,
        provider_name=PROVIDER_NAMES[bill.provider],
        account=bill.nickname or (full.services[0].street if full.services else bill.account_number),
        account_number=bill.account_number,
        period=period_text(bill.period),
        asked=money_text(bill.billed_cents),
        asked_words=due_sentence(page.owed_cents, page.state, billed_cents=bill.billed_cents, due_on=page.due_on),
        badge=state_words(page.state, due_on=page.due_on),
        tone=TONES[page.state],
        is_payable=page.may_pay and page.owed_cents > 0,
        pay_href=f"/billing/pay?account={bill.account_number}",
        pdf_href=f"/bills/{bill.bill_number}.pdf",
        usage_href=f"/usage?account={bill.account_number}&range=bill&at={bill.period.start_on.isoformat()}",
    )


def _href(bill_number: str) -> str:
    return f"/bills/{bill_number}" if bill_number else ""


def _kind(full: BillInFull) -> ServiceKind:
    return full.services[0].kind if full.services else ServiceKind.ELECTRIC


def _sentence(full: BillInFull) -> str:
    totals, days = full.totals, full.bill.period.day_count
    used = f"{quantity_text(full.use.quantity, full.unit)} in {days_text(days)}. " if full.use else ""
    return (
        f"{used}{money_text(totals.use_cents)} follows your use, {money_text(totals.fixed_cents)} does not, "
        f"{money_text(totals.tax_cents)} is tax."
    )


def _facts(full: BillInFull) -> list[BillFact]:
    days, use = full.bill.period.day_count, full.use
    facts = [
        BillFact(
            "Charges", money_text(full.totals.charges_cents), f"{money_text(full.bill.charges_cents // days)} a day"
        )
    ]
    if use:
        facts.append(
            BillFact(
                "Used",
                quantity_text(use.quantity, full.unit),
                f"{quantity_text(use.quantity // days, full.unit)} a day",
            )
        )
    if use and use.received:
        facts.append(
            BillFact(
                "Sent up" if full.unit is QuantityUnit.MB else "Sent back", quantity_text(use.received, full.unit), ""
            )
        )
    facts.append(BillFact("Days", str(days), period_text(full.bill.period)))
    return facts


def _service(full: BillInFull, service: BillService) -> ServiceView:
    return ServiceView(
        name=SERVICES[service.kind],
        place=f"{service.street}, {service.place}",
        kind=service.kind.value,
        lines=[_line(full, service, each) for each in service.lines],
        total=money_text(service.cents),
    )


def _line(full: BillInFull, service: BillService, line: PrintedLine) -> LineView:
    calculation = " × ".join(each for each in (line.quantity_text, line.price_text) if each)
    reads = (reading_words(each, full.bill.period) for each in service.readings) if line.kind in FOLLOWS_READS else ()
    return LineView(
        label=line.label,
        amount=money_text(line.cents),
        calculation=f"{calculation} = {money_text(line.cents)}" if calculation else "",
        explanation=line.explanation,
        reads=" ".join(reads),
        rate=line_rate_words(line),
        kind=line.kind,
    )


def _ledger(full: BillInFull) -> list[LedgerView]:
    ledger, bill = full.ledger, full.bill
    balance = "Credit after this bill" if ledger.balance_cents < 0 else "Balance after this bill"
    return [
        LedgerView(
            "",
            "Balance after the last bill" if full.last_bill else "At the start",
            "",
            money_text(ledger.opening_cents),
            True,
        ),
        *(_entry(full, each) for each in ledger.entries),
        LedgerView("", "Owed before this bill", "", money_text(ledger.previous_cents), True),
        LedgerView(dated_text(bill.issued_on), "This bill", "", money_text(ledger.billed_cents), False),
        LedgerView("", balance, "", money_text(ledger.balance_cents), True),
    ]


def _entry(full: BillInFull, entry: LedgerLine) -> LedgerView:
    named = full.numbers.get(entry.statement_id) if entry.statement_id else None
    about = entry.memo or (f"Bill {named}" if named else "")
    return LedgerView(dated_text(entry.posted_on), ENTRIES[entry.kind], about, money_text(entry.cents), False)


def _walks(page: BillPage) -> list[WalkView]:
    ways = (
        (page.last_bill, "Compared with your last bill", "the bill"),
        (page.last_year, "Compared with last year", "the bill"),
    )
    return [walk_view(page.full, way, title=title, other_name=name) for way, title, name in ways if way]


def _question(request: RequestView, zone: ZoneInfo) -> Question:
    return Question(
        request.request_number,
        f"/report/{request.request_number}",
        f"{request.member_name} asked on {dated_text(local_day(request.opened_at, zone))}",
    )
