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
_SLOT = re.compile(r'(<(\w+)\b[^>]*\bdata-slot="([^"]+)"[^>]*>)(?=</\2>)|\ue000([\w-]+)\ue001')
"""An empty element, or a name between two marks inside an attribute; see `components.public_parts.typed`."""
_HEAD_END = "</head>"
_BODY = "<body"
_INLINE_SCRIPT = re.compile(r'<script(?: id="[^"]*")?(?: type="(module)" async="")?>')
_PRELOAD_NAME = 'rel="modulepreload"'
_BODY_END = "</body>"
# The scripts of a page would run before its first figures are painted, and make them wait. They start after the first
# frame, in their order; in a page that is not looked at there is no frame to wait for.
_START_LATER = """<script>(()=>{const start=()=>{
for(const l of document.querySelectorAll('link[rel=later]'))l.rel='modulepreload';
for(const s of document.querySelectorAll('script[type^="later/"]')){const m=document.createElement('script');
m.type=s.type==='later/module'?'module':'';m.textContent=s.textContent;document.head.append(m)}};
document.hidden?start():requestAnimationFrame(()=>setTimeout(start))})()</script>"""
_SWITCHED_OFF = '<link disabled="" media="print"'


@dataclass(frozen=True, slots=True)
class ExportedPage:
    """A page of the export. `html` is for the live page, `plain_html` for one that needs no script."""

    html: str
    plain_html: str
    script_hashes: tuple[str, ...]
    """The CSP sources of its inline scripts; the plain page has none."""

    def filled(self, slots: Mapping[str, str], *, is_plain: bool = False) -> str:
        """
        Return the page with HTML put into its slots; a slot that is not named stays empty.

        :raises SlotMissing: if the page has no place for something that is to be shown
        """
        return _filled(self.plain_html if is_plain else self.html, slots)

    def parted(self, slots: Mapping[str, str], *, at: str) -> tuple[str, str]:
        """
        Return what stands before a slot, with its own slots filled, and what follows; the slot itself is neither's.

        :raises SlotMissing: if the page has no such slot, or no place before it for something that is to be shown
        """
        before, found, after = _cut(self.html, at)
        if not found:
            raise SlotMissing(at)
        return _filled(before, slots), _filled(after, {})


class SlotMissing(LookupError):
    """A page was built without a place that the server has to fill."""


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
            live, plain = _started_later(html), _PRELOAD.sub("", _SCRIPT.sub("", html))
            self._pages[route] = ExportedPage(live, plain, _hashes(live))
        return self._pages[route]

    def _file(self, route: str) -> Path:
        name = route.strip("/")
        return (self._folder / name / "index.html") if name else self._folder / "index.html"

    def _with_styles_inside(self, html: str) -> str:
        # A stylesheet of its own would cost a round trip before the first figure is painted. Its links stay, because
        # React expects them, but switched off: the styles are here already.
        hrefs = dict.fromkeys(_SHEET_LINK.findall(html))
        linked = _SHEET_LINK.sub(lambda link: link.group(0).replace("<link", _SWITCHED_OFF, 1), html)
        styles = "".join(self._style(href) for href in hrefs)
        return linked.replace(_HEAD_END, f"<style>{styles}</style>{_HEAD_END}", 1)

    def _style(self, href: str) -> str:
        return (self._folder / href.lstrip("/")).read_text(encoding="utf-8").replace("</", "<\\/")


def _started_later(html: str) -> str:
    # The scripts of the head stay: the first frame is painted in the theme that one of them sets.
    head, body_tag, body = html.partition(_BODY)
    later = head + body_tag + _INLINE_SCRIPT.sub(lambda one: f'<script type="later/{one[1] or "classic"}">', body)
    return later.replace(_PRELOAD_NAME, 'rel="later"').replace(_BODY_END, _START_LATER + _BODY_END)


def _hashes(html: str) -> tuple[str, ...]:
    inline = (source for attributes, source in _SCRIPT.findall(html) if "src=" not in attributes)
    digests = (base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() for source in inline)
    return tuple(dict.fromkeys(f"'sha256-{digest}'" for digest in digests))


@lru_cache(maxsize=128)
def _segments(html: str) -> tuple[str, ...]:
    """
    Return a page cut at its slots, once for all its readers.

    Shape: text and the name of a slot by turns, beginning and ending with text.
    """
    segments, position = [], 0
    for found in _SLOT.finditer(html):
        slot = found.group(3)
        segments += [html[position : found.end(1) if slot else found.start()], slot or found.group(4)]
        position = found.end()
    return (*segments, html[position:])


@lru_cache(maxsize=64)
def _cut(html: str, name: str) -> tuple[str, bool, str]:
    """Return what stands before a slot's place, whether there is one, and what follows."""
    for found in _SLOT.finditer(html):
        if found.group(3) == name:
            return html[: found.end(1)], True, html[found.end() :]
    return html, False, ""


def _filled(html: str, slots: Mapping[str, str]) -> str:
    segments = _segments(html)
    if missing := {name for name, inner in slots.items() if inner} - set(segments[1::2]):
        raise SlotMissing(", ".join(sorted(missing)))
    return "".join(segment if at % 2 == 0 else slots.get(segment, "") for at, segment in enumerate(segments))
