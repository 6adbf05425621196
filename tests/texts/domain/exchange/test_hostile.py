"""Sets that are damaged or hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from kontor.tenants.models import Tenant
from kontor.texts.domain.exchange import export_set, preview_import
from kontor.texts.domain.exchange_files import LARGEST_SET
from kontor.texts.models import LibraryFile
from tests.support.refusal import refused
from tests.texts.domain.exchange.conftest import SET, create, repacked, zipped


def bomb() -> bytes:
    """Two hundred million zeros in some hundred kilobytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("set.json", SET)
        with archive.open("files/1-zeros", "w") as opened:
            for _number in range(200):
                opened.write(bytes(1_000_000))
    return buffer.getvalue()


def lying_bomb() -> bytes:
    """A file that claims to be small."""
    raw = bytearray(zipped(**{"set.json": b" " * 100}))
    packed = zlib.compress(b" " * 100)[2:-4]
    at = raw.find(b"PK\x01\x02")
    struct.pack_into("<L", raw, at + 24, len(packed))
    return bytes(raw)


def packed_as(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("set.json", SET)
    return buffer.getvalue()


def damaged() -> bytes:
    """Deflated bytes that are none any more."""
    raw = bytearray(packed_as(zipfile.ZIP_DEFLATED))
    at = 30 + len("set.json")
    raw[at : at + 8] = b"\xff" * 8
    return bytes(raw)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "not the ZIP file of a template set"),
        (damaged(), "not the ZIP file of a template set"),
        (packed_as(zipfile.ZIP_LZMA), "not the ZIP file of a template set"),
        (packed_as(zipfile.ZIP_BZIP2), "not the ZIP file of a template set"),
        (b"PK\x03\x04 not really", "not the ZIP file of a template set"),
        (bytes(LARGEST_SET + 1), "larger than 30 MB"),
        (zipped(), "not a template set of Kontor"),
        (zipped(**{"set.json": b"{}"}), "not a template set of Kontor"),
        (zipped(**{"set.json": b"[1]"}), "set.json of the template set cannot be read"),
        (zipped(**{"set.json": b"[" * 100_000}), "set.json of the template set cannot be read"),
        (zipped(**{"set.json": b"\xff\xfe"}), "set.json is not written in UTF-8"),
        (zipped(**{"set.json": SET, "../evil": b"x"}), "does not belong there: ../evil"),
        (zipped(**{"set.json": SET, "/etc/passwd": b"x"}), "does not belong there: /etc/passwd"),
        (zipped(**{"set.json": SET, "templates/../x/template.json": b"{}"}), "does not belong there"),
        (zipped(**{"set.json": SET, "templates/a/de.html": b"x"}), "says nothing of the template “a”"),
        (zipped(**{"set.json": SET, "templates/a/template.json": b'{"kind": "x"}'}), "cannot be read"),
        (zipped(**{"set.json": SET, "templates/a/template.json": b'{"kind": "reply", "name": 7}'}), "cannot be read"),
        (zipped(**{"set.json": SET, "templates/a/template.json": b" " * 1_000_001}), "too large for a text"),
        (zipped(**{"set.json": SET, "files/1-a": b"x"}), "cannot be read"),
        (zipped(**{"set.json": SET} | {f"files/{number}-a": b"" for number in range(5_001)}), "too many files"),
    ],
)
def test_hostile_zips_are_refused(alpina: Tenant, raw: bytes, sentence: str):
    with refused(sentence):
        preview_import(alpina, raw)


def test_bombs_are_refused(alpina: Tenant):
    with refused("Unpacked, the template set is too large."):
        preview_import(alpina, bomb())
    with refused("not the ZIP file of a template set"):
        preview_import(alpina, lying_bomb())


def test_a_file_that_is_named_and_not_there_is_refused(nordlicht: Tenant, alpina: Tenant, logo: LibraryFile):
    create(nordlicht, "Kopf", f'<img src="picture:{logo.pk}">')
    raw = repacked(export_set(nordlicht), **{f"files/{logo.pk}-logo.png": None})

    with refused("A file of the library is missing"):
        preview_import(alpina, raw)


def test_what_is_no_picture_is_refused(nordlicht: Tenant, alpina: Tenant, logo: LibraryFile):
    create(nordlicht, "Kopf", f'<img src="picture:{logo.pk}">')
    raw = repacked(export_set(nordlicht), **{f"files/{logo.pk}-logo.png": b"<svg onload=x>"})

    with refused("is not a picture"):
        preview_import(alpina, raw)
