"""Where the demo's letters arrive: a folder that keeps the newest, and the mail server that fills it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

FOLDER = "outbox"
KEPT = 500
REFUSED_DOMAIN = "refused.example"
"""An address there has no mailbox: to see what becomes of a letter that nobody takes."""

LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The letters in a folder, each as a file; the names count up, so that they sort by arrival."""

    folder: Path

    def names(self) -> Sequence[str]:
        """Return the letters' names, oldest first."""
        return sorted(each.stem for each in self.folder.glob("*.eml"))

    def letter(self, name: str) -> bytes | None:
        """Return a letter as it came, or None if there is none of that name."""
        # Only names that were listed are read: a name is part of an address, and may be anything.
        return (self.folder / f"{name}.eml").read_bytes() if name in self.names() else None

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


class Postman:
    """What the mail server asks about each letter; its method names are the server's."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take every address but those that stand for a wrong one."""
        if address.lower().endswith(f"@{REFUSED_DOMAIN}"):
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter, and write on it to whom it was delivered."""
        delivered = "".join(f"Delivered-To: {address}\r\n" for address in envelope.rcpt_tos)
        self._mailbox.put(delivered.encode() + (envelope.original_content or b""))
        return "250 OK"


def mail_server(mailbox: Mailbox) -> SMTP:
    """Return what serves one connection; only ever bound to the loopback address."""
    return SMTP(
        Postman(mailbox), hostname="localhost", enable_SMTPUTF8=True, data_size_limit=LARGEST, decode_data=False
    )
