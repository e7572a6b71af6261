"""What the guard adds to every event, and what a sign-in costs beyond its hash."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex_base.event import Event

from bench.report import Row, limit_row
from bench.servers import SCRATCH
from smarthub_dash.domain.members.operations import add_member, start_session
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.journeys.entering import Visit
from smarthub_dash.journeys.sign_in import Credentials, SessionRegister, sign_in
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.secrets import hash_of, hash_password, verify_password
from smarthub_dash.migrations import migrate
from smarthub_dash.settings import Settings
from smarthub_dash.wiring import Wiring
from state.guard import SESSION_HEADER, Guard
from tests.support.apart import run_apart
from tests.support.guarding import LOOK_FOR
from tests.support.tabs import Sockets, app_with

PASSWORD = "a password for the bench only"
MOST_MICROSECONDS = 100.0
MOST_MILLISECONDS = 250.0


def measure(*, events: int, sign_ins: int) -> list[Row]:
    """Measure both on a fresh SQLite file, and return the rows of the table."""
    with _portal() as (parts, member_id):
        return [
            limit_row(
                "The guard, one event of a remembered session",
                _guard_microseconds(parts, member_id, events),
                unit="µs",
                below=MOST_MICROSECONDS,
            ),
            limit_row(
                "Sign-in, server time beyond the hash (SQLite)",
                _sign_in_milliseconds(parts.database, sign_ins),
                unit="ms",
                below=MOST_MILLISECONDS,
            ),
        ]


@contextmanager
def _portal() -> Iterator[tuple[Wiring, UUID]]:
    SCRATCH.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=SCRATCH) as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'guard.db'}")
        migrate(database)
        clock = SystemClock()
        with database.unit_of_work() as session:
            member = add_member(
                session,
                email="ada@cec.example",
                full_name="Ada Adams",
                role=MemberRole.MEMBER,
                password=PASSWORD,
                now=clock.now(),
            )
        told = Settings.model_validate({"events_at_once": 10**9})
        yield Wiring(told, database, clock, SessionRegister(database), Sealer(["k" * 40])), member.id
        database.close()


def _guard_microseconds(parts: Wiring, member_id: UUID, events: int) -> list[float]:
    with parts.database.unit_of_work() as session:
        token = start_session(session, member_id=member_id, address="", user_agent="", now=parts.clock.now())
    state = rx.State(_reflex_internal_init=True)  # ty: ignore[unknown-argument]
    state.router_data = {"headers": {SESSION_HEADER: hash_of(token)}, "asPath": "/home", "token": "tab"}

    async def ask() -> list[float]:
        guard, app, event = Guard(lambda: parts), app_with(Sockets()), Event(name=LOOK_FOR, payload={"text": "well"})
        taken = []
        for _ in range(events):
            started = time.perf_counter_ns()
            answer = await guard.preprocess(app, state, event)
            taken.append((time.perf_counter_ns() - started) / 1_000)
            if answer is not None:
                raise RuntimeError("the guard refused an event of the bench")
        return taken

    return run_apart(ask())


def _sign_in_milliseconds(database: Database, sign_ins: int) -> list[float]:
    visit, sealer, zone = Visit("192.0.2.1", "bench", is_kept=False), Sealer(["k" * 40]), ZoneInfo("America/Chicago")
    credentials, now = Credentials("ada@cec.example", PASSWORD, visit), SystemClock().now()
    hashed, wholes, hashes = hash_password(PASSWORD), [], []
    for number in range(sign_ins):
        started = time.perf_counter()
        verify_password(PASSWORD, hashed)
        checked = time.perf_counter()
        sign_in(database, credentials=credentials, sealer=sealer, zone=zone, now=now + timedelta(seconds=number))
        wholes.append((time.perf_counter() - checked) * 1_000)
        hashes.append((checked - started) * 1_000)
    hash_alone = statistics.median(hashes)
    return [whole - hash_alone for whole in wholes]
