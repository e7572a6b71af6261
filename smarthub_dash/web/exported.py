"""The exported front end as files: pages with their styles inside, slots to fill, and the hashes of their scripts."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_PRELOAD = re.compile(r'<link\b[^>]*rel="modulepreload"[^>]*/?>')
_SHEET_LINK = re.compile(r'<link\b(?=[^>]*\bhref="(/assets/[^"]+\.css)")[^>]*>')
_HEAD_END = "</head>"
_OWN_ADDRESS = re.compile(r"`(http|ws)s?://[^/`]+/")


@dataclass(frozen=True, slots=True)
class ExportedPage:
    """A page of the export. `html` is for the live page, `plain_html` for one that needs no script."""

    html: str
    plain_html: str

    def filled(self, slots: Mapping[str, str], *, is_plain: bool = False) -> str:
        """Return the page with HTML put into its slots; a slot that is not named stays empty."""
        return _filled(self.plain_html if is_plain else self.html, slots)


class Export:
    """The folder that the front end was built into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: dict[str, ExportedPage] = {}

    @property
    def is_there(self) -> bool:
        return (self._folder / "index.html").exists()

    def has(self, route: str) -> bool:
        """Tell whether there is such a page."""
        return route in self._pages or self._file(route).is_file()

    def page(self, route: str) -> ExportedPage:
        """
        Return the page of a route.

        :raises FileNotFoundError: if there is none
        """
        if route not in self._pages:
            html = self._with_styles_inside(self._file(route).read_text(encoding="utf-8"))
            self._pages[route] = ExportedPage(html, _PRELOAD.sub("", _SCRIPT.sub("", html)))
        return self._pages[route]

    def script_hashes(self) -> tuple[str, ...]:
        """Return the CSP hashes of every inline script of every page."""
        found: set[str] = set()
        for file in self._folder.rglob("*.html"):
            for attributes, source in _SCRIPT.findall(file.read_text(encoding="utf-8")):
                if "src=" not in attributes:
                    digest = hashlib.sha256(source.encode()).digest()
                    found.add(f"'sha256-{base64.b64encode(digest).decode()}'")
        return tuple(sorted(found))

    def _file(self, route: str) -> Path:
        name = route.strip("/")
        if name == "404":
            return self._folder / "404.html"
        return (self._folder / name / "index.html") if name else self._folder / "index.html"

    def addresses_script(self, name: str) -> str:
        """
        Return the script that tells the front end where its server is, made to mean wherever the page came from.

        The build writes one address into it; a portal answers to its own, whatever port or host it was given.

        :raises FileNotFoundError: if there is no such script
        """
        written = (self._folder / "assets" / name).read_text(encoding="utf-8")
        return _OWN_ADDRESS.sub(lambda found: f"location.origin.replace(/^http/,`{found.group(1)}`)+`/", written)

    def _with_styles_inside(self, html: str) -> str:
        # A stylesheet of its own would cost a round trip before the first figure is painted. Its links stay, because
        # React expects them, but only for print, so that nothing waits for them.
        hrefs = dict.fromkeys(_SHEET_LINK.findall(html))
        linked = _SHEET_LINK.sub(lambda link: link.group(0).replace("<link", '<link media="print"', 1), html)
        styles = "".join(self._style(href) for href in hrefs)
        return linked.replace(_HEAD_END, f"<style>{styles}</style>{_HEAD_END}", 1)

    def _style(self, href: str) -> str:
        return (self._folder / href.lstrip("/")).read_text(encoding="utf-8").replace("</", "<\\/")


@lru_cache(maxsize=64)
def _slot(name: str) -> re.Pattern[str]:
    return re.compile(rf'(<(\w+)\b[^>]*\bdata-slot="{re.escape(name)}"[^>]*>)(</\2>)')


def _filled(html: str, slots: Mapping[str, str]) -> str:
    for name, inner in slots.items():
        html = _slot(name).sub(lambda match, inner=inner: match.group(1) + inner + match.group(3), html)
    return html
