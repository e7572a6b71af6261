"""
Sign in, or link an account, with an OpenID provider.

Whoever leaves gets two secrets: the state, which goes through the provider and back, and the browser's own, which stays
in its cookie. Only both together finish what was begun, once: a stolen or copied way back opens nothing elsewhere.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.domain.members.operations import prove_session
from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.operations.open_identities import link_identity, note_identity_use
from smarthub_dash.domain.members.operations.secrets import issue_secret, use_secret
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.queries.credentials import open_secret_count
from smarthub_dash.domain.members.queries.open_identities import member_of_identity
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import GuessPurpose, SecretPurpose, SignInMethod, TooManyAttempts, source_of
from smarthub_dash.gateways.identity import Asking, Identity, IdentityProvider, ProviderAnswer
from smarthub_dash.journeys.credential_changes import tell_of_change
from smarthub_dash.journeys.entering import Entered, Visit, enter
from smarthub_dash.kit.database import Database, hold_names
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.secrets import hash_of, new_token

AWAY_FOR = timedelta(minutes=10)
"""How long somebody may take at the provider."""
MOST_AWAY = 60
"""How many ways one address may have open: an office shares one, and each way costs a row and a call."""
CLOCKS_APART = timedelta(seconds=60)
CANCELED = "access_denied"
NOT_FINISHED = (
    "This way back was used before, took longer than ten minutes, or began in another browser. "
    "Nothing was changed. Start again here."
)


class Wish(StrEnum):
    """What somebody goes to the provider for."""

    SIGN_IN = "sign-in"
    LINK = "link"
    CONFIRM = "confirm"


class NotFinished(Refused):
    """What was begun cannot be finished this way."""


class NotLinked(Refused):
    """Nobody signs in with that account."""


class SignInClosed(Refused):
    """The member has closed the sign-in."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What these journeys are made with."""

    database: Database
    provider: IdentityProvider
    sealer: Sealer
    provider_name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody about to go to the provider; `who` is who links or confirms, and nobody for a sign-in."""

    wish: Wish
    redirect_uri: str
    next_path: str
    who: SignedIn | None
    address: str


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the two secrets it comes back with."""

    address: str
    state: str
    browser_secret: str


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser came back with; `who` is who is signed in in it."""

    state: str
    browser_secret: str
    answer: ProviderAnswer
    error: str
    who: SignedIn | None
    visit: Visit


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the browser goes now, with the token of its session if it got a new one."""

    next_path: str
    entered: Entered | None


@dataclass(frozen=True, slots=True)
class _Begun:
    """What was kept while somebody was away."""

    wish: Wish
    member_id: UUID | None
    session_hash: str
    next_path: str
    asking: Asking
    at: datetime


def leave(desk: Desk, *, leaving: Leaving, now: datetime) -> Departure:
    """
    Remember what somebody goes to the provider for, and return the way there.

    :raises TooManyAttempts: if that address has many ways open that nobody came back by
    :raises IdentityAway: if the provider does not answer
    """
    source = source_of(leaving.address)
    browser_secret, nonce, verifier = new_token(), new_token(), new_token()
    body = {
        "wish": leaving.wish,
        "next": leaving.next_path,
        "browser": hash_of(browser_secret),
        "session": leaving.who.session_hash if leaving.who else "",
        "redirect": leaving.redirect_uri,
        # With the verifier and a stolen code somebody else could be that person: it does not lie in the database open.
        "sealed": desk.sealer.seal(json.dumps([nonce, verifier])),
    }
    with desk.database.unit_of_work() as session:
        hold_names(session, names=[f"{SecretPurpose.OPENID} from {source}"])
        if open_secret_count(session, purpose=SecretPurpose.OPENID, email=source, now=now) >= MOST_AWAY:
            raise TooManyAttempts("Too many tries from your network. Wait ten minutes, or use your password.")
        state = issue_secret(
            session,
            purpose=SecretPurpose.OPENID,
            member_id=leaving.who.member_id if leaving.who else None,
            email=source,
            body=body,
            life=AWAY_FOR,
            now=now,
        )
    asking = Asking(leaving.redirect_uri, state, nonce, verifier, is_anew=leaving.wish is Wish.CONFIRM)
    return Departure(desk.provider.address_to_ask(asking, now=now), state, browser_secret)


def come_back(desk: Desk, *, back: Return, now: datetime) -> Arrival:
    """
    Finish what somebody left for: start their session, link the account, or prove again who they are.

    :raises NotFinished: if it was never begun here, is finished already, or the provider was told no
    :raises NotLinked: if nobody signs in with that account
    :raises SignInClosed: if whoever did has closed the sign-in
    :raises IdentityTaken: if the account to link is somebody else's
    :raises IdentityRefused: if the provider's answer is no proof
    :raises IdentityAway: if the provider does not answer
    """
    begun = _begun(desk, back=back, now=now)
    if back.error == CANCELED:
        raise NotFinished(f"You did not go on at {desk.provider_name}. Nothing was changed.")
    if back.error or not back.answer.code:
        raise NotFinished(f"{desk.provider_name} could not say who you are. Nothing was changed.")
    if begun.wish is not Wish.SIGN_IN and (back.who is None or begun.member_id != back.who.member_id):
        raise NotFinished(NOT_FINISHED)
    identity = desk.provider.identity(begun.asking, answer=back.answer, now=now)
    if begun.wish is Wish.LINK and back.who:
        return _link(desk, identity=identity, member_id=back.who.member_id, next_path=begun.next_path, now=now)
    if begun.wish is Wish.CONFIRM and back.who:
        return _confirm(desk, identity=identity, begun=begun, who=back.who, now=now)
    return _sign_in(desk, identity=identity, back=back, next_path=begun.next_path, now=now)


def _begun(desk: Desk, *, back: Return, now: datetime) -> _Begun:
    """Use the state up, whatever comes of it: it is good for one way back only."""
    if not back.browser_secret:
        # It did not begin in this browser: the state stays good for the one in which it did.
        raise NotFinished(NOT_FINISHED)
    with desk.database.unit_of_work() as session:
        # Each state is a subject of its own: what is bounded is how many made-up ones a source may show.
        subject, address = hash_of(back.state), back.visit.address
        count_guess(session, purpose=GuessPurpose.OPENID, subject=subject, address=address, most=None, now=now)
        kept = use_secret(session, purpose=SecretPurpose.OPENID, token=back.state, now=now)
        if kept is not None:
            forgive_guesses(session, purpose=GuessPurpose.OPENID, subject=subject, address=address)
    if kept is None:
        raise NotFinished(NOT_FINISHED)
    body = json.loads(kept.body)
    if not hmac.compare_digest(body["browser"], hash_of(back.browser_secret)):
        raise NotFinished(NOT_FINISHED)
    wish, asking = Wish(body["wish"]), _asking(desk, body, back.state)
    return _Begun(wish, kept.member_id, body["session"], body["next"], asking, kept.created_at)


def _asking(desk: Desk, body: dict[str, str], state: str) -> Asking:
    nonce, verifier = json.loads(desk.sealer.opened(body["sealed"]))
    return Asking(body["redirect"], state, nonce, verifier, is_anew=body["wish"] == Wish.CONFIRM)


def _sign_in(desk: Desk, *, identity: Identity, back: Return, next_path: str, now: datetime) -> Arrival:
    with desk.database.unit_of_work() as session:
        member = member_of_identity(session, issuer=identity.issuer, subject=identity.subject)
        if member is None:
            # Never by the e-mail address: whoever can make a provider say it would be let in as its member.
            raise NotLinked(
                f"This {desk.provider_name} account is not linked yet. Sign in with your password once, "
                "and link it under My Profile\u00a0› Security."
            )
        if member.closed_at is not None:
            raise SignInClosed("The sign-in that this account was linked to is closed.")
        note_identity_use(session, issuer=identity.issuer, subject=identity.subject, email=identity.email, now=now)
        # No second step of ours: whether one was asked for is the provider's matter.
        entered = enter(session, member=member, visit=back.visit, method=SignInMethod.OPENID, zone=desk.zone, now=now)
    return Arrival(next_path, entered)


def _confirm(desk: Desk, *, identity: Identity, begun: _Begun, who: SignedIn, now: datetime) -> Arrival:
    # Whoever is still signed in at the provider proves nothing by coming back: it must have asked since they left.
    at = identity.authenticated_at
    if at is None or at < begun.at - CLOCKS_APART:
        raise NotFinished(
            f"{desk.provider_name} did not ask who you are once more. Confirm with your password or a passkey instead."
        )
    if begun.session_hash != who.session_hash:
        raise NotFinished(NOT_FINISHED)
    with desk.database.unit_of_work() as session:
        member = member_of_identity(session, issuer=identity.issuer, subject=identity.subject)
        if member is None or member.id != who.member_id:
            raise NotFinished(f"That {desk.provider_name} account is not the one you linked. Nothing was changed.")
        note_identity_use(session, issuer=identity.issuer, subject=identity.subject, email=identity.email, now=now)
        token = prove_session(session, token_hash=who.session_hash, now=now)
        if token is None:
            raise NotFinished(NOT_FINISHED)
    return Arrival(begun.next_path, Entered(token, who.is_kept))


def _link(desk: Desk, *, identity: Identity, member_id: UUID, next_path: str, now: datetime) -> Arrival:
    with desk.database.unit_of_work() as session:
        is_new = link_identity(
            session,
            issuer=identity.issuer,
            subject=identity.subject,
            email=identity.email,
            member_id=member_id,
            now=now,
        )
        if is_new:
            tell_of_change(
                session,
                member=session.get_one(Member, member_id),
                act="identity_linked",
                what=f"your {desk.provider_name} account was linked, and can sign you in",
                now=now,
                zone=desk.zone,
            )
    return Arrival(next_path, None)
