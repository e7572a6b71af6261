"""
Every page whose content knows no state, in the order of the routes.

Each module has its `ROUTE`, its `TITLE` and its `page()`. The assembly puts the first kind into the frame of
`components.shell`; the other kinds frame themselves and are served as plain HTML, their scripts removed.
"""

from smarthub_dash.pages import (
    accessibility,
    add_contact,
    add_payment_account,
    billing_later,
    confirm,
    forgot_password,
    forgot_password_new,
    invitation,
    landing,
    letter_sent,
    link_account,
    link_ended,
    login,
    not_found,
    openid_callback,
    outages,
    outbox,
    pay_now,
    pay_once,
    profile_close,
    profile_confirm_email,
    register,
    register_paperless,
    register_password,
    report,
    security_app,
    security_email_codes,
    security_passkey,
    security_password,
    security_recovery_codes,
    settings,
    sign_in_code,
    staff_outbox,
    verify_contact,
)
from smarthub_dash.pages import help as help_page

SIGNED_IN = (
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
    register_password,
    register_paperless,
    forgot_password,
    forgot_password_new,
    letter_sent,
    link_ended,
    pay_now,
    help_page,
    accessibility,
    profile_close,
    profile_confirm_email,
    outbox,
    staff_outbox,
    openid_callback,
    invitation,
    link_account,
)

# For a member who has proved a moment ago who it is; plain like the public ones, for they take and show secrets.
PLAIN_FOR_MEMBERS = (
    security_password,
    security_app,
    security_email_codes,
    security_recovery_codes,
    security_passkey,
    add_payment_account,
    billing_later,
    pay_once,
    add_contact,
    verify_contact,
)

# The address the browser asked for is unknown, so this page has none of its own.
NOT_FOUND = not_found
