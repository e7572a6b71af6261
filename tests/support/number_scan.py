"""
Look for card and bank numbers where none may ever be: frames, bodies, logs and pages of a database.

Known test numbers are looked for in every form in which a program might keep them. Numbers that nobody knows beforehand
are recognized as cards by their length, their first digits and the check digit (ISO/IEC 7812), and as routing numbers
by their checksum.
"""

import base64
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import BrowserContext, Request, WebSocket
from sqlalchemy import text

from smarthub_dash.kit.database import Database

CARDS = ("4242424242424242", "4000000000000002", "4000000000009995", "4000000000000069", "4000002500003155")
CARDS = (*CARDS, "5555555555554444", "378282246310005", "6011111111111117")
BANK_NUMBERS = ("000123456789", "000111111116", "000222222227", "000333333335", "000555555559", "000777777771")
ROUTING_NUMBERS = ("110000000", "081517693")
ROWS_AT_ONCE = 5_000
_CARD = re.compile(
    rb"(?<![\w.])(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12})(?![\w.])"
)
_SPACED_CARD = re.compile(rb"(?<![\w.])[3-6]\d{3}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?![\w.])")
_NINE = re.compile(rb"(?<![\w.])\d{9}(?![\w.])")


def numbers_in(content: bytes, *, is_typed: bool = False) -> list[str]:
    """
    Return what looks like a card or bank number, of each its kind and last digits.

    In what a member's browser sends (`is_typed`) any routing number counts, elsewhere only those of the tests: some
    nine digits of a ledger pass their checksum too.
    """
    found = [f"{name} in {form}" for name, form, sign, mark in _marks() if sign in content and mark.search(content)]
    for match in [*_CARD.finditer(content), *_SPACED_CARD.finditer(content)]:
        digits = re.sub(rb"\D", b"", match.group()).decode()
        if passes_luhn(digits):
            found.append(f"a card that ends in {digits[-4:]}")
    if is_typed:
        found += [
            f"a routing number that ends in {each.decode()[-4:]}"
            for each in _NINE.findall(content)
            if passes_routing_checksum(each.decode())
        ]
    return found


def numbers_in_folder(folder: Path) -> list[str]:
    """Return what the logs, letters and SQLite files of a portal hold, write-ahead logs and all."""
    files = [path for path in folder.rglob("*") if path.is_file() and _is_ours(path.relative_to(folder))]
    return [f"{path.name}: {each}" for path in files for each in numbers_in(path.read_bytes())]


def numbers_in_database(database: Database) -> list[str]:
    """Return what the rows of a database hold, as text."""
    found = []
    with database.reading() as session:
        tables = session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        for table in tables:
            rows = session.execute(text(f'SELECT each::text FROM "{table}" AS each')).scalars()
            for pack in rows.partitions(ROWS_AT_ONCE):
                found += [f"{table}: {each}" for each in numbers_in("\n".join(pack).encode())]
    return found


def watch(context: BrowserContext, found: list[str]) -> None:
    """Note every number that a browser sends to a portal of ours, or is sent by it over a socket."""
    context.on("request", lambda request: found.extend(_sent(request)))
    context.on("page", lambda page: page.on("websocket", lambda socket: _watch_socket(socket, found)))


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit is the check digit of the others."""
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def passes_routing_checksum(digits: str) -> bool:
    """Tell whether nine digits are a routing number of a bank in the United States."""
    prefix, weights = int(digits[:2]), (3, 7, 1) * 3
    is_known = prefix <= 12 or 21 <= prefix <= 32 or 61 <= prefix <= 72 or prefix == 80
    sums_up = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 10 == 0
    return is_known and sums_up and int(digits) > 0


@lru_cache(maxsize=1)
def _marks() -> tuple[tuple[str, str, bytes, re.Pattern[bytes]], ...]:
    """Return of each number and form its plain sign, which is quick to look for, and its mark, which is exact."""
    numbers = (*CARDS, *BANK_NUMBERS, *ROUTING_NUMBERS)
    return tuple((f"…{number[-4:]}", form, sign, mark) for number in numbers for form, sign, mark in _forms(number))


def _forms(number: str) -> Iterator[tuple[str, bytes, re.Pattern[bytes]]]:
    plain = number.encode()
    yield "plain", plain, _alone(plain)
    if number not in ROUTING_NUMBERS:
        # 110000000 is printed on every check, and its reverse is the eleventh of anything counted.
        yield "reversed", plain[::-1], _alone(plain[::-1])
    for form, sign in (("hex", plain.hex().encode()), ("UTF-16", number.encode("utf-16-le"))):
        yield form, sign, re.compile(re.escape(sign))
    for shift in range(3):
        # Whole groups of the middle: what stands around it changes the first and last signs.
        middle = base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]
        yield f"base64 by {shift}", middle, re.compile(re.escape(middle))
    for gap in (" ", "-", quote(" "), "+"):
        spaced = gap.join(number[at : at + 4] for at in range(0, len(number), 4)).encode()
        yield f"parted by {gap!r}", spaced, _alone(spaced)


def _alone(sign: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?<!\d)" + re.escape(sign) + rb"(?!\d)")


def _is_ours(path: Path) -> bool:
    # The simulated processor keeps its journal there as well; it is the one that may know numbers.
    return "processor" not in str(path)


def _sent(request: Request) -> list[str]:
    # The processor's page is at another host: there numbers are typed, and go to nobody else.
    if urlsplit(request.url).hostname == "127.0.0.1":
        return []
    sent = request.url.encode() + b"\n" + (request.post_data_buffer or b"")
    return [f"{request.method} {urlsplit(request.url).path}: {each}" for each in numbers_in(sent, is_typed=True)]


def _watch_socket(socket: WebSocket, found: list[str]) -> None:
    def note(direction: str, frame: str | bytes, *, is_typed: bool) -> None:
        content = frame.encode() if isinstance(frame, str) else frame
        found.extend(f"a frame {direction}: {each}" for each in numbers_in(content, is_typed=is_typed))

    socket.on("framesent", lambda frame: note("sent", frame, is_typed=True))
    socket.on("framereceived", lambda frame: note("received", frame, is_typed=False))
