"""What the demo's provider is asked, and the codes that it hands out for it."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from smarthub_dash.kit.secrets import new_token

CODE_LIFE = timedelta(seconds=60)
MOST_CODES = 1_000
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class BadRequest(Exception):
    """What was asked names no client or no address of it, so nobody can be sent back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a known client; `error` says what is wrong with it."""

    client_id: str
    redirect_uri: str
    response_type: str
    scope: str
    state: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    @property
    def error(self) -> str:
        if self.response_type != "code":
            return "unsupported_response_type"
        if "openid" not in self.scope.split():
            return "invalid_scope"
        has_challenge = self.code_challenge_method == "S256" and _CHALLENGE.fullmatch(self.code_challenge)
        return "" if has_challenge and self.state and self.nonce else "invalid_request"

    def as_fields(self) -> dict[str, str]:
        """Return what was asked as the fields of a form."""
        return asdict(self)


def asked_of(given: Mapping[str, str], *, client_id: str, redirect_uris: Sequence[str]) -> Asked:
    """
    Return what was asked.

    :raises BadRequest: if the client is unknown, or the address to go back to is not exactly one of the client's
    """
    asked = Asked(**{name: given.get(name, "")[:1_000] for name in Asked.__dataclass_fields__})
    if asked.client_id != client_id:
        raise BadRequest("The site that sent you here is not known to us.")
    if asked.redirect_uri not in redirect_uris:
        raise BadRequest("The site that sent you here asked for an address that is not registered.")
    return asked


@dataclass(frozen=True, slots=True)
class Issued:
    """What a code stands for."""

    asked: Asked
    subject: str
    picked_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class IssuedCodes:
    """The codes that were not redeemed yet."""

    _issued: dict[str, Issued] = field(default_factory=dict)

    def issue(self, asked: Asked, subject: str, *, now: datetime) -> str:
        """Return a new code for a person."""
        if len(self._issued) >= MOST_CODES:
            self._issued.clear()
        code = new_token()
        self._issued[code] = Issued(asked, subject, now, now + CODE_LIFE)
        return code

    def redeem(self, form: Mapping[str, str], *, now: datetime) -> Issued | None:
        """Take a code back; None if it is unknown, used, too old, or not for who shows it."""
        issued = self._issued.pop(form.get("code", ""), None)
        if issued is None or now >= issued.ends_at or form.get("redirect_uri") != issued.asked.redirect_uri:
            return None
        challenge = create_s256_code_challenge(form.get("code_verifier", ""))
        return issued if hmac.compare_digest(challenge, issued.asked.code_challenge) else None
