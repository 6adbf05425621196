"""Whatever customers and authors write: no markup, link, header or recipient comes of it. Properties, by hypothesis."""

from __future__ import annotations

import re
import signal
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kontor.kernel.html import clean_layout, clean_own, plain_text_from_html
from kontor.tenants.models import Tenant
from kontor.texts.domain.greeting_words import greeting_for
from kontor.texts.domain.includes import Includes
from kontor.texts.domain.names import split_name
from kontor.texts.domain.placeholders import PLACEHOLDERS, Facts
from kontor.texts.domain.rendering import Dressed, dress, fill_html, fill_text, render_content, unresolved
from kontor.texts.domain.style import clean_css, inlined, media_rules, refused_css
from kontor.texts.domain.syntax import as_value, of_a_stranger
from kontor.texts.models import ReplyTemplate, TemplateContent
from tests.support.scoping import in_scope

PIECES = [
    *"<>\"'&;:/\\{}$|=()`@.,#%\r\n\t \u2028\u202e\u200b\x00",
    *("<script>", "</p>", "<!--", "-->", "]]>", "<svg onload=x>", "<style>", "&lt;", "&#60;", "&#x3c;", "${", "}"),
    *("${agent.email}", "${include.x}", "${content}", "javascript:", "https://evil.example/", "www.evil.example"),
    *("mailto:", "\r\nBcc: alle@evil.example", "url(", "@import", "expression(", "/*", "*/", "@media print{", "a", "ä"),
]
nasty = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map("".join)
names = st.sampled_from([*PLACEHOLDERS, "signature"])

HTML = (
    '<p title="${customer.name}">Hallo ${customer.name}, ${customer.number|Kunde}</p>'
    '<a href="https://nordlicht.example/${customer.number}?n=${customer.name}">Konto</a><p>${customer.salutation}</p>'
)


class Tags(HTMLParser):
    """The elements, attributes and texts of HTML, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background", "action")]

    def handle_data(self, data: str) -> None:
        self.words += data


def everything(value: str, language: str = "de") -> Facts:
    return Facts({name: as_value(value) for name in (*PLACEHOLDERS, "signature")}, language)


@given(nasty)
@example('"><script>alert(1)</script>')
@example("${agent.email}")
def test_a_value_is_text_and_nothing_else(value: str):
    filled = Tags(fill_html(HTML, everything(f"x{value}")).content)
    plain = Tags(fill_html(HTML, everything("Jana")).content)

    assert filled.tags == plain.tags
    assert filled.attributes == plain.attributes
    assert len(filled.links) == 1 and filled.links[0].startswith("https://nordlicht.example/")
    assert re.fullmatch(
        r"[A-Za-z0-9%_.~-]*\?n=[A-Za-z0-9%_.~-]*", filled.links[0].removeprefix("https://nordlicht.example/")
    )


@given(nasty)
def test_a_value_is_never_a_placeholder(value: str):
    given_facts = Facts({"customer.name": as_value(value), "agent.email": "GEHEIM", "signature": "GEHEIM"}, "de")

    once = fill_text("${customer.name}", given_facts).content
    twice = fill_html(fill_html("<p>${customer.name|x}</p>", given_facts).content, given_facts).content

    assert "GEHEIM" not in once + twice
    assert unresolved(once.removesuffix("${customer.name}")) == []


@given(nasty, nasty)
def test_a_subject_is_one_line_of_a_header(subject: str, value: str):
    content = TemplateContent(language="de", subject=f"{subject} ${{ticket.subject}}", html="", text="")

    body = render_content(ReplyTemplate(), content, Facts({"ticket.subject": of_a_stranger(value, 200)}, "de"))

    assert not re.search(r"[\x00-\x1f\x7f\x85\u2028\u2029]", body.subject)
    assert len(body.subject) <= 400


@given(nasty)
@example("https://evil.example/x")
@example("Anna www.evil.example")
@example("evil.example/pfad")
@example("http:evil")
def test_what_a_stranger_wrote_holds_no_link(value: str):
    harmless = of_a_stranger(value, 200)

    assert not re.search(r"https?:\S|www\.\w|[a-z0-9]\.[a-z]{2}", harmless, re.IGNORECASE)
    assert "${" not in harmless and "\n" not in harmless
    assert len(harmless) <= 200 + harmless.count("\u200b")


@given(nasty, st.sampled_from(["", "ms", "mr", "neutral"]), st.sampled_from(["de", "en", "xx", ""]))
def test_a_greeting_is_one_harmless_line(name: str, salutation: str, language: str):
    line = as_value(greeting_for(name, salutation, language, own={}, tenant_name="Nordlicht"))

    assert "${" not in line and "\n" not in line
    assert not re.search(r"https?:\S|www\.\w", line, re.IGNORECASE)


@given(st.text(max_size=300))
def test_any_name_can_be_split(name: str):
    person = split_name(name)

    assert len(person.first) + len(person.last) <= len(name)


@given(nasty)
@example("<p><p><table><tr><p>")
@example('<a href="https://x.example/?a=1&b=2" title="&quot;">x</a>')
@example("<table><p>x</table>")
def test_cleaning_is_stable_and_clean(html: str):
    for clean in (clean_layout, clean_own):
        once = clean(html)
        assert clean(once) == once
        assert not re.search(r"<script|<style|<svg|<iframe|<!--| on[a-z]+=", once)


@given(nasty, st.lists(names, max_size=3))
def test_filled_html_is_clean_html(html: str, placed: list[str]):
    mixed = html + "".join(f"<p>${{{name}}}</p>" for name in placed)

    content = fill_html(mixed, everything("<b>x</b>")).content

    assert clean_layout(content) == content


@given(st.one_of(nasty, st.text()))
def test_any_html_has_a_plain_text(html: str):
    assert "\x00" not in plain_text_from_html(html)
    assert isinstance(fill_text(html, everything("x")).content, str)


@given(nasty)
@example("p{background:ur/**/l(https://evil.example)}")
@example("p{background:\\75rl(https://evil.example)}")
@example("@media screen{p{background:url(https://evil.example)}}")
@example("</style><script>x</script>")
@example("p{color:red}}}</style>{")
def test_a_style_sheet_fetches_nothing_and_stays_in_its_element(css: str):
    cleaned = clean_css(css)

    assert not re.search(r"url\s*\(|@import|@font-face|expression|[<>\\]|/\*", cleaned, re.IGNORECASE)
    assert clean_css(cleaned) == cleaned
    assert refused_css(cleaned) == ""
    assert "<" not in media_rules(css)
    assert Tags(inlined("<p>x</p>", css)).tags == ["p"]


@pytest.fixture
def scoped(nordlicht: Tenant):
    with in_scope(nordlicht):
        yield nordlicht


def test_a_mail_refers_to_nothing_but_what_its_author_set(scoped: Tenant):
    @settings(max_examples=60)
    @given(nasty, nasty)
    def check(body: str, quote: str) -> None:
        mail = dressed(scoped, f'<a href="https://nordlicht.example/agb">AGB</a><p>{body}</p>', quote)
        found = Tags(mail.html)
        assert found.links == ["https://nordlicht.example/agb"]
        assert not {"script", "link", "iframe", "object", "embed", "base", "form", "input"} & set(found.tags)
        assert not {name for name in found.attributes if name.startswith("on")} | (
            found.attributes & {"srcset", "ping"}
        )
        assert [tag for tag in found.tags if tag in ("html", "head", "body", "meta")] == [
            "html", "head", "meta", "meta", "meta", "body",
        ]  # fmt: skip

    check()


@pytest.mark.parametrize("tag", ['<img src="{}">', '<p style="background:url({})">', '<table background="{}">'])
@pytest.mark.parametrize("address", ["https://evil.example/t.gif", "//evil.example/t", "data:image/svg+xml,<svg>"])
def test_a_mail_holds_nothing_that_tells_when_it_is_read(scoped: Tenant, tag: str, address: str):
    mail = dressed(scoped, tag.format(address) + "<p>x</p>", tag.format(address))

    assert "evil" not in mail.html and "data:" not in mail.html


def dressed(tenant: Tenant, body: str, quote: str) -> Dressed:
    facts = Facts({"signature": "x"}, "de", Includes(tenant.pk, "de", "de", _parts={(): {}}))
    return dress(tenant, None, "de", body, facts, quote_html=quote)


@pytest.mark.parametrize(
    "text",
    [
        "${" * 50_000,
        "${customer.name|" + "x" * 100_000,
        "a." * 50_000,
        "x{" * 50_000,
        "/*" * 50_000,
        "@media " * 20_000,
    ],
)
def test_long_texts_take_no_long_time(text: str, timeout: None):
    fill_text(text, everything("x"))
    unresolved(text)
    of_a_stranger(text, 200)
    split_name(text)
    clean_css(text)
    refused_css(text)


@pytest.fixture
def timeout():
    """Stops what does not end: a search that goes back and forth would take minutes."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
