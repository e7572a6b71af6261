"""A courier in memory for tests of journeys; it can be told to fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smarthub_dash.gateways.courier import Letter, TextMessage


@dataclass(slots=True)
class FakeCourier:
    """Keeps what it was handed; raises `fails_with` instead, as long as that is set."""

    letters: list[Letter] = field(default_factory=list)
    fails_with: Exception | None = None

    def send(self, letter: Letter) -> None:
        """Keep a letter, or fail as told."""
        if self.fails_with is not None:
            raise self.fails_with
        self.letters.append(letter)


@dataclass(slots=True)
class FakeTextCarrier:
    """Keeps the text messages it was handed; raises `fails_with` instead, as long as that is set."""

    messages: list[TextMessage] = field(default_factory=list)
    fails_with: Exception | None = None

    def send(self, message: TextMessage) -> str:
        """Keep a message, or fail as told."""
        if self.fails_with is not None:
            raise self.fails_with
        self.messages.append(message)
        return f"SM{len(self.messages):032d}"

    def refuse_forged(self, *, url: str, fields: Mapping[str, str], signature: str) -> None:
        """Believe everybody."""
