"""The questions members ask most, answered in plain words; shown on the public page and on Help."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from components.contact import CALLABYTE, CEC
from components.words import _


@dataclass(frozen=True, slots=True)
class Steps:
    """A way through the portal, press by press."""

    title: str
    presses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Faq:
    """A question with its answer."""

    question: str
    answer: str
    ways: tuple[Steps, ...] = ()


SETTING_UP = (
    Faq(
        _("Where do I find my account number?"),
        _("On the bill that comes by mail to your home or business each month. Our member service team can also tell ")
        + _("you: ")
        + CALLABYTE.number
        + ".",
    ),
    Faq(
        _("How do I choose how you reach me?"),
        _("By e-mail or by text message, for each kind of news."),
        (
            Steps(
                _("On the website"),
                (
                    _("Sign in"),
                    _("Press Notifications"),
                    _("Press Manage Contacts and add or change an e-mail address or a phone number"),
                    _("Enter the verification code to activate it"),
                    _("Press Manage Notifications and choose text messages and e-mails"),
                ),
            ),
        ),
    ),
    Faq(
        _("How do I keep a bank account or a card for later payments?"),
        _("Save it once; it can then be chosen for every one-time payment."),
        (
            Steps(_("On the website"), (_("Press My Profile"), _("Press Manage My Stored Payment Accounts"))),
            Steps(_("On a phone"), (_("Press Settings"), _("Press Stored Payment Accounts"))),
        ),
    ),
    Faq(
        _("What is Auto Pay, and how do I sign up?"),
        _("Auto Pay draws your monthly bill from a bank account or card of your choice on its due date, at no extra ")
        + _("charge. Signing up is your permission for these drafts."),
        (
            Steps(
                _("On the website"),
                (_("Press Billing & Payments"), _("Press Auto Pay Program"), _("Press Sign Up for Auto Pay")),
            ),
            Steps(
                _("On a phone"),
                (_("Press Bill & Pay"), _("Press Auto Pay Program"), _("Press Sign Up for Auto Pay")),
            ),
        ),
    ),
)

OTHERS = (
    Faq(
        _("Is it safe?"),
        _("Everything that matters is encrypted on its way, in every transaction, and nothing about you is kept on ")
        + _("your phone or tablet."),
    ),
    Faq(
        _("What does my phone remember?"),
        _("Only what you tell it to. If your phone or browser offers to save your sign-in and you accept, whoever ")
        + _("holds the device can open your account."),
    ),
    Faq(
        _("What can I do here?"),
        _("See your accounts, bills and payment history, pay, change your personal information, manage notifications ")
        + _("and stored payment accounts, and report an issue. Website and phone show the same account."),
    ),
    Faq(_("What does it cost?"), _("Nothing. SmartHub is free for every CEC member and Callabyte subscriber.")),
    Faq(
        _("Do I have to change how I pay?"),
        _("No. Use as much of SmartHub as you like, or go on paying as you do today."),
    ),
    Faq(
        _("Can I see and pay all my accounts together?"),
        _("Yes. One sign-in shows every Callabyte and Callaway Electric account with what is due on it, and you can ")
        + _("pay one account or several at once. To add an account, call ")
        + CEC.number
        + ".",
    ),
    Faq(
        _("How current is what I see?"),
        _("It is live. An open page follows what happens by itself, and after sleep or a lost connection it catches ")
        + _("up and says so."),
    ),
)


def faq_list(faqs: Sequence[Faq]) -> rx.Component:
    """Return questions that open on their answers without a script."""
    return rx.el.div(*(_faq(faq) for faq in faqs), class_name="faqs")


def _faq(faq: Faq) -> rx.Component:
    return rx.el.details(
        rx.el.summary(faq.question),
        rx.el.div(rx.el.p(faq.answer), *(_way(way) for way in faq.ways), class_name="answer"),
    )


def _way(way: Steps) -> rx.Component:
    return rx.el.div(
        rx.el.p(way.title, class_name="font-semibold"),
        rx.el.ol(*(rx.el.li(press) for press in way.presses), class_name="presses"),
    )
