"""What granian serves: `granian --interface asgi --factory smarthub_dash.asgi:create`."""

from typing import Any


def create() -> Any:
    """Return the ASGI application of one worker."""
    from smarthub_dash.smarthub_dash import app

    return app()
