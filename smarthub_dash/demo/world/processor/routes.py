"""The routes of the API, in Stripe's shapes."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.demo.world.processor.api import ApiDoor
from smarthub_dash.demo.world.processor.desk import ApiError, Desk, plain
from smarthub_dash.demo.world.processor.drafts import make_refund
from smarthub_dash.demo.world.processor.entries import make_session, session_in_full
from smarthub_dash.demo.world.processor.faults import Call
from smarthub_dash.demo.world.processor.forms import Form
from smarthub_dash.demo.world.processor.intents import cancel, make_intent
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.methods import detach, make_customer

INTENT_FIELDS = (
    *("amount", "currency", "customer", "payment_method", "payment_method_types[]", "confirm", "description"),
    *("metadata[key]", "expand[]", "mandate", "return_url", "off_session"),
)
SESSION_FIELDS = (
    *("mode", "customer", "payment_method_types[]", "success_url", "cancel_url", "metadata[key]", "expand[]"),
)
MOST_ON_A_PAGE = 100


class StripeRoutes:
    """What can be asked and done."""

    def __init__(self, desk: Desk, door: ApiDoor) -> None:
        self._desk = desk
        self._door = door

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/v1/customers", self.make_customer, methods=["POST"]),
            Route("/v1/customers/search", self.search_customers, methods=["GET"]),
            Route("/v1/checkout/sessions", self.make_session, methods=["POST"]),
            Route("/v1/checkout/sessions/{id}", self.session, methods=["GET"]),
            Route("/v1/payment_methods/{id}/detach", self.detach, methods=["POST"]),
            Route("/v1/payment_intents", self.make_intent, methods=["POST"]),
            Route("/v1/payment_intents", self.intents, methods=["GET"]),
            Route("/v1/payment_intents/search", self.search_intents, methods=["GET"]),
            Route("/v1/payment_intents/{id}", self.intent, methods=["GET"]),
            Route("/v1/payment_intents/{id}/cancel", self.cancel, methods=["POST"]),
            Route("/v1/refunds", self.make_refund, methods=["POST"]),
            Route("/v1/refunds/{id}", self.refund, methods=["GET"]),
            Route("/v1/disputes", self.disputes, methods=["GET"]),
        ]

    async def make_customer(self, request: Request) -> Response:
        """Keep a customer."""

        def work(form: Form) -> Json:
            form.refuse_unknown(("name", "email", "metadata[key]"))
            name, email = form.one("name", ""), form.one("email", "")
            return make_customer(self._desk, name=name, email=email, key=form.one("metadata[key]", ""))

        return await self._door.do(request, Call.CUSTOMER, work)

    async def search_customers(self, request: Request) -> Response:
        """Find customers by their key."""
        return await self._door.read(request, Call.CUSTOMER, lambda form: self._search("customer", form))

    async def make_session(self, request: Request) -> Response:
        """Open a page on which something is entered."""

        def work(form: Form) -> Json:
            form.refuse_unknown(SESSION_FIELDS)
            if form.one("mode") != "setup" or not form.many("payment_method_types[]"):
                raise ApiError(400, "parameter_invalid", "Only setup is known here.").about({"param": "mode"})
            made = make_session(
                self._desk,
                customer=form.one("customer"),
                kinds=form.many("payment_method_types[]"),
                success_url=form.one("success_url"),
                cancel_url=form.one("cancel_url"),
                key=form.one("metadata[key]", ""),
            )
            return plain(made)

        return await self._door.do(request, Call.ENTRY, work)

    async def session(self, request: Request) -> Response:
        """Show an entry page and what was entered on it."""

        def work(form: Form) -> Json:
            found = session_in_full(self._desk, request.path_params["id"])
            return plain(found, expanded=tuple(form.many("expand[]")))

        return await self._door.read(request, Call.ENTERED, work)

    async def detach(self, request: Request) -> Response:
        """Let a payment method go."""
        return await self._door.do(
            request, Call.FORGET, lambda _: plain(detach(self._desk, token=request.path_params["id"]))
        )

    async def make_intent(self, request: Request) -> Response:
        """Charge."""

        def work(form: Form) -> Json:
            form.refuse_unknown(INTENT_FIELDS)
            expanded = tuple(form.many("expand[]"))
            try:
                return plain(make_intent(self._desk, _asked(form)), expanded=expanded)
            except ApiError as refused:
                if "payment_intent" in refused.error:
                    refused.error["payment_intent"] = plain(refused.error["payment_intent"])
                raise

        return await self._door.do(request, Call.CHARGE, work)

    async def intents(self, request: Request) -> Response:
        """List charges, the newest first."""

        def work(form: Form) -> Json:
            count = min(MOST_ON_A_PAGE, max(1, form.number("limit", "10")))
            made_from, made_to = form.number("created[gte]", "0"), form.number("created[lt]", "99999999999")
            after = form.one("starting_after", "")
            found = self._desk.journal.page(
                "payment_intent", made_from=made_from, made_to=made_to, after=after, count=count + 1
            )
            return _listed(found[:count], form, has_more=len(found) > count)

        return await self._door.read(request, Call.LIST, work)

    async def search_intents(self, request: Request) -> Response:
        """Find charges by their key."""
        return await self._door.read(request, Call.LOOK_UP, lambda form: self._search("payment_intent", form))

    async def intent(self, request: Request) -> Response:
        """Show a charge."""

        def work(form: Form) -> Json:
            return plain(self._intent(request.path_params["id"]), expanded=tuple(form.many("expand[]")))

        return await self._door.read(request, Call.CHARGE_NOW, work)

    async def cancel(self, request: Request) -> Response:
        """Void what has not settled."""
        return await self._door.do(
            request, Call.CANCEL, lambda _: plain(cancel(self._desk, self._intent(request.path_params["id"])))
        )

    async def make_refund(self, request: Request) -> Response:
        """Give back."""

        def work(form: Form) -> Json:
            form.refuse_unknown(("payment_intent", "amount", "metadata[key]"))
            intent = self._intent(form.one("payment_intent"))
            key = form.one("metadata[key]", "")
            return plain(make_refund(self._desk, intent, cents=form.number("amount"), key=key))

        return await self._door.do(request, Call.REFUND, work)

    async def refund(self, request: Request) -> Response:
        """Show a refund."""

        def work(_form: Form) -> Json:
            found = self._desk.journal.thing("refund", request.path_params["id"])
            if found is None:
                raise ApiError(404, "resource_missing", "No such refund.")
            return plain(found)

        return await self._door.read(request, Call.REFUND, work)

    async def disputes(self, request: Request) -> Response:
        """List what was taken back of a charge."""

        def work(form: Form) -> Json:
            found = self._desk.journal.with_key("dispute", form.one("payment_intent"), made_until=float("inf"))
            return _listed(found, form, has_more=False)

        return await self._door.read(request, Call.DISPUTES, work)

    def _search(self, kind: str, form: Form) -> Json:
        until = self._desk.now() - self._desk.search_lag
        found = self._desk.journal.with_key(kind, form.searched_key(), made_until=until)
        return _listed(found[: form.number("limit", "10")], form, has_more=False)

    def _intent(self, intent_id: str) -> Json:
        found = self._desk.journal.thing("payment_intent", intent_id)
        if found is None:
            raise ApiError(404, "resource_missing", "No such payment_intent.").about({"param": "intent"})
        return found


def _asked(form: Form) -> Json:
    if form.one("currency") != "usd" or form.one("confirm") != "true":
        raise ApiError(400, "parameter_invalid", "Only dollars, and at once, are charged here.")
    return {
        "amount": form.number("amount"),
        "customer": form.one("customer", ""),
        "payment_method": form.one("payment_method"),
        "payment_method_types": form.many("payment_method_types[]"),
        "description": form.one("description", ""),
        "key": form.one("metadata[key]", ""),
        "return_url": form.one("return_url", ""),
        "off_session": form.one("off_session", "") == "true",
    }


def _listed(found: Sequence[Json], form: Form, *, has_more: bool) -> Json:
    expanded = tuple(each.removeprefix("data.") for each in form.many("expand[]"))
    return {"object": "list", "data": [plain(each, expanded=expanded) for each in found], "has_more": has_more}
