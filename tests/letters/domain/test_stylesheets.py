from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from kontor.audit.models import AuditEntry
from kontor.letters.domain import stylesheet_checks
from kontor.letters.domain.letter_templates import change_letter_template, letter_template_of
from kontor.letters.domain.samples import CODE, Length, sample
from kontor.letters.domain.stylesheet_checks import LONGEST, Problem, StylesheetRefused, check_of
from kontor.letters.domain.stylesheets import (
    change_stylesheet,
    create_stylesheet,
    default_stylesheet,
    delete_stylesheet,
    make_default,
    reset_stylesheet,
    restore_stylesheet,
    restore_version,
    stylesheets_of,
    versions_of,
)
from kontor.letters.models import Stylesheet, StylesheetVersion
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.process import pictures, render
from kontor.letters.rendering.supplied import supplied_css
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.stationery import make_asset, make_stylesheet
from tests.factories.texts import make_template
from tests.letters.rendering.measuring import pages_of, place_of
from tests.support.refusal import refused
from tests.support.scoping import in_scope

GOOD = ".subject { color: #0b5a7d }"
BETTER = ".subject { color: #225522 }"


def test_a_stylesheet_is_created_as_the_default_and_kept_as_a_version(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        first = create_stylesheet(nordlicht, name=" Haus ", css=GOOD, supplied="modern", by=ada)
        second = create_stylesheet(nordlicht, name="Mahnung", css=GOOD, by=ada)

        assert (first.name, first.is_default, second.is_default) == ("Haus", True, False)
        assert [(row.number, row.css, row.by) for row in versions_of(first)] == [(1, GOOD, ada)]
        actions = AuditEntry.objects.filter(kind="letters.stylesheet").values_list("action", flat=True)
        assert list(actions) == ["created", "created"]
        with refused("There is a stylesheet “Haus” already. Choose another name."):
            create_stylesheet(nordlicht, name="HAUS", css=GOOD, by=ada)


@pytest.mark.parametrize(
    ("css", "problems"),
    [
        (
            "p { color: red }\n.subject { colr: red }",
            [Problem(2, "There is no such property: colr: red")],
        ),
        (
            "p { color: url(http://evil.example/a.png) }",
            None,
        ),
        (
            "p { }\n\n.logo { background: url(asset:nothing) }",
            [Problem(3, "The tenant has no file of this name: nothing")],
        ),
    ],
)
def test_what_has_no_effect_is_refused_by_line_and_the_last_good_one_stays(
    nordlicht: Tenant, ada: User, css: str, problems: list[Problem] | None
) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD, is_default=True)
    with in_scope(nordlicht):
        with pytest.raises(StylesheetRefused) as refusal:
            change_stylesheet(sheet, name="Haus", css=css, version=1, by=ada)

        assert refusal.value.problems
        if problems is not None:
            assert list(refusal.value.problems) == problems
        assert Stylesheet.objects.get().css == GOOD
        assert StylesheetVersion.objects.count() == 1


@pytest.mark.parametrize("kind", ["library", "memory", "time"])
def test_a_server_that_cannot_look_is_a_reason_too(
    nordlicht: Tenant, ada: User, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def fails(*_asked: object) -> None:
        raise RenderFailed(kind)

    monkeypatch.setattr(stylesheet_checks, "check_css", fails)
    with in_scope(nordlicht):
        with pytest.raises(StylesheetRefused) as refusal:
            create_stylesheet(nordlicht, name="Haus", css=GOOD, by=ada)

        assert [each.sentence for each in refusal.value.problems] == [RenderFailed(kind).sentence]
        assert not stylesheets_of(nordlicht).exists()


def test_a_picture_in_a_remark_is_no_problem(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        make_asset(nordlicht, "logo")
        assert check_of(nordlicht, "/* url(asset:old)\n */ .logo { background: url(asset:logo) }")() == []
        [problem] = check_of(nordlicht, "x" * (LONGEST + 1))()
        assert problem == Problem(0, "A stylesheet has at most 100000 characters.")


def test_the_pictures_of_another_tenant_are_not_there(nordlicht: Tenant, alpina: Tenant) -> None:
    make_asset(alpina, "gipfel")
    with in_scope(nordlicht, alpina):
        assert [each.line for each in check_of(nordlicht, ".logo { background: url(asset:gipfel) }")()] == [1]


def test_versions_are_taken_back_and_reset(nordlicht: Tenant, ada: User) -> None:
    with in_scope(nordlicht):
        sheet = create_stylesheet(nordlicht, name="Haus", css=GOOD, supplied="modern", by=ada)
        sheet = change_stylesheet(sheet, name="Haus", css=BETTER, version=1, by=ada)
        with refused("Somebody else has changed the stylesheet “Haus” in the meantime. Nothing was overwritten."):
            change_stylesheet(sheet, name="Haus", css=GOOD, version=1, by=ada)
        sheet = restore_version(sheet, 1, version=2, by=ada)
        sheet = reset_stylesheet(sheet, version=3, by=ada)
        same = reset_stylesheet(sheet, version=4, by=ada)

        assert same.version == 4
        css = [(row.number, row.css) for row in versions_of(sheet)]
        assert css == [(4, supplied_css("modern")), (3, GOOD), (2, BETTER), (1, GOOD)]


def test_what_came_from_nowhere_cannot_be_reset(nordlicht: Tenant, ada: User) -> None:
    sheet = make_stylesheet(nordlicht, "Haus")
    sentence = "“Haus” was not made from a stylesheet of Kontor's: there is nothing to reset to."
    with in_scope(nordlicht), refused(sentence):
        reset_stylesheet(sheet, version=1, by=ada)


def test_one_is_the_default(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    first = make_stylesheet(nordlicht, "Haus", is_default=True)
    second = make_stylesheet(nordlicht, "Mahnung")
    other = make_stylesheet(alpina, "Gipfel", is_default=True)
    with in_scope(nordlicht, alpina):
        make_default(second, by=ada)

        assert default_stylesheet(nordlicht) == second
        assert default_stylesheet(alpina) == other
        with refused("“Mahnung” is the default. Make another one the default first."):
            delete_stylesheet(second, by=ada)
        delete_stylesheet(first, by=ada)
        delete_stylesheet(second, by=ada)
        assert default_stylesheet(nordlicht) is None
        assert restore_stylesheet(first, by=ada).is_default
        assert list(stylesheets_of(nordlicht)) == [first]


def test_what_a_template_names_stays(nordlicht: Tenant, ada: User) -> None:
    make_stylesheet(nordlicht, "Haus", is_default=True)
    sheet = make_stylesheet(nordlicht, "Mahnung")
    template = make_template(nordlicht, "Erste Mahnung")
    with in_scope(nordlicht):
        change_letter_template(
            template, stylesheet=sheet, output_directory="", information=True, enclosures="", version=0, by=ada
        )
        with refused("“Mahnung” is in use and cannot be deleted. Template: Erste Mahnung."):
            delete_stylesheet(sheet, by=ada)


def test_what_a_template_says_of_its_letters(nordlicht: Tenant, alpina: Tenant, ada: User) -> None:
    template = make_template(nordlicht, "Antwort")
    foreign = make_stylesheet(alpina, "Gipfel")
    values = {"output_directory": " nord/mahnung ", "information": False, "enclosures": "Rechnung \n\n Vertrag"}
    with in_scope(nordlicht, alpina):
        assert (letter_template_of(template).version, letter_template_of(template).information) == (0, True)
        change_letter_template(template, stylesheet=None, **values, version=0, by=ada)  # type: ignore[arg-type]
        with refused("Somebody else has changed the template “Antwort” in the meantime. Nothing was overwritten."):
            change_letter_template(template, stylesheet=None, **values, version=0, by=ada)  # type: ignore[arg-type]
        with refused("The chosen stylesheet is not there any more. Choose another one."):
            change_letter_template(template, stylesheet=foreign, **values, version=1, by=ada)  # type: ignore[arg-type]

        row = letter_template_of(template)
        assert (row.output_directory, row.information, row.enclosures) == ("nord/mahnung", False, "Rechnung\nVertrag")
        assert AuditEntry.objects.get(action="letters changed").object_id == template.pk


@pytest.mark.parametrize(("length", "pages"), [(Length.SHORT, 1), (Length.ORDINARY, 1)])
def test_samples_are_real_letters(nordlicht: Tenant, length: str, pages: int) -> None:
    with in_scope(nordlicht):
        letter = render(sample(nordlicht, length))

    assert letter.pages == pages
    assert letter.pdf.startswith(b"%PDF-")


def test_the_long_sample_has_several_pages(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        sheet = sample(nordlicht, Length.MANY, css=GOOD)

    assert (len(sheet.address), sheet.css) == (6, GOOD)
    assert render(sheet).pages > 2


WINDOW = "The address does not lie fully in the window of the envelope."
TEXT = "The text of the letter cannot be read: part of it is hidden, too small or of the paper's colour."


@pytest.mark.parametrize(
    ("css", "sentence"),
    [
        (".address__line { letter-spacing: 30mm }", WINDOW),
        ("main { display: none }", TEXT),
        (".text p, .text table { visibility: hidden }", TEXT),
        ("html { font-size: 3pt }", TEXT),
        ("* { color: white }", TEXT),
        (".text { color: #0b5a7d; background: #0b5a7d }", TEXT),
        (".text { position: absolute; left: -400mm }", TEXT),
        (".text p { display: none } .text::after { content: '" + "Ersatz " * 99 + "' }", TEXT),
    ],
)
def test_what_prints_useless_letters_is_refused(nordlicht: Tenant, ada: User, css: str, sentence: str) -> None:
    with in_scope(nordlicht):
        with pytest.raises(StylesheetRefused) as refusal:
            create_stylesheet(nordlicht, name="Haus", css=css, by=ada)

        assert [each.sentence for each in refusal.value.problems] == [sentence]
        assert not stylesheets_of(nordlicht).exists()


@pytest.mark.parametrize(
    "css",
    [
        ".address { display: none; color: white; background: black }",
        ".address__line span { font-size: 2pt; display: none; visibility: hidden }",
        ".code, .code img { display: none !important; width: 1mm !important; max-width: 1mm; visibility: hidden }",
        "main { height: 0; overflow: hidden }",
        ".text th { color: white; background: #333 }",
        ".text p { text-transform: uppercase; color: #777 } .text li::before { content: '–' }",
    ],
)
def test_what_a_letter_is_for_stays_whatever_the_stylesheet_says(nordlicht: Tenant, css: str) -> None:
    with in_scope(nordlicht):
        sheet = sample(nordlicht, css=css)

    rendered = render(sheet)

    assert rendered.remarks == ()
    [page] = pictures(rendered.pdf, dpi=200, pages=[1])
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.content)))
    assert code.text == CODE
    first, *_more = pages_of(rendered.pdf)
    assert place_of(first, "Lindenallee 12").bottom - place_of(first, "Lindenallee 12").top > 2
