"""Where the demo's letters arrive: a folder that keeps the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

FOLDER = "outbox"
KEPT = 500


@dataclass(frozen=True, slots=True)
class ReceivedLetter:
    """A letter as its receiver has it; `sent` is the date that it bears, as written."""

    name: str
    to: str
    sender: str
    sent: str
    subject: str
    text: str
    html: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The letters in a folder, each as a file; the names count up, so that they sort by arrival."""

    folder: Path

    def names(self) -> Sequence[str]:
        """Return the letters' names, oldest first."""
        return sorted(each.stem for each in self.folder.glob("*.eml"))

    def letter(self, name: str) -> ReceivedLetter | None:
        """Return a letter, or None if there is none of that name (any more)."""
        # A name is part of an address, and may be anything: only a number names a file.
        file = self.folder / f"{name}.eml"
        return _received(name, file.read_bytes()) if name.isdecimal() and file.is_file() else None

    def newest(self, count: int) -> Sequence[ReceivedLetter]:
        """Return so many letters, the newest first."""
        letters = (self.letter(name) for name in reversed(self.names()[-count:]))
        return [letter for letter in letters if letter]

    def put(self, letter: bytes) -> None:
        """Keep a letter, and let go of the oldest if there are too many."""
        self.folder.mkdir(parents=True, exist_ok=True)
        names = self.names()
        number = int(names[-1]) + 1 if names else 1
        half = self.folder / f"{number:08d}.half"
        half.write_bytes(letter)
        # Whoever reads the folder meanwhile sees all of a letter or nothing of it.
        half.replace(half.with_suffix(".eml"))
        for name in names[: max(0, len(names) + 1 - KEPT)]:
            (self.folder / f"{name}.eml").unlink(missing_ok=True)


def _received(name: str, raw: bytes) -> ReceivedLetter:
    message = message_from_bytes(raw, _class=EmailMessage, policy=default)
    return ReceivedLetter(
        name=name,
        to=str(message["Delivered-To"]),
        sender=str(message["From"]),
        sent=str(message["Date"]),
        subject=str(message["Subject"]),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message_id=str(message["Message-ID"]),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else ""
