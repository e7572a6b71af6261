"""Whatever shows or changes what an account owes, uses or is billed asks what the member's role may do with it."""

import ast
from collections.abc import Iterator, Mapping

import pytest

from smarthub_dash.domain.accounts.rules import Power
from tests.support.calls import CallGraph, Place, call_graph
from tests.support.source import Function, parameters, product_files

ASKING = ("with_power", "may", "holding")
ROOMS = "smarthub_dash.domain."
OWN = "changes nothing but the member's own view of an account, or ends it: anyone may"
TABLE: Mapping[str, Power | str] = {
    "pages.bill:first_figures": Power.SEE,
    "pages.billing:first_figures": Power.SEE,
    "pages.home:first_figures": Power.SEE,
    "pages.request:first_figures": Power.SEE,
    "pages.usage:first_figures": Power.SEE,
    "state.auto_pay:AutoPayState.cancel": Power.MANAGE,
    "state.auto_pay:AutoPayState.say_yes": Power.PAY,
    "state.auto_pay:AutoPayState.skip": Power.MANAGE,
    "state.auto_pay:AutoPayState.submit": Power.MANAGE,
    "state.auto_pay:AutoPayState.try_again": Power.PAY,
    "state.auto_pay:AutoPayState.unskip": Power.MANAGE,
    "state.bill:BillState.ask": Power.REPORT,
    "state.bill:BillState.load": Power.SEE,
    "state.billing:BillingState.load": Power.SEE,
    "state.budget:BudgetState.begin": Power.MANAGE,
    "state.budget:BudgetState.end": Power.MANAGE,
    "state.changes:ChangesState.add": Power.MANAGE,
    "state.changes:ChangesState.remove": Power.MANAGE,
    "state.changes:ChangesState.rename": Power.MANAGE,
    "state.home:HomeState.load": Power.SEE,
    "state.household:HouseholdState.change": Power.SHARE,
    "state.household:HouseholdState.invite": Power.SHARE,
    "state.household:HouseholdState.remove": Power.SHARE,
    "state.linked_accounts:LinkedAccountsState.move_down": OWN,
    "state.linked_accounts:LinkedAccountsState.move_up": OWN,
    "state.linked_accounts:LinkedAccountsState.save_nickname": OWN,
    "state.linked_accounts:LinkedAccountsState.unlink": OWN,
    "state.paperless:PaperlessState.switch": Power.MANAGE,
    "state.paperless:PaperlessState.switch_all": Power.MANAGE,
    "state.payment_accounts:PaymentAccountsState.choose": Power.PAY,
    "state.pay:PayState.confirm": Power.PAY,
    "state.request:RequestState.add": Power.REPORT,
    "state.request:RequestState.load": Power.SEE,
    "state.similar:SimilarState.join": Power.MANAGE,
    "state.similar:SimilarState.leave": Power.MANAGE,
    "state.usage:UsageState.bring_back": OWN,
    "state.usage:UsageState.go": Power.SEE,
    "state.usage:UsageState.load": Power.SEE,
    "state.usage:UsageState.put_away": OWN,
    "web.archive_route:ArchiveRoute.download": Power.SEE,
    "web.bill_pdf_route:BillPdfRoute.bill": Power.SEE,
    "web.billing_files:BillingFiles.download": Power.SEE,
    "web.later_routes:LaterRoutes.agree": Power.PAY,
    "web.later_routes:LaterRoutes.cancel": Power.PAY,
    "web.later_routes:LaterRoutes.extend": Power.PAY,
    "web.profile_routes:ProfileRoutes.close": OWN,
    "web.register_routes:RegisterRoutes.answer_offer": Power.MANAGE,
}
"""
What each door to an account's use, bills or services asks before it opens.

What only shows asks `Power.SEE` (as `open_dashboard.scope_for` does) or another, and needs no line. What changes
something has one, with the power that it takes.
"""


def doors() -> Iterator[tuple[str, Place]]:
    """Every event handler, route and page function, by a short name."""
    for file in product_files():
        module = file.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if module.startswith(("state.", "smarthub_dash.web.", "smarthub_dash.pages.")):
            named = set(_endpoints(file.tree))
            for owner, function in _placed(file.tree):
                is_figures = owner is None and module.startswith("smarthub_dash.pages.")
                if is_figures or function.name in named or any(map(_is_event, function.decorator_list)):
                    name = f"{owner}.{function.name}" if owner else function.name
                    yield f"{module.removeprefix('smarthub_dash.')}:{name}", (module, name)


def touched(graph: CallGraph, reached: set[Place]) -> set[Place]:
    """Return what of the reached reads or writes an account's use, bills or services, or who may see it."""
    return {
        (module, name)
        for module, name in reached
        if module.startswith(ROOMS)
        and (".accounts." not in module or ".operations" in module)
        and any(each.arg == "scope" for each in parameters(graph.functions[module, name]))
    }


def changes(graph: CallGraph, reached: set[Place]) -> bool:
    """Tell whether something reached writes what belongs to an account."""
    return any(".operations" in module for module, _ in touched(graph, reached))


def asked(graph: CallGraph, reached: set[Place]) -> set[Power]:
    """Return the powers that the reached ask for."""
    return {
        Power[argument.attr]
        for place in reached
        for call in ast.walk(graph.functions[place])
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ASKING
        for argument in call.args
        if isinstance(argument, ast.Attribute) and ast.unparse(argument.value) == "Power"
    }


def touching_doors() -> dict[str, set[Power]]:
    graph = call_graph()
    reached = {name: graph.reached_from(place) for name, place in doors()}
    return {name: asked(graph, places) for name, places in reached.items() if touched(graph, places)}


def test_every_door_that_changes_something_has_a_line_and_every_other_asks_to_see() -> None:
    graph, places = call_graph(), dict(doors())
    silent = [
        f"{door} asks {sorted(powers)}: add its line to TABLE"
        for door, powers in touching_doors().items()
        if door not in TABLE and (not powers or changes(graph, graph.reached_from(places[door])))
    ]

    assert silent == []


def test_the_table_names_no_door_that_is_gone() -> None:
    assert sorted(set(TABLE) - set(touching_doors())) == []


@pytest.mark.parametrize("door", TABLE)
def test_each_door_asks_for_the_power_of_its_line(door: str) -> None:
    wanted = TABLE[door]

    assert wanted in touching_doors()[door] or not isinstance(wanted, Power)


def test_whatever_changes_an_account_asks_for_more_than_to_see_it() -> None:
    graph, places = call_graph(), dict(doors())
    lenient = [
        door
        for door, wanted in TABLE.items()
        if wanted is Power.SEE and changes(graph, graph.reached_from(places[door]))
    ]

    assert lenient == []


def test_the_graph_follows_a_door_through_threads_and_partials_to_its_query() -> None:
    graph = call_graph()

    reached = graph.reached_from(("state.usage", "UsageState.load"))

    assert any(module.startswith("smarthub_dash.domain.usage.queries") for module, _ in reached)


def _placed(tree: ast.Module) -> Iterator[tuple[str | None, Function]]:
    for node in tree.body:
        if isinstance(node, Function):
            yield None, node
        elif isinstance(node, ast.ClassDef):
            yield from ((node.name, each) for each in node.body if isinstance(each, Function))


def _endpoints(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Route":
            # The endpoint, or a `partial` of it.
            endpoint = [each for argument in node.args[1:2] for each in ast.walk(argument)]
            yield from (each.attr for each in endpoint if isinstance(each, ast.Attribute))


def _is_event(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).startswith("rx.event")
