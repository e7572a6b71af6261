"""The letters of a served demo, for browser tests: what came, to whom, and what it opens."""

import re
from collections.abc import Sequence

from smarthub_dash.demo.world.mailbox import FOLDER, KEPT, Mailbox, ReceivedLetter
from tests.support import processes
from tests.support.portal import Portal

PATIENCE_SECONDS = 20
_LINK = re.compile(r"https?://\S+")
_CODE = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)


def letters_to(portal: Portal, address: str) -> Sequence[ReceivedLetter]:
    """Return what came to an address, oldest first."""
    mailbox = Mailbox(portal.folder / FOLDER)
    return [letter for letter in reversed(mailbox.newest(KEPT)) if letter.to == address]


def wait_for_letter(
    portal: Portal, *, to: str, subject_part: str, after: int = 0, text_part: str = ""
) -> ReceivedLetter:
    """
    Return the newest letter to an address whose subject and text have these words, waiting for it.

    With `after=len(letters_to(portal, to))` of before, older ones do not count.

    :raises RuntimeError: if it does not come, with the end of the portal's log
    """

    def fitting() -> Sequence[ReceivedLetter]:
        came = letters_to(portal, to)[after:]
        return [each for each in came if subject_part.lower() in each.subject.lower() and text_part in each.text]

    processes.wait_until(lambda: bool(fitting()), process=portal.process, log=portal.log, seconds=PATIENCE_SECONDS)
    return fitting()[-1]


def link_in(letter: ReceivedLetter) -> str:
    """Return what a letter opens: its first link."""
    found = _LINK.search(letter.text)
    assert found, letter.text
    return found.group()


def code_in(letter: ReceivedLetter) -> str:
    """Return the six figures that stand in a line of their own."""
    found = _CODE.search(letter.text)
    assert found, letter.text
    return found.group(1)
