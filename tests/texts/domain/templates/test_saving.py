"""A template is created and changed as a whole."""

from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import (
    change_template,
    create_template,
)
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from tests.factories.texts import make_library_file
from tests.support.refusal import refused
from tests.texts.domain.templates.conftest import changed, created

pytestmark = pytest.mark.usefixtures("sven")


def test_a_template_is_created_whole(nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount, sven: User):
    picture = make_library_file(nordlicht, "Prospekt")

    saved = create_template(
        nordlicht,
        name="  Antwort  Größe ",
        description="für alle",
        sender=nordlicht_account,
        contents={"de": Content("Zu ${ticket.subject}", "<p onclick=x>Hallo ${customer.name}</p><script>x</script>")},
        assignments={billing: True},
        files=[picture],
        by=sven,
    )

    template = ReplyTemplate.objects.get(pk=saved.template.pk)
    assert (template.name, template.internal_name, template.kind) == ("Antwort Größe", "antwort-groesse", "reply")
    assert (template.sender, template.sender_owner, template.version) == (nordlicht_account, nordlicht.pk, 1)
    assert [(row.language, row.subject, row.html) for row in template.contents.all()] == [
        ("de", "Zu ${ticket.subject}", "<p>Hallo ${customer.name}</p>")
    ]
    assert [(row.category, row.is_default, row.kind) for row in template.assignments.all()] == [
        (billing, True, "reply")
    ]
    assert [row.file for row in template.files.all()] == [picture]
    entry = AuditEntry.objects.get(kind="texts.replytemplate")
    assert (entry.action, entry.actor, entry.changes["html (de)"]) == (
        "created",
        sven,
        [None, "Hallo ${customer.name}"],
    )
    assert template.versions.get().content["assignments"] == {billing.internal_name: True}


def test_only_what_is_given_changes(nordlicht: Tenant, billing: Category):
    template = created(nordlicht, assignments={billing: False})

    changed(template, contents={"en": Content("", "<p>Thanks</p>")})
    changed(template, description="neu")

    template.refresh_from_db()
    assert [(row.language, row.html) for row in template.contents.all()] == [
        ("de", "<p>Danke</p>"),
        ("en", "<p>Thanks</p>"),
    ]
    assert (template.description, template.version, template.assignments.count()) == ("neu", 3, 1)
    assert list(template.versions.values_list("number", flat=True)) == [3, 2, 1]


def test_a_language_is_taken_away(nordlicht: Tenant):
    template = created(nordlicht, contents={"de": Content("", "<p>x</p>"), "en": Content("", "<p>y</p>")})

    changed(template, contents={"en": None})

    assert [row.language for row in template.contents.all()] == ["de"]


def test_nobody_overwrites_another(nordlicht: Tenant):
    template = created(nordlicht)
    changed(template, name="Neu")

    with refused("Somebody else has changed the template “Neu”"):
        change_template(template, version=1, name="Alt", by=None)


def test_a_new_default_takes_it_from_the_other_and_says_so(nordlicht: Tenant, billing: Category, moving: Category):
    first = created(nordlicht, "Erste", assignments={billing: True, moving: True})

    saved = create_template(nordlicht, name="Zweite", assignments={billing: True}, by=None)

    assert saved.remarks == (f"“Zweite” is now suggested in the category “{billing.name}” instead of “Erste”.",)
    first.refresh_from_db()
    assert {row.category: row.is_default for row in first.assignments.all()} == {billing: False, moving: True}
    assert (first.version, first.versions.first().content["assignments"][billing.internal_name]) == (2, False)


def test_defaults_of_other_kinds_stay(nordlicht: Tenant, billing: Category):
    first = created(nordlicht, "Erste", assignments={billing: True})

    saved = create_template(
        nordlicht, name="Zweite", kind=TemplateKind.INTERMEDIATE, assignments={billing: True}, by=None
    )

    assert saved.remarks == ()
    assert first.assignments.get().is_default is True


def test_assignments_follow_the_kind_without_taking_a_default(nordlicht: Tenant, billing: Category):
    created(nordlicht, "Erste", assignments={billing: True})
    second = created(nordlicht, "Zweite", kind=TemplateKind.INTERMEDIATE, assignments={billing: True})

    saved = changed(second, kind=TemplateKind.REPLY)

    row = second.assignments.get()
    assert (row.kind, row.is_default) == ("reply", False)
    assert saved.remarks == (f"“Erste” stays the suggestion in the category “{billing.name}”.",)


def test_the_tenants_default_of_a_part_is_one(nordlicht: Tenant):
    first = created(nordlicht, "Kopf", kind=TemplateKind.INCLUDE, part=IncludePart.LETTERHEAD, is_default=True)

    saved = create_template(
        nordlicht, name="Neuer", kind=TemplateKind.INCLUDE, part=IncludePart.LETTERHEAD, is_default=True, by=None
    )

    first.refresh_from_db()
    assert (first.is_default, saved.template.is_default, first.version) == (False, True, 2)
    assert saved.remarks == ("“Neuer” is now the default of the tenant instead of “Kopf”.",)


def test_a_picture_of_the_library_stays_in_the_html(nordlicht: Tenant):
    logo = make_library_file(nordlicht, purpose=FilePurpose.PICTURE, content_type="image/png")

    template = created(nordlicht, html=f'<img src="picture:{logo.pk}" alt="x"><img src="https://evil.example/t.gif">')

    assert template.contents.get().html == f'<img src="picture:{logo.pk}" alt="x"><img>'
