"""Serve the portal, and build and serve it again whenever a source file changes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import watchfiles

PROJECT = Path(__file__).resolve().parents[1]
WATCHED = [PROJECT / name for name in ("smarthub_dash", "components", "state", "assets", "rxconfig.py")]


def main(port: str) -> None:
    """Serve on a port until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    portal = _build_and_serve(port)
    try:
        for changes in watchfiles.watch(*WATCHED, debounce=400):
            names = sorted({str(Path(path).relative_to(PROJECT)) for _, path in changes if "__pycache__" not in path})
            if names:
                print(f"changed: {', '.join(names[:3])}", flush=True)
                _stop(portal)
                portal = _build_and_serve(port)
    except KeyboardInterrupt:
        print("\nStopped.")
    finally:
        _stop(portal)


def _build_and_serve(port: str) -> subprocess.Popen[bytes] | None:
    if subprocess.run([sys.executable, PROJECT / ".ci" / "front_end.py"], cwd=PROJECT).returncode != 0:
        return None  # the build said why; the next change is another try
    command = [sys.executable, "-m", "smarthub_dash.cli", "serve", "--port", port]
    return subprocess.Popen(command, cwd=PROJECT, start_new_session=True)


def _stop(portal: subprocess.Popen[bytes] | None) -> None:
    if portal is not None and portal.poll() is None:
        os.kill(portal.pid, signal.SIGTERM)
        portal.wait()


if __name__ == "__main__":
    main(sys.argv[1])
