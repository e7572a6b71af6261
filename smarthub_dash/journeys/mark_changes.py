"""Mark what changed at a home, call it something else, and take it away again: for the whole household."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope, NotAllowed, Power, ServiceKind
from smarthub_dash.domain.insights.operations import add_marker, remove_marker, rename_marker
from smarthub_dash.domain.insights.queries import MarkerView, markers_in
from smarthub_dash.domain.insights.rules.markers import MOST_MARKERS, MarkerRefused, day_of, label_of
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.household_news import Actor, Moment, account_name, actor_of, write_down
from smarthub_dash.journeys.words import dated_text
from smarthub_dash.kit.database import Database


def mark_change(
    database: Database, *, member_id: UUID, account_number: str, label: str, happened_on: str, moment: Moment
) -> None:
    """
    Mark a change at an account; the same one twice is one.

    :raises Refused: if the account is not the member's to change, or what was typed cannot be marked
    """
    with database.unit_of_work() as session:
        actor, account, own = _own(session, member_id, account_number, moment)
        kept = label_of(label)
        day = day_of(happened_on, opened_on=account.opened_on, today=moment.today)
        there = markers_in(session, scope=own)
        if any((each.label, each.happened_on) == (kept, day) for each in there):
            return
        if len(there) >= MOST_MARKERS:
            raise MarkerRefused(f"An account can have {MOST_MARKERS} changes marked. Remove one first.")
        add_marker(session, scope=own, happened_on=day, label=kept, now=moment.now)
        _tell(session, actor, account, f"marked “{kept}” on {dated_text(day)}", moment)


def rename_change(
    database: Database, *, member_id: UUID, account_number: str, marker_id: UUID, label: str, moment: Moment
) -> None:
    """
    Call a change something else.

    :raises Refused: if the account is not the member's to change, the change is gone, or the name cannot be
    """
    with database.unit_of_work() as session:
        actor, account, own = _own(session, member_id, account_number, moment)
        kept, before = label_of(label), _marker(markers_in(session, scope=own), marker_id)
        if kept != before.label and rename_marker(session, scope=own, marker_id=marker_id, label=kept):
            _tell(session, actor, account, f"renamed “{before.label}” to “{kept}”", moment)


def unmark_change(database: Database, *, member_id: UUID, account_number: str, marker_id: UUID, moment: Moment) -> None:
    """
    Take a change away.

    :raises Refused: if the account is not the member's to change, or the change is gone
    """
    with database.unit_of_work() as session:
        actor, account, own = _own(session, member_id, account_number, moment)
        marker = _marker(markers_in(session, scope=own), marker_id)
        if remove_marker(session, scope=own, marker_id=marker_id):
            _tell(session, actor, account, f"removed “{marker.label}” of {dated_text(marker.happened_on)}", moment)


def _own(
    session: Session, member_id: UUID, account_number: str, moment: Moment
) -> tuple[Actor, AccountView, AccountScope]:
    actor = actor_of(session, member_id=member_id, moment=moment)
    account = actor.account_of(account_number)
    if not actor.scope.may(Power.MANAGE, account.account_id):
        raise NotAllowed("Only an owner or a caretaker of the account can mark changes.")
    if account.kind is not ServiceKind.ELECTRIC:
        raise MarkerRefused("Changes are marked at electric accounts.")
    return actor, account, actor.scope.only(account.account_id)


def _marker(there: Sequence[MarkerView], marker_id: UUID) -> MarkerView:
    found = [each for each in there if each.marker_id == marker_id]
    if not found:
        raise MarkerRefused("That change is not there anymore.")
    return found[0]


def _tell(session: Session, actor: Actor, account: AccountView, done: str, moment: Moment) -> None:
    words = f"{actor.full_name} {done} at {account_name(account)}"
    told = {account.account_id: words}
    write_down(session, act="marked a change", words=told, actor_id=actor.member_id, member_id=None, moment=moment)
    announce(session, topic="insights", account_ids=[account.account_id], now=moment.now)
