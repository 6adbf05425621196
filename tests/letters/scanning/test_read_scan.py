"""What is read of a scan, in a process of its own."""

from __future__ import annotations

import io
import os
import shutil

import pikepdf
import pytest
from PIL import Image

from kontor.letters.enums import TextSource
from kontor.letters.scanning.process import read_scan
from kontor.letters.scanning.remarks import KINDS, sentence_of
from kontor.letters.scanning.values import Limits, ScanReading
from tests.support.scans import page, pdf, pdf_with_text, saved, tiff

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None and os.environ.get("CI") != "true", reason="Tesseract is not installed"
)
LETTER = "Sehr geehrte Damen und Herren,\nmeine Abrechnung stimmt nicht.\nDer Betrag ist zu hoch."


def kinds(reading: ScanReading) -> list[str]:
    return [remark.kind for remark in reading.remarks]


def test_pdf_with_a_text_layer_is_read_without_ocr():
    reading = read_scan(pdf_with_text("Erste Seite mit Grüßen\naus Köln", "Zweite Seite des Briefs"))

    assert reading.source == TextSource.LAYER
    assert reading.text == "Erste Seite mit Grüßen\naus Köln\n\nZweite Seite des Briefs"
    assert [one.text for one in reading.pages] == ["Erste Seite mit Grüßen\naus Köln", "Zweite Seite des Briefs"]
    assert [(one.content_type, one.width, one.height) for one in reading.pages] == [("image/png", 909, 1287)] * 2
    assert Image.open(io.BytesIO(reading.pages[0].content)).size == (909, 1287)
    assert reading.remarks == ()


@needs_tesseract
def test_pictures_of_pages_are_read_by_tesseract():
    reading = read_scan(pdf([page(LETTER)]))

    assert reading.source == TextSource.OCR
    assert "meine Abrechnung stimmt nicht" in " ".join(reading.text.split())
    assert reading.remarks == ()


def test_text_that_came_with_the_scan_counts_and_no_picture_is_read():
    reading = read_scan(pdf([page(LETTER)]), "application/pdf", "Wie der Dienstleister es las\r\n\x00\fEnde")

    assert (reading.source, reading.text) == (TextSource.BESIDE, "Wie der Dienstleister es las\n\nEnde")
    assert len(reading.pages) == 1
    assert reading.remarks == ()


def test_barcodes_of_all_pages_are_found_each_once():
    reading = read_scan(pdf([page(code="KONTOR-1"), page(code="KONTOR-2"), page(code="KONTOR-1")]), "", "Text dabei")

    assert reading.codes == ("KONTOR-1", "KONTOR-2")


def test_tiff_of_several_pages_and_a_fax_of_other_resolution_across_than_down():
    fax = page(code="FAX-1").resize((1728, 1080))  # 204 × 98 dpi

    several = read_scan(tiff([page(code="KONTOR-1"), page()]), "image/tiff", "Text dabei")
    one = read_scan(tiff([fax], dpi=(204, 92)), "image/tiff", "Text dabei")

    assert (several.codes, len(several.pages)) == (("KONTOR-1",), 2)
    assert [(each.width, each.height) for each in several.pages] == [(909, 1286)] * 2
    assert one.codes == ("FAX-1",)
    assert one.pages[0].height > one.pages[0].width


def test_colours_are_kept_and_greys_stay_small():
    coloured = page()
    coloured.paste("#d02030", (200, 600, 900, 900))

    reading = read_scan(pdf([coloured, page(LETTER)]), "", "Text dabei")

    assert [each.content_type for each in reading.pages] == ["image/jpeg", "image/png"]
    assert all(len(each.content) < 80_000 for each in reading.pages)


def encrypted() -> bytes:
    document = pikepdf.open(io.BytesIO(pdf_with_text("Geheim")))
    return saved(document, encryption=pikepdf.Encryption(user="u", owner="o"))


def without_pages() -> bytes:
    return saved(pikepdf.new())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"MZ\x90\x00 this program cannot be run in DOS mode", ["not_what_it_says"]),
        (b"", ["not_what_it_says"]),
        (b"%PDF-1.7\n" + b"\x00\xff" * 500, ["broken"]),
        (b"II*\x00" + b"\xff" * 200, ["broken"]),
        (pdf_with_text("Ein halber Brief")[:300], ["broken"]),
        (encrypted(), ["encrypted"]),
        (without_pages(), ["broken"]),
    ],
    ids=["program", "empty", "noise in pdf", "noise in tiff", "cut off", "encrypted", "no pages"],
)
def test_what_cannot_be_read_is_a_remark_and_the_text_beside_stays(content, expected):
    reading = read_scan(content, "application/pdf", "Text dabei")

    assert kinds(reading) == expected
    assert (reading.text, reading.source, reading.pages) == ("Text dabei", TextSource.BESIDE, ())


def test_each_page_that_cannot_be_shown_is_named_by_its_own_number():
    document = pikepdf.open(io.BytesIO(pdf_with_text(*(f"Seite {number} des Briefs" for number in range(1, 6)))))
    for at in (1, 2, 4):
        document.Root.Pages.Kids[at] = pikepdf.Dictionary(Type=pikepdf.Name.Nothing)

    reading = read_scan(saved(document), "", "Text dabei")

    assert [one.text for one in reading.pages] == ["Seite 1 des Briefs", "Seite 4 des Briefs"]
    assert [remark.values for remark in reading.remarks] == [{"page": 2}, {"page": 3}, {"page": 5}]


def test_of_a_file_with_thousands_of_pages_the_first_are_shown():
    document = pikepdf.new()
    for _number in range(5000):
        document.add_blank_page(page_size=(72, 72))

    reading = read_scan(saved(document), "", "Text dabei", limits=Limits(pages=5))

    assert len(reading.pages) == 5
    assert [remark.as_plain() for remark in reading.remarks] == [{"kind": "too_many_pages", "pages": 5000, "shown": 5}]


def test_a_page_as_large_as_a_house_is_made_small():
    document = pikepdf.new()
    document.add_blank_page(page_size=(14_400, 14_400))

    reading = read_scan(saved(document), "", "Text dabei")

    assert reading.remarks == ()
    assert max(reading.pages[0].width, reading.pages[0].height) <= 6_000


def test_a_picture_that_would_fill_the_memory_is_not_unpacked():
    bomb = tiff([Image.new("1", (12_000, 12_000))])

    reading = read_scan(bomb, "image/tiff", "Text dabei")

    assert kinds(reading) in (["page_too_large"], ["broken"])
    assert reading.pages == ()


def test_a_reader_that_takes_too_long_or_too_much_memory_is_ended():
    content = pdf([page(LETTER)])

    assert kinds(read_scan(content, "", "Text", limits=Limits(seconds=0.05))) == ["time"]
    assert kinds(read_scan(content, "", "Text", limits=Limits(memory=40_000_000)))[0] in ("memory", "crashed")


def test_without_tesseract_the_remark_names_the_command(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    reading = read_scan(pdf([page(LETTER)]))

    assert (kinds(reading), reading.text, len(reading.pages)) == (["no_ocr"], "", 1)
    assert "apt install tesseract-ocr" in sentence_of(reading.remarks[0].as_plain())


@needs_tesseract
def test_a_language_that_tesseract_has_not_learned_is_named():
    reading = read_scan(pdf([page(LETTER)]), languages=["de", "tr"])

    assert [remark.as_plain() for remark in reading.remarks] == [{"kind": "no_language", "languages": "tr"}]
    assert "Abrechnung" in reading.text


def test_every_remark_is_a_sentence_even_when_a_value_is_missing():
    assert all("%(" not in sentence_of({"kind": kind}) for kind in KINDS)
    assert sentence_of({"kind": "of an older version"}) == sentence_of({"kind": "crashed"})
