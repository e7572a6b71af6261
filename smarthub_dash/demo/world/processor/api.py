"""The API of the simulated processor: who asks, once for each key, and what goes wrong on the way."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smarthub_dash.demo.world.processor.desk import ApiError, Desk
from smarthub_dash.demo.world.processor.faults import Call, Fault, FaultPlan, Planned
from smarthub_dash.demo.world.processor.forms import Form, form_in, query_in
from smarthub_dash.demo.world.processor.journal import Json, KeptAnswer

Work = Callable[[Form], Json]
KEPT_STATUSES = (200, 402)
"""What was refused for its form is not kept: asked rightly, the same key may still be used."""
BROKEN = json.dumps({"error": {"type": "api_error", "message": "Something went wrong here."}})


class ApiDoor:
    """What every call goes through."""

    def __init__(self, desk: Desk, *, faults: FaultPlan, api_key: str, on_news: Callable[[], None]) -> None:
        self._desk = desk
        self._faults = faults
        self._api_key = api_key
        self._on_news = on_news
        self._under_way: set[str] = set()

    def is_known(self, request: Request) -> bool:
        """Return whether a request bears the account's key."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self._api_key.encode())

    async def read(self, request: Request, call: Call, work: Work) -> Response:
        """Answer a question."""
        if not self.is_known(request):
            return _refused(ApiError(401, "api_key_invalid", "Invalid API key."))
        fault = self._faults.take(call)
        if (early := await _before(fault)) is not None:
            return early
        if fault is not None and fault.fault is Fault.SLOW:
            await asyncio.sleep(fault.seconds)
        kept = self._worked(work, query_in(request))
        return await _after(fault, kept, is_replayed=False)

    async def do(self, request: Request, call: Call, work: Work) -> Response:
        """Do something, once for its key."""
        if not self.is_known(request):
            return _refused(ApiError(401, "api_key_invalid", "Invalid API key."))
        body = await request.body()
        fault = self._faults.take(call)
        if (early := await _before(fault)) is not None:
            return early
        key = request.headers.get("idempotency-key", "")
        asked = hashlib.sha256(b"\0".join([request.url.path.encode(), *sorted(body.split(b"&"))])).hexdigest()
        if key in self._under_way:
            return _refused(ApiError(409, "idempotency_key_in_use", "Under way.", kind="idempotency_error"))
        before = self._desk.journal.answer(key) if key else None
        if before is not None and before.asked != asked:
            return _refused(ApiError(400, "idempotency_key_reused", "Other parameters.", kind="idempotency_error"))
        if before is not None:
            return await _after(fault, before, is_replayed=True)
        return await self._done(key, asked, fault, lambda: self._worked(work, form_in(body), key, asked, fault))

    async def _done(self, key: str, asked: str, fault: Planned | None, work: Callable[[], KeptAnswer]) -> Response:
        if key:
            self._under_way.add(key)
        try:
            if fault is not None and fault.fault is Fault.SLOW:
                await asyncio.sleep(fault.seconds)
            kept = work()
        finally:
            self._under_way.discard(key)
        self._on_news()
        return await _after(fault, kept, is_replayed=False)

    def _worked(
        self, work: Work, form: Form, key: str = "", asked: str = "", fault: Planned | None = None
    ) -> KeptAnswer:
        # The work, what it tells the portal and the answer to its key are kept together or not at all.
        with self._desk.journal.whole():
            try:
                kept = KeptAnswer(asked, 200, json.dumps(work(form)))
            except ApiError as refused:
                kept = KeptAnswer(asked, refused.status, json.dumps({"error": refused.error}))
            if fault is not None and fault.fault is Fault.ERROR_AFTER:
                kept = KeptAnswer(asked, 500, BROKEN)
            if key and (kept.status in KEPT_STATUSES or kept.status == 500):
                self._desk.journal.keep_answer(key, kept)
        return kept


async def _before(fault: Planned | None) -> Response | None:
    match fault.fault if fault else None:
        case Fault.TIMEOUT_BEFORE if fault:
            await asyncio.sleep(fault.seconds)
            return Response(BROKEN, 504)
        case Fault.ERROR_BEFORE:
            return Response(BROKEN, 500, media_type="application/json")
        case Fault.BUSY:
            return _refused(ApiError(429, "rate_limit", "Too many requests."))
        case _:
            return None


async def _after(fault: Planned | None, kept: KeptAnswer, *, is_replayed: bool) -> Response:
    if fault is not None and fault.fault is Fault.TIMEOUT_AFTER:
        await asyncio.sleep(fault.seconds)
    body = kept.body[: len(kept.body) // 2] if fault is not None and fault.fault is Fault.GARBAGE else kept.body
    headers = {"idempotent-replayed": "true"} if is_replayed else {}
    return Response(body, kept.status, headers, media_type="application/json")


def _refused(refused: ApiError) -> Response:
    return JSONResponse({"error": refused.error}, refused.status)
