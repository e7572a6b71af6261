"""A device that a member never used before is told of, once."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.journal.records import ActivityEntry
from smarthub_dash.kit.database import Database
from tests.support.signing_in import ADA, add_ada, asked

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEWER_FIREFOX = FIREFOX.replace("140", "141")
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def told(database: Database) -> Sequence[str]:
    with database.reading() as session:
        notices = session.exec(select(Notice).where(Notice.template == "new_device")).all()
        assert {each.address for each in session.exec(select(Delivery))} <= {ADA}
        return sorted(f"{json.loads(each.facts)['device']}, {json.loads(each.facts)['place']}" for each in notices)


def test_a_browser_and_address_are_told_of_once(database: Database, ada: UUID, now: datetime) -> None:
    for later, (user_agent, address) in enumerate(
        [
            (FIREFOX, "192.0.2.1"),
            (NEWER_FIREFOX, "192.0.2.1"),
            (CHROME, "192.0.2.1"),
            (FIREFOX, "203.0.113.9"),
            (FIREFOX, "192.0.2.1"),
        ]
    ):
        asked(database, now + timedelta(days=later), user_agent=user_agent, address=address)

    assert told(database) == [
        "Chrome on Linux, the internet address 192.0.2.1",
        "Firefox on Windows, the internet address 192.0.2.1",
        "Firefox on Windows, the internet address 203.0.113.9",
    ]


def test_the_activity_log_names_the_device(database: Database, ada: UUID, now: datetime) -> None:
    asked(database, now, user_agent=FIREFOX)

    with database.reading() as session:
        entry = session.exec(select(ActivityEntry)).one()
    assert (entry.member_id, entry.words) == (ada, "Signed in on a device not seen before: Firefox on Windows")
