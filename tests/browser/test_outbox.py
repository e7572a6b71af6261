"""From a notice that a journey posts to the letter that its reader finds, through the served portal's own jobs."""

from datetime import datetime

import pytest

from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import open_database
from tests.support.outbox import letters_to, wait_for_letter
from tests.support.portal import Portal

pytestmark = pytest.mark.browser


def _post(portal: Portal, *, key: str, to: str, now: datetime) -> None:
    database = open_database(portal.database_address)
    with database.unit_of_work() as session:
        post_notice(
            session,
            key=key,
            template="already_registered",
            facts={"name": "Ada"},
            to=[Address(Channel.EMAIL, to)],
            member_id=None,
            now=now,
        )
    database.close()


def test_a_notice_is_a_letter_a_moment_later_and_only_once(portal: Portal) -> None:
    now = SystemClock().now()
    to = f"once-{portal.port}@example.com"

    _post(portal, key=f"outbox {to}", to=to, now=now)
    _post(portal, key=f"outbox {to}", to=to, now=now)
    letter = wait_for_letter(portal, to=to, subject_part="already have a sign-in")

    assert portal.url in letter.text
    assert len(letters_to(portal, to)) == 1
