"""What leak tests look into is really looked into."""

from __future__ import annotations

import importlib
import io
import zipfile

from tests.flows.unpacking import unpacked


def test_the_words_of_an_archive_in_an_archive_and_of_a_pdf_are_seen() -> None:
    weasyprint = importlib.import_module("weasyprint")  # what takes long is loaded by whoever runs this test
    pdf = weasyprint.HTML(string="<p>hidden in a page").write_pdf()
    outer = _zip({"letter.pdf": pdf, "inner.zip": _zip({"hidden-name.txt": b"hidden in a file " * 9})})

    found = unpacked(outer)

    words = (b"hidden in a page", b"hidden in a file", b"hidden-name")
    assert [word for word in words if word in outer] == [], "Else it would be seen without."
    assert [word for word in words if word not in found] == []
    assert unpacked(b"as it is") == b"as it is"


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()
