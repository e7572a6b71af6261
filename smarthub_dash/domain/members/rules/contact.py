"""What a member types about themselves: taken as it is meant, or refused at its field in plain words."""

import re
import unicodedata
from types import MappingProxyType
from typing import NoReturn

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from smarthub_dash.domain.members.rules import email_of
from smarthub_dash.kit.errors import Refused

HOME_REGION = "US"
LONGEST_NAME, LONGEST_STREET, LONGEST_CITY, LONGEST_EMAIL = 120, 120, 60, 254
LONGEST_TYPED = 400
"""What is longer than this in any field was not typed by anyone."""

_STATES = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|"
    "KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|"
    "MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
    "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|"
    "SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|"
    "WV West Virginia|WI Wisconsin|WY Wyoming"
)
STATES = MappingProxyType({each[:2]: each[3:] for each in _STATES.split("|")})
_ZIP = re.compile(r"([0-9]{5})(?:[- ]?([0-9]{4}))?")


class FieldRefused(Refused):
    """What was typed in one field cannot be taken; the message stands at that field."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def full_name_of(typed: str) -> str:
    """
    Return a name as it is kept: one space between its parts.

    :raises FieldRefused: if there is none, or it cannot be printed on a letter
    """
    name = _line(typed, field="full_name", longest=LONGEST_NAME)
    if not any(sign.isalpha() for sign in name):
        _refuse("full_name", "Enter your name.")
    return name


def street_of(typed: str) -> str:
    """
    Return the street line of an address.

    :raises FieldRefused: if it is empty, too long or not printable
    """
    return _line(typed, field="street", longest=LONGEST_STREET) or _refuse("street", "Enter a street or a P.O. box.")


def city_of(typed: str) -> str:
    """
    Return the city of an address.

    :raises FieldRefused: if it is empty, too long or not printable
    """
    return _line(typed, field="city", longest=LONGEST_CITY) or _refuse("city", "Enter a city.")


def state_of(typed: str) -> str:
    """
    Return a state by its two letters.

    :raises FieldRefused: if there is no such state
    """
    state = typed.strip().upper()
    return state if state in STATES else _refuse("state", "Choose a state.")


def zip_of(typed: str) -> str:
    """
    Return a ZIP code of five digits, or of nine with a hyphen.

    :raises FieldRefused: if it is neither
    """
    found = _ZIP.fullmatch(typed.strip())
    if found is None:
        _refuse("zip_code", "Enter a ZIP code of five digits, such as 65251.")
    return "-".join(part for part in found.groups() if part)


def phone_of(typed: str) -> str:
    """
    Return a telephone number as it is kept (E.164); empty if nothing was typed.

    :raises FieldRefused: if nobody could be called at it
    """
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number) or number.extension:
        _refuse("phone", "Enter a telephone number with its area code, such as 573-642-3326.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_text(phone: str) -> str:
    """Write a telephone number as it is read here: "(573) 642-3326"; one from abroad with its country."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone, HOME_REGION)
    is_home = number.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    shown = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shown)


def new_email_of(typed: str) -> str:
    """
    Return an e-mail address as the name of a sign-in.

    :raises FieldRefused: if no mail could go to it
    """
    if len(typed.strip()) > LONGEST_EMAIL:
        _refuse("email", "This is longer than an e-mail address can be.")
    try:
        # Its domain is not looked up: a letter shows soon enough whether it arrives.
        found = validate_email(typed.strip(), check_deliverability=False)
    except EmailNotValidError:
        _refuse("email", "Enter an e-mail address, such as name@example.com.")
    return email_of(found.normalized)


def _line(typed: str, *, field: str, longest: int) -> str:
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    if not text.isprintable():
        _refuse(field, "Leave out signs that cannot be printed.")
    if len(text) > longest:
        _refuse(field, f"Use at most {longest} characters.")
    return text


def _refuse(field: str, words: str) -> NoReturn:
    raise FieldRefused(field, words)
