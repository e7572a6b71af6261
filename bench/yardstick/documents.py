"""The yardstick's documents: templates filled from the database, styles and script inside."""

import html
import json
import sqlite3
import time
from pathlib import Path
from string import Template

from bench.yardstick.store import ELECTRIC, INTERNET, bars, usage_so_far

HERE = Path(__file__).parent
NUMBERS = {ELECTRIC: "100200301", INTERNET: "700800901"}
ELECTRIC_DUE, INTERNET_DUE = "$142.17", "$79.95"


def _template(name: str) -> Template:
    return Template((HERE / name).read_text())


SHELL, HOME, CARD, USAGE = (_template(f"{name}.html") for name in ("shell", "home", "card", "usage"))
STYLE = (HERE / "style.css").read_text()
SCRIPT = (HERE / "chart.js").read_text()


def home(connection: sqlite3.Connection) -> str:
    """Return the Home document: two cards, what needs the member, the checklist."""
    cards = "".join(
        (
            _card(connection, ELECTRIC, kind="electric", due=ELECTRIC_DUE),
            _card(connection, INTERNET, kind="internet", due=INTERNET_DUE),
        )
    )
    return _document("Home", HOME.substitute(total="$222.12", cards=cards), at="at_home")


def usage(connection: sqlite3.Connection, *, span: str) -> str:
    """Return the Usage document with the bars of a range inside."""
    shown = series(connection, span=span)
    body = USAGE.substitute(
        sentence=html.escape(str(shown["sentence"])),
        live=sentence(connection, ELECTRIC),
        due=ELECTRIC_DUE,
        series=json.dumps(shown).replace("<", "\\u003c"),
    )
    return _document("Usage", body, at="at_usage")


def series(connection: sqlite3.Connection, *, span: str) -> dict[str, object]:
    """
    Return what the chart of a range draws.

    Units: kWh to two places.
    """
    marks = bars(connection, ELECTRIC, span=span)
    total = sum(mark.quantity for mark in marks) / 1_000
    return {
        "key": span,
        "sentence": f"{total:,.1f} kWh in this {span}, the most on {max(marks, key=lambda mark: mark.quantity).label}.",
        "bars": [[mark.label, round(mark.quantity / 1_000, 2), mark.quality] for mark in marks],
    }


def sentence(connection: sqlite3.Connection, account: int) -> str:
    """Return what an account has used so far, in words."""
    quantity = usage_so_far(connection, account) / 1_000
    if account == INTERNET:
        return f"{quantity:,.1f} GB so far"
    return f"{quantity:,.1f} kWh so far, on track for $142, between $118 and $165"


def live(connection: sqlite3.Connection) -> str:
    """Return the live values of every account, as the page's script takes them."""
    return json.dumps({NUMBERS[account]: sentence(connection, account) for account in NUMBERS})


def _card(connection: sqlite3.Connection, account: int, *, kind: str, due: str) -> str:
    values = [bar.quantity for bar in bars(connection, account, span="bill")[-14:]]
    return CARD.substitute(
        kind=kind,
        provider="Callaway Electric" if account == ELECTRIC else "Callabyte",
        nickname="Home" if account == ELECTRIC else "Fiber",
        badge="Due",
        number=NUMBERS[account],
        due=due,
        balance=due,
        sentence=sentence(connection, account),
        values=json.dumps(values),
        as_of=time.strftime("%-I:%M %p"),
    )


def _document(title: str, body: str, *, at: str) -> str:
    marks = {"at_home": "", "at_usage": "", at: ' aria-current="page"'}
    return SHELL.substitute(title=title, style=STYLE, script=SCRIPT, body=body, **marks)
