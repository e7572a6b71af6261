"""The 1-2-3 of a first visit as the eye sees it."""

from dataclasses import dataclass

from smarthub_dash.journeys.first_steps import FirstSteps


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done, or one press away from being done."""

    number: str
    title: str
    sentence: str
    is_done: bool
    action: str
    href: str


def steps_view(found: FirstSteps | None) -> list[Step]:
    """Return the steps; none for a member who has put them away."""
    if found is None:
        return []
    features = (
        "Paperless Billing is on. Auto Pay and notifications give you more control."
        if found.has_paperless
        else "Paperless Billing, Auto Pay and notifications give you more control."
    )
    return [
        Step("1", "Register", "You are registered. Registering is free.", True, "My Profile", "/profile"),
        Step(
            "2",
            "Activate the features you want",
            features,
            found.has_paperless,
            "More features" if found.has_paperless else "Paperless Billing",
            "/settings" if found.has_paperless else "/billing/paperless",
        ),
        Step(
            "3",
            "Manage your accounts anytime, from anywhere",
            _anywhere(found),
            found.is_ready_anywhere,
            "Security" if found.is_ready_anywhere else "Add a passkey",
            "/profile/security",
        ),
    ]


def _anywhere(found: FirstSteps) -> str:
    if found.has_passkey:
        return "A passkey signs you in on your devices, without a password."
    if found.has_two_step:
        return "A second step keeps your sign-in safe on every device."
    here = {0: "Your accounts will be", 1: "Your account is"}.get(found.account_count, "Your accounts are")
    return f"{here} on this page, on any device. A passkey signs you in there without a password."
