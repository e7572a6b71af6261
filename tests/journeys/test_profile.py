"""My Profile: changed part by part, told to the address of before, and never over what somebody else saved."""

import json
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.members.operations import add_member, start_session
from smarthub_dash.domain.members.operations.contact import change_member
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.rules import Language, MemberRole
from smarthub_dash.domain.members.rules.contact import FieldRefused
from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.journal.activity import activity_of, broken_link
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.journeys.change_email import (
    LINK_LIFE,
    MOST_ASKED,
    LinkEnded,
    Sending,
    ask_new_email,
    confirm_new_email,
    drop_new_email,
)
from smarthub_dash.journeys.close_sign_in import close_sign_in
from smarthub_dash.journeys.profile import ChangedMeanwhile, change_profile, choose, read_profile
from smarthub_dash.journeys.sign_in import SessionRegister
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.doors import SEALER, URL
from tests.support.households import add_household
from tests.support.signing_in import ZONE

SENDING = Sending(URL, SEALER)
NEW = "ada.new@cec.example"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    """Ada, with an account of her own."""
    return add_household(database, "Ada", meters=["M-1"], now=now)[0]


def letters(database: Database) -> list[tuple[str, str, dict[str, str], str]]:
    """Return what was put into the outbox: template, address, facts and the opened link."""
    with database.reading() as session:
        found = session.exec(
            select(Notice, Delivery)
            .join(Delivery, col(Delivery.notice_id) == col(Notice.id))
            .order_by(col(Notice.created_at), col(Notice.template))
        )
        return [
            (
                each.template,
                to.address,
                json.loads(each.facts),
                SEALER.opened(each.sealed_link) if each.sealed_link else "",
            )
            for each, to in found
        ]


def log_of(database: Database, member_id: UUID) -> list[str]:
    with database.reading() as session:
        assert broken_link(session) is None
        return [entry.words for entry in activity_of(session, account_ids=[], member_id=member_id, most=50)]


def rename(database: Database, ada: UUID, *, shown: str, name: str, now: datetime, zone: ZoneInfo) -> bool:
    return change_profile(
        database,
        member_id=ada,
        part="name",
        shown={"full_name": shown},
        values={"full_name": name},
        now=now,
        zone=zone,
    )


def test_a_change_is_kept_told_logged_and_announced(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    assert rename(database, ada, shown="Ada Adams", name="Ada Lane", now=now, zone=zone)

    assert read_profile(database, member_id=ada, zone=ZONE, now=now).full_name == "Ada Lane"
    assert letters(database) == [
        (
            "contact_changed",
            "ada@cec.example",
            {"name": "Ada", "what": "your name", "when": "Tuesday, November 17, 9:30 AM"},
            "",
        )
    ]
    assert log_of(database, ada) == ["Ada Lane changed their name"]
    with database.reading() as session:
        (event,) = session.exec(select(JournalEvent).where(col(JournalEvent.topic) == "profile"))
        assert event.member_id == ada


def test_what_was_so_already_is_neither_told_nor_logged(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    assert not rename(database, ada, shown="Ada Adams", name="Ada Adams", now=now, zone=zone)

    assert (letters(database), log_of(database, ada)) == ([], [])


def test_a_stale_form_overwrites_nothing_and_says_so(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    rename(database, ada, shown="Ada Adams", name="Ada Lane", now=now, zone=zone)

    with pytest.raises(ChangedMeanwhile, match="changed elsewhere"):
        rename(database, ada, shown="Ada Adams", name="Ada Byron", now=now, zone=zone)

    assert read_profile(database, member_id=ada, zone=ZONE, now=now).full_name == "Ada Lane"
    assert len(letters(database)) == 1


def test_language_and_print_are_chosen_one_by_one(database: Database, ada: UUID, now: datetime, zone: ZoneInfo) -> None:
    choose(database, member_id=ada, part="language", values={"language": Language.SPANISH}, now=now, zone=zone)
    choose(database, member_id=ada, part="bills", values={"wants_large_print": True}, now=now, zone=zone)

    kept = read_profile(database, member_id=ada, zone=ZONE, now=now)
    assert (kept.language, kept.wants_large_print) == (Language.SPANISH, True)


def test_only_the_columns_of_a_part_are_changed(database: Database, ada: UUID, now: datetime, zone: ZoneInfo) -> None:
    with pytest.raises(ValueError, match="own columns"):
        change_profile(
            database, member_id=ada, part="name", shown={"role": "x"}, values={"role": "staff"}, now=now, zone=zone
        )


def ask(database: Database, member_id: UUID, *, typed: str, now: datetime) -> str:
    """Ask for another address; return the token of the link that was sent."""
    ask_new_email(database, member_id=member_id, typed=typed, sending=SENDING, now=now)
    link = letters(database)[-1][3]
    assert link.startswith(f"{URL}/profile/confirm-email?token=")
    return link.partition("token=")[2]


def test_a_new_address_holds_once_its_link_was_used_and_the_old_one_is_told(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    token = ask(database, ada, typed=" Ada.New@CEC.example ", now=now)
    asked = read_profile(database, member_id=ada, zone=ZONE, now=now)
    assert (asked.email, asked.waiting_email) == ("ada@cec.example", NEW)
    assert [each[:2] for each in letters(database)] == [("email_change_confirm", NEW)]

    later = now + LINK_LIFE - timedelta(seconds=1)
    assert confirm_new_email(database, token=token, now=later, zone=zone) == NEW

    kept = read_profile(database, member_id=ada, zone=ZONE, now=later)
    assert (kept.email, kept.waiting_email) == (NEW, "")
    template, address, facts, _ = letters(database)[-1]
    assert (template, address) == ("contact_changed", "ada@cec.example")
    assert facts["what"] == f"your e-mail address is now {NEW}"
    assert log_of(database, ada)[0] == "Ada Adams changed their e-mail address"


def test_sessions_stay_and_show_the_new_address(database: Database, ada: UUID, now: datetime, zone: ZoneInfo) -> None:
    with database.unit_of_work() as session:
        token = start_session(session, member_id=ada, address="", user_agent="", now=now)
    register = SessionRegister(database)
    register.who(hash_of(token), now=now)

    confirm_new_email(database, token=ask(database, ada, typed=NEW, now=now), now=now, zone=zone)
    register.forget_member(ada)

    who = register.who(hash_of(token), now=now)
    assert who is not None
    assert who.email == NEW


@pytest.mark.parametrize("late", [timedelta(0), LINK_LIFE])
def test_a_link_works_once_and_not_for_long(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo, late: timedelta
) -> None:
    token = ask(database, ada, typed=NEW, now=now)
    if not late:
        confirm_new_email(database, token=token, now=now, zone=zone)

    with pytest.raises(LinkEnded):
        confirm_new_email(database, token=token, now=now + late, zone=zone)


def test_a_second_wish_ends_the_first_and_it_can_be_let_go(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    first = ask(database, ada, typed="first@cec.example", now=now)
    second = ask(database, ada, typed="second@cec.example", now=now + timedelta(seconds=1))
    drop_new_email(database, member_id=ada, now=now + timedelta(seconds=2))

    for token in (first, second, "made up"):
        with pytest.raises(LinkEnded):
            confirm_new_email(database, token=token, now=now + timedelta(seconds=3), zone=zone)
    assert read_profile(database, member_id=ada, zone=ZONE, now=now + timedelta(seconds=3)).waiting_email == ""


def test_an_address_of_another_sign_in_shows_no_difference_and_gets_no_link(
    database: Database, ada: UUID, now: datetime
) -> None:
    with database.unit_of_work() as session:
        add_member(session, email=NEW, full_name="Boone", role=MemberRole.MEMBER, password="p" * 15, now=now)

    assert ask_new_email(database, member_id=ada, typed=NEW, sending=SENDING, now=now) == NEW

    assert read_profile(database, member_id=ada, zone=ZONE, now=now).waiting_email == NEW
    assert [(each[0], each[1], each[3]) for each in letters(database)] == [("already_registered", NEW, "")]


def test_an_address_that_was_taken_since_is_not_given(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    token = ask(database, ada, typed=NEW, now=now)
    with database.unit_of_work() as session:
        add_member(session, email=NEW, full_name="Boone", role=MemberRole.MEMBER, password="p" * 15, now=now)

    with pytest.raises(LinkEnded):
        confirm_new_email(database, token=token, now=now, zone=zone)

    assert read_profile(database, member_id=ada, zone=ZONE, now=now).email == "ada@cec.example"


@pytest.mark.parametrize(
    "typed", ["", "ada", "ada@", "a b@cec.example", "ada@cec.example\nBcc: x@y.example", "x" * 300]
)
def test_what_is_no_address_is_refused_at_its_field(database: Database, ada: UUID, now: datetime, typed: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        ask_new_email(database, member_id=ada, typed=typed, sending=SENDING, now=now)

    assert refused.value.field == "email"
    assert letters(database) == []


def test_links_are_asked_for_a_few_times_only(database: Database, ada: UUID, now: datetime) -> None:
    for number in range(MOST_ASKED):
        at = now + timedelta(seconds=number)
        ask_new_email(database, member_id=ada, typed=f"n{number}@cec.example", sending=SENDING, now=at)

    with pytest.raises(FieldRefused, match="several times"):
        ask_new_email(database, member_id=ada, typed=NEW, sending=SENDING, now=now + timedelta(minutes=1))
    later = now + timedelta(hours=2)
    assert ask_new_email(database, member_id=ada, typed=NEW, sending=SENDING, now=later) == NEW


def test_a_closed_sign_in_opens_nothing_and_its_household_keeps_theirs(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    today = local_day(now, zone)
    with database.unit_of_work() as session:
        scope = scope_of(session, member_id=ada, today=today)
        token = start_session(session, member_id=ada, address="", user_agent="", now=now)
        change_member(session, member_id=ada, shown={}, values={"phone": "+15736423326"})
    boone, _ = add_household(database, "Boone", meters=[], shares=scope.account_ids, now=now)
    link = ask(database, ada, typed=NEW, now=now)

    assert close_sign_in(database, member_id=ada, now=now, zone=zone)
    assert not close_sign_in(database, member_id=ada, now=now, zone=zone)

    with database.reading() as session:
        assert scope_of(session, member_id=ada, today=today).account_ids == ()
        assert scope_of(session, member_id=boone, today=today).account_ids == scope.account_ids
        assert member_of_email(session, email="ada@cec.example") is None
        ended = session.exec(select(JournalEvent.session_hash).where(col(JournalEvent.topic) == "signed_out")).all()
    assert ended == [hash_of(token)]
    assert SessionRegister(database).who(hash_of(token), now=now) is None
    assert read_profile(database, member_id=ada, zone=ZONE, now=now).phone == ""
    assert letters(database)[-1][:2] == ("sign_in_closed", "ada@cec.example")
    assert "closed their sign-in" in log_of(database, ada)[0]
    with pytest.raises(LinkEnded):
        confirm_new_email(database, token=link, now=now, zone=zone)
    with pytest.raises(ChangedMeanwhile):
        rename(database, ada, shown="Ada Adams", name="Eve", now=now, zone=zone)


def test_the_address_of_a_closed_sign_in_may_register_again(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    close_sign_in(database, member_id=ada, now=now, zone=zone)

    with database.unit_of_work() as session:
        again = add_member(
            session, email="ada@cec.example", full_name="Ada", role=MemberRole.MEMBER, password="p" * 15, now=now
        )
        assert scope_of(session, member_id=again.id, today=local_day(now, zone)).account_ids == ()
