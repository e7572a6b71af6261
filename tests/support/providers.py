"""The demo's OpenID provider in this process, a client for it, and what a visitor does on its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from smarthub_dash.demo.world.openid import openid_app
from smarthub_dash.gateways.identity.oidc import OidcProvider
from smarthub_dash.kit.clock import Clock

ISSUER = "http://127.0.0.1:4455"
CALLBACK = "http://localhost:3000/openid/callback"
CLIENT_ID, CLIENT_SECRET = "smarthub", "a secret of the client: with odd & signs"

Change = Callable[[dict[str, Any]], Mapping[str, Any] | None]


@dataclass(slots=True)
class AppTransport(httpx.BaseTransport):
    """Takes requests to an application in this process; `changes` alter its JSON answers by path."""

    app: ASGIApp
    changes: dict[str, Change] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the application does."""
        self.asked.append(request.url.path)
        client = TestClient(self.app, base_url=ISSUER, follow_redirects=False)
        given = client.request(request.method, str(request.url), headers=dict(request.headers), content=request.read())
        change = self.changes.get(request.url.path)
        if change and given.status_code == 200:
            return httpx.Response(200, json=change(given.json()))
        return httpx.Response(given.status_code, headers=given.headers, content=given.content)


def demo_provider(clock: Clock, *, callback: str = CALLBACK) -> ASGIApp:
    """Return the demo's provider."""
    return openid_app(
        issuer=ISSUER, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, redirect_uris=(callback,), clock=clock
    )


def client_of(transport: httpx.BaseTransport) -> OidcProvider:
    """Return the portal's own client of the provider behind a transport."""
    return OidcProvider(issuer=ISSUER, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, transport=lambda: transport)


def pick(app: ASGIApp, address: str, subject: str) -> dict[str, str]:
    """Go to the provider's page and pick a person; return what it sends the browser back with."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    browser = TestClient(app, base_url=ISSUER, follow_redirects=False)
    assert browser.get(address).status_code == 200
    answer = browser.post("/authorize", data={**asked, "subject": subject})
    assert answer.status_code == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
