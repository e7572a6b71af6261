"""The courier of the real world: a mail server that takes letters by SMTP."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib.email import flatten_message

from smarthub_dash.gateways.courier import AddressRefused, CourierAway, CourierUnsure, Letter, LetterRefused

PATIENCE_SECONDS = 20
"""Well below a job's lease: a letter must be handed over or not while its job is ours."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over. Whatever leaves this machine goes by TLS."""

    host: str
    port: int
    username: str
    password: str
    is_tls_from_the_start: bool

    @property
    def needs_start_tls(self) -> bool:
        return not self.is_tls_from_the_start and self.host not in LOOPBACK

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def mail_server_of(url: str) -> MailServer:
    """
    Return the server that an address names: `smtp://user:password@host:587`, or `smtps://` for TLS from the start.

    :raises ValueError: if it names none
    """
    told = urlsplit(url)
    if told.scheme not in PORTS or not told.hostname:
        raise ValueError("a mail server's address looks like smtp://user:password@host:587")
    return MailServer(
        host=told.hostname,
        port=told.port or PORTS[told.scheme],
        username=unquote(told.username or ""),
        password=unquote(told.password or ""),
        is_tls_from_the_start=told.scheme == "smtps",
    )


@dataclass(frozen=True, slots=True)
class SmtpCourier:
    """Hands each letter over in a connection of its own, and waits for the server's word."""

    server: MailServer
    sender: str

    def send(self, letter: Letter) -> None:
        """
        Hand a letter over.

        :raises CourierAway: if the server is away, busy, or does not let us in
        :raises CourierUnsure: if it stopped answering once it had the letter
        :raises LetterRefused: if it refuses the address or the letter for good
        """
        message = self._message(letter)
        try:
            # A thread of its own: whoever calls may be in one that runs an event loop.
            with ThreadPoolExecutor(max_workers=1) as thread:
                thread.submit(asyncio.run, self._hand_over(message, to=letter.to)).result()
        except aiosmtplib.SMTPRecipientRefused as refused:
            raise _failure(refused, self.server, for_good=AddressRefused) from refused
        except aiosmtplib.SMTPDataError as refused:
            raise _failure(refused, self.server, for_good=LetterRefused) from refused
        except (aiosmtplib.SMTPException, OSError) as error:
            # Also a sender or a sign-in that is refused "for good": that is ours to mend, and the letter can wait.
            raise CourierAway(f"{self.server.name}: {type(error).__name__}") from error

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        try:
            # An address with a comma or a line end would be several, or a header of its own.
            message["To"] = Address(addr_spec=letter.to)
            message["Subject"] = letter.subject
        except (ValueError, IndexError, MessageError) as error:
            raise LetterRefused("the address or the subject is malformed") from error
        message["From"] = self.sender
        message["Date"] = letter.written_at
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:
            # Source: RFC 8058; the form behind it is posted by the mail program, one press for the reader.
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    async def _hand_over(self, message: EmailMessage, *, to: str) -> None:
        server, sender = self.server, parseaddr(self.sender)[1]
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password or None,
            use_tls=server.is_tls_from_the_start,
            start_tls=server.needs_start_tls,
            timeout=PATIENCE_SECONDS,
        )
        options = ["SMTPUTF8"] if not to.isascii() else []
        flat = flatten_message(message, utf8=bool(options), cte_type="8bit" if options else "7bit")
        await client.connect()
        try:
            await client.mail(sender, options=options, encoding="utf-8" if options else "ascii")
            await client.rcpt(to, encoding="utf-8" if options else "ascii")
            await self._give(client, flat)
        finally:
            client.close()

    async def _give(self, client: aiosmtplib.SMTP, flat: bytes) -> None:
        try:
            await client.data(flat)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError, OSError) as error:
            # It may have taken the letter, and its word of it was lost.
            raise CourierUnsure(f"{self.server.name}: {type(error).__name__}") from error


def _failure(
    refused: aiosmtplib.SMTPResponseException, server: MailServer, *, for_good: type[LetterRefused]
) -> Exception:
    # The second figure tells why, the first whether it is for good.
    words = f"{server.name} answered {refused.code}"
    return for_good(words) if 500 <= refused.code < 600 else CourierAway(words)
