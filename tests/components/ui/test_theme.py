"""The look keeps its promises on contrast and weight."""

import re
from itertools import product
from pathlib import Path

import pytest

from components.ui.theme import FONTS, PAPER_DARK, PAPER_LIGHT, STYLESHEETS, tailwind_theme

ASSETS = Path(__file__).parents[3] / "assets"
GROUNDS = ("paper", "sheet")
TEXT_PAIRS = (
    *product(("ink", "ink-soft", "pen", "electric-ink", "fiber-ink", "alert-ink", "good-ink"), GROUNDS),
    ("ink", "inset"),
    ("ink-soft", "inset"),
    ("pen-deep", "pen-wash"),
    ("ink", "pen-wash"),
    ("on-pen", "pen"),
    ("on-pen", "pen-deep"),
    ("electric-ink", "electric-wash"),
    ("fiber-ink", "fiber-wash"),
    ("good-ink", "good-wash"),
    ("due-ink", "due-wash"),
    ("alert-ink", "alert-wash"),
    ("sheet", "alert-ink"),
)
SHAPE_PAIRS = (*product(("edge", "focus", "electric", "fiber"), GROUNDS),)


def _tokens() -> dict[str, tuple[str, str]]:
    sheet = (ASSETS / "styles" / "tokens.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", sheet)
    return {name: (light, dark) for name, light, dark in found}


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground_by_four_and_a_half_to_one(text: str, ground: str, side: int) -> None:
    tokens = _tokens()

    assert _contrast(tokens[text][side], tokens[ground][side]) >= 4.5


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_edges_and_the_focus_ring_stand_out_by_three_to_one(shape: str, ground: str, side: int) -> None:
    tokens = _tokens()

    assert _contrast(tokens[shape][side], tokens[ground][side]) >= 3


def test_every_color_tailwind_may_name_is_a_token() -> None:
    named = set(tailwind_theme()["theme"]["colors"]) - {"transparent", "current"}

    assert named <= set(_tokens())


def test_the_browser_paints_the_paper_of_the_tokens_around_the_page() -> None:
    assert _tokens()["paper"] == (PAPER_LIGHT, PAPER_DARK)


def test_the_fonts_weigh_at_most_25_kilobytes() -> None:
    assert sum((ASSETS / font.strip("/")).stat().st_size for font in FONTS) <= 25_000


def test_every_sheet_is_listed() -> None:
    assert {f"/styles/{sheet.name}" for sheet in (ASSETS / "styles").glob("*.css")} == set(STYLESHEETS)
