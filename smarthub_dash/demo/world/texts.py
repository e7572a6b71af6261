"""The carrier of text messages of the demo: it takes them in Twilio's shape, and they arrive in the mailbox."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smarthub_dash.demo.world.mailbox import Mailbox
from smarthub_dash.gateways.courier.twilio import signature_of
from smarthub_dash.kit.clock import Clock

MESSAGES = "/2010-04-01/Accounts/{sid}/Messages.json"
NO_NUMBER = "+15005550001"
"""A number there stands for one that does not exist, as in Twilio's own tests."""
NUMBER = "+15736423326"
ACCOUNT = "AC00000000000000000000000000000000"
RECEIPT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class TextDesk:
    """Takes text messages for one account."""

    mailbox: Mailbox
    account: str
    token: str
    clock: Clock

    def routes(self) -> list[Route]:
        """Return the routes of the carrier."""
        return [Route(MESSAGES, self.take, methods=["POST"])]

    async def take(self, request: Request) -> Response:
        """Take a message, and tell a moment later that it arrived."""
        known = httpx.BasicAuth(self.account, self.token)._auth_header
        if request.headers.get("authorization") != known:
            return JSONResponse({"code": 20003, "message": "Authenticate"}, status_code=401)
        form = await request.form()
        to, body = str(form.get("To", "")), str(form.get("Body", ""))
        if to == NO_NUMBER or not to.startswith("+"):
            return JSONResponse({"code": 21211, "message": "Invalid 'To' Phone Number"}, status_code=400)
        sid = f"SM{secrets.token_hex(16)}"
        await asyncio.to_thread(
            self.mailbox.put, _as_letter(to, body, str(form.get("From", "")), sid, self.clock.now())
        )
        receipt = BackgroundTask(self._tell, str(form.get("StatusCallback", "")), sid, to)
        return JSONResponse({"sid": sid, "status": "queued"}, status_code=201, background=receipt)

    async def _tell(self, url: str, sid: str, to: str) -> None:
        if not url:
            return
        await asyncio.sleep(RECEIPT_SECONDS)
        fields = {"MessageSid": sid, "MessageStatus": "delivered", "To": to}
        headers = {"x-twilio-signature": signature_of(url=url, fields=fields, token=self.token)}
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            try:
                await client.post(url, data=fields, headers=headers)
            except httpx.HTTPError:
                return  # a portal that is away gets no receipt; the message was sent all the same


def _as_letter(to: str, body: str, sender: str, sid: str, now: datetime) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["Delivered-To"] = to
    letter["From"] = sender
    letter["Date"] = now
    letter["Subject"] = "Text message"
    letter["Message-ID"] = f"<{sid}@texts.example>"
    letter.set_content(body)
    page = body.replace("&", "&amp;").replace("<", "&lt;")
    letter.add_alternative(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Text message</title></head>'
        '<body style="margin:24px;font-family:system-ui,sans-serif;font-size:17px;background:#fff">'
        '<p style="max-width:20em;padding:12px 16px;border-radius:16px;background:#e3e9ef;color:#1b2430;'
        f'overflow-wrap:anywhere">{page}</p></body></html>',
        subtype="html",
    )
    return letter.as_bytes()
