"""A door in this process, and Ada behind it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.wiring import Wiring
from tests.support.doors import SetClock, export_in, visitor, wiring_of

ADA = "ada@cec.example"
PASSWORD = "correct horse battery"


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def members(sqlite_address: str, now: datetime) -> Iterator[Database]:
    """A database in which Ada is a member. What a database does differently is proved below the doors."""
    database = open_database(sqlite_address)
    with database.unit_of_work() as session:
        add_member(session, email=ADA, full_name='Ada "<b>" Adams', role=MemberRole.MEMBER, password=PASSWORD, now=now)
    yield database
    database.close()


@pytest.fixture
def parts(members: Database, clock: SetClock) -> Wiring:
    return wiring_of(members, clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return export_in(tmp_path / "client")


@pytest.fixture
def stranger(parts: Wiring, folder: Path) -> TestClient:
    """A browser that is not signed in."""
    return visitor(parts, folder)
