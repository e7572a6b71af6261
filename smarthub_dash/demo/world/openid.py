"""The demo's own OpenID provider: whoever visits picks one of the cast, and is that person."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import unquote_plus, urlencode

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from smarthub_dash.demo.world.openid_asked import Asked, BadRequest, Issued, IssuedCodes, asked_of
from smarthub_dash.demo.world.openid_page import Choice, page_policy, picking_page, refusal_page
from smarthub_dash.demo.world.people import PEOPLE, Person
from smarthub_dash.demo.world.start import PROVIDER_NAME
from smarthub_dash.kit.clock import Clock
from smarthub_dash.kit.secrets import new_token

TOKEN_LIFE = timedelta(minutes=5)
SAFE = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}


def openid_app(
    *, issuer: str, client_id: str, client_secret: str, redirect_uris: Sequence[str], clock: Clock
) -> Starlette:
    """
    Return the provider as an application; it serves at the root of its host.

    The issuer is its address without a slash at the end. What it issued, and its key, live as long as it does.
    """
    provider = DemoProvider(issuer, client_id, client_secret, tuple(redirect_uris), clock)
    return Starlette(routes=provider.routes())


class DemoProvider:
    """The routes of the provider, for one client."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, redirect_uris: tuple[str, ...], clock: Clock
    ) -> None:
        self._issuer = issuer
        self._client = (client_id, client_secret)
        self._redirect_uris = redirect_uris
        self._clock = clock
        self._people = {person.subject: person for person in PEOPLE}
        self._codes = IssuedCodes()
        self._access: dict[str, str] = {}
        self._key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)

    def routes(self) -> list[Route]:
        """Return the routes of this application."""
        return [
            Route("/.well-known/openid-configuration", self.configuration, methods=["GET"]),
            Route("/authorize", self.authorize, methods=["GET"]),
            Route("/authorize", self.pick, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/jwks", self.jwks, methods=["GET"]),
            Route("/userinfo", self.userinfo, methods=["GET"]),
        ]

    async def configuration(self, request: Request) -> Response:
        """Say where everything is."""
        at = {f"{name}_endpoint": f"{self._issuer}/{path}" for name, path in _ENDPOINTS}
        return JSONResponse({"issuer": self._issuer, "jwks_uri": f"{self._issuer}/jwks", **at, **_ABILITIES})

    async def authorize(self, request: Request) -> Response:
        """Let the visitor pick who to be."""
        try:
            asked = asked_of(request.query_params, client_id=self._client[0], redirect_uris=self._redirect_uris)
        except BadRequest as refused:
            return self._page(refusal_page(PROVIDER_NAME, str(refused)), status=400)
        if asked.error:
            return self._back(asked, error=asked.error)
        choices = [Choice(person.subject, person.name, person.email, person.about) for person in PEOPLE]
        return self._page(picking_page(PROVIDER_NAME, choices, asked=asked.as_fields()))

    async def pick(self, request: Request) -> Response:
        """Send the visitor back as the person picked; everything is checked again."""
        form = {name: str(value) for name, value in (await request.form(max_files=0, max_fields=16)).items()}
        try:
            asked = asked_of(form, client_id=self._client[0], redirect_uris=self._redirect_uris)
        except BadRequest as refused:
            return self._page(refusal_page(PROVIDER_NAME, str(refused)), status=400)
        if asked.error or form.get("subject", "") not in self._people:
            return self._back(asked, error=asked.error or "access_denied")
        return self._back(asked, code=self._codes.issue(asked, form["subject"], now=self._clock.now()))

    async def token(self, request: Request) -> Response:
        """Give the proof for a code: to the client it was made for, once, and to the holder of the verifier."""
        form = {name: str(value) for name, value in (await request.form(max_files=0, max_fields=16)).items()}
        if not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, status_code=401, headers=SAFE)
        if form.get("grant_type") != "authorization_code":
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400, headers=SAFE)
        issued = self._codes.redeem(form, now=self._clock.now())
        if issued is None:
            return JSONResponse({"error": "invalid_grant"}, status_code=400, headers=SAFE)
        access_token = new_token()
        self._access[access_token] = issued.subject
        proof = self._proof(issued, access_token)
        seconds = int(TOKEN_LIFE.total_seconds())
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": seconds, "id_token": proof}
        return JSONResponse(answer, headers=SAFE)

    async def jwks(self, request: Request) -> Response:
        """Publish the key that signs."""
        return JSONResponse(KeySet([self._key]).as_dict(private=False), headers=SAFE)

    async def userinfo(self, request: Request) -> Response:
        """Say who an access token stands for."""
        subject = self._access.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if subject is None:
            return Response(status_code=401, headers={"www-authenticate": "Bearer", **SAFE})
        return JSONResponse({"sub": subject, **_claims(self._people[subject])}, headers=SAFE)

    def _proof(self, issued: Issued, access_token: str) -> str:
        now = self._clock.now()
        claims = {
            "iss": self._issuer,
            "sub": issued.subject,
            "aud": self._client[0],
            "iat": int(now.timestamp()),
            "exp": int((now + TOKEN_LIFE).timestamp()),
            # Nobody stays signed in here: whoever comes back has just picked who to be.
            "auth_time": int(issued.picked_at.timestamp()),
            "nonce": issued.asked.nonce,
            "at_hash": (create_half_hash(access_token, "RS256") or b"").decode(),
            **_claims(self._people[issued.subject]),
        }
        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims, self._key, algorithms=["RS256"])

    def _is_client(self, request: Request, form: Mapping[str, str]) -> bool:
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
        kind, _, packed = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                name, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return False
            name, secret = unquote_plus(name), unquote_plus(secret)
        given, own = f"{name}\0{secret}".encode(), "\0".join(self._client).encode()
        return hmac.compare_digest(given, own)

    def _back(self, asked: Asked, *, code: str = "", error: str = "") -> Response:
        told = {"code": code} if code else {"error": error}
        query = urlencode({**told, "state": asked.state, "iss": self._issuer})
        return RedirectResponse(f"{asked.redirect_uri}?{query}", status_code=303, headers=SAFE)

    def _page(self, html: str, *, status: int = 200) -> Response:
        policy = page_policy(self._redirect_uris)
        return HTMLResponse(html, status_code=status, headers={**SAFE, "content-security-policy": policy})


def _claims(person: Person) -> dict[str, object]:
    return {"name": person.name, "email": person.email, "email_verified": True}


_ENDPOINTS = (("authorization", "authorize"), ("token", "token"), ("userinfo", "userinfo"))
_ABILITIES = {
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "scopes_supported": ["openid", "email", "profile"],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    "code_challenge_methods_supported": ["S256"],
    "authorization_response_iss_parameter_supported": True,
}
