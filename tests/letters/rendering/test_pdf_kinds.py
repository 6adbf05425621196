"""PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), looked at by pikepdf, which had no part in writing the files.

No validator is in the registries; these are the requirements that can be read from a file's structure.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest
from lxml import etree

from kontor.letters.rendering.layout import lowered
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Asset, Document
from tests.factories.letters import LOGO, make_sheet

KINDS = ("pdf/a-3a", "pdf/ua-1")
NS = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
BODY = (
    "<h3>Zu Ihrer Frage</h3><p>Ein <b>Absatz</b> mit <a href='https://nordlicht.example/'>einem Link</a>.</p>"
    '<p><img src="asset:logo"><img src="asset:logo" alt=""></p>'
    "<table><thead><tr><th>Artikel</th><th>Preis</th></tr></thead><tbody>"
    + "<tr><td>Stiefel</td><td>9 €</td></tr>" * 60
    + "</tbody></table><ul><li>eins</li></ul><p style='opacity: 0.5'>blass 𓀀</p>"
)


@cache
def content(kind: str) -> bytes:
    logo = Asset("logo", "image/svg+xml", LOGO)
    return render(make_sheet(body_html=BODY, pdf_kind=kind, logo="logo", assets=(logo,), code="KL.1.1.AAA")).pdf


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pdf(kind: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content(kind)))


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    return (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream))


def elements(node: Any) -> Iterator[Any]:
    """The tree of tags in reading order."""
    if "/S" in node:
        yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and ("/S" in kid or "/K" in kid):
            yield from elements(kid)


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]


def metadata(pdf: pikepdf.Pdf) -> Any:
    return etree.fromstring(pdf.Root.Metadata.read_bytes())


def test_the_file_says_which_kind_it_is(pdf: pikepdf.Pdf, kind: str):
    found = {
        str(name): value
        for each in metadata(pdf).iter()
        for name, value in each.attrib.items()
        if NS["pdfaid"] in str(name) or NS["pdfuaid"] in str(name)
    }
    expected = {f"{{{NS['pdfaid']}}}part": "3", f"{{{NS['pdfaid']}}}conformance": "A"}
    assert found == (expected if kind == "pdf/a-3a" else {f"{{{NS['pdfuaid']}}}part": "1"})


def test_title_and_language_are_there_and_metadata_agree(pdf: pikepdf.Pdf):
    [title] = metadata(pdf).xpath("//dc:title//rdf:li", namespaces=NS)

    assert title.text == str(pdf.docinfo["/Title"]) == "Ihre Lieferung fehlt"
    assert str(pdf.Root.Lang) == "de"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_everything_is_tagged_or_an_artifact(pdf: pikepdf.Pdf):
    assert pdf.Root.MarkInfo.Marked
    drawing = {"Tj", "TJ", "'", '"', "f", "f*", "S", "B", "B*", "b", "b*", "s", "F", "Do", "sh"}
    for page in pdf.pages:
        assert page.obj.StructParents is not None and page.obj.get("/Tabs", "/S") == "/S"
        depth, loose = 0, 0
        for _operands, operator in pikepdf.parse_content_stream(page):
            depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(str(operator), 0)
            loose += str(operator) in drawing and depth == 0
        assert (depth, loose) == (0, 0)


def test_the_tree_has_the_parts_of_a_letter(pdf: pikepdf.Pdf):
    found = tags(pdf)

    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure", "/Link"} <= set(found)
    assert found.index("/H1") < found.index("/H2") < found.index("/Table")


def test_every_picture_has_words_and_the_barcode_is_not_read_aloud(pdf: pikepdf.Pdf):
    words = [str(each.get("/Alt", "")) for each in elements(pdf.Root.StructTreeRoot) if each.S == "/Figure"]

    assert words == ["Nordlicht Versand", "Picture", "Picture"]


def test_cells_name_the_heads_of_their_columns(pdf: pikepdf.Pdf):
    cells = [each for each in elements(pdf.Root.StructTreeRoot) if each.S == "/TD"]
    heads = {str(each.ID) for each in elements(pdf.Root.StructTreeRoot) if each.S == "/TH"}

    assert len(cells) == 120
    assert all({str(head) for head in cell.A.Headers} <= heads and len(cell.A.Headers) == 1 for cell in cells)


def test_all_fonts_are_embedded_and_can_be_read_back(pdf: pikepdf.Pdf):
    fonts = [each for each in dictionaries(pdf) if each.get("/Type") == "/Font"]
    descriptors = [each for each in dictionaries(pdf) if each.get("/Type") == "/FontDescriptor"]

    assert fonts and descriptors
    assert all(any(f"/FontFile{n}" in each for n in ("", "2", "3")) for each in descriptors)
    assert all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")
    assert all(font.Subtype in ("/Type0", "/CIDFontType2", "/CIDFontType0") for font in fonts)


def test_colours_are_defined_where_the_archive_wants_them(pdf: pikepdf.Pdf, kind: str):
    if kind == "pdf/a-3a":
        [intent] = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1" and intent.DestOutputProfile.N == 3
        assert b"acsp" in intent.DestOutputProfile.read_bytes()[:64]
    device = {str(each) for page in pdf.pages for each in page.resources.get("/ColorSpace", {})}
    assert "/DeviceCMYK" not in device


def test_nothing_that_an_archive_forbids_is_in_the_file(pdf: pikepdf.Pdf):
    """ISO 19005-3, 6.1 to 6.6: encryption, scripts, launching, embedded media, files from outside, LZW."""
    forbidden = {"/JavaScript", "/JS", "/Launch", "/Sound", "/Movie", "/RichMedia", "/OpenAction", "/AA", "/Names"}
    names = {name for each in dictionaries(pdf) for name in each}
    actions = {str(each.S) for each in dictionaries(pdf) if each.get("/Type") == "/Action" or "/URI" in each}
    filters = {str(each.get("/Filter")) for each in dictionaries(pdf) if isinstance(each, pikepdf.Stream)}

    assert not pdf.is_encrypted
    assert names & forbidden <= {"/Names"} and actions <= {"/URI"}
    assert filters <= {"/FlateDecode", "/DCTDecode", "None"}
    assert len(pdf.trailer.ID) == 2


def test_links_are_printed_and_have_a_place_in_the_tree(pdf: pikepdf.Pdf, kind: str):
    links = [each for each in dictionaries(pdf) if each.get("/Subtype") == "/Link"]

    assert len(links) == 1
    assert "/StructParent" in links[0]
    assert kind == "pdf/ua-1" or int(links[0].F) & 4, "the archive's flag: is printed"


def test_headings_of_the_text_go_down_in_steps():
    assert lowered("<h1>a</h1><h4>b</h4><h2>c</h2><h6>d</h6>") == "<h2>a</h2><h3>b</h3><h3>c</h3><h4>d</h4>"
    assert lowered("<h2>a</h2><h3>b</h3><h2>c</h2>") == "<h2>a</h2><h3>b</h3><h2>c</h2>"
    assert lowered("<h1>a</h1>", depth=2) == "<h3>a</h3>"
    assert lowered("<h3 class='x'>a</h3>") == "<h2 class='x'>a</h2>"


def test_a_document_that_is_no_letter_is_for_the_archive_too():
    document = Document(body_html="<h1>Anfrage</h1><p>Text</p>", made_at=make_sheet().made_at, title="Anfrage")
    opened = pikepdf.open(io.BytesIO(render(document).pdf))

    assert "/H1" in tags(opened) and str(opened.docinfo["/Title"]) == "Anfrage"
