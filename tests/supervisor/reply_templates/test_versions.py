"""Two versions of a template beside each other: which lines stand opposite, which versions there are."""

from __future__ import annotations

import pytest

from kontor.people.models import User
from kontor.supervisor.reply_templates.content_forms import is_designed
from kontor.supervisor.reply_templates.insertions import Insertion, insertions, insertions_of_modules
from kontor.supervisor.reply_templates.versions import Pair, side_by_side
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.template_versions import Line
from kontor.texts.domain.templates import change_template, create_template
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_include, make_library_file, make_template
from tests.supervisor.listed import said
from tests.supervisor.reply_templates.test_mask import LIST, ClientFor
from tests.support.client import Browser
from tests.support.scoping import in_scope


@pytest.fixture
def browser(client_for: ClientFor, sven: User, nordlicht: Tenant) -> Browser:
    return client_for(sven, nordlicht)


@pytest.fixture
def template(nordlicht: Tenant) -> ReplyTemplate:
    """In its third version."""
    with in_scope(nordlicht):
        made = create_template(nordlicht, name="Antwort", by=None).template
        for text in ("<p>Eins</p>", "<p>Zwei</p>"):
            made = change_template(made, version=made.version, by=None, contents={"de": Content(html=text)}).template
    return made


@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        ("", ""),
        (" a  b", "a|a b|b"),
        ("-a +b", "a|b"),
        ("-a -b +c", "a|c b|."),
        ("-a +b +c", "a|b .|c"),
        (" x -a +b  y", "x|x a|b y|y"),
        ("-a -b", "a|. b|."),
        ("+a", ".|a"),
        ("-a +b -c +d", "a|b c|d"),
    ],
)
def test_what_went_stands_beside_what_came_in_its_place(lines: str, pairs: str) -> None:
    written = [Line(part[0], part[1]) for part in (lines[place : place + 2] for place in range(0, len(lines), 3))]

    shown = " ".join(f"{pair.before or '.'}|{pair.after or '.'}" for pair in side_by_side(written))

    assert shown == pairs


def test_a_line_is_the_same_on_both_sides_or_not() -> None:
    assert [Pair("a", "a").same, Pair("a", None).same, Pair(None, "a").same] == [True, False, False]


def test_a_version_is_compared_with_the_one_in_force_or_with_the_one_asked_for(
    browser: Browser, template: ReplyTemplate
) -> None:
    url = f"{LIST}{template.pk}/versions/1/"

    pages = [browser.get(url, {"with": asked}).context for asked in ("", "2", "x", "9" * 10)]

    assert [(page["old"].number, page["new"].number) for page in pages] == [(1, 3), (1, 2), (1, 3), (1, 3)]
    assert [page["is_latest"] for page in pages] == [False] * 4
    assert browser.get(f"{LIST}{template.pk}/versions/3/").context["is_latest"] is True


@pytest.mark.parametrize("page", ["versions/4/", "versions/1/?with=99"])
def test_a_version_that_is_not_there(browser: Browser, template: ReplyTemplate, page: str) -> None:
    assert browser.get(f"{LIST}{template.pk}/{page}").status_code == 404


@pytest.mark.parametrize("version", ["", "x", "1", "9" * 10])
def test_whoever_saw_an_older_state_puts_no_version_in_force(
    browser: Browser, template: ReplyTemplate, version: str
) -> None:
    browser.post(f"{LIST}{template.pk}/versions/2/restore/", {"version": version})

    with in_scope(template.tenant_id):
        template.refresh_from_db()
    assert template.version == 3


def test_an_earlier_version_in_force_again_is_named(browser: Browser, template: ReplyTemplate) -> None:
    answer = browser.post(f"{LIST}{template.pk}/versions/2/restore/", {"version": template.version})

    assert said(answer)[-1] == "Version 2 is in force again."
    assert answer["Location"] == f"{LIST}{template.pk}/versions/"


@pytest.mark.parametrize(
    ("html", "designed"),
    [
        ("<p>Guten Tag</p>", False),
        ('<p><a href="https://a.example/style=x">Link</a></p>', False),
        ("<DIV>Kasten</DIV>", True),
        ('<p style="color:red">Rot</p>', True),
        ('<td align="right">1</td>', True),
        ("<fontana>", False),
        ("<small>klein</small>", True),
    ],
)
def test_html_with_boxes_styles_or_measures_is_designed(html: str, designed: bool) -> None:
    assert is_designed(html) is designed


def test_a_layout_may_hold_the_text_and_its_frame_and_a_style_nothing(nordlicht: Tenant) -> None:
    parts = (IncludePart.LAYOUT, IncludePart.FOOTER, IncludePart.SIGNATURE, IncludePart.STYLE)
    includes = [make_include(nordlicht, part) for part in parts]

    with in_scope(nordlicht):
        groups = [insertions(include, "de") for include in includes]

    named = [[entry.name for entry in group[0].entries] if group else None for group in groups]
    assert named[0] == ["content", "letterhead", "footer", "signature"]
    assert named[1] == ["signature"]
    assert "signature" not in (named[2] or [])
    assert named[3] is None


def test_own_snippets_and_pictures_can_be_put_in_and_no_include_into_itself(nordlicht: Tenant, alpina: Tenant) -> None:
    snippet = make_include(nordlicht, IncludePart.SNIPPET, name="Gruß", internal_name="gruss")
    make_include(alpina, IncludePart.SNIPPET, name="Fremd", internal_name="fremd")
    picture = make_library_file(nordlicht, "<Logo>", filename="logo.png", purpose="picture")  # type: ignore[arg-type]
    template = make_template(nordlicht)

    with in_scope(nordlicht):
        into_template = {group.label: group.entries for group in insertions(template, "de")}
        into_itself = {group.label: group.entries for group in insertions(snippet, "de")}

    assert [entry.label for entry in into_template["Includes"]] == ["Gruß"]
    assert "Includes" not in into_itself
    assert into_template["Pictures of the library"] == [
        Insertion(
            f"picture:{picture.pk}",
            "<Logo>",
            "logo.png",
            f'<img src="picture:{picture.pk}" alt="&lt;Logo&gt;">',
        )
    ]


def test_before_the_tenant_is_chosen_text_modules_hold_what_all_tenants_have(nordlicht: Tenant) -> None:
    make_include(nordlicht, IncludePart.SNIPPET)

    with in_scope(nordlicht):
        fixed, open_ = [insertions_of_modules(nordlicht, "", fixed=fixed) for fixed in (True, False)]

    assert ["Includes" in [group.label for group in groups] for groups in (fixed, open_)] == [True, False]
    assert open_[0].label == "Parts of the mail"


def test_what_goes_in_is_the_html_or_the_placeholder() -> None:
    assert [Insertion("customer.name", "Name").text, Insertion("x", "Bild", html="<img>").text] == [
        "${customer.name}",
        "<img>",
    ]
