"""A portal whose members may sign in with the demo's provider, in this process."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from sqlmodel import select
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.operations.open_identities import link_identity
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, export_in, visitor, wiring_of
from tests.support.providers import ISSUER, AppTransport, client_of, demo_provider, pick

ADA, CLARA = "ada@example.com", "clara@example.com"
PASSWORD = "correct horse battery"
OURS = {"Origin": URL}
START = {"wish": "sign-in", "next": "/billing"}
LINK = {"wish": "link"}


@dataclass(slots=True)
class TrustingPortal:
    """A portal, the provider it trusts, and any number of browsers."""

    parts: Wiring
    folder: Path
    clock: SetClock
    app: ASGIApp
    transport: AppTransport

    def browser(self, email: str = "") -> TestClient:
        """Return a browser, signed in by password if a member is named."""
        client = visitor(self.parts, self.folder)
        if email:
            form = {"email": email, "password": PASSWORD}
            assert client.post("/sign-in", data=form, headers=OURS).status_code == 303
        return client

    def way_back(self, client: TestClient, subject: str = "prairie-ada", *, form: Mapping[str, str] = START) -> str:
        """Go to the provider and pick somebody; return the address by which the provider sends the browser back."""
        left = client.post("/openid/start", data=form, headers=OURS)
        assert left.status_code == 200, left.text
        address = left.headers["refresh"].removeprefix("0; url=")
        return "/openid/callback?" + urlencode(pick(self.app, address, subject))

    def rows(self, kind: type) -> list:
        with self.parts.database.reading() as session:
            return list(session.exec(select(kind)))


def trusting_portal(database: Database, *, folder: Path, now: datetime) -> TrustingPortal:
    """Return a portal in which Ada is linked, and Clara is not."""
    clock = SetClock(now)
    app = demo_provider(clock)
    transport = AppTransport(app)
    with database.unit_of_work() as session:
        ids = {
            email: add_member(
                session, email=email, full_name=name, role=MemberRole.MEMBER, password=PASSWORD, now=now
            ).id
            for email, name in ((ADA, "Ada Whitfield"), (CLARA, "Clara Voss"))
        }
        link_identity(session, issuer=ISSUER, subject="prairie-ada", email=ADA, member_id=ids[ADA], now=now)
    parts = replace(
        wiring_of(database, clock, settings={"openid_issuer": ISSUER, "openid_name": "Prairie ID"}),
        identity=client_of(transport),
    )
    return TrustingPortal(parts, export_in(folder / "client"), clock, app, transport)
