"""An OpenID Connect provider over HTTP: discovery, authorization code with PKCE, and a verified proof."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc.jwk import KeySet

from smarthub_dash.gateways.identity import Asking, Identity, IdentityAway, IdentityRefused, ProviderAnswer
from smarthub_dash.gateways.identity.bounded import TIMEOUT, answering, bounded, json_object
from smarthub_dash.gateways.identity.id_token import UNTRUSTED, UnknownKey, signing_keys, verified

with warnings.catch_warnings():
    # Authlib asks for httpx2, a fork of httpx, and would silently build on it if it were there. This project is on
    # httpx; Authlib sets its warning to "always" when it is loaded, so only a filter set after that holds.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import OAuth2Client, OAuthError

SCOPE = "openid email profile"
METADATA_LIFE = timedelta(hours=1)
KEYS_REST = timedelta(seconds=30)
"""How long keys are not asked for again: whoever sends tokens with made-up key ids must not hammer the provider."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class _Metadata:
    """What the provider publishes about itself."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    client_auth: str
    says_issuer: bool
    read_at: datetime


class OidcProvider:
    """
    Asks one provider, as one of its registered clients.

    :raises ValueError: if the issuer is neither https nor on this machine
    """

    def __init__(
        self, *, issuer: str, client_id: str, client_secret: str, transport: Callable[[], httpx.BaseTransport]
    ) -> None:
        if not _is_safe(issuer):
            raise ValueError("an OpenID issuer must be an https address")
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._transport = transport
        # Two threads may read the same at once: behind a lock all would wait for a provider that hangs, one by one.
        self._metadata: _Metadata | None = None
        self._keys: tuple[KeySet, datetime] | None = None

    def address_to_ask(self, asking: Asking, *, now: datetime) -> str:
        """Return the address to send the browser to, with the PKCE challenge in it."""
        metadata = self._known_metadata(now)
        with self._client(metadata, asking) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=asking.state,
                code_verifier=asking.code_verifier,
                nonce=asking.nonce,
                **({"prompt": "login", "max_age": "0"} if asking.is_anew else {}),
            )
        return address

    def identity(self, asking: Asking, *, answer: ProviderAnswer, now: datetime) -> Identity:
        """Redeem the code and verify the proof that comes for it."""
        metadata = self._known_metadata(now)
        # A mix-up of providers shows here (RFC 9207), before the code is given to anyone.
        if (answer.issuer or metadata.says_issuer) and answer.issuer != self.issuer:
            raise IdentityRefused(UNTRUSTED)
        token = self._redeemed(metadata, asking, answer.code)
        id_token, access_token = token.get("id_token"), token.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise IdentityRefused(UNTRUSTED)

        def checked(keys: KeySet) -> Identity:
            return verified(
                id_token,
                keys=keys,
                issuer=self.issuer,
                client_id=self._client_id,
                nonce=asking.nonce,
                access_token=access_token,
                now=now,
            )

        try:
            return checked(self._known_keys(metadata, now))
        except UnknownKey:
            return checked(self._newer_keys(metadata, now))

    def _redeemed(self, metadata: _Metadata, asking: Asking, code: str) -> Mapping[str, Any]:
        with answering(), self._client(metadata, asking) as client:
            try:
                return client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=asking.redirect_uri,
                    code_verifier=asking.code_verifier,
                )
            except OAuthError as error:
                raise IdentityRefused(UNTRUSTED) from error

    def _known_metadata(self, now: datetime) -> _Metadata:
        known = self._metadata
        if known is not None and now - known.read_at < METADATA_LIFE:
            return known
        with answering():
            document = self._read(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
            self._metadata = _metadata(document, issuer=self.issuer, has_secret=bool(self._client_secret), now=now)
            return self._metadata

    def _known_keys(self, metadata: _Metadata, now: datetime) -> KeySet:
        known = self._keys
        return known[0] if known is not None and now - known[1] < METADATA_LIFE else self._newer_keys(metadata, now)

    def _newer_keys(self, metadata: _Metadata, now: datetime) -> KeySet:
        with answering():
            if self._keys is None or now - self._keys[1] >= KEYS_REST:
                self._keys = signing_keys(self._read(metadata.jwks_uri)), now
            return self._keys[0]

    def _read(self, address: str) -> dict[str, Any]:
        with httpx.Client(transport=bounded(self._transport()), timeout=TIMEOUT, trust_env=False) as client:
            return json_object(client.get(address, headers={"accept": "application/json"}))

    def _client(self, metadata: _Metadata, asking: Asking) -> OAuth2Client:
        return OAuth2Client(
            self._client_id,
            self._client_secret or None,
            token_endpoint_auth_method=metadata.client_auth,
            scope=SCOPE,
            redirect_uri=asking.redirect_uri,
            code_challenge_method="S256",
            transport=bounded(self._transport()),
            timeout=TIMEOUT,
            trust_env=False,
        )


def oidc_provider(*, issuer: str, client_id: str, client_secret: str) -> OidcProvider:
    """Return a provider that is asked over the network."""
    return OidcProvider(issuer=issuer, client_id=client_id, client_secret=client_secret, transport=httpx.HTTPTransport)


def _metadata(document: Mapping[str, Any], *, issuer: str, has_secret: bool, now: datetime) -> _Metadata:
    if document.get("issuer") != issuer:
        raise IdentityAway("the provider calls itself by another name")
    authorization, token, jwks = (str(document[name]) for name in ENDPOINTS)
    if not all(_is_safe(address) for address in (authorization, token, jwks)):
        raise IdentityAway("the provider names an address that is not safe")
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    basic_or_post = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    says_issuer = document.get("authorization_response_iss_parameter_supported") is True
    return _Metadata(authorization, token, jwks, basic_or_post if has_secret else "none", says_issuer, now)


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))
