"""The mail server of the demo: it takes letters as a real one does, and keeps them in the mailbox."""

from aiosmtpd.smtp import SMTP, Envelope, Session

from smarthub_dash.demo.world.mailbox import Mailbox

REFUSED_DOMAIN = "refused.example"
"""An address there has no mailbox: to see what becomes of a letter that nobody takes."""

LARGEST = 1_000_000


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
