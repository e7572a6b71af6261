"""Look at a page as its readers do, light and dark: what breaks a rule of accessibility, and what does not fit."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OF_LETTERS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OF_PAGES = (*OF_LETTERS, "best-practice")
OF_COLORS = ("color-contrast", "link-in-text-block")
"""The only rules whose outcome a color scheme changes."""

_IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
_HAS_FOLLOWED = "wanted => ['', wanted].includes(document.documentElement.className)"
"""A page with scripts names its scheme in a class, a moment after the system's has changed; the others have styles."""


def faults_of(page: Page, *, rules: tuple[str, ...] = OF_PAGES) -> list[str]:
    """
    Return what of a page breaks a rule in either scheme, and whether it scrolls sideways.

    Axe is a script of its own, so the browser's context must have `bypass_csp=True`.
    """
    # Colors that are still on their way from one scheme to the other would be measured in between.
    page.emulate_media(reduced_motion="reduce")
    is_dark = page.evaluate(_IS_DARK)
    found = _violations(page, {"runOnly": [*rules]})
    _turn(page, is_dark=not is_dark)
    found += _violations(page, {"runOnly": {"type": "rule", "values": [*OF_COLORS]}})
    _turn(page, is_dark=is_dark)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    return [f"{page.url}: {each}" for each in found]


def _turn(page: Page, *, is_dark: bool) -> None:
    page.emulate_media(color_scheme="dark" if is_dark else "light")
    page.wait_for_function(_HAS_FOLLOWED, arg="dark" if is_dark else "light")


def _violations(page: Page, options: dict[str, object]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def small_targets_of(page: Page) -> list[str]:
    """Return what of the content can be pressed and is less than 44 pixels high; a link in a line of text may be."""
    return page.evaluate(_SMALL)


_SMALL = """() => [...document.querySelectorAll("main :is(button, select, input, .button)")]
    .map(each => (each.closest("label.check") ?? each))
    .filter(each => { const { height } = each.getBoundingClientRect(); return height > 0 && height < 43.5; })
    .map(each => each.outerHTML.slice(0, 120))"""
