"""Start the simulated processor, and end it."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from smarthub_dash.demo.world.ending import end

PROJECT = Path(__file__).resolve().parents[4]
API_KEY_PREFIX = "sk_demo_"
"""No processor takes such a key, and no production does either."""


@contextmanager
def running_processor(
    *, data: Path, port: int, portal: str, environment: Mapping[str, str], draft_seconds: float, with_cast: bool
) -> Iterator[subprocess.Popen[bytes]]:
    """Run it until the block ends; the environment says its key and what signs its messages."""
    command = [sys.executable, "-m", "smarthub_dash.demo.world.processor", "--data", str(data.absolute())]
    command += ["--port", str(port), "--portal", portal, "--draft-seconds", str(draft_seconds)]
    command += ["--with-cast"] if with_cast else []
    # A group of its own, so that a Ctrl-C reaches it through us and not before the portal.
    process = subprocess.Popen(
        command, cwd=PROJECT, env=dict(environment), stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        end(process)


def settings_for(*, port: int, api_key: str, message_secret: str) -> Mapping[str, str]:
    """Return what a portal's environment, and the processor's own, has to say."""
    return {
        "SMARTHUB_PROCESSOR_URL": f"http://127.0.0.1:{port}",
        "SMARTHUB_PROCESSOR_KEY": api_key,
        "SMARTHUB_PROCESSOR_MESSAGE_SECRET": message_secret,
    }


def is_up(port: int) -> bool:
    """Return whether a processor answers there."""
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/up", timeout=5):
        return True
    return False
