"""A set goes from tenant to tenant."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content, document_of
from kontor.texts.domain.exchange import Import, export_set, import_set, preview_import
from kontor.texts.domain.greeting_words import greetings_of
from kontor.texts.domain.templates import change_template, delete_templates
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateVersion
from tests.factories.org import make_category
from tests.factories.texts import make_greeting, make_library_file
from tests.support.refusal import refused
from tests.texts.domain.exchange.conftest import PNG, SET, create, repacked, zipped


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


def test_a_set_says_nothing_of_other_tenants(nordlicht: Tenant, alpina: Tenant, furnished: ReplyTemplate):
    create(alpina, "Geheim der Alpina")

    assert b"geheim-der-alpina" not in export_set(nordlicht)
    assert b"antwort" not in export_set(alpina, [furnished])
