"""What the cast of the demo pays with: known to the processor from its first start, by the tokens the portal has."""

from dataclasses import asdict

from smarthub_dash.demo.cast import CAST
from smarthub_dash.demo.parts import CastMember, CastMethod
from smarthub_dash.demo.world.processor.desk import Desk
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.methods import BANK, CARD
from smarthub_dash.demo.world.processor.numbers import CLEARS
from smarthub_dash.domain.payments.rules import MethodKind


def know_cast(desk: Desk) -> None:
    """Keep the cast as customers with what they pay with; what is there already stays as it is."""
    for member in CAST:
        if not member.methods or desk.journal.thing("customer", member.customer_ref) is not None:
            continue
        with desk.journal.whole():
            desk.journal.put(_customer(desk, member))
            for method in member.methods:
                desk.journal.put(_method(desk, member, method))


def _customer(desk: Desk, member: CastMember) -> Json:
    return {
        "id": member.customer_ref,
        "object": "customer",
        "created": int(desk.now()),
        "name": member.full_name,
        "email": member.email,
        "metadata": {"key": ""},
    }


def _method(desk: Desk, member: CastMember, method: CastMethod) -> Json:
    kind = CARD if method.kind is MethodKind.CARD else BANK
    return {
        "id": method.token,
        "object": "payment_method",
        "created": int(desk.now()),
        "type": kind,
        kind: _shown(desk, method),
        "customer": member.customer_ref,
        "_fate": asdict(CLEARS),
    }


def _shown(desk: Desk, method: CastMethod) -> Json:
    expiry = method.expiry(desk.moment().date())
    if expiry is None:
        return {"bank_name": method.brand, "last4": method.last_four, "account_type": method.account_type}
    return {"brand": method.brand, "last4": method.last_four, "exp_year": expiry[0], "exp_month": expiry[1]}
