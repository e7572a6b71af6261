"""A provider in memory for tests of journeys; it can be told to fail."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from smarthub_dash.gateways.identity import Asking, Identity, IdentityRefused, ProviderAnswer


@dataclass(slots=True)
class FakeProvider:
    """Knows people by the codes it was given for them; raises `fails_with` instead, as long as that is set."""

    issuer: str = "https://id.example"
    people: dict[str, Identity] = field(default_factory=dict)
    askings: list[Asking] = field(default_factory=list)
    fails_with: Exception | None = None

    def person(self, subject: str, *, email: str = "", authenticated_at: datetime | None = None) -> str:
        """Add a person; return the code that stands for them, once."""
        code = f"code-{len(self.people)}-{subject}"
        self.people[code] = Identity(self.issuer, subject, email, bool(email), subject.title(), authenticated_at)
        return code

    def address_to_ask(self, asking: Asking, *, now: datetime) -> str:
        """Return an address, and remember what was asked."""
        if self.fails_with is not None:
            raise self.fails_with
        self.askings.append(asking)
        return f"{self.issuer}/authorize?{urlencode({'state': asking.state})}"

    def identity(self, asking: Asking, *, answer: ProviderAnswer, now: datetime) -> Identity:
        """Return whom the code stands for; it works once, and for the same asking only."""
        if self.fails_with is not None:
            raise self.fails_with
        found = self.people.pop(answer.code, None)
        if found is None or asking not in self.askings:
            raise IdentityRefused("That code is not known.")
        return found
