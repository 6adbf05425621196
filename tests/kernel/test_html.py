"""Foreign HTML: harmless, readable, and never slow."""

from __future__ import annotations

import time

import pytest

from kontor.kernel.html import clean_own, pictures_shown, plain_text_from_html, sanitize_mail_html

ATTACKS = [
    "<script>steal()</script>",
    "<img src=x onerror=steal()>",
    '<a href="JaVaScRiPt:steal()">x</a>',
    '<a href="java&#10;script:steal()">x</a>',
    "<svg><script>steal()</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=steal()></style></mglyph></table></mtext></math>",
    '<iframe srcdoc="<script>steal()</script>"></iframe>',
    '<form action="https://evil.example"><input name=password></form>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "<!--[if IE]><script>steal()</script><![endif]-->",
    '<object data="https://evil.example/x"></object>',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    "<style>@import url(https://evil.example/x.css)</style>",
    '<p style="background-image:url(https://evil.example/x)">x</p>',
    '<p style="width:expression(steal())">x</p>',
    '<p style="background-color:u\\72l(https://evil.example/x)">x</p>',
    '<table background="https://evil.example/x"><tr><td>x</td></tr></table>',
    '<img srcset="https://evil.example/x 2x">',
    '<video poster="https://evil.example/x"></video>',
    '<a href="//evil.example">x</a>',
    '<button formaction="https://evil.example">x</button>',
    '<noscript><p title="</noscript><img src=x onerror=steal()>"></noscript>',
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_runs_and_nothing_is_fetched(attack: str) -> None:
    for cleaned in (sanitize_mail_html(attack).html, clean_own(attack)):
        assert "steal" not in cleaned.replace("steal()&gt;", "")
        assert "evil.example" not in cleaned
        assert "<script" not in cleaned


def test_formatting_tables_and_colours_stay() -> None:
    html = '<table width="100%"><tbody><tr><td style="color:red;position:fixed">a <b>b</b></td></tr></tbody></table>'

    assert sanitize_mail_html(html).html == html.replace(";position:fixed", "")


def test_remote_pictures_are_left_out_and_counted() -> None:
    html = '<img src="https://a.example/1.png" alt="eins"><img src="http://a.example/2.png"><img src="//a.example/3">'

    blocked = sanitize_mail_html(html)
    allowed = sanitize_mail_html(html, allow_remote_images=True)

    assert (blocked.html, blocked.remote_images_blocked) == ('<img alt="eins"><img><img>', 3)
    assert allowed.html.count("a.example") == 3
    assert allowed.remote_images_blocked == 0


def test_inline_pictures_get_our_address() -> None:
    html = (
        '<img src="cid:a@b"><img src="CID:unknown"><img src="data:image/png;base64,AAAA"><img src="data:text/html,x">'
    )

    cleaned = sanitize_mail_html(html, cid_urls={"a@b": "/files/1"}).html

    assert cleaned == '<img src="/files/1"><img><img src="data:image/png;base64,AAAA"><img>'
    assert sanitize_mail_html('<img src="cid:A%40b">', cid_urls={"a@B": "/files/1"}).html == '<img src="/files/1">'
    assert pictures_shown(
        "<svg>cid:a<img src=cid:b></svg><img alt=x src=' CID:C%40d&amp;e'><!-- <img src=cid:f> -->"
    ) == {"c@d&e"}


def test_links_open_elsewhere_and_never_lead_into_our_pages() -> None:
    cleaned = sanitize_mail_html('<a href="https://a.example/?x=1&y=2">a</a><a href="/sign-out/">b</a>').html

    assert cleaned.count('href="') == cleaned.count('href="https://a.example/?x=1&amp;y=2"') == 1
    assert cleaned.count('target="_blank"') == cleaned.count('rel="noopener noreferrer nofollow"') == 2


def test_our_own_formatting_stays() -> None:
    html = (
        '<h2 style="color:red">Titel</h2><p style="text-align:right">a</p>'
        "<p><strong>b</strong> <em>c</em> <u>d</u> <s>e</s><br>f</p>"
        '<ul><li>g</li></ul><ol start="2"><li>h</li></ol><blockquote type="cite"><p>i</p></blockquote><hr>'
        '<table border="0"><tbody><tr><td colspan="2" style="padding:4px">j</td></tr></tbody></table>'
        '<p><a href="https://shop.example/?nr=${ticket.number}">k</a> <a href="mailto:a@b.example">l</a></p>'
        '<p>${customer.name|Kundin} <mark data-missing="customer.name">${customer.name}</mark></p>'
    )

    assert clean_own(html) == html


@pytest.mark.parametrize("source", ["cid:a1.b2@nordlicht.example", "picture:17"])
def test_our_own_pictures_stay(source: str) -> None:
    html = f'<img src="{source}" alt="Logo" width="120">'

    assert clean_own(html) == html


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/x.png",
        "//evil.example/x.png",
        "data:image/png;base64,AAAA",
        "/desk/ticket/1/",
        "picture:../1",
        "cid:a b",
        "picture:1 https://evil.example",
    ],
)
def test_other_pictures_lose_their_source(source: str) -> None:
    assert clean_own(f'<img src="{source}" alt="x">') == '<img alt="x">'


@pytest.mark.parametrize("attack", ATTACKS)
def test_our_own_is_the_same_when_cleaned_again(attack: str) -> None:
    once = clean_own(attack)

    assert clean_own(once) == once


def test_classes_forms_and_hidden_words_do_not_stay() -> None:
    html = '<p class="MsoNormal" id="a" onclick="x()" style="display:none;mso-list:l0;color:red">a</p><input value="b">'

    assert clean_own(html) == '<p style="color:red">a</p>'


def test_plain_text_reads_like_the_page() -> None:
    html = """<html><head><title>weg</title><style>p{}</style></head><body>
    <h1>Rechnung</h1><p>Guten   Tag,<br>hier <b>der</b> Text &amp; mehr.</p>
    <ul><li>eins</li><li>zwei</li></ul>
    <blockquote>alt<br>älter</blockquote>neu
    <table><tr><td>Summe</td><td>10&nbsp;€</td></tr></table>
    <a href="https://a.example/x">hier</a> <a href="https://b.example/">https://b.example</a>
    <a href="mailto:a@b.example">a@b.example</a><script>weg()</script></body></html>"""

    assert plain_text_from_html(html) == (
        "Rechnung\n\nGuten Tag,\nhier der Text & mehr.\n\n- eins\n- zwei\n\n> alt\n> älter\n\nneu\n\n"
        "Summe 10 €\n\nhier <https://a.example/x> https://b.example a@b.example"
    )


def test_plain_text_of_other_blocks_stands_on_lines_of_its_own() -> None:
    html = "<header>Firma</header><main>Text</main><figure><figcaption>Bild</figcaption></figure><address>Ort</address>"

    assert plain_text_from_html(html) == "Firma\nText\nBild\nOrt"


def test_plain_text_keeps_preformatted_lines() -> None:
    assert plain_text_from_html("<pre>a\n  b</pre>c") == "a\n b\n\nc"


WORST = {
    "200,000 opening brackets": "<" * 200_000,
    "50,000 comments": "<!--" * 50_000,
    "100,000 nested elements": "<div>" * 100_000,
    "100,000 formats": "<b>" * 100_000,
    "20,000 tables": "<table><tr><td>" * 20_000,
    "formats to rebuild": "<p>" + "".join(f"<font color=c{i}>" for i in range(600)) + "</p>" + "<p>x</p>" * 5_000,
    "200,000 attributes": "<p " + " ".join(f"a{i}=1" for i in range(200_000)) + ">",
    "200,000 empty attributes": "<p " + "= " * 200_000 + ">",
    "a million ampersands": "&" * 1_000_000,
    "a style of a megabyte": "<p style='" + "color:red;" * 100_000 + "'>x</p>",
    "unclosed quotes": '<p a="' * 100_000,
    "list items without end": "<li>" * 50_000 + "</ul>" * 50_000,
    "5 MB of text": "a " * 2_500_000,
}


@pytest.mark.parametrize("case", WORST)
def test_worst_cases_end_soon(case: str) -> None:
    started = time.process_time()

    sanitize_mail_html(WORST[case])
    plain_text_from_html(WORST[case])

    assert time.process_time() - started < 4  # two treatments of two seconds each


def test_what_would_be_slow_is_shown_as_text() -> None:
    cleaned = sanitize_mail_html("<div>" * 100_000 + "Guten Tag <b>&amp; mehr")

    assert (cleaned.html, cleaned.shown_as_text) == ("Guten Tag &amp; mehr", True)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>eins<li>zwei</ol><p>und</p><ol><li>drei</ol>", "1. eins\n2. zwei\n\nund\n\n1. drei"),
        ("<ol><li>eins<ul><li>a<li>b</ul><li>zwei</ol>", "1. eins\n\n- a\n- b\n\n2. zwei"),
        ("<li>allein</ol></ul>", "- allein"),
        (
            "<p>Bitte:</p><ul><li><p>eins</p></li><li> <p>zwei</p></li></ul><p>Ende</p>",
            "Bitte:\n\n- eins\n- zwei\n\nEnde",
        ),
        ("<ol><li><p>eins</p><p>noch eins</p></li><li><div>zwei</div></li></ol>", "1. eins\nnoch eins\n2. zwei"),
        ("<ul><li><p></p></li><li><p>-</p></li></ul>", "-\n- -"),
        ("<blockquote><p>Frage</p></blockquote><p>Antwort</p>", "> Frage\n\nAntwort"),
    ],
)
def test_lists_and_quotes_read_as_they_look(html: str, text: str) -> None:
    assert plain_text_from_html(html) == text
