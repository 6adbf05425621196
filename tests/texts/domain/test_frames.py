"""Mails of one template, dressed once and filled: the same bytes as dressing each by itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.tenants.models import Tenant
from kontor.texts.domain.frames import VARYING, Finished, Frames
from kontor.texts.domain.includes import Includes
from kontor.texts.domain.placeholders import Facts
from kontor.texts.domain.rendering import dress, render_content
from kontor.texts.domain.syntax import as_value
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate, TemplateContent

TENANT = Tenant(pk=1, name="Nordlicht Energie", language="de")
CSS = """
.mail { padding: 12px } p:first-child { color: #112233 } p:empty { margin: 9px } td p + p { margin: 1px }
@media (prefers-color-scheme: dark) { .mail { color: #eeeeee } }
"""
PARTS = {
    IncludePart.LAYOUT: ("<table><tr><td>${letterhead}</td></tr><tr><td>${content}</td></tr></table>${footer}", ""),
    IncludePart.LETTERHEAD: ("<p>Briefkopf für ${customer.name|Sie}</p>", ""),
    IncludePart.FOOTER: ("<p>${tenant.name} · ${ticket.number}</p>", "Fuß ${ticket.number}\n\n${date.today|heute}"),
    IncludePart.STYLE: ("", CSS),
}
BODIES = (
    "<p>${customer.salutation}</p><p>Ihre Mail „${ticket.subject}“ ist da.</p><p>${signature}</p>",
    "<ul><li>${ticket.number}</li><li><b>${ticket.subject}</b> ${customer.name}</li></ul><p></p><p>${date.today}</p>",
    "<blockquote type='cite'><p>${ticket.subject}</p></blockquote><h2>${customer.name|Kundin}</h2>${include.hours}",
    "<p>&nbsp;${ticket.subject} ${ticket.subject}${customer.name}. &amp; x</p><hr><p>${customer.first_name}</p>",
)
IN_LINKS = (
    '<p><a href="https://x.example/?n=${ticket.number}">hier</a></p>',
    '<p><a href="https://x.example/">${ticket.subject}</a></p>',
    '<p><img src="cid:a" alt="${ticket.subject}"></p>',
    "<p>\ue101 ${ticket.subject}</p>",
)
NASTY = (
    "<b>\"x\"</b> & 'y'",
    "${ticket.number}",
    "a\xa0b",
    "a\u202fb  c",
    "zwei\nZeilen",
    " Rand ",
    "\ue102",
    "x" * 3000,
    "> Zitat",
    "&amp; &lt;",
    "https://x.example/ und mehr",
)
WILD = st.text(st.sampled_from("ab.-> <&\"';\xa0\u202f\t\n${}|/") | st.characters(codec="utf-8"), max_size=30)


def _content(html: str, subject: str = "Re: ${ticket.subject} [#${ticket.number}]") -> TemplateContent:
    template = ReplyTemplate(pk=7, version=3, name="Eingang")
    return TemplateContent(pk=9, template=template, language="de", subject=subject, html=html)


def _includes() -> Includes:
    parts = {part: TemplateContent(html=html, text=text, language="de") for part, (html, text) in PARTS.items()}
    hours = TemplateContent(html="<p>Mo bis Fr, ${category.name}</p>", language="de")
    return Includes(1, "de", "de", _named={"hours": hours}, _parts={(0, 0, 0, 0, 0): parts})


def _facts(includes: Includes, **values: str) -> Facts:
    steady = {"tenant.name": "Nordlicht Energie", "signature": "Gruß\nNordlicht"}
    names = {name.replace("__", "."): value for name, value in values.items()}
    return Facts({**steady, **names}, "de", includes, frozenset({"customer.name", "ticket.subject"}))


def _alone(content: TemplateContent, facts: Facts) -> Finished:
    body = render_content(content.template, content, facts)
    mail = dress(TENANT, content.template, content.language, body.html, facts)
    return Finished(body.subject, mail, (*body.missing, *mail.missing))


@pytest.mark.parametrize("html", [*BODIES, *IN_LINKS])
def test_every_nasty_value_in_every_place(html: str) -> None:
    content, includes, frames = _content(html), _includes(), Frames()
    usual = dict.fromkeys(VARYING, "Wert & Wort")

    for values in (usual, usual, *(dict.fromkeys(VARYING, nasty) for nasty in NASTY)):
        facts = _facts(includes, **values)
        assert frames.finished(TENANT, content, facts) == _alone(content, facts)


@settings(max_examples=60)
@given(
    html=st.sampled_from([*BODIES, *IN_LINKS]),
    mails=st.lists(st.dictionaries(st.sampled_from(VARYING), WILD), min_size=2, max_size=4),
    as_they_come=st.booleans(),
)
def test_the_bytes_are_those_of_dressing_each(html: str, mails: list[dict[str, str]], as_they_come: bool) -> None:
    content, includes, frames = _content(html), _includes(), Frames()
    usual = dict.fromkeys(VARYING, "Wert & Wort")
    for values in [usual, usual, *mails, *({**usual, **each} for each in mails)]:
        kept = values if as_they_come else {name: as_value(value) for name, value in values.items()}
        facts = _facts(includes, **kept)
        assert frames.finished(TENANT, content, facts) == _alone(content, facts)


@pytest.mark.parametrize("html", BODIES)
def test_one_frame_serves_all_mails_of_a_template(html: str) -> None:
    content, includes, frames = _content(html), _includes(), Frames()

    for at in range(5):
        frames.finished(TENANT, content, _facts(includes, **dict.fromkeys(VARYING, f"Wert {at}")))

    assert [frame is not None for frame in frames._frames.values()] == [True]


@pytest.mark.parametrize("html", IN_LINKS)
def test_where_a_value_stands_in_a_link_each_mail_is_dressed(html: str) -> None:
    content, includes, frames = _content(html), _includes(), Frames()
    values = [f"a {at} <b>&\"'" for at in range(3)]

    found = [frames.finished(TENANT, content, _facts(includes, **dict.fromkeys(VARYING, one))) for one in values]

    assert list(frames._frames.values()) == [None]
    assert found == [_alone(content, _facts(includes, **dict.fromkeys(VARYING, one))) for one in values]


def test_what_a_stranger_wrote_becomes_no_markup_in_a_frame() -> None:
    content, includes, frames = _content(BODIES[0]), _includes(), Frames()
    facts = [_facts(includes, **dict.fromkeys(VARYING, value)) for value in ("a", "b", "<script>alert(1)</script>")]

    *_others, last = [frames.finished(TENANT, content, each) for each in facts]

    assert ("<script" in last.mail.html, "&lt;script&gt;" in last.mail.html) == (False, True)
    assert last.mail.text.count("<script>alert(1)</script>") > 1


def test_other_includes_and_missing_values_make_other_frames() -> None:
    content, frames = _content(BODIES[0]), Frames()
    for includes in (_includes(), _includes()):
        for values in (dict.fromkeys(VARYING, "x"), {"ticket.number": "1"}):
            for _again in range(2):
                facts = _facts(includes, **values)
                assert frames.finished(TENANT, content, facts) == _alone(content, facts)

    assert len(frames._frames) == 4
