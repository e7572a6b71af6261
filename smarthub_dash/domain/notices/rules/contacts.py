"""Rules of contacts: what can be one, and how it proves that it is read."""

from datetime import timedelta
from types import MappingProxyType
from typing import Final

import phonenumbers

from smarthub_dash.domain.members.rules.contact import FieldRefused, new_email_of, phone_of, phone_text
from smarthub_dash.domain.notices.rules import Channel
from smarthub_dash.kit.errors import Refused

CODE_LIFE = timedelta(minutes=10)
RESEND_PAUSE = timedelta(seconds=60)
MOST_CONTACTS = 10
MOST_CODES_A_DAY = 12
"""Codes cost their receiver's peace and the co-op's money, whoever asks for them."""

CONSENT: Final = (
    "I agree to get automated text messages about my accounts from Callaway Electric Cooperative and Callabyte "
    "Technology at this number. How many depends on what I choose. Message and data rates may apply. I can answer STOP "
    "to any of them to end that kind, or HELP for help. Service does not depend on it."
)
"""Source: 47 CFR 64.1200(f)(9), and the carriers' rules (CTIA Messaging Principles, 5.1): kept as it was read."""

NEVER_MOBILE = MappingProxyType(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE: "This is the number of a landline; it cannot get text messages.",
        phonenumbers.PhoneNumberType.TOLL_FREE: "This is a toll-free number; it cannot get text messages.",
        phonenumbers.PhoneNumberType.PREMIUM_RATE: "This is a number that costs its callers money.",
    }
)


class ContactRefused(Refused):
    """A contact cannot be added as it was typed, or not now."""


class CodeRefused(Refused):
    """The verification code does not fit, is too old, or was tried too often."""


def address_of(channel: Channel, typed: str) -> str:
    """
    Return an e-mail address or a mobile number as it is kept.

    :raises FieldRefused: if no message could reach it
    """
    if channel is Channel.EMAIL:
        return new_email_of(typed)
    number = phone_of(typed)
    if not number:
        raise FieldRefused("phone", "Enter a mobile number with its area code, such as 573-642-3326.")
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    if kind in NEVER_MOBILE:
        raise FieldRefused("phone", NEVER_MOBILE[kind])
    return number


def address_text(channel: Channel, address: str) -> str:
    """Write an address as a member reads it."""
    if channel is Channel.TEXT:
        return phone_text(address)
    return "This app" if channel is Channel.PUSH else address
