"""Whether the time of an answer tells what is true: right and wrong, known and unknown, posted in turns."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.report import Row, limit_row
from bench.servers import SCRATCH
from smarthub_dash.domain.members.records import SignInAttempt
from smarthub_dash.domain.members.rules import MOST_IN_A_ROW, GuessPurpose
from smarthub_dash.journeys.sign_in import SessionRegister
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.migrations import migrate
from smarthub_dash.settings import Settings
from smarthub_dash.web.door import portal_door
from smarthub_dash.wiring import Wiring
from tests.support.doors import SEALER, URL, Behind, export_in
from tests.support.registering import ADA, RIGHT, add_unregistered
from tests.support.signing_in import add_ada, note_tries

OURS = {"Origin": URL}
NOBODY = "nobody@cec.example"
LOCKED, LOCKED_NOBODY = "ada.locked@cec.example", "nobody.locked@cec.example"
BY_AMOUNT = {**RIGHT, "zip_code": "", "amount": "142.17"}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One thing to post, as often as the others."""

    group: str
    name: str
    path: str
    form: Mapping[str, str]


CASES = (
    Case("Registering", "all of it right", "/register", BY_AMOUNT),
    Case("Registering", "wrong amount", "/register", {**BY_AMOUNT, "amount": "1.00"}),
    Case("Registering", "no such account", "/register", {**BY_AMOUNT, "account_number": "9999999999"}),
    Case("Registering", "a member's e-mail", "/register", {**BY_AMOUNT, "email": ADA}),
    Case("Forgotten password", "a member's e-mail", "/forgot-password", {"email": ADA}),
    Case("Forgotten password", "nobody's e-mail", "/forgot-password", {"email": NOBODY}),
    Case("Sign-in", "a member, wrong password", "/sign-in", {"email": ADA, "password": "guess"}),
    Case("Sign-in", "nobody", "/sign-in", {"email": NOBODY, "password": "guess"}),
    Case("Sign-in, too many tries", "a member", "/sign-in", {"email": LOCKED, "password": "guess"}),
    Case("Sign-in, too many tries", "nobody", "/sign-in", {"email": LOCKED_NOBODY, "password": "guess"}),
)


class FromEverywhere:
    """Lets each request come from an address of its own, so that none is slowed for the ones before it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._count += 1
        address = f"10.{self._count >> 16 & 255}.{self._count >> 8 & 255}.{self._count & 255}"
        await self._app({**scope, "client": (address, 40_000)}, receive, send)


def measure(*, posts: int, note: Callable[[str], None]) -> list[Row]:
    """Post every case in turns; return for each group how far apart its medians are, beside how far single ones are."""
    with _portal() as (client, database):
        taken = _taken(client, database, posts)
    rows = []
    for group in dict.fromkeys(case.group for case in CASES):
        of_group = {case: taken[case] for case in CASES if case.group == group}
        for case, times in of_group.items():
            low, median, high = statistics.quantiles(times, n=4)
            note(f"{group}, {case.name}: {median:.2f} ms (middle half {low:.2f} to {high:.2f}; {len(times)} posts)")
        medians = [statistics.median(times) for times in of_group.values()]
        spread = statistics.median(_middle_half(times) for times in of_group.values())
        rows.append(limit_row(f"{group}: medians apart", [max(medians) - min(medians)], unit="ms", below=spread))
    return rows


def _taken(client: TestClient, database: Database, posts: int) -> Mapping[Case, list[float]]:
    taken: dict[Case, list[float]] = {case: [] for case in CASES}
    for turn in range(posts + 3):
        # Another order each time: what comes after the job of another case must not always be the same one.
        for case in (*CASES[turn % len(CASES) :], *CASES[: turn % len(CASES)]):
            began = time.perf_counter()
            client.post(case.path, data=case.form, headers=OURS)
            if turn >= 3:
                taken[case].append((time.perf_counter() - began) * 1_000)
        if turn % 20 == 0:
            _forget_tries(database)
    return taken


def _forget_tries(database: Database) -> None:
    now = SystemClock().now()
    with database.unit_of_work() as session:
        session.execute(delete(SignInAttempt))
    for subject in (LOCKED, LOCKED_NOBODY):
        note_tries(database, now, MOST_IN_A_ROW, purpose=GuessPurpose.SIGN_IN, subject=subject, address="192.0.2.9")


def _middle_half(times: list[float]) -> float:
    low, _, high = statistics.quantiles(times, n=4)
    return high - low


@contextmanager
def _portal() -> Iterator[tuple[TestClient, Database]]:
    SCRATCH.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=SCRATCH) as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'answers.db'}")
        migrate(database)
        add_unregistered(database, now=SystemClock().now())
        add_ada(database, SystemClock().now(), email=LOCKED)
        told = Settings.model_validate({"public_url": URL})
        parts = Wiring(told, database, SystemClock(), SessionRegister(database), SEALER)
        front_end = export_in(Path(folder) / "client")
        door = portal_door(Behind(), wiring=parts, front_end=front_end, pages=())
        yield TestClient(FromEverywhere(door), base_url=URL, follow_redirects=False), database
        database.close()
