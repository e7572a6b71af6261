"""Every page has its true name and address, and the words the co-op uses lead there."""

import re

import pytest

from components.shell import BOTTOM_PLACES, SIDE_PLACES
from smarthub_dash.pages import (
    bill,
    billing,
    billing_auto_pay,
    billing_paperless,
    billing_pay,
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
    settings,
)
from smarthub_dash.pages.table import PLAIN_FOR_MEMBERS, PUBLIC, SIGNED_IN

NAMES = {
    "/billing": "Billing & Payments",
    "/bills/[bill_number]": "Bill",
    "/report/[request_number]": "Request",
    "/billing/pay": "Make a Payment",
    "/billing/receipts/[receipt_number]": "Receipt",
    "/billing/auto-pay": "Auto Pay Program",
    "/billing/paperless": "Paperless Billing",
    "/notifications": "Notifications",
    "/notifications/contacts": "Manage Contacts",
    "/notifications/manage": "Manage Notifications",
    "/notifications/contacts/add": "Add a contact",
    "/notifications/contacts/verify": "Verification code",
    "/profile": "My Profile",
    "/profile/payment-accounts": "Manage My Stored Payment Accounts",
    "/profile/accounts": "Linked Accounts",
    "/profile/household": "Household",
    "/profile/security": "Security",
    "/report": "Report an Issue",
    "/settings": "Settings",
    "/outages": "Outages",
    "/": "SmartHub",
    "/login": "Sign in",
    "/register": "Register",
    "/register/password": "Choose a password",
    "/register/paperless": "Bills without paper?",
    "/forgot-password": "Reset your password",
    "/forgot-password/new": "Choose a new password",
    "/letter-sent": "Look in your e-mail",
    "/link-ended": "This link does not work any more",
    "/pay-now": "Pay Now",
    "/help": "Help",
    "/accessibility": "Accessibility",
    "/confirm": "Confirm it is you",
    "/sign-in/code": "Enter your code",
    "/profile/security/password": "Change password",
    "/profile/security/app": "Set up an authenticator app",
    "/profile/security/email-codes": "Set up codes by e-mail",
    "/profile/security/recovery-codes": "Recovery codes",
    "/profile/security/passkey": "Add a passkey",
    "/profile/payment-accounts/add": "Add a payment account",
    "/billing/later": "Pay a bill later",
    "/billing/pay/once": "Pay with something you do not keep",
    "/profile/close": "Close my sign-in",
    "/profile/confirm-email": "Confirm your e-mail address",
    "/invitation": "Invitation",
    "/profile/accounts/link": "Link an account",
    "/demo/outbox": "Outbox",
    "/openid/callback": "Sign in with another account",
    "/staff/outbox": "Letters that did not arrive",
}


def test_the_pages_carry_the_names_the_co_op_gives_them() -> None:
    assert {
        page.ROUTE: page.TITLE
        for page in (
            bill,
            billing,
            request,
            billing_auto_pay,
            billing_paperless,
            billing_pay,
            notifications,
            notifications_contacts,
            notifications_manage,
            profile,
            profile_accounts,
            profile_household,
            profile_payment_accounts,
            profile_security,
            receipt,
            *SIGNED_IN,
            *PUBLIC,
            *PLAIN_FOR_MEMBERS,
        )
    } == NAMES


@pytest.mark.parametrize("module", [*SIGNED_IN, *PUBLIC, *PLAIN_FOR_MEMBERS], ids=lambda module: module.ROUTE)
def test_a_page_has_exactly_one_h1(module) -> None:
    drawn = str(module.page())

    assert len(re.findall(r'jsx\("h1"', drawn)) == 1


def test_the_navigations_keep_the_words_of_website_and_app() -> None:
    assert [place.name for place in SIDE_PLACES] == [
        "Home",
        "Billing & Payments",
        "Usage",
        "Notifications",
        "My Profile",
        "Report an Issue",
        "Help",
    ]
    assert [place.name for place in BOTTOM_PLACES] == ["Home", "Bill & Pay", "Usage", "Report", "Settings"]


@pytest.mark.parametrize(
    ("module", "title", "address"),
    [
        (notifications, "Manage Contacts", "/notifications/contacts"),
        (notifications, "Manage Notifications", "/notifications/manage"),
        (profile, "Manage My Stored Payment Accounts", "/profile/payment-accounts"),
        (settings, "Stored Payment Accounts", "/profile/payment-accounts"),
        (billing, "Auto Pay Program", "/billing/auto-pay"),
    ],
)
def test_a_door_is_named_as_the_faqs_name_it(module, title: str, address: str) -> None:
    assert (title, address) in [(door.title, door.to) for door in module.DOORS]
