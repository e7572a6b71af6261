"""A courier in memory for tests of journeys; it can be told to fail."""

from dataclasses import dataclass, field

from smarthub_dash.gateways.courier import Letter


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
