"""Scans of our own making: pages with words, barcodes and colours, as PDF and TIFF."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from kontor.letters.scanning.pictures import shown
from kontor.letters.scanning.values import Page

A4 = (1240, 1754)
"""Pixels at 150 dpi."""
DPI = 150


def page(words: str = "", *, code: str = "", colour: str = "black", size: tuple[int, int] = A4) -> Image.Image:
    """A page as a scanner sees it."""
    picture = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(picture)
    drawing.multiline_text((150, 420), words, fill=colour, font=ImageFont.load_default(34), spacing=18)
    if code:
        picture.paste(_barcode(code), (150, 150))
    return picture


def pdf(pages: Sequence[Image.Image]) -> bytes:
    """A PDF of pictures only, as scanners write it."""
    kept = io.BytesIO()
    pages[0].save(kept, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return kept.getvalue()


def tiff(pages: Sequence[Image.Image], *, dpi: tuple[int, int] = (DPI, DPI)) -> bytes:
    kept = io.BytesIO()
    pages[0].save(kept, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate", dpi=dpi)
    return kept.getvalue()


def pdf_with_text(*texts: str) -> bytes:
    """A PDF with a text layer, a page for each text."""
    document = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for text in texts:
        sheet = document.add_blank_page(page_size=(595, 842))
        sheet.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        lines = b"".join(b"(" + _escaped(line) + b") Tj T* " for line in text.split("\n"))
        sheet.obj.Contents = document.make_stream(b"BT /F1 12 Tf 16 TL 72 700 Td " + lines + b"ET")
    return saved(document)


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    kept = io.BytesIO()
    document.save(kept, **options)
    return kept.getvalue()


def _escaped(line: str) -> bytes:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")


def _barcode(code: str) -> Image.Image:
    barcode = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(barcode.to_image(scale=5)).convert("RGB")


def shown_page(picture: Image.Image) -> Page:
    """The page as the screen gets it."""
    return shown(picture, DPI, "")
