from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.enums import AutomaticAction, DraftKind
from kontor.answers.models import AutomaticReply, Clearance, Draft
from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content, NewTemplate, document_of
from kontor.texts.domain.templates import (
    Saved,
    change_template,
    copy_template,
    create_template,
    create_templates,
    delete_templates,
    restore_template,
)
from kontor.texts.domain.usage import uses_of
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Ticket
from tests.factories.texts import make_include, make_library_file, make_module
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("sven")


@pytest.fixture(autouse=True)
def scope(nordlicht: Tenant, alpina: Tenant):
    with in_scope(nordlicht, alpina):
        yield


def created(tenant: Tenant, name: str = "Antwort", html: str = "<p>Danke</p>", **values: Any) -> ReplyTemplate:
    values.setdefault("contents", {"de": Content("", html)})
    return create_template(tenant, name=name, by=None, **values).template


def changed(template: ReplyTemplate, **values: Any) -> Saved:
    template.refresh_from_db()
    return change_template(template, version=template.version, by=None, **values)


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


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 121}, "needs a name"),
        ({"name": "ERSTE"}, "There is a template “Erste” already"),
        ({"name": "a", "internal_name": "erste"}, "The internal name “erste” is taken"),
        ({"name": "a", "internal_name": "Größe 1"}, "Use small letters"),
        ({"name": "a", "kind": "include"}, "Say what the include is"),
        ({"name": "a", "contents": {"deutsch!": Content()}}, "is no code of a language"),
        ({"name": "a", "contents": {"de": Content("", "x" * 200_001)}}, "too long"),
        ({"name": "a", "contents": {"de": Content("", "${custmer.name}")}}, "Do you mean ${customer.name}?"),
        ({"name": "a", "contents": {"de": Content("${zzz}")}}, "Possible are: ${customer.salutation}, "),
        ({"name": "a", "contents": {"de": Content("", "", "${Customer.Name}")}}, "Do you mean ${customer.name}?"),
        ({"name": "a", "contents": {"de": Content("", '<a href="https://x.example/${zzz}">x</a>')}}, "${zzz}"),
        ({"name": "a", "contents": {"de": Content("", "${content}")}}, "${content} cannot stand here"),
        ({"name": "a", "contents": {"de": Content("", "${include.weg}")}}, "There is no include “weg”"),
    ],
)
def test_what_is_wrong_is_refused(nordlicht: Tenant, values: dict[str, Any], sentence: str):
    created(nordlicht, "Erste")

    with refused(sentence):
        create_template(nordlicht, by=None, **values)


@pytest.mark.parametrize(
    ("part", "content", "sentence"),
    [
        (IncludePart.LAYOUT, Content("", "<p>leer</p>"), "A layout needs the placeholder ${content}"),
        (IncludePart.LAYOUT, Content("", "${content}${content}"), "A layout needs the placeholder ${content}"),
        (IncludePart.STYLE, Content(text="p { background: url(x) }"), "may not hold “url(”"),
        (IncludePart.STYLE, Content(text="@import 'x';"), "may not hold “@”"),
        (IncludePart.SNIPPET, Content("", "${signature}"), "${signature} cannot stand here"),
        (IncludePart.LETTERHEAD, Content("", "${letterhead}"), "${letterhead} cannot stand here"),
    ],
)
def test_parts_are_checked_as_what_they_are(nordlicht: Tenant, part: IncludePart, content: Content, sentence: str):
    with refused(sentence):
        created(nordlicht, kind=TemplateKind.INCLUDE, part=part, contents={"de": content})


def test_a_style_stays_as_it_was_written(nordlicht: Tenant):
    css = "p { color: red }\n@media (prefers-color-scheme: dark) { p { color: pink } }"

    style = created(nordlicht, kind=TemplateKind.INCLUDE, part=IncludePart.STYLE, contents={"de": Content(text=css)})

    assert style.contents.get().text == css


def test_an_unknown_include_is_refused_with_those_there_are(nordlicht: Tenant, alpina: Tenant):
    make_include(nordlicht, IncludePart.SNIPPET, internal_name="fristen")
    make_include(alpina, IncludePart.SNIPPET, internal_name="geheim")

    with refused("There is no include “geheim”. There are: ${include.fristen}."):
        created(nordlicht, html="${include.geheim}")


def snippet(tenant: Tenant, name: str, html: str = "<p>x</p>") -> ReplyTemplate:
    return created(tenant, name, html, kind=TemplateKind.INCLUDE, part=IncludePart.SNIPPET)


def test_a_circle_of_includes_is_refused_with_its_way(nordlicht: Tenant):
    first = snippet(nordlicht, "eins")
    snippet(nordlicht, "zwei", "${include.eins}")
    snippet(nordlicht, "drei", "${include.zwei|x}")

    with refused("Includes go in a circle: eins → drei → zwei → eins."):
        changed(first, contents={"de": Content("", "${include.drei}")})
    with refused("Includes go in a circle: eins → eins."):
        changed(first, contents={"en": Content("", "${include.eins}")})


@pytest.mark.parametrize("field", ["sender", "layout", "category", "file"])
def test_what_belongs_to_another_tenant_is_refused(
    nordlicht: Tenant, alpina: Tenant, claims: Category, alpina_account: MailAccount, field: str
):
    theirs: dict[str, dict[str, Any]] = {
        "sender": {"sender": alpina_account},
        "layout": {"layout": make_include(alpina, IncludePart.LAYOUT, "${content}")},
        "category": {"assignments": {claims: False}},
        "file": {"files": [make_library_file(alpina)]},
    }

    with refused():
        created(nordlicht, **theirs[field])


def test_a_shared_account_may_send(nordlicht: Tenant, general_account: MailAccount):
    template = created(nordlicht, sender=general_account)

    assert (template.sender_id, template.sender_owner) == (general_account.pk, 0)


def test_a_part_is_of_its_kind(nordlicht: Tenant):
    footer = make_include(nordlicht, IncludePart.FOOTER)

    with refused("cannot be used as this part"):
        created(nordlicht, letterhead=footer)
    assert created(nordlicht, footer=footer).footer == footer


def test_an_include_stays_an_include(nordlicht: Tenant):
    with refused("An include stays an include"):
        changed(snippet(nordlicht, "eins"), kind=TemplateKind.REPLY)
    with refused("An include stays an include"):
        changed(created(nordlicht), kind=TemplateKind.INCLUDE, part=IncludePart.SNIPPET)


def test_a_part_becomes_another_only_while_it_is_not_used(nordlicht: Tenant):
    used, free = snippet(nordlicht, "eins"), snippet(nordlicht, "zwei")
    created(nordlicht, "Antwort", "${include.eins}")

    with refused("“eins” cannot become something else while it is in use. Templates: Antwort."):
        changed(used, part=IncludePart.FOOTER)
    with refused("A layout needs the placeholder"):
        changed(free, part=IncludePart.LAYOUT)
    assert changed(free, part=IncludePart.FOOTER).template.part == "footer"


def test_a_copy_is_assigned_to_nothing(nordlicht: Tenant, billing: Category):
    footer = make_include(nordlicht, IncludePart.FOOTER)
    first = created(nordlicht, assignments={billing: True}, footer=footer, files=[make_library_file(nordlicht)])

    copies = [copy_template(first, by=None).template for _number in range(2)]

    assert [copy.name for copy in copies] == ["Antwort (copy)", "Antwort (copy 2)"]
    assert [(copy.footer, copy.assignments.count(), copy.files.count()) for copy in copies] == [(footer, 0, 1)] * 2
    assert [copy.contents.get().html for copy in copies] == ["<p>Danke</p>"] * 2


def test_what_is_in_use_is_not_deleted(nordlicht: Tenant, billing: Category, ticket: Ticket, anna: User):
    letterhead = created(nordlicht, "Kopf", kind=TemplateKind.INCLUDE, part=IncludePart.LETTERHEAD, is_default=True)
    inner = snippet(nordlicht, "fristen")
    template = created(nordlicht, "Antwort", "${include.fristen}", letterhead=letterhead, assignments={billing: True})
    make_module(nordlicht, "Baustein", html="${include.fristen}")
    AutomaticReply.objects.create(tenant=nordlicht, category=billing, template=template, action=AutomaticAction.ANSWER)
    draft = _written_with(template, ticket, anna)
    Clearance.objects.create(tenant=nordlicht, ticket=ticket, draft=draft, author=anna, asked_at=clock.now())

    assert [(use.code, use.name) for use in uses_of(letterhead)] == [
        ("default", "all templates that name none of their own"),
        ("template", "Antwort"),
    ]
    assert [(use.code, use.name) for use in uses_of(inner)] == [("template", "Antwort"), ("module", "Baustein")]
    assert [(use.code, use.name) for use in uses_of(template)] == [
        ("category", billing.name),
        ("automatic", billing.name),
        ("draft", anna.name),
    ]
    with refused(
        f"“Antwort” is in use and cannot be deleted. Categories: {billing.name}; "
        f"Automatic replies: {billing.name}; Answers that wait for release: {anna.name}."
    ):
        delete_templates([template], by=None)
    with refused("“fristen” is in use and cannot be deleted. Templates: Antwort; Text modules: Baustein."):
        delete_templates([inner], by=None)


def test_a_draft_that_somebody_left_lying_keeps_its_text_and_not_its_template(
    nordlicht: Tenant, ticket: Ticket, anna: User
):
    template, other = created(nordlicht, "Antwort"), created(nordlicht, "Andere")
    draft = _written_with(template, ticket, anna)
    beside = _written_with(other, ticket, anna, kind=DraftKind.INQUIRY)

    delete_templates([template], by=None)

    draft.refresh_from_db()
    beside.refresh_from_db()
    assert (draft.template, draft.text, beside.template) == (None, "Gern.", other)
    assert ReplyTemplate.objects.living().get() == other


def _written_with(template: ReplyTemplate, ticket: Ticket, author: User, kind: str = DraftKind.REPLY) -> Draft:
    return Draft.objects.create(
        tenant_id=template.tenant_id,
        ticket=ticket,
        author=author,
        kind=kind,
        text="Gern.",
        template=template,
        changed_at=clock.now(),
    )


def test_a_name_that_only_begins_alike_is_no_use(nordlicht: Tenant):
    inner = snippet(nordlicht, "fristen")
    snippet(nordlicht, "fristen-lang")
    created(nordlicht, html="${include.fristen-lang}")

    assert uses_of(inner) == []


def test_what_is_used_only_by_what_goes_too_is_deleted(nordlicht: Tenant, sven: User):
    inner = snippet(nordlicht, "fristen")
    outer = created(nordlicht, html="${include.fristen}")

    assert delete_templates([inner, outer], by=sven) == 2
    assert delete_templates([inner, outer], by=sven) == 0
    assert list(ReplyTemplate.objects.living()) == []
    deleted = AuditEntry.objects.filter(action="deleted", actor=sven).order_by("label")
    assert [entry.label for entry in deleted] == ["Antwort", "fristen"]


def test_a_long_list_of_uses_is_cut(nordlicht: Tenant):
    inner = snippet(nordlicht, "fristen")
    for number in range(15):
        created(nordlicht, f"Antwort {number:02}", "${include.fristen}")

    with refused("Antwort 11; and 3 more."):
        delete_templates([inner], by=None)


def test_a_deleted_template_comes_back(nordlicht: Tenant):
    template = created(nordlicht)
    delete_templates([template], by=None)

    restored = restore_template(template, by=None).template

    assert (restored.deleted_at, restored.contents.count()) == (None, 1)


def test_a_deleted_template_stays_away_while_something_is_missing(nordlicht: Tenant):
    inner = snippet(nordlicht, "fristen")
    outer = created(nordlicht, "Antwort", "${include.fristen}")
    delete_templates([outer, inner], by=None)

    with refused("There is no include “fristen”; there is none at all yet."):
        restore_template(outer, by=None)
    restore_template(inner, by=None)
    created(nordlicht, "Antwort")
    with refused("There is a template “Antwort” already"):
        restore_template(outer, by=None)


def test_a_picture_of_the_library_stays_in_the_html(nordlicht: Tenant):
    logo = make_library_file(nordlicht, purpose=FilePurpose.PICTURE, content_type="image/png")

    template = created(nordlicht, html=f'<img src="picture:{logo.pk}" alt="x"><img src="https://evil.example/t.gif">')

    assert template.contents.get().html == f'<img src="picture:{logo.pk}" alt="x"><img>'


def new(name: str, category: Category, *, suggested: bool = False, **values: Any) -> NewTemplate:
    contents = {"de": Content("Betreff", f"<p>{name}</p>"), "en": Content("", "<p>Hi</p>")}
    return NewTemplate(name=name, contents=contents, assignments={category: suggested}, **values)


def test_many_are_created_in_as_many_statements_as_one(nordlicht: Tenant, billing: Category, sven: User) -> None:
    file = make_library_file(nordlicht, "Prospekt")
    layout = make_include(nordlicht, IncludePart.LAYOUT, html="<p>${content}</p>")

    def sent_for(*names: str) -> int:
        wanted = [new(name, billing, internal_name=name.lower(), files=[file], layout=layout) for name in names]
        with statements() as sent:
            create_templates(nordlicht, wanted, by=sven)
        return len(sent)

    assert sent_for("A") == sent_for("B", "C", "D")

    rows = ReplyTemplate.objects.filter(tenant=nordlicht, internal_name__in="abcd").order_by("internal_name")
    for row, name in zip(rows, "ABCD", strict=True):
        assert (row.name, row.layout, row.contents.get(language="de").html) == (name, layout, f"<p>{name}</p>")
        [version] = row.versions.all()
        assert (version.number, version.by, version.content) == (1, sven, document_of(row) | {"letter": {}})
        assert (version.content["assignments"], version.content["files"]) == ({"billing": False}, ["Prospekt"])
        entry = AuditEntry.objects.get(kind="texts.replytemplate", object_id=row.pk)
        assert (entry.action, entry.actor, entry.changes["name"]) == ("created", sven, [None, name])


def test_many_are_created_all_or_none(nordlicht: Tenant, billing: Category) -> None:
    with refused("There is a template “A” already. Choose another name."):
        create_templates(nordlicht, [new("A", billing), new("a", billing)], by=None)
    with refused("“A” and “B” cannot both be suggested in the category “Abrechnung”."):
        create_templates(nordlicht, [new("A", billing, suggested=True), new("B", billing, suggested=True)], by=None)
    with refused("There is no include “gone”; there is none at all yet."):
        broken = NewTemplate(name="B", contents={"de": Content("", "<p>${include.gone}</p>")})
        create_templates(nordlicht, [new("A", billing), broken], by=None)

    assert not ReplyTemplate.objects.filter(tenant=nordlicht).exists()


def test_of_many_each_takes_the_suggestion_from_who_has_it(
    nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    old = created(nordlicht, "Alt", assignments={billing: True, moving: True})

    made = create_templates(
        nordlicht, [new("A", billing, suggested=True), new("B", moving), new("B2", moving, suggested=True)], by=None
    )

    assert [each.remarks for each in made] == [
        ("“A” is now suggested in the category “Abrechnung” instead of “Alt”.",),
        (),
        ("“B2” is now suggested in the category “Umzug” instead of “Alt”.",),
    ]
    assert set(old.assignments.values_list("is_default", flat=True)) == {False}
    versions = old.versions.order_by("number").values_list("number", "content__assignments")
    assert list(versions) == [(1, {"billing": True, "moving": True}), (2, {"billing": False, "moving": False})]
