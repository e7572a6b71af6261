"""What was chosen nearest to an event counts; what is kept goes out whatever was chosen."""

from datetime import datetime
from uuid import UUID, uuid4

from smarthub_dash.documents.letters import line_of, samples, short_of
from smarthub_dash.domain.notices.rules import Address, Category, Channel, DigestEvery
from smarthub_dash.domain.notices.rules.choices import EVERY_ACCOUNT, Choices, Reachable, Timing, is_told, ways_of
from smarthub_dash.domain.notices.rules.events import EVENTS

ME, PHONE, HOME, SHOP = (uuid4() for _ in range(4))
MAIL = Reachable(ME, Channel.EMAIL, "ada@example.com", is_sign_in=True)
TEXTS = Reachable(PHONE, Channel.TEXT, "+15736423326", is_sign_in=False)
STOPPED = Reachable(PHONE, Channel.TEXT, "+15736423326", is_sign_in=False, stopped=frozenset({Category.BILLING}))
SOON, BILL = EVENTS["due_soon"], EVENTS["bill_ready"]


def _told(choices: Choices, *, account: UUID = HOME, contact: Reachable = TEXTS) -> bool:
    return is_told(SOON, contact, account_ids=[account], choices=choices)


def test_the_nearest_choice_counts() -> None:
    of_category = {(PHONE, EVERY_ACCOUNT, "billing"): False}
    of_event = {**of_category, (PHONE, EVERY_ACCOUNT, "due_soon"): True}
    of_account = {**of_event, (PHONE, SHOP, "billing"): False}

    assert [_told({}), _told(of_category), _told(of_event), _told(of_account)] == [True, False, True, True]
    assert not _told(of_account, account=SHOP)


def test_stop_ends_one_category_and_no_other() -> None:
    assert not _told({}, contact=STOPPED)
    assert is_told(EVENTS["outage_begun"], STOPPED, account_ids=[HOME], choices={})


def test_what_is_kept_goes_to_its_address_and_a_digest_holds_only_what_can_wait(now: datetime) -> None:
    posted = [Address(Channel.EMAIL, "ada@example.com")]
    off = {(ME, EVERY_ACCOUNT, "bill_ready"): False, (PHONE, EVERY_ACCOUNT, "billing"): False}
    timing = Timing(digest_every=DigestEvery.DAY)

    def ways(name: str) -> tuple[Address, ...]:
        event = EVENTS[name]
        return ways_of(
            event, posted_to=posted, contacts=[MAIL, TEXTS], account_ids=[HOME], choices=off, timing=timing, now=now
        )

    assert ways("bill_ready") == tuple(posted)
    assert [each.is_held for each in ways("due_soon")] == [True]
    assert [each.is_held for each in ways("due_today")] == [False]


def test_every_event_that_has_a_letter_says_it_in_one_short_line() -> None:
    for name, facts in samples().items():
        if name in EVENTS:
            assert len(line_of(name, facts=facts, language="en")) <= 100
            assert len(short_of(name, facts=facts, link="", language="en")) <= 160
