"""What tests, and the curious, can have the simulator do: faults, the bank's days, its clock, and its journal."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smarthub_dash.demo.world.processor.api import ApiDoor
from smarthub_dash.demo.world.processor.desk import ApiError, Desk
from smarthub_dash.demo.world.processor.drafts import send_back, work_off
from smarthub_dash.demo.world.processor.faults import Call, Fault, FaultPlan, Planned
from smarthub_dash.demo.world.processor.journal import Json


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    on: Call | None = None
    fault: Fault | None = None
    times: int = 1
    seconds: float = 30.0
    days: float = 0.0
    now: datetime | None = None
    charge_ref: str = ""
    code: str = ""
    search_lag: float | None = None
    draft_seconds: float | None = None


class ControlRoutes:
    """The routes under `/simulator`, for who has the account's key."""

    def __init__(self, desk: Desk, *, faults: FaultPlan, door: ApiDoor, on_news: Callable[[], None]) -> None:
        self._desk = desk
        self._faults = faults
        self._door = door
        self._on_news = on_news

    def routes(self) -> list[Route]:
        """Return the routes."""
        acts = {"faults": self._plan, "forward": self._forward, "return": self._return, "clock": self._clock}
        posts = [Route(f"/simulator/{name}", self._doing(act), methods=["POST"]) for name, act in acts.items()]
        return [
            *posts,
            Route("/simulator/faults", self._clearing, methods=["DELETE"]),
            Route("/simulator/journal", self._journal, methods=["GET"]),
            Route("/simulator/messages", self._messages, methods=["GET"]),
        ]

    def _doing(self, act: Callable[[_Asked], Json]) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            if not self._door.is_known(request):
                return Response(status_code=401)
            try:
                asked = _Asked.model_validate_json(await request.body() or b"{}")
                told = act(asked)
            except ValidationError as wrong:
                return JSONResponse({"error": json.loads(wrong.json(include_url=False))}, 400)
            except ApiError as refused:
                return JSONResponse({"error": refused.error}, refused.status)
            self._on_news()
            return JSONResponse(told)

        return endpoint

    def _plan(self, asked: _Asked) -> Json:
        if asked.on is not None and asked.fault is not None:
            self._faults.planned.append(Planned(asked.on, asked.fault, asked.times, asked.seconds))
        return {"planned": len(self._faults.planned)}

    async def _clearing(self, request: Request) -> Response:
        if not self._door.is_known(request):
            return Response(status_code=401)
        self._faults.planned.clear()
        return JSONResponse({"planned": 0})

    def _forward(self, asked: _Asked) -> Json:
        self._desk.bring_forward(timedelta(days=asked.days))
        return {"moved": work_off(self._desk), "bank_time": self._desk.bank_time()}

    def _return(self, asked: _Asked) -> Json:
        intent = self._desk.journal.thing("payment_intent", asked.charge_ref)
        if intent is None:
            raise ApiError(404, "resource_missing", "No such payment_intent.")
        with self._desk.journal.whole():
            send_back(self._desk, intent, code=asked.code or "R01")
        return {"id": intent["id"]}

    def _clock(self, asked: _Asked) -> Json:
        self._desk.stop_clock(asked.now)
        if asked.search_lag is not None:
            self._desk.search_lag = asked.search_lag
        if asked.draft_seconds is not None:
            self._desk.draft_seconds = asked.draft_seconds
        return {"now": self._desk.moment().isoformat()}

    async def _journal(self, request: Request) -> Response:
        """Tell every charge, the oldest first: what a proof of the books lays beside the ledger."""
        if not self._door.is_known(request):
            return Response(status_code=401)
        kept = self._desk.journal.page("payment_intent", made_from=0, made_to=1e12, after="", count=1_000_000)
        return JSONResponse({"charges": [_line(intent) for intent in reversed(kept)]})

    async def _messages(self, request: Request) -> Response:
        """Tell every message and what became of it."""
        if not self._door.is_known(request):
            return Response(status_code=401)
        return JSONResponse({"messages": list(self._desk.journal.messages())})


def _line(intent: Json) -> Json:
    charge = intent["latest_charge"] or {}
    return {
        "charge_ref": intent["id"],
        "key": intent["metadata"]["key"],
        "status": intent["status"],
        "cents": intent["amount"],
        "refunded_cents": charge.get("amount_refunded", 0),
        "is_disputed": charge.get("disputed", False),
        "kind": intent["_kind"],
        "last_four": intent["_last4"],
        "customer": intent["customer"],
        "token": intent["payment_method"],
        "created": intent["created"],
        "error": intent["last_payment_error"],
    }
