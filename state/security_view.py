"""What My Profile › Security shows, in words: made of what the journey read, and of nothing else."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from smarthub_dash.domain.members.rules import SignInMethod, TwoStep
from smarthub_dash.journeys.view_security import DeviceNow, PasskeyNow, SecurityNow
from smarthub_dash.journeys.words import full_day_text, stamp_text

METHODS = {
    SignInMethod.PASSWORD: "Password",
    SignInMethod.PASSKEY: "Passkey",
    SignInMethod.OPENID: "Other sign-in",
}
DONE = {
    "password": "Your password is changed. All other devices were signed out.",
    "two-step": "Two-step codes are on.",
    "recovery": "Your new recovery codes are the only ones that work now.",
    "passkey": "Your passkey is ready to use.",
    "openid-linked": "The account is linked. From now on it can sign you in.",
    "openid-unlinked": "The account is unlinked. It does not sign you in any more.",
}
"""What a form that was sent from here says when it comes back, by the word in the address."""


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey."""

    passkey_id: str = ""
    name: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A signed-in device."""

    device_id: str = ""
    words: str = ""
    where: str = ""
    signed_in: str = ""
    seen: str = ""
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class SignInLine:
    """A sign-in of before, or of now."""

    when: str = ""
    words: str = ""
    where: str = ""
    method: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class SecurityView:
    """The page's figures."""

    password_words: str
    two_step: str
    two_step_words: str
    has_two_step: bool
    can_email_codes: bool
    recovery_words: str
    is_low: bool
    keys: list[Key]
    has_keys: bool
    devices: list[Device]
    has_others: bool
    sign_ins: list[SignInLine]
    failed_words: str
    undelivered: str


def security_view(found: SecurityNow, *, now: datetime, zone: ZoneInfo) -> SecurityView:
    """Return the words of what was read."""
    return SecurityView(
        password_words=_password_words(found, zone),
        two_step=str(found.two_step),
        two_step_words=_two_step_words(found),
        has_two_step=found.two_step != TwoStep.NONE,
        can_email_codes=found.is_email_proved and found.two_step != TwoStep.EMAIL,
        recovery_words=_recovery_words(found.recovery_codes),
        is_low=found.recovery_codes < 3,
        keys=[_key(each, now, zone) for each in found.passkeys],
        has_keys=bool(found.passkeys),
        devices=[_device(each, now, zone) for each in _this_first(found.devices)],
        has_others=len(found.devices) > 1,
        sign_ins=[_line(each, now, zone) for each in found.sign_ins],
        failed_words=_failed_words(found.failed_today),
        undelivered=found.undelivered,
    )


def _password_words(found: SecurityNow, zone: ZoneInfo) -> str:
    at = found.password_changed_at
    if at is None:
        return f"Set when you registered, {full_day_text(found.registered_at.astimezone(zone).date())}."
    return f"Last changed {full_day_text(at.astimezone(zone).date())}."


def _two_step_words(found: SecurityNow) -> str:
    if found.two_step == TwoStep.APP:
        return "On: after your password we ask for a code of your authenticator app."
    if found.two_step == TwoStep.EMAIL:
        return f"On: after your password we send a code to {found.email} and ask for it."
    return "Off: your password alone signs you in."


def _recovery_words(count: int) -> str:
    if count == 0:
        return "No recovery codes are left. Make new ones now."
    return "One recovery code is left." if count == 1 else f"{count} recovery codes are left."


def _key(key: PasskeyNow, now: datetime, zone: ZoneInfo) -> Key:
    added = f"Added {full_day_text(key.created_at.astimezone(zone).date())}"
    used = f"last used {stamp_text(key.used_at, now=now, zone=zone)}" if key.used_at else "never used"
    synced = "; copied to your other devices by their maker" if key.is_synced else ""
    return Key(str(key.passkey_id), key.name, f"{added}, {used}{synced}")


def _this_first(devices: tuple[DeviceNow, ...]) -> list[DeviceNow]:
    return sorted(devices, key=lambda each: not each.is_this)


def _device(device: DeviceNow, now: datetime, zone: ZoneInfo) -> Device:
    kept = ", stays signed in" if device.is_kept else ""
    return Device(
        device_id=str(device.device_id),
        words=device.words,
        where=_where(device),
        signed_in=f"Signed in {stamp_text(device.signed_in_at, now=now, zone=zone)}{kept}",
        seen="Active now" if device.is_this else f"Last seen {stamp_text(device.seen_at, now=now, zone=zone)}",
        is_this=device.is_this,
    )


def _line(device: DeviceNow, now: datetime, zone: ZoneInfo) -> SignInLine:
    state = "This device" if device.is_this else "Signed in" if device.is_living else "Signed out"
    when = stamp_text(device.signed_in_at, now=now, zone=zone)
    return SignInLine(when, device.words, _where(device), METHODS[device.method], state)


def _where(device: DeviceNow) -> str:
    return device.address or "Address not known"


def _failed_words(count: int) -> str:
    if count == 0:
        return "No failed tries in the last 24 hours."
    return "One failed try in the last 24 hours." if count == 1 else f"{count} failed tries in the last 24 hours."
