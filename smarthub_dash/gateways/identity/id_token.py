"""The proof a provider signs: who it is about, for whom, until when, and in answer to which question."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from authlib.oidc.core.claims import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from smarthub_dash.gateways.identity import Identity, IdentityRefused

ALGORITHMS = ("RS256", "ES256")
"""Signatures by a key of the provider's own; `none`, and one by the secret that both know, are no proof."""
SKEW_SECONDS = 60
LONGEST_SUBJECT = 255
UNTRUSTED = "The provider's answer could not be verified."


class UnknownKey(IdentityRefused):
    """It was signed by a key that is not among those known; the provider may have changed keys."""


def signing_keys(document: Mapping[str, Any]) -> KeySet:
    """
    Return the keys of a published set that may sign: never a shared one.

    :raises ValueError: if there is none
    """
    published = document.get("keys")
    usable = [key for key in published if _may_sign(key)] if isinstance(published, list) else []
    if not usable:
        raise ValueError("no key that signs")
    try:
        return KeySet.import_key_set({"keys": usable})
    except JoseError as error:
        raise ValueError("a key that cannot be read") from error


def verified(
    id_token: str, *, keys: KeySet, issuer: str, client_id: str, nonce: str, access_token: str, now: datetime
) -> Identity:
    """
    Return whom a signed proof is about.

    :raises UnknownKey: if the key is not among these
    :raises IdentityRefused: if it is not signed as it must be, or is for another audience, issuer, time or question
    """
    try:
        token = jwt.decode(id_token, keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            token.claims,
            token.header,
            {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
            {"nonce": nonce, "client_id": client_id, "access_token": access_token},
        )
        claims.validate(now=int(now.timestamp()), leeway=SKEW_SECONDS)
    except InvalidKeyIdError as error:
        raise UnknownKey(UNTRUSTED) from error
    except (JoseError, ValueError, TypeError) as error:
        raise IdentityRefused(UNTRUSTED) from error
    return _identity(claims, issuer)


def _identity(claims: Mapping[str, Any], issuer: str) -> Identity:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise IdentityRefused(UNTRUSTED)
    is_verified = claims.get("email_verified") in (True, "true")
    email, name = _text(claims.get("email"), 254).lower(), _text(claims.get("name"), 120)
    return Identity(issuer, subject, email, is_verified, name, _instant(claims.get("auth_time")))


def _instant(value: object) -> datetime | None:
    # A bool is an int as well; an instant beyond every calendar is none.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**33:
        return None
    return datetime.fromtimestamp(value, UTC)


def _text(value: object, longest: int) -> str:
    return value[:longest] if isinstance(value, str) and value.isprintable() else ""


def _may_sign(key: object) -> bool:
    if not isinstance(key, dict) or key.get("use", "sig") != "sig":
        return False
    return key.get("kty") == "RSA" or (key.get("kty") == "EC" and key.get("crv") == "P-256")
