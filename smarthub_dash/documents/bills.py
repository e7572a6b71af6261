"""
Bills set in type: values in, a tagged PDF (PDF/UA-1) out.

The templates lie in `bill/`. Every value reaches them as JSON and is set as text, so nothing in a name or a message is
ever read as markup. No template reads a file but its own parts, and nothing is fetched.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import segno
import typst

from smarthub_dash.documents.letterforms import settable
from smarthub_dash.documents.paper import PaperBill

FOLDER = Path(__file__).with_name("bill")
FONTS = FOLDER / "fonts"
LANGUAGE = "en"
DENSITIES = 4
"""How many ways `bill.typ` knows to get a bill onto one page, from airy to dense; after them it takes several."""
_PAGE_COUNT = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")

_press = Lock()


def bill_pdf(bill: PaperBill, *, made_at: datetime) -> bytes:
    """Return a bill as PDF: on one page if it fits and is not in large print, the stub always on the first."""
    values = _values(bill)
    tries = range(DENSITIES) if not bill.is_large_print else ()
    for density in tries:
        made = _set(values | {"density": density, "is_one_page": True}, made_at)
        if page_count(made) == 1:
            return made
    return _set(values | {"density": 0, "is_one_page": False}, made_at)


def page_count(pdf: bytes) -> int:
    """
    Return how many pages a PDF of ours has.

    :raises ValueError: if it is none of ours
    """
    found = _PAGE_COUNT.search(pdf)
    if found is None:
        raise ValueError("this PDF was not made by Typst")
    return int(found[1])


@cache
def providers() -> Mapping[str, Mapping[str, Any]]:
    """Return who stands on bills: name, telephone, where checks go, and the digit of the scan line."""
    return tomllib.loads((FOLDER / "providers.toml").read_text())


def _values(bill: PaperBill) -> dict[str, Any]:
    provider, host = providers()[bill.provider], urlsplit(bill.address).netloc
    said = {
        **asdict(bill),
        "language": LANGUAGE,
        "provider_name": provider["name"],
        "host": host,
        "provider_lines": (provider["phone"], host),
        "remit_lines": provider["remit"],
        "phones": [f"{each['name']} {each['phone']}" for each in providers().values()],
    }
    return _settable(said) | {"qr": _qr(bill.address)}


def _settable(value: Any) -> Any:
    if isinstance(value, str):
        return settable(value)
    if isinstance(value, Mapping):
        return {name: _settable(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_settable(each) for each in value]
    return value


def _qr(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=0)
    return drawn.getvalue().decode()


def _set(values: Mapping[str, Any], made_at: datetime) -> bytes:
    # One press, one sheet at a time: a compiler keeps what it was told last, and serves no two threads at once.
    with _press:
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"bill": json.dumps(values)},
            pdf_standards=["ua-1"],
            timestamp=int(made_at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst made something else than one PDF")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    # Packages would be fetched from the network: it is shown a folder where none are.
    nowhere = FOLDER / "no-packages"
    return typst.Compiler(
        FOLDER / "bill.typ",
        root=FOLDER,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )
