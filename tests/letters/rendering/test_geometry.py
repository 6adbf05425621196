"""DIN 5008 measured on the finished page. The figures here are the norm's, not our code's."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kontor.letters.rendering.process import pictures, render
from kontor.letters.rendering.sheet import Sheet
from kontor.letters.rendering.supplied import SUPPLIED, supplied_css
from tests.factories.letters import make_sheet
from tests.letters.rendering.measuring import Place, pages_of, place_of, rules_of, size_of, text_of

TOPS = {"a": 27.0, "b": 45.0}
FOLDS = {"a": (87.0, 192.0), "b": (105.0, 210.0)}
LINES = ("Erste", "Zweite", "Dritte", "Vierte", "Fünfte", "Sechste", "Siebte", "Achte", "Neunte")
TABLE = "<table><thead><tr><th>Artikel</th><th>Preis</th></tr></thead><tbody>{}</tbody></table>"


def first_page(**values: Any) -> pypdfium2.PdfPage:
    return pages_of(render(make_sheet(**values)).pdf)[0]


def window(form: str) -> Place:
    return Place(20, TOPS[form], 105, TOPS[form] + 45)


@pytest.mark.parametrize("form", ["a", "b"])
@pytest.mark.parametrize("lines", range(1, 10))
def test_the_address_lies_in_the_window_below_the_return_line(form: str, lines: int):
    page = first_page(window=form, address=LINES[:lines])

    back = place_of(page, "Nordlicht Versand ·")
    places = [place_of(page, line) for line in LINES[:lines]]
    assert all(place.lies_in(window(form)) for place in [back, *places])
    assert all(place.left == pytest.approx(25, abs=0.6) for place in places)
    assert all(below.top - above.top > 3 for above, below in itertools.pairwise(places))
    assert back.bottom < places[0].top
    if lines <= 6:
        assert places[0].top - TOPS[form] == pytest.approx(17.7 + 0.9, abs=0.8), "begins in the recipient's zone"


@pytest.mark.parametrize("lines", [10, 14])
def test_an_address_with_too_many_lines_becomes_smaller_and_stays_in_the_window(lines: int):
    address = tuple(f"Zeile Nummer {number}." for number in range(1, lines + 1))
    page = first_page(address=address)

    assert all(place_of(page, line).lies_in(window("b")) for line in address)


@pytest.mark.parametrize("css", [supplied_css(name) for name in SUPPLIED])
def test_long_lines_become_smaller_and_stay_in_the_window(css: str):
    long = "Bundesarbeitsgemeinschaft der Wasserversorgungsunternehmen Norddeutschland e. V."
    page = first_page(address=(long, "Am Alten Hafen 12a", "24103 Kiel"), return_line=f"{long} · {long[:40]}", css=css)

    assert place_of(page, long).lies_in(window("b"))
    assert place_of(page, f"{long} ·").lies_in(window("b"))


@pytest.mark.parametrize("form", ["a", "b"])
def test_information_block_and_subject_stand_where_the_form_wants_them(form: str):
    page = first_page(window=form)

    contact, subject = place_of(page, "Telefon"), place_of(page, "Ihre Lieferung fehlt")
    assert contact.left == pytest.approx(125, abs=0.6)
    assert contact.top - (TOPS[form] + 5) == pytest.approx(1, abs=1)
    assert subject.left == pytest.approx(25, abs=0.6)
    assert subject.top - {"a": 80.46, "b": 98.46}[form] == pytest.approx(1, abs=1)


@pytest.mark.parametrize("form", ["a", "b"])
def test_fold_and_hole_marks_lie_at_their_heights_and_can_be_left_out(form: str):
    marks = [each for each in rules_of(first_page(window=form)) if each.right < 15]

    assert [round(mark.top, 1) for mark in sorted(marks, key=lambda each: each.top)] == pytest.approx(
        sorted([*FOLDS[form], 148.5]), abs=0.25
    )
    assert [each for each in rules_of(first_page(window=form, fold_marks=False)) if each.right < 15] == []


def test_letter_paper_is_folded_in_three():
    page = first_page(page_size="letter")
    marks = sorted(each.top for each in rules_of(page) if each.right < 15)

    assert size_of(page) == (215.9, 279.4)
    assert marks == pytest.approx([93.1, 139.7, 186.3], abs=0.25)


def long_sheet(**values: Any) -> Sheet:
    rows = "".join(f"<tr><td>Posten {number}</td><td>{number},00 €</td></tr>" for number in range(1, 71))
    return make_sheet(body_html=TABLE.format(rows), **values)


@pytest.mark.parametrize("name", SUPPLIED)
def test_every_page_has_foot_number_and_the_head_of_the_table(name: str):
    pages = pages_of(render(long_sheet(css=supplied_css(name))).pdf)

    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        of = place_of(page, f"Seite {number} von 3")
        bank = place_of(page, "Hanseatische Bank") if name != "plain" else None
        assert of.right == pytest.approx(190, abs=0.6) and of.bottom < 285
        assert place_of(page, "Artikel").left == pytest.approx(25, abs=3)
        assert bank is None or (of.bottom < bank.top and bank.bottom < 290)
        last = [
            place_of(page, row) for row in (f"Posten {each}" for each in range(1, 71)) if f"{row} " in text_of(page)
        ]
        assert last and max(each.bottom for each in last) < of.top, "no row lies on the foot"
    assert "Nordlicht Versand" in text_of(pages[1]) and "28. November 2026" in text_of(pages[2])


def test_text_keeps_to_its_margins():
    words = "Donaudampfschifffahrtsgesellschaftskapitän " * 200
    for page in pages_of(render(make_sheet(body_html=f"<p>{words}</p><p>{'x' * 400}</p>")).pdf):
        text = page.get_textpage()
        boxes = [text.get_charbox(each) for each in range(text.count_chars()) if text.get_text_range(each, 1).strip()]
        assert min(box[0] for box in boxes) * 25.4 / 72 >= 24.5
        assert max(box[2] for box in boxes) * 25.4 / 72 <= 200.5


def test_no_page_begins_or_ends_with_a_single_line_of_a_paragraph():
    """Paragraphs of five lines; whatever the break, at least two stay together."""
    paragraph = "<p>" + "<br>".join(f"A{{0}}Z{line}" for line in range(1, 6)) + "</p>"
    pages = pages_of(render(make_sheet(body_html="".join(paragraph.format(each) for each in range(100, 140)))).pdf)

    broken = 0
    for page in pages:
        words = [word for word in text_of(page).split() if word[0] == "A" and "Z" in word]
        for paragraph_number in {word.split("Z")[0] for word in words}:
            here = [word for word in words if word.startswith(f"{paragraph_number}Z")]
            broken += len(here) < 5
            assert len(here) != 1
    assert len(pages) > 2 and broken, "paragraphs were broken at all"


def test_the_code_can_be_read_from_the_picture_and_is_not_in_the_window():
    code = "KL.ZZ.1Z141Z3.ABCDEFGHIJKLMNOP"
    [page] = pictures(render(make_sheet(code=code)).pdf, dpi=150)
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.content)))

    corner, scale = found.position.top_left, 25.4 / 150
    assert found.text == code
    assert corner.x * scale == pytest.approx(7, abs=0.5) and corner.y * scale > 210


def test_a_stylesheet_cannot_move_or_hide_the_address_and_what_leaves_the_window_is_said():
    moved = ".address { top: 0 !important; left: 90mm !important; position: static !important }"
    page = first_page(css=moved + " @page :first { margin-top: 10mm !important; margin-left: 0 !important }")
    hidden = first_page(css=".address, .address__line { visibility: hidden !important; display: none !important }")
    outside = render(make_sheet(css=".address__line { letter-spacing: 30mm }"))

    assert place_of(page, "Jana Petersen").lies_in(window("b"))
    assert place_of(hidden, "Jana Petersen").lies_in(window("b"))
    assert [remark.kind for remark in outside.remarks] == ["window"]


def test_what_is_written_is_what_can_be_read_back():
    words = "Sehr geehrte Frau Öztürk, für 1.234,56 € – „Zitat“ – ﬁnden Œuvre, Łódź, Ελλάδα, Привет."
    [page] = pages_of(render(make_sheet(body_html=f"<p>{words}</p>")).pdf)

    assert words.replace("ﬁ", "fi") in text_of(page).replace("ﬁ", "fi")


def test_characters_without_a_glyph_are_named_and_a_box_stands_for_them():
    rendered = render(make_sheet(body_html="<p>Ein 𓀀 und ein 𓁀.</p>"))
    [page] = pages_of(rendered.pdf)

    assert [(remark.kind, remark.values) for remark in rendered.remarks] == [("glyphs", {"characters": "𓀀 𓁀"})]
    assert "Ein □ und ein □." in text_of(page)
