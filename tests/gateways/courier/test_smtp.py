"""Letters handed over to a real mail server, and what is made of each of its answers."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from smarthub_dash.gateways.courier import CourierAway, Letter, LetterRefused
from smarthub_dash.gateways.courier.smtp import MailServer, SmtpCourier, mail_server_of
from tests.support import processes
from tests.support.mail_servers import mail_server

SENDER = "SmartHub <no-reply@smarthub.example>"
LETTER = Letter(
    to="ada@example.com",
    subject="Confirm your e-mail address — día",
    text="Open this.\n",
    html="<p>Open <b>this</b>.</p>",
    message_id="<one@portal.example>",
    written_at=datetime(2026, 11, 17, 15, 30, tzinfo=UTC),
)


@dataclass(slots=True)
class Postman:
    """Answers as told, and keeps what it took."""

    to_sender: str = "250 OK"
    to_address: str = "250 OK"
    to_letter: str = "250 OK"
    taken: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.to_address

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return self.to_letter


def _server(port: int, *, username: str = "", password: str = "") -> MailServer:
    return MailServer("localhost", port, username, password, is_tls_from_the_start=False)


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def courier(postman: Postman) -> Iterator[SmtpCourier]:
    """A courier with a mail server that is there."""
    with mail_server(lambda: SMTP(postman, hostname="localhost")) as port:
        yield SmtpCourier(_server(port), SENDER)


def test_a_letter_arrives_as_it_was_written(courier: SmtpCourier, postman: Postman) -> None:
    courier.send(LETTER)

    (envelope,) = postman.taken
    message = message_from_bytes(envelope.original_content or b"", _class=EmailMessage, policy=default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert (envelope.mail_from, envelope.rcpt_tos) == ("no-reply@smarthub.example", ["ada@example.com"])
    assert (message["To"], message["From"], message["Subject"]) == (LETTER.to, SENDER, LETTER.subject)
    assert message["Message-ID"] == LETTER.message_id
    assert message["Date"].datetime == LETTER.written_at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert text is not None
    assert text.get_content().splitlines() == LETTER.text.splitlines()
    assert html is not None
    assert html.get_content().strip() == LETTER.html


@pytest.mark.parametrize("part", ["to_address", "to_letter"])
@pytest.mark.parametrize(("answer", "failure"), [("550 No", LetterRefused), ("451 Later", CourierAway)])
def test_a_refusal_is_for_good_by_its_first_figure(
    courier: SmtpCourier, postman: Postman, part: str, answer: str, failure: type[Exception]
) -> None:
    setattr(postman, part, answer)

    with pytest.raises(failure) as caught:
        courier.send(LETTER)

    assert answer.split()[0] in str(caught.value)
    assert LETTER.to not in str(caught.value)


def test_a_sender_that_is_refused_is_ours_to_mend(courier: SmtpCourier, postman: Postman) -> None:
    postman.to_sender = "553 Who are you?"

    with pytest.raises(CourierAway):
        courier.send(LETTER)


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@example.com, b@example.com", "a@example.com\r\nBcc: b@example.com", "a b@example.com"]
)
def test_a_malformed_address_gets_no_letter_and_neither_does_another(
    courier: SmtpCourier, postman: Postman, to: str
) -> None:
    with pytest.raises(LetterRefused):
        courier.send(replace(LETTER, to=to))

    assert postman.taken == []


def test_a_subject_of_two_lines_is_refused(courier: SmtpCourier, postman: Postman) -> None:
    with pytest.raises(LetterRefused):
        courier.send(replace(LETTER, subject="Hello\r\nBcc: all@example.com"))

    assert postman.taken == []


def test_a_server_that_is_not_there_is_away() -> None:
    with pytest.raises(CourierAway):
        SmtpCourier(_server(processes.free_port()), SENDER).send(LETTER)


def test_the_courier_signs_in_where_it_has_to(postman: Postman) -> None:
    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, told: object
    ) -> AuthResult:
        return AuthResult(success=told == LoginPassword(b"hub", b"p@ss"), handled=False)

    def make() -> SMTP:
        return SMTP(
            postman, hostname="localhost", authenticator=authenticate, auth_required=True, auth_require_tls=False
        )

    with mail_server(make) as port:
        SmtpCourier(_server(port, username="hub", password="p@ss"), SENDER).send(LETTER)
        with pytest.raises(CourierAway) as caught:
            SmtpCourier(_server(port, username="hub", password="wrong"), SENDER).send(LETTER)

    assert len(postman.taken) == 1
    assert "wrong" not in str(caught.value)


def test_a_letter_never_leaves_this_machine_without_tls(postman: Postman) -> None:
    with mail_server(lambda: SMTP(postman, hostname="localhost")) as port:
        # As another machine: it offers no TLS, so it gets no letter.
        elsewhere = MailServer("127.0.0.2", port, "", "", is_tls_from_the_start=False)
        assert elsewhere.needs_start_tls
        with pytest.raises(CourierAway):
            SmtpCourier(elsewhere, SENDER).send(LETTER)

    assert postman.taken == []


def test_a_certificate_that_nobody_vouches_for_gets_no_letter(postman: Postman) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with mail_server(lambda: SMTP(postman, hostname="localhost", tls_context=context, require_starttls=True)) as port:
        courier = SmtpCourier(MailServer("127.0.0.2", port, "", "", is_tls_from_the_start=False), SENDER)
        with pytest.raises(CourierAway):
            courier.send(LETTER)

    assert postman.taken == []


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "", "", is_tls_from_the_start=False)),
        ("smtps://a%40b:p%2Fw@mail.example", MailServer("mail.example", 465, "a@b", "p/w", is_tls_from_the_start=True)),
        ("smtp://localhost:2525", MailServer("localhost", 2525, "", "", is_tls_from_the_start=False)),
    ],
)
def test_an_address_names_its_server(url: str, server: MailServer) -> None:
    assert mail_server_of(url) == server


@pytest.mark.parametrize("url", ["", "mail.example:587", "http://mail.example", "smtp://"])
def test_what_is_no_address_of_a_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="looks like"):
        mail_server_of(url)
