"""A request and its timeline as the eye sees them: frozen rows of plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from smarthub_dash.domain.service.queries import StepView
from smarthub_dash.domain.service.rules import RequestKind, RequestState, StepKind
from smarthub_dash.journeys.ask_about_bill import FollowedRequest
from smarthub_dash.journeys.words import stamp_text

STATES = {
    RequestState.RECEIVED: ("Received", "pen", "We have it. Someone reads it on the next working day."),
    RequestState.ASSIGNED: ("In work", "pen", "Someone is looking into it."),
    RequestState.DONE: ("Done", "good", "It is answered. Ask again if something is left open."),
    RequestState.CLOSED: ("Closed", "plain", "It is closed."),
}
KINDS = {RequestKind.BILLING: "Question on a bill"}
ACTS = {StepKind.RECEIVED: "asked", StepKind.NOTE: "added", StepKind.STATE: "answered"}
THE_CO_OP = "The co-op"


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One line of the timeline. Shape: `words` has one text a line."""

    who: str
    when: str
    words: list[str]
    is_ours: bool


@dataclass(frozen=True, slots=True)
class RequestPageView:
    """All of the page of one request."""

    title: str = ""
    about: str = ""
    account: str = ""
    badge: str = ""
    tone: str = "plain"
    sentence: str = ""
    bill_href: str = ""
    bill_words: str = ""
    steps: list[TimelineStep] = field(default_factory=list)
    may_add: bool = False


def request_page_view(followed: FollowedRequest, *, now: datetime, zone: ZoneInfo) -> RequestPageView:
    """Put a request into words."""
    request, account = followed.request, followed.account
    badge, tone, sentence = STATES[request.state]
    return RequestPageView(
        title=f"Request {request.request_number}",
        about=KINDS[request.kind],
        account=f"{account.nickname} ({account.account_number})",
        badge=badge,
        tone=tone,
        sentence=sentence,
        bill_href=f"/bills/{request.bill_number}" if request.bill_number else "",
        bill_words=f"The bill it is about, {request.bill_number}" if request.bill_number else "",
        steps=[_step(each, now=now, zone=zone) for each in followed.steps],
        may_add=followed.may_add,
    )


def _step(step: StepView, *, now: datetime, zone: ZoneInfo) -> TimelineStep:
    return TimelineStep(
        who=f"{step.by_name or THE_CO_OP} {ACTS[step.kind]}",
        when=stamp_text(step.happened_at, now=now, zone=zone),
        words=step.words.splitlines(),
        is_ours=not step.by_name,
    )
