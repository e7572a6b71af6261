"""The assembly: pages, guard, doors, and the tasks that live as long as the server."""

from functools import partial
from pathlib import Path

import reflex as rx
from reflex.utils import prerequisites

from components.failure import error_boundary
from components.ui.theme import STYLESHEETS, head_parts
from smarthub_dash.jobs.runner import run_jobs
from smarthub_dash.pages import (
    bill,
    billing,
    billing_auto_pay,
    billing_budget,
    billing_paperless,
    billing_pay,
    home,
    notifications,
    notifications_contacts,
    notifications_manage,
    profile,
    profile_accounts,
    profile_household,
    profile_payment_accounts,
    profile_security,
    receipt,
    request,
    usage,
    usage_changes,
    usage_forecasts,
    usage_rates,
    usage_similar,
)
from smarthub_dash.pages.frame import quiet_page
from smarthub_dash.pages.table import NOT_FOUND, PLAIN_FOR_MEMBERS, PUBLIC, SIGNED_IN
from smarthub_dash.web.door import UNKNOWN_ADDRESS, portal_door
from smarthub_dash.web.member_pages import MemberPage
from smarthub_dash.wiring import wiring
from state.auto_pay import AUTO_PAY_LIVE
from state.bill import BILL_LIVE
from state.billing import BILLING_LIVE
from state.budget import BUDGET_LIVE
from state.changes import CHANGES_LIVE
from state.choices import CHOICES_LIVE
from state.contacts import CONTACTS_LIVE
from state.forecasts import FORECASTS_LIVE
from state.frame import FRAME_LIVE, FrameState
from state.guard import Guard
from state.heartbeats import beat_together
from state.home import HOME_LIVE
from state.household import HOUSEHOLD_LIVE
from state.inbox import INBOX_LIVE
from state.late_states import make_states_late
from state.linked_accounts import LINKED_ACCOUNTS_LIVE
from state.paperless import PAPERLESS_LIVE
from state.pay import PAY_LIVE
from state.payment_accounts import PAYMENT_ACCOUNTS_LIVE
from state.profile import PROFILE_LIVE
from state.push import following
from state.rates import RATES_LIVE
from state.receipt import RECEIPT_LIVE
from state.request import REQUEST_LIVE
from state.security import SECURITY_LIVE
from state.similar import SIMILAR_LIVE
from state.usage import USAGE_LIVE

FRONT_END = Path(prerequisites.get_web_dir()).resolve() / "build" / "client"

LIVE_PAGES = (
    home,
    usage,
    usage_changes,
    usage_forecasts,
    usage_rates,
    usage_similar,
    billing,
    billing_auto_pay,
    billing_budget,
    billing_paperless,
    billing_pay,
    bill,
    receipt,
    request,
    notifications,
    notifications_contacts,
    notifications_manage,
    profile,
    profile_accounts,
    profile_household,
    profile_payment_accounts,
)
MEMBER_PAGES = (
    *(MemberPage(page.ROUTE, page.first_figures) for page in LIVE_PAGES),
    MemberPage(profile_security.ROUTE),
    *(MemberPage(page.ROUTE) for page in SIGNED_IN),
)


def _titled(title: str) -> str:
    return f"{title} · SmartHub"


app = rx.App(
    toaster=None,  # it would speak by eval, which our policy forbids; pages have a toast region of their own
    app_wraps={(55, "ErrorBoundary"): error_boundary},  # a page says itself whether it is connected
    html_lang="en",
    stylesheets=list(STYLESHEETS),
    head_components=head_parts(),
    api_transformer=partial(portal_door, wiring=wiring(), front_end=FRONT_END, pages=MEMBER_PAGES),
)
app.add_middleware(Guard())
beat_together(app)
make_states_late(app)

for _page in (*LIVE_PAGES, profile_security):
    app.add_page(_page.page, route=_page.ROUTE, title=_titled(_page.TITLE), on_load=list(_page.ON_LOAD))
for _page in SIGNED_IN:
    app.add_page(
        partial(quiet_page, _page.page(), route=_page.ROUTE),
        route=_page.ROUTE,
        title=_titled(_page.TITLE),
        on_load=FrameState.load,
    )
for _page in (*PUBLIC, *PLAIN_FOR_MEMBERS):
    app.add_page(_page.page, route=_page.ROUTE, title=_titled(_page.TITLE))
for _route in ("404", UNKNOWN_ADDRESS):
    # Reflex shows the first where React meets an unknown address, and builds no HTML of it; the second is built.
    app.add_page(NOT_FOUND.page, route=_route, title=_titled(NOT_FOUND.TITLE))

app.register_lifespan_task(
    following(
        FRAME_LIVE,
        HOME_LIVE,
        USAGE_LIVE,
        CHANGES_LIVE,
        SIMILAR_LIVE,
        FORECASTS_LIVE,
        RATES_LIVE,
        BILLING_LIVE,
        BILL_LIVE,
        AUTO_PAY_LIVE,
        BUDGET_LIVE,
        RECEIPT_LIVE,
        REQUEST_LIVE,
        CONTACTS_LIVE,
        CHOICES_LIVE,
        INBOX_LIVE,
        PROFILE_LIVE,
        PAPERLESS_LIVE,
        PAY_LIVE,
        SECURITY_LIVE,
        LINKED_ACCOUNTS_LIVE,
        HOUSEHOLD_LIVE,
        PAYMENT_ACCOUNTS_LIVE,
    )
)
app.register_lifespan_task(run_jobs)
