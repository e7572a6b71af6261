"""Hear what carriers tell: receipts, bounces, and the answers STOP and START, each of one category."""

from datetime import datetime
from typing import Final

from smarthub_dash.domain.notices.operations.choices import start_texts, stop_texts
from smarthub_dash.domain.notices.operations.hearing import (
    hear_once,
    newest_text_category,
    note_arrived,
    note_bounced,
)
from smarthub_dash.domain.notices.queries.choices import stopped_of
from smarthub_dash.domain.notices.rules import Category
from smarthub_dash.journal.news import announce_member
from smarthub_dash.kit.database import Database

TOPIC = "notices"
ARRIVED: Final = frozenset({"delivered", "read"})
BOUNCED: Final = frozenset({"failed", "undelivered"})
DEAD_NUMBERS: Final = frozenset({"30003", "30005", "30006"})
"""The carrier's words for a number that is off, unknown, or a landline."""
STOP: Final = frozenset({"stop", "end", "cancel", "quit", "unsubscribe", "revoke", "optout"})
START: Final = frozenset({"start", "unstop", "yes"})
ALL: Final = frozenset({"stopall", "stop all"})
HELP_WORDS: Final = "SmartHub: STOP ends this kind of text, STOP ALL every kind, START begins again. 573-642-3326."


def hear_of_text(database: Database, *, message_id: str, status: str, code: str, now: datetime) -> None:
    """Note what became of a text message; the same word twice changes nothing."""
    if status not in ARRIVED | BOUNCED:
        return
    with database.unit_of_work() as session:
        if not hear_once(session, message_id=f"{message_id}:{status}", now=now):
            return
        if status in ARRIVED:
            member_id = note_arrived(session, message_id=message_id)
        else:
            reason, is_dead = f"the text carrier says {status} ({code})", code in DEAD_NUMBERS
            member_id = note_bounced(session, message_id=message_id, reason=reason, is_for_good=is_dead, now=now)
        if member_id is not None:
            announce_member(session, topic=TOPIC, member_id=member_id, now=now)


def hear_reply(database: Database, *, message_id: str, number: str, body: str, now: datetime) -> str:
    """
    Take the answer to a text message; return what to answer, or nothing.

    STOP ends the category of the newest text to that number, or the one it names; START begins it again.
    """
    words = " ".join(body.lower().replace(".", " ").split())[:40]
    act, _, named = words.partition(" ")
    if words == "help":
        return HELP_WORDS
    if words not in ALL and act not in STOP | START:
        return ""
    with database.unit_of_work() as session:
        if not hear_once(session, message_id=f"reply:{message_id}", now=now):
            return ""
        if act in START:
            began = {each for each in _meant(named) or stopped_of(session, number=number)}
            for category in sorted(began):
                start_texts(session, number=number, category=category)
            return f"SmartHub: {_listed(began)} texts begin again." if began else "SmartHub: nothing was stopped."
        newest = newest_text_category(session, number=number)
        meant = set(Category) if words in ALL else _meant(named) or ({newest} if newest else set(Category))
        for category in sorted(meant):
            stop_texts(session, number=number, category=category, now=now)
    return f"SmartHub: you get no more {_listed(meant)} texts. Answer START to begin again."


def _meant(named: str) -> set[Category]:
    return {each for each in Category if each.value == named}


def _listed(categories: set[Category]) -> str:
    return "" if len(categories) == len(Category) else " and ".join(sorted(categories))
