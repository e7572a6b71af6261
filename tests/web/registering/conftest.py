"""A portal with an account that nobody has registered, and a visitor."""

from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring
from tests.support.doors import SetClock, export_in, visitor, wiring_of
from tests.support.registering import add_unregistered


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(database: Database, clock: SetClock, now: datetime) -> Wiring:
    add_unregistered(database, now=now)
    return wiring_of(database, clock)


@pytest.fixture
def client(parts: Wiring, tmp_path: Path) -> TestClient:
    return visitor(parts, export_in(tmp_path / "client"))
