from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content, document_of
from kontor.texts.domain.exchange import Import, export_set, import_set, preview_import
from kontor.texts.domain.exchange_files import LARGEST_SET
from kontor.texts.domain.greeting_words import greetings_of
from kontor.texts.domain.templates import change_template, create_template, delete_templates
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateVersion
from tests.factories.org import make_category
from tests.factories.texts import make_greeting, make_library_file
from tests.support.refusal import refused
from tests.support.scoping import in_scope

PNG = b"\x89PNG\r\n\x1a\n logo"


@pytest.fixture(autouse=True)
def scope(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


@pytest.fixture
def logo(nordlicht: Tenant) -> LibraryFile:
    return make_library_file(
        nordlicht, "Logo", filename="logo.png", content=PNG, content_type="image/png", purpose=FilePurpose.PICTURE
    )


def create(tenant: Tenant, name: str, html: str = "", *, text: str = "", **values: Any) -> ReplyTemplate:
    values.setdefault("contents", {"de": Content("", html, text)})
    return create_template(tenant, name=name, by=None, **values).template


@pytest.fixture
def furnished(nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, logo: LibraryFile) -> ReplyTemplate:
    """Every kind of thing that a set can hold."""
    include = {"kind": TemplateKind.INCLUDE}
    create(nordlicht, "Fristen", "<p>14 Tage</p>", part=IncludePart.SNIPPET, **include)
    create(nordlicht, "Kopf", f'<img src="picture:{logo.pk}">', part=IncludePart.LETTERHEAD, is_default=True, **include)
    style = create(nordlicht, "Stil", text="p { color: red }", part=IncludePart.STYLE, **include)
    make_greeting(nordlicht, "named", "Moin ${customer.first_name},")
    return create(
        nordlicht,
        "Antwort",
        style=style,
        sender=nordlicht_account,
        assignments={billing: True},
        contents={
            "de": Content("Zu ${ticket.subject}", "<p>Hallo</p><p>${include.fristen}</p>", "Hallo"),
            "en": Content("", "<p>Hi</p>"),
        },
        files=[make_library_file(nordlicht, "AGB", content=b"%PDF agb")],
    )


def states(result: Import) -> dict[str, str]:
    return {entry.internal_name: str(entry.state) for entry in result.entries}


def repacked(raw: bytes, **changes: bytes | None) -> bytes:
    """The zip with other files in it; None takes one out."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in (entries | changes).items():
            if content is not None:
                archive.writestr(name, content)
    return buffer.getvalue()


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


SET = json.dumps({"format": "kontor-templates", "version": 1}).encode()
RECORD = {"name": "Neu", "kind": "reply", "part": ""}


def test_a_set_is_readable_files(nordlicht: Tenant, furnished: ReplyTemplate, logo: LibraryFile):
    with zipfile.ZipFile(io.BytesIO(export_set(nordlicht))) as archive:
        names = archive.namelist()
        text = archive.read("templates/antwort/de.html").decode()

    attached = LibraryFile.objects.get(name="AGB")
    assert names == [
        *sorted([f"files/{logo.pk}-logo.png", f"files/{attached.pk}-anleitung.pdf"]),
        "set.json",
        "templates/antwort/de.html",
        "templates/antwort/de.subject.txt",
        "templates/antwort/de.txt",
        "templates/antwort/en.html",
        "templates/antwort/template.json",
        "templates/fristen/de.html",
        "templates/fristen/template.json",
        "templates/kopf/de.html",
        "templates/kopf/template.json",
        "templates/stil/de.css",
        "templates/stil/template.json",
    ]
    assert text == "<p>Hallo</p><p>${include.fristen}</p>"
    assert export_set(nordlicht) == export_set(nordlicht)


def test_what_is_selected_takes_along_what_it_needs(nordlicht: Tenant, furnished: ReplyTemplate):
    create(nordlicht, "Andere")

    with zipfile.ZipFile(io.BytesIO(export_set(nordlicht, [furnished]))) as archive:
        index = json.loads(archive.read("set.json"))
        names = {name.split("/")[1] for name in archive.namelist() if name.startswith("templates/")}

    assert names == {"antwort", "fristen", "stil"}
    assert index["greetings"] == {}


def test_a_set_comes_into_another_tenant_whole(
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_service: AgentGroup,
    furnished: ReplyTemplate,
    billing: Category,
    sven: User,
):
    make_category(alpina_service, "Gleich benannt", internal_name=billing.internal_name)

    result = import_set(alpina, export_set(nordlicht), by=sven)

    assert states(result) == {"fristen": "new", "stil": "new", "antwort": "new", "kopf": "new"}
    assert (result.greetings, sorted(result.files)) == (("de",), ["AGB", "Logo"])
    here = document_of(furnished)
    there = document_of(ReplyTemplate.objects.get(tenant=alpina, internal_name="antwort"))
    assert there == {**here, "sender": ""}
    letterhead = ReplyTemplate.objects.get(tenant=alpina, internal_name="kopf")
    picture = LibraryFile.objects.get(tenant=alpina, name="Logo")
    assert letterhead.contents.get().html == f'<img src="picture:{picture.pk}">'
    assert (letterhead.is_default, picture.blob.content) == (True, PNG)
    assert greetings_of(alpina) == {("de", "named"): "Moin ${customer.first_name},"}


def test_what_the_tenant_does_not_have_is_left_out_and_named(
    nordlicht: Tenant, alpina: Tenant, furnished: ReplyTemplate, billing: Category, nordlicht_account: MailAccount
):
    result = import_set(alpina, export_set(nordlicht), by=None)

    (entry,) = [each for each in result.entries if each.internal_name == "antwort"]
    assert entry.remarks == (
        f"Left out, because it is not here: {nordlicht_account.address}, {billing.internal_name}.",
    )
    assert ReplyTemplate.objects.get(tenant=alpina, internal_name="antwort").assignments.count() == 0


@pytest.mark.parametrize("other", [False, True])
def test_a_second_import_changes_nothing(nordlicht: Tenant, alpina: Tenant, furnished: ReplyTemplate, other: bool):
    tenant = alpina if other else nordlicht
    raw = export_set(nordlicht)
    import_set(tenant, raw, by=None)
    versions, files = TemplateVersion.objects.count(), LibraryFile.objects.count()

    result = import_set(tenant, raw, by=None)

    assert result.changes_nothing
    assert set(states(result).values()) == {"same"}
    assert (TemplateVersion.objects.count(), LibraryFile.objects.count()) == (versions, files)


def test_a_preview_says_what_would_be_and_writes_nothing(nordlicht: Tenant, alpina: Tenant, furnished: ReplyTemplate):
    raw = export_set(nordlicht)
    change_template(furnished, version=1, contents={"de": Content("Neu", "<p>Hallo</p>")}, by=None)

    here, there = preview_import(nordlicht, raw), preview_import(alpina, raw)

    assert states(here) == {"fristen": "same", "stil": "same", "kopf": "same", "antwort": "changed"}
    assert set(states(there).values()) == {"new"}
    changed = next(entry for entry in here.entries if entry.internal_name == "antwort")
    assert [(each.language, each.field) for each in changed.comparison.texts] == [
        ("de", "subject"),
        ("de", "html"),
        ("de", "text"),
    ]
    assert not ReplyTemplate.objects.filter(tenant=alpina).exists()
    assert not LibraryFile.objects.filter(tenant=alpina).exists()
    assert furnished.versions.count() == 2


def test_a_deleted_template_comes_back_by_import(nordlicht: Tenant, furnished: ReplyTemplate):
    raw = export_set(nordlicht)
    change_template(furnished, version=1, assignments={}, by=None)
    delete_templates([furnished], by=None)

    assert states(import_set(nordlicht, raw, by=None))["antwort"] == "new"
    furnished.refresh_from_db()
    assert (furnished.deleted_at, furnished.assignments.count()) == (None, 1)


def test_includes_that_change_places_come_in_the_right_order(nordlicht: Tenant, alpina: Tenant):
    def snippet(name: str, html: str) -> ReplyTemplate:
        return create(nordlicht, name, html, kind=TemplateKind.INCLUDE, part=IncludePart.SNIPPET)

    snippet("zuletzt", "x")
    snippet("mitte", "${include.zuletzt}")
    snippet("anfang", "${include.mitte}")

    assert list(states(import_set(alpina, export_set(nordlicht), by=None))) == ["zuletzt", "mitte", "anfang"]


def test_one_refused_template_stops_all(nordlicht: Tenant, alpina: Tenant, furnished: ReplyTemplate):
    raw = repacked(export_set(nordlicht), **{"templates/stil/de.css": b"@import 'https://evil.example';"})

    result = preview_import(alpina, raw)

    assert states(result) == {"fristen": "new", "stil": "refused", "antwort": "refused", "kopf": "new"}
    with refused("Nothing was imported. Stil: A style may not hold “@”"):
        import_set(alpina, raw, by=None)
    assert not ReplyTemplate.objects.filter(tenant=alpina).exists()


def test_html_of_a_set_is_cleaned(alpina: Tenant):
    raw = zipped(
        **{
            "set.json": SET,
            "templates/neu/template.json": json.dumps(RECORD).encode(),
            "templates/neu/de.html": b'<p onclick="x">Hi</p><script>x</script><img src="picture:1">',
        }
    )

    import_set(alpina, raw, by=None)

    assert ReplyTemplate.objects.get(tenant=alpina).contents.get().html == '<p>Hi</p><img src="picture:0">'


def test_a_picture_of_the_same_name_with_other_bytes_is_another(nordlicht: Tenant, alpina: Tenant, logo: LibraryFile):
    make_library_file(alpina, "Logo", content=b"\x89PNG\r\n\x1a\n other", purpose=FilePurpose.PICTURE)
    create(nordlicht, "Kopf", f'<img src="picture:{logo.pk}">')
    raw = export_set(nordlicht)

    assert [import_set(alpina, raw, by=None).files for _number in range(2)] == [("Logo (2)",), ()]


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
        (b"", "no zip of a template set"),
        (damaged(), "no zip of a template set"),
        (packed_as(zipfile.ZIP_LZMA), "no zip of a template set"),
        (packed_as(zipfile.ZIP_BZIP2), "no zip of a template set"),
        (b"PK\x03\x04 not really", "no zip of a template set"),
        (bytes(LARGEST_SET + 1), "larger than 30 MB"),
        (zipped(), "no template set of Kontor"),
        (zipped(**{"set.json": b"{}"}), "no template set of Kontor"),
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
    with refused("no zip of a template set"):
        preview_import(alpina, lying_bomb())


def test_a_file_that_is_named_and_not_there_is_refused(nordlicht: Tenant, alpina: Tenant, logo: LibraryFile):
    create(nordlicht, "Kopf", f'<img src="picture:{logo.pk}">')
    raw = repacked(export_set(nordlicht), **{f"files/{logo.pk}-logo.png": None})

    with refused("A file of the library is missing"):
        preview_import(alpina, raw)


def test_what_is_no_picture_is_refused(nordlicht: Tenant, alpina: Tenant, logo: LibraryFile):
    create(nordlicht, "Kopf", f'<img src="picture:{logo.pk}">')
    raw = repacked(export_set(nordlicht), **{f"files/{logo.pk}-logo.png": b"<svg onload=x>"})

    with refused("is no picture"):
        preview_import(alpina, raw)


def test_a_set_says_nothing_of_other_tenants(nordlicht: Tenant, alpina: Tenant, furnished: ReplyTemplate):
    create(alpina, "Geheim der Alpina")

    assert b"geheim-der-alpina" not in export_set(nordlicht)
    assert b"antwort" not in export_set(alpina, [furnished])
