"""The pages of the demo's provider, in a look of their own: nobody should take it for the portal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

_STYLE = """
:root{color-scheme:light dark;--ink:#1d1433;--paper:#f6f3ff;--card:#fff;--line:#6d5bb0;--soft:#51477a}
@media (prefers-color-scheme:dark){:root{--ink:#f1edff;--paper:#1a1330;--card:#261c45;--line:#a897ea;--soft:#cfc4f7}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 ui-monospace,monospace}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1rem 3rem}h1{font-size:1.5rem;margin:.5rem 0}
.label{margin:0;padding:.5rem 1rem;background:var(--ink);color:var(--paper);text-align:center}
ul{list-style:none;padding:0;margin:1.5rem 0;display:grid;gap:.75rem}
button{width:100%;min-height:3rem;padding:.75rem 1rem;text-align:left;font:inherit;color:inherit;
background:var(--card);border:1px solid var(--line);border-radius:.75rem;cursor:pointer}
button:hover{border-width:2px;padding:calc(.75rem - 1px) calc(1rem - 1px)}
button:focus-visible{outline:3px solid var(--line);outline-offset:2px}
button span{display:block;color:var(--soft);overflow-wrap:anywhere}.plain{text-align:center}
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody the visitor can be."""

    subject: str
    name: str
    email: str
    about: str


def picking_page(provider: str, choices: Sequence[Choice], *, asked: Mapping[str, str]) -> str:
    """Return the page on which the visitor picks who to be; what was asked travels with the form."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
    )
    people = "".join(f"<li>{_button(choice)}</li>" for choice in choices)
    return _page(
        f"{provider}: who are you?",
        f"<h1>Who are you?</h1><p>{escape(provider)} asks for no password here. Pick a person, and the site that sent "
        "you will be told the name, the e-mail address and a number of that person.</p>"
        f'<form method="post" action="/authorize">{fields}<ul>{people}</ul>'
        '<button class="plain" name="subject" value="">Cancel and go back</button></form>',
        provider,
    )


def refusal_page(provider: str, sentence: str) -> str:
    """Return the page for a request that nobody can be sent back from."""
    return _page(f"{provider}: not possible", f"<h1>This is not possible</h1><p>{escape(sentence)}</p>", provider)


def page_policy(redirect_uris: Sequence[str]) -> str:
    """Return the policy of these pages: no script; a form may lead back to the client, as a redirect."""
    origins = " ".join(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, redirect_uris))
    return (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {origins}"
    )


def _button(choice: Choice) -> str:
    return (
        f'<button name="subject" value="{escape(choice.subject)}"><strong>{escape(choice.name)}</strong>'
        f"<span>{escape(choice.email)}</span><span>{escape(choice.about)}</span></button>"
    )


def _page(title: str, body: str, provider: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f'<header><p class="label">{escape(provider)}, the identity provider of this demo. Not a real service.</p>'
        f"</header><main>{body}</main></body></html>"
    )
