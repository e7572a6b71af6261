"""How the processor's own pages look: nobody should take them for the portal."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

NAME = "Meadowlark Pay"
SAFE = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_STYLE = """
:root{color-scheme:light dark;--ink:#12292b;--paper:#eef6f4;--card:#fff;--line:#4d7a76;--soft:#3d5a58;--go:#0b5f58;
--on-go:#fff;--bad:#a3201c}
@media (prefers-color-scheme:dark){:root{--ink:#e6f3f1;--paper:#0e1d1e;--card:#173032;--line:#6fa8a1;--soft:#b4d0cc;
--go:#8fd6c9;--on-go:#08201d;--bad:#ffb3ab}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 Georgia,serif}
.label{margin:0;padding:.5rem 1rem;background:var(--ink);color:var(--paper);text-align:center}
main{max-width:32rem;margin:0 auto;padding:1.5rem 1rem 3rem}h1{font-size:1.5rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.125rem}p{margin:.5rem 0}a{color:inherit}
nav{display:grid;grid-template-columns:1fr 1fr;gap:.5rem;margin:1rem 0}
nav a{padding:.75rem;text-align:center;border:1px solid var(--line);border-radius:.5rem;text-decoration:none}
nav a[aria-current]{background:var(--ink);color:var(--paper)}
form,.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem;margin:1rem 0}
.field{margin:0 0 1rem}label,legend{display:block;font-weight:bold;padding:0}
fieldset{border:0;margin:0 0 1rem;padding:0}
.hint{color:var(--soft);margin:0}.bad{color:var(--bad);font-weight:bold;margin:.25rem 0}
input[type=text]{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--paper);
border:1px solid var(--line);border-radius:.5rem;margin-top:.25rem}
input[aria-invalid]{border:2px solid var(--bad)}
.choice{display:flex;gap:.75rem;align-items:flex-start;padding:.5rem 0;font-weight:normal}
.choice input{width:1.25rem;height:1.25rem;flex:none;margin:.125rem 0}
.two{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
button,.button{display:block;width:100%;min-height:3rem;padding:.75rem 1rem;font:inherit;font-weight:bold;
cursor:pointer;text-align:center;
text-decoration:none;color:var(--on-go);background:var(--go);border:1px solid var(--go);
border-radius:.5rem}.quiet{color:inherit;background:none;border-color:var(--line);margin-top:.75rem}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.wrong{border:2px solid var(--bad);border-radius:.5rem;padding:.75rem 1rem}
.wrong ul,.try{padding-left:1.25rem;margin:.5rem 0}
.try li{margin:.375rem 0;overflow-wrap:anywhere}summary{cursor:pointer;padding:.375rem 0;font-weight:bold}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:.375rem .5rem;border-bottom:1px solid var(--line)}
.wide{overflow-x:auto}
"""


def page(title: str, body: str, *, is_wrong: bool = False) -> str:
    """Return a page; its title says first if something must be mended."""
    told = f"Error: {title}" if is_wrong else title
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(told)} · {NAME}</title><style>{_STYLE}</style></head><body>"
        f'<header><p class="label">{NAME}, the payment processor of this demo. No money moves here.</p></header>'
        f"<main>{body}</main></body></html>"
    )


def page_headers(*ways_out: str) -> Mapping[str, str]:
    """Return the headers of a page: no script; a form may lead on to these addresses, as a redirect."""
    origins = " ".join(
        sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, ways_out) if parts.netloc})
    )
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "
    )
    return {**SAFE, "content-security-policy": f"{policy}{origins}"}


def text_field(
    name: str, label: str, *, form: Mapping[str, str], faults: Mapping[str, str], hint: str = "", kind: str = "off"
) -> str:
    """Return a labelled text field with its hint, and what is wrong with what was typed; `kind` as browsers name it."""
    fault = faults.get(name, "")
    hints = [f"{name}-hint"] if hint else []
    said_by = [*hints, f"{name}-bad"] if fault else hints
    described = f' aria-describedby="{" ".join(said_by)}"' if said_by else ""
    digits = ' inputmode="numeric"' if (kind.startswith("cc-") and kind != "cc-name") or name in _NUMERIC else ""
    value = "" if name == "cvc" else escape(form.get(name, ""))
    return (
        f'<div class="field"><label for="{name}">{escape(label)}</label>'
        + (f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else "")
        + (f'<p class="bad" id="{name}-bad">{escape(fault)}</p>' if fault else "")
        + f'<input type="text" id="{name}" name="{name}" value="{value}" autocomplete="{kind}"{digits}{described}'
        + (' aria-invalid="true"' if fault else "")
        + ' spellcheck="false"></div>'
    )


def wrong_box(faults: Mapping[str, str]) -> str:
    """Return what must be mended, each line leading to its field."""
    if not faults:
        return ""
    lines = "".join(f'<li><a href="#{name}">{escape(words)}</a></li>' for name, words in faults.items())
    return f'<div class="wrong" role="alert"><h2>Please mend this first</h2><ul>{lines}</ul></div>'


_NUMERIC = ("routing", "account", "again", "zip")
