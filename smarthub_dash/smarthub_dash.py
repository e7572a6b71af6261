"""The assembly: pages, guard, doors and the tasks that live as long as the server."""

from functools import partial
from pathlib import Path

import reflex as rx
from reflex.utils import prerequisites

from components.ui.theme import STYLESHEETS, head_parts
from smarthub_dash.jobs.runner import run_jobs
from smarthub_dash.pages.table import MEMBER_PAGES, PUBLIC_PAGES
from smarthub_dash.web.door import portal_door
from smarthub_dash.web.member_pages import MemberPage
from smarthub_dash.wiring import wiring
from state.frame import FRAME_LIVE, FrameState
from state.guard import Guard
from state.home import HOME_LIVE
from state.push import following

FRONT_END = Path(prerequisites.get_web_dir()).resolve() / "build" / "client"

app = rx.App(
    toaster=None,  # it would speak by eval, which our policy forbids; pages have a toast region of their own
    stylesheets=list(STYLESHEETS),
    head_components=head_parts(),
    api_transformer=partial(
        portal_door,
        wiring=wiring(),
        front_end=FRONT_END,
        pages=[MemberPage(page.ROUTE, getattr(page, "first_figures", None)) for page in MEMBER_PAGES],
    ),
)
app.add_middleware(Guard())

for _page in MEMBER_PAGES:
    _on_load = [FrameState.load, *([_page.ON_LOAD] if hasattr(_page, "ON_LOAD") else [])]
    app.add_page(_page.page, route=_page.ROUTE, title=f"{_page.TITLE} · SmartHub", on_load=_on_load)
for _page in PUBLIC_PAGES:
    app.add_page(_page.page, route=_page.ROUTE, title=f"{_page.TITLE} · SmartHub")

app.register_lifespan_task(following(FRAME_LIVE, HOME_LIVE))
app.register_lifespan_task(run_jobs)
