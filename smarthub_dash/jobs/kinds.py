"""The kinds of jobs there are, what each triggers, and which of them repeat."""

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from smarthub_dash.domain.notices.operations import DELIVER
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.jobs.method_jobs import look_after_entries, warn_of_cards
from smarthub_dash.jobs.schedule import Repeating
from smarthub_dash.jobs.worker import Work
from smarthub_dash.journeys import register, reset_password, sign_in
from smarthub_dash.journeys.auto_pay_outcomes import heed_drafts
from smarthub_dash.journeys.bill_on_paper import press_of
from smarthub_dash.journeys.charge_late import charge_late
from smarthub_dash.journeys.deliver_notices import Carriers, deliver_late, deliver_notice
from smarthub_dash.journeys.expire_metering import expire_metering
from smarthub_dash.journeys.forget_old import forget_old
from smarthub_dash.journeys.give_back import send_due_refunds
from smarthub_dash.journeys.heed_plans import heed_plans
from smarthub_dash.journeys.household import end_what_ran_out
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.make_scheduled import make_scheduled
from smarthub_dash.journeys.plan_drafts import plan_drafts, tell_of_drafts
from smarthub_dash.journeys.print_bills import Printing, print_bills
from smarthub_dash.journeys.receive_files import receive_folder
from smarthub_dash.journeys.reconcile import reconcile_lately
from smarthub_dash.journeys.remind_of_bills import remind_of_bills
from smarthub_dash.journeys.run_auto_pay import run_auto_pay
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.send_bills import write_bill_letters
from smarthub_dash.journeys.send_digests import send_digests
from smarthub_dash.journeys.settle_tenders import SETTLE, settle_due, settle_one
from smarthub_dash.journeys.till import till_of
from smarthub_dash.journeys.work_out_insights import work_out_insights
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.leases import Lease
from smarthub_dash.settings import Settings
from smarthub_dash.wiring import Wiring

ALWAYS = (
    # Access ends at midnight whether or not this runs; it tells whoever has a page open, and writes the letters.
    Repeating("household ends", "0,15 * * * *"),
    Repeating("bill run", "10 3 * * *"),
    # After the bill run and before late charges: a bill that waits for its draft is not late. The drafts are made
    # after anybody's breakfast; until then they can be skipped.
    Repeating("plan drafts", "20 3 * * *"),
    Repeating("auto pay", "30 8 * * *"),
    Repeating("failed drafts", "4-59/5 * * * *"),
    # After the bill run, and again through the day: bills are also made from the shell, and made anew.
    Repeating("bill letters", "12,27,42,57 * * * *"),
    # Not before anybody is up: texts of it ring. After the drafts of the morning, which need no reminder.
    Repeating("reminders", "5 9 * * *"),
    Repeating("digests", "2,17,32,47 * * * *"),
    Repeating("print file", "0 5 * * *"),
    # Before late charges: of a plan that was not kept they are added again.
    Repeating("payment plans", "22 3 * * *"),
    Repeating("late charges", "25 3 * * *"),
    # After the bill run: what was forecast is compared with the bills of the night.
    Repeating("insights", "35 4 * * *"),
    Repeating("old credits expire", "55 2 * * *"),
    Repeating("forget old", "40 2 * * *"),
    Repeating("deliver late notices", "*/5 * * * *"),
    Repeating("watched folder", "* * * * *"),
    # Whatever was charged and not settled, a crash in the middle too; a draft that the bank has not confirmed, daily.
    Repeating("settle tenders", "* * * * *"),
    Repeating("cards that end", "40 9 * * *"),
    Repeating("entries left open", "*/10 * * * *"),
    # A few minutes into the day for which they were put down, and through it: what a worker left is taken up.
    Repeating("scheduled payments", "20 * * * *"),
    Repeating("reconcile payments", "20 4 * * *"),
)
IN_DEMO = (Repeating("head-end delivery", "*/15 * * * *"), Repeating("mail", "30 9 * * *"))
"""The demo's meters count in quarters of an hour: what closed is there a second later."""

log = logging.getLogger(__name__)


def repeating_of(settings: Settings) -> Sequence[Repeating]:
    """Return what repeats in this process's mode."""
    return ALWAYS + IN_DEMO if settings.is_demo else ALWAYS


def _receive_folder(parts: Wiring, _lease: Lease) -> None:
    told = parts.settings
    for each in receive_folder(parts.database, folder=told.meter_data_folder, now=parts.clock.now(), zone=told.zone):
        if each.refused:
            log.warning("%s", each.refused)


def _run_bills(parts: Wiring, lease: Lease) -> None:
    now, zone = parts.clock.now(), parts.settings.zone
    if parts.settings.is_demo:
        # After days of sleep both are due at once, and the reads have to come before the bills made of them.
        _deliver(parts, lease)
    summary = run_bills(
        parts.database,
        on=local_day(now, zone),
        now=now,
        zone=zone,
        report=log.debug,
        days_to_wait=parts.settings.days_to_wait_for_reads,
    )
    for left_out in (*summary.refusals, *summary.waiting):
        log.warning("%s", left_out)


def _write_bill_letters(parts: Wiring, _lease: Lease) -> None:
    moment = Moment(parts.clock.now(), parts.settings.zone)
    write_bill_letters(parts.database, sealer=parts.sealer, public_url=parts.settings.public_url, moment=moment)


def _remind_of_bills(parts: Wiring, _lease: Lease) -> None:
    remind_of_bills(parts.database, moment=Moment(parts.clock.now(), parts.settings.zone))


def _send_digests(parts: Wiring, _lease: Lease) -> None:
    send_digests(parts.database, now=parts.clock.now())


def _print_bills(parts: Wiring, _lease: Lease) -> None:
    now, told = parts.clock.now(), parts.settings
    printing = Printing(told.print_folder, press_of(told), parts.sealer)
    print_bills(parts.database, printing=printing, on=local_day(now, told.zone), now=now, report=log.debug)


def _charge_late(parts: Wiring, _lease: Lease) -> None:
    now = parts.clock.now()
    charge_late(parts.database, on=local_day(now, parts.settings.zone), now=now, report=log.debug)


def _heed_plans(parts: Wiring, _lease: Lease) -> None:
    heed_plans(parts.database, moment=Moment(parts.clock.now(), parts.settings.zone), report=log.debug)


def _plan_drafts(parts: Wiring, _lease: Lease) -> None:
    moment, notice_days = Moment(parts.clock.now(), parts.settings.zone), parts.settings.auto_pay_notice_days
    plan_drafts(parts.database, notice_days=notice_days, moment=moment)
    tell_of_drafts(parts.database, notice_days=notice_days, moment=moment)


def _run_auto_pay(parts: Wiring, lease: Lease) -> None:
    # Bills are also made from the shell, and a server that was down has not told of any.
    _plan_drafts(parts, lease)
    if parts.processor is not None:
        run_auto_pay(till_of(parts), moment=Moment(parts.clock.now(), parts.settings.zone), report=log.debug)


def _heed_drafts(parts: Wiring, _lease: Lease) -> None:
    heed_drafts(parts.database, moment=Moment(parts.clock.now(), parts.settings.zone))


def _expire_metering(parts: Wiring, _lease: Lease) -> None:
    now = parts.clock.now()
    expire_metering(parts.database, on=local_day(now, parts.settings.zone), now=now)


def _end_what_ran_out(parts: Wiring, _lease: Lease) -> None:
    end_what_ran_out(parts.database, moment=Moment(parts.clock.now(), parts.settings.zone))


def _work_out_insights(parts: Wiring, _lease: Lease) -> None:
    now, zone = parts.clock.now(), parts.settings.zone
    work_out_insights(parts.database, weather=parts.weather, now=now, zone=zone, report=log.debug)


def _forget_old(parts: Wiring, _lease: Lease) -> None:
    forget_old(parts.database, now=parts.clock.now())


def _deliver(parts: Wiring, _lease: Lease) -> None:
    from smarthub_dash.demo.running import deliver, deliver_line_checks  # production never loads the demo

    deliver(parts.database, now=parts.clock.now(), zone=parts.settings.zone)
    deliver_line_checks(parts.database, now=parts.clock.now())


def _bring_mail(parts: Wiring, _lease: Lease) -> None:
    from smarthub_dash.demo.habits import pay_as_usual

    now = parts.clock.now()
    # The account that fell behind stays behind: since the first of all days it leaves its bills unpaid.
    pay_as_usual(parts.database, on=local_day(now, parts.settings.zone), unpaid_since=date.min, now=now)


def _deliver_notice(parts: Wiring, lease: Lease) -> None:
    if parts.courier is None:
        _say_that_notices_wait()
    carriers = Carriers(parts.courier, parts.texts, parts.sealer, parts.settings.public_url)
    deliver_notice(parts.database, carriers=carriers, delivery_id=UUID(json.loads(lease.body)), now=parts.clock.now())


@lru_cache(maxsize=1)
def _say_that_notices_wait() -> None:
    log.warning("Notices wait in the outbox: SMARTHUB_SMTP_URL names no mail server.")


def _settle_due(parts: Wiring, _lease: Lease) -> None:
    if parts.processor is not None:
        till, now = till_of(parts), parts.clock.now()
        send_due_refunds(till, now=now)
        settle_due(till, now=now)


def _reconcile(parts: Wiring, _lease: Lease) -> None:
    if parts.processor is None:
        return
    for day, found in reconcile_lately(till_of(parts), now=parts.clock.now()):
        for each in found.differences:
            log.warning("payments of %s differ: %s: %s", day, each.charge_ref, each.words)


def _settle_one(parts: Wiring, lease: Lease) -> None:
    if parts.processor is not None:
        with suppress(ProcessorAway):  # the next question is put down already
            settle_one(till_of(parts), tender_id=UUID(json.loads(lease.body)), now=parts.clock.now())


def _make_scheduled(parts: Wiring, _lease: Lease) -> None:
    if parts.processor is not None:
        make_scheduled(till_of(parts), moment=Moment(parts.clock.now(), parts.settings.zone), report=log.debug)


def _deliver_late(parts: Wiring, _lease: Lease) -> None:
    if parts.courier is not None:
        deliver_late(parts.database, now=parts.clock.now())


def _answer_application(parts: Wiring, lease: Lease) -> None:
    register.answer_application(
        parts.database,
        sealed=json.loads(lease.body),
        job_key=lease.key,
        sealer=parts.sealer,
        public_url=parts.settings.public_url,
        zone=parts.settings.zone,
        now=parts.clock.now(),
    )


def _tell_of_guesses(parts: Wiring, lease: Lease) -> None:
    sign_in.tell_of_guesses(
        parts.database,
        email=json.loads(lease.body),
        job_key=lease.key,
        zone=parts.settings.zone,
        now=parts.clock.now(),
    )


def _answer_reset(parts: Wiring, lease: Lease) -> None:
    reset_password.answer_reset(
        parts.database,
        sealed=json.loads(lease.body),
        job_key=lease.key,
        sealer=parts.sealer,
        public_url=parts.settings.public_url,
        now=parts.clock.now(),
    )


KINDS: Mapping[str, Work] = MappingProxyType(
    {
        "cards that end": warn_of_cards,
        "entries left open": look_after_entries,
        "bill run": _run_bills,
        "watched folder": _receive_folder,
        "bill letters": _write_bill_letters,
        "reminders": _remind_of_bills,
        "digests": _send_digests,
        "print file": _print_bills,
        "payment plans": _heed_plans,
        "late charges": _charge_late,
        "plan drafts": _plan_drafts,
        "auto pay": _run_auto_pay,
        "failed drafts": _heed_drafts,
        "old credits expire": _expire_metering,
        "forget old": _forget_old,
        "insights": _work_out_insights,
        "household ends": _end_what_ran_out,
        "head-end delivery": _deliver,
        "mail": _bring_mail,
        "deliver late notices": _deliver_late,
        "settle tenders": _settle_due,
        "scheduled payments": _make_scheduled,
        "reconcile payments": _reconcile,
        SETTLE: _settle_one,
        DELIVER: _deliver_notice,
        register.ANSWER: _answer_application,
        reset_password.ANSWER: _answer_reset,
        sign_in.TELL: _tell_of_guesses,
    }
)
