"""The identity port: who a member is at a provider they trust (OpenID Connect)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from smarthub_dash.kit.errors import Refused, Unavailable


@dataclass(frozen=True, slots=True)
class Asking:
    """
    One time of asking the provider who somebody is; kept until they come back.

    The state finds it again, the nonce binds the answer to it, and only who holds the verifier can redeem the code.
    """

    redirect_uri: str
    state: str
    nonce: str
    code_verifier: str
    is_anew: bool = False
    """Whether the provider is to ask who it is again, even of one who is signed in there."""


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What the browser brought back from the provider; `issuer` is empty where the provider does not say it."""

    code: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at a provider: known by issuer and subject, never by the e-mail address."""

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    name: str
    authenticated_at: datetime | None
    """When they last proved to the provider who they are, where it says so."""


class IdentityAway(Unavailable):
    """The provider did not answer, or not in a way that can be understood; later it may."""


class IdentityRefused(Refused):
    """What came back is not a proof that can be trusted."""


class IdentityProvider(Protocol):
    """One OpenID provider."""

    @property
    def issuer(self) -> str:
        """Return the name by which its identities are kept."""
        ...

    def address_to_ask(self, asking: Asking, *, now: datetime) -> str:
        """
        Return the address to send the browser to.

        :raises IdentityAway: if the provider does not tell where that is
        """
        ...

    def identity(self, asking: Asking, *, answer: ProviderAnswer, now: datetime) -> Identity:
        """
        Return who came back.

        :raises IdentityRefused: if the code or its proof is not good
        :raises IdentityAway: if the provider cannot be asked
        """
        ...
