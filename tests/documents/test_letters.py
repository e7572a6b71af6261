"""Every letter of `documents/mail`: complete, harmless, and the same in text and in HTML."""

from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from smarthub_dash.documents.letters import FOLDER, LONGEST_SUBJECT, Written, letter_of, samples

LINK = "https://portal.example/verify?token=a-b_c"
PORTAL = "https://portal.example"
PARTS = {"base", "parts"}
SCAM_NOTICE = "We never call or e-mail to ask for card, routing or other personal numbers."
HOSTILE = (
    "<img src=x onerror=alert(1)>\r\nBcc: all@example.org\n\nSend your card number to http://evil.example \u202e&amp;"
)

every_letter = pytest.mark.parametrize("template", sorted(samples()))


def _written(template: str, facts: dict[str, str]) -> Written:
    return letter_of(template, facts=facts, link=LINK, language="en", portal=PORTAL)


def test_every_template_has_its_text_its_page_and_its_sample() -> None:
    texts, pages = ({file.stem for file in FOLDER.glob(f"*.{kind}")} - PARTS for kind in ("txt", "html"))

    assert texts == pages == set(samples())


@every_letter
def test_a_letter_is_whole(template: str) -> None:
    facts = dict(samples()[template])

    written = _written(template, facts)

    assert written.subject
    assert len(written.subject) <= LONGEST_SUBJECT
    for phone in ("573-642-3326", "573-826-2371"):
        assert phone in written.text
        assert phone in written.html
    assert SCAM_NOTICE in " ".join(written.text.split())
    assert SCAM_NOTICE in written.html
    assert written.subject in written.html


@every_letter
def test_a_letter_says_every_fact_in_its_text_and_on_its_page(template: str) -> None:
    facts = {name: f"Fact{name}" for name in samples()[template]}

    written = _written(template, facts)

    for value in facts.values():
        assert value in written.text
        assert value in written.html


@every_letter
def test_a_letter_without_one_of_its_facts_is_not_written(template: str) -> None:
    for name in set(samples()[template]) - {"name"}:
        with pytest.raises(UndefinedError):
            _written(template, {each: value for each, value in samples()[template].items() if each != name})


@every_letter
def test_a_hostile_fact_brings_no_tag_no_line_and_no_link(template: str) -> None:
    written = _written(template, dict.fromkeys(samples()[template], HOSTILE))

    assert "<img" not in written.html
    assert "&amp;amp;" in written.html
    assert not any(line.startswith(("Bcc:", "Send your card")) for line in written.text.splitlines())
    assert "http://evil" not in written.text + written.html
    assert "evil.example" not in written.text + written.html
    assert "\u202e" not in written.text + written.html


@every_letter
def test_a_subject_is_one_line_whatever_is_in_it(template: str) -> None:
    subject = _written(template, dict.fromkeys(samples()[template], HOSTILE)).subject

    assert subject.isprintable()
    assert subject == subject.strip()


@every_letter
def test_a_page_asks_nothing_of_any_other_place(template: str) -> None:
    page = _Page()

    page.feed(_written(template, dict(samples()[template])).html)

    assert page.tags.isdisjoint({"img", "script", "link", "iframe", "form", "object", "video", "svg"})
    assert all(href.startswith((PORTAL, "tel:+1")) for href in page.links)
    assert "url(" not in page.raw
    assert page.lang == "en"


def test_a_letter_that_opens_something_is_not_written_without_its_link() -> None:
    with pytest.raises(UndefinedError):
        letter_of("reset_password", facts=samples()["reset_password"], link="", language="en", portal=PORTAL)


def test_a_link_cannot_leave_its_attribute() -> None:
    facts = dict(samples()["verify_email"])

    written = letter_of("verify_email", facts=facts, link='https://x/"onclick="y', language="en", portal=PORTAL)

    assert 'onclick="y' not in written.html


def test_a_letter_in_a_language_without_one_comes_in_english() -> None:
    facts = dict(samples()["invited"])

    spanish = letter_of("invited", facts=facts, link=LINK, language="es", portal=PORTAL)

    assert spanish == _written("invited", facts)


class _Page(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.lang = ""
        self.raw = ""

    def feed(self, data: str) -> None:
        self.raw += data
        super().feed(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        told = dict(attrs)
        self.lang = self.lang or told.get("lang") or ""
        if "href" in told:
            self.links.append(told["href"] or "")
