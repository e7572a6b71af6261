"""What the frame around every signed-in page shows."""

import reflex as rx

from smarthub_dash.settings import settings
from smarthub_dash.wiring import wiring
from state.guard import for_members, who
from state.live import LivePage, open_tab


class FrameState(rx.State):
    """The member's name and what waits for them."""

    member_name: str = ""
    unread_count: int = 0
    too_fast: str = ""
    """Said when the guard dropped events that came too fast."""
    zone_name: str = settings().zone_name
    """The zone that every time on the pages is in."""
    current_at: int = 0
    """When the page was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    def load(self) -> None:
        """Show who is signed in, and let the hub know of the tab, so that it falls when the session ends."""
        signed_in = who()
        parts = wiring()
        self.member_name = signed_in.full_name
        self.unread_count = signed_in.unread_count
        now = parts.clock.now()
        self.current_at = int(now.timestamp() * 1000)
        open_tab(parts, token=self.router.session.client_token, who=signed_in, page="frame", scope=None, now=now)

    @rx.event
    @for_members
    def count_unread(self) -> None:
        """Show how many notices wait, on a page that loads itself."""
        self.unread_count = who().unread_count


FRAME_LIVE = LivePage("frame", FrameState.load)
