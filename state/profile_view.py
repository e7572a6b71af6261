"""My Profile as the eye sees it: plain values, made from what is kept."""

from dataclasses import dataclass

from smarthub_dash.domain.members.rules import Language
from smarthub_dash.domain.members.rules.contact import phone_text
from smarthub_dash.journeys.paperless import PaperlessBilling
from smarthub_dash.journeys.profile import Profile
from state.paperless_view import paperless_summary

NOT_GIVEN = "Not given yet"


@dataclass(frozen=True, slots=True)
class ProfileView:
    """All of My Profile."""

    full_name: str
    address: str
    """In two lines, as on an envelope."""
    phone: str
    email: str
    waiting_email: str
    undelivered: str
    is_english: bool
    paper_summary: str
    wants_large_print: bool


def profile_view(profile: Profile, paper: PaperlessBilling) -> ProfileView:
    """Put a profile into words."""
    return ProfileView(
        full_name=profile.full_name,
        address=_address(profile),
        phone=phone_text(profile.phone) or NOT_GIVEN,
        email=profile.email,
        waiting_email=profile.waiting_email,
        undelivered=profile.undelivered,
        is_english=profile.language is Language.ENGLISH,
        paper_summary=paperless_summary(paper),
        wants_large_print=profile.wants_large_print,
    )


def draft_of(profile: Profile) -> dict[str, str]:
    """Return what the forms begin with, by field."""
    return {
        "full_name": profile.full_name,
        "street": profile.mailing_street,
        "city": profile.mailing_city,
        "state": profile.mailing_state or "MO",
        "zip_code": profile.mailing_zip,
        "phone": phone_text(profile.phone),
        "email": profile.waiting_email,
    }


def _address(profile: Profile) -> str:
    if not profile.mailing_street:
        return NOT_GIVEN
    return f"{profile.mailing_street}\n{profile.mailing_city}, {profile.mailing_state} {profile.mailing_zip}"
