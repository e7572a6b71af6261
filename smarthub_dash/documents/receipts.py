"""
Receipts set in type: values in, a tagged PDF (PDF/UA-1) out.

The template lies in `receipt/`; paper, letters and marks are those of the bills.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from smarthub_dash.documents.bills import FONTS, LANGUAGE, providers
from smarthub_dash.documents.letterforms import settable

FOLDER = Path(__file__).parent
TRUST = (
    "We never call or e-mail to ask for card, routing or other personal numbers. If someone does in our name, call us."
)
_press = Lock()


@dataclass(frozen=True, slots=True)
class PaperReceipt:
    """What a receipt on paper says, in words."""

    title: str
    standing: str
    """One word or two: "Posted"."""
    sentence: str
    particulars: tuple[tuple[str, str], ...]
    header: tuple[str, str, str]
    rows: tuple[tuple[str, str, str], ...]
    """Account, number and amount of each line."""
    fee: str
    total: str
    footer: str
    is_large_print: bool


def receipt_pdf(receipt: PaperReceipt, *, made_at: datetime) -> bytes:
    """Return a receipt as PDF."""
    author = " and ".join(str(each["name"]) for each in providers().values())
    values = asdict(receipt) | {
        "language": LANGUAGE,
        "author": author,
        "about": f"{receipt.title}, {receipt.total}",
        "phones": [f"{each['name']} {each['phone']}" for each in providers().values()],
        "trust": TRUST,
        "rows": [[settable(text) for text in row] for row in receipt.rows],
        "particulars": [[settable(text) for text in row] for row in receipt.particulars],
    }
    # One press, one sheet at a time: a compiler keeps what it was told last, and serves no two threads at once.
    with _press:
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"receipt": json.dumps(values)},
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
    nowhere = FOLDER / "receipt" / "no-packages"
    return typst.Compiler(
        FOLDER / "receipt" / "receipt.typ",
        root=FOLDER,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )
