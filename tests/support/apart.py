"""Run a coroutine from a test, whether or not a loop is running already."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in a thread of its own: Playwright keeps a loop running in the tests' thread."""
    # The context goes along, because Reflex keeps its registry of states there.
    context = copy_context()
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: context.run(lambda: asyncio.run(work))).result()
