"""
Every page whose content knows no state, in the order of the routes.

Each module has its `ROUTE`, its `TITLE` and its `page()`. The assembly puts the first kind into the frame of
`components.shell`; the second kind frames itself and is served as plain HTML, its scripts removed.
"""

from smarthub_dash.pages import (
    accessibility,
    billing,
    billing_auto_pay,
    billing_paperless,
    billing_pay,
    confirm,
    forgot_password,
    landing,
    login,
    not_found,
    notifications,
    notifications_contacts,
    notifications_manage,
    openid_callback,
    outages,
    outbox,
    pay_now,
    profile_accounts,
    profile_close,
    profile_confirm_email,
    profile_household,
    profile_payment_accounts,
    profile_security,
    register,
    report,
    settings,
    sign_in_code,
)
from smarthub_dash.pages import help as help_page

SIGNED_IN = (
    billing,
    billing_pay,
    billing_auto_pay,
    billing_paperless,
    notifications,
    notifications_contacts,
    notifications_manage,
    profile_payment_accounts,
    profile_accounts,
    profile_household,
    profile_security,
    report,
    settings,
    outages,
)

PUBLIC = (
    landing,
    login,
    sign_in_code,
    confirm,
    register,
    forgot_password,
    pay_now,
    help_page,
    accessibility,
    profile_close,
    profile_confirm_email,
    outbox,
    openid_callback,
)

# The address the browser asked for is unknown, so this page has none of its own.
NOT_FOUND = not_found
