"""Another template or language while one is writing."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.answers.domain.draft_files import attach_library_file
from kontor.answers.domain.drafts import DraftValues, attach_file, open_draft, save_draft
from kontor.answers.domain.new_process import begin_process
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.domain.switching import (
    TemplateOffer,
    find_template,
    is_untouched,
    keep_text,
    offer_after_recategorizing,
    place_template,
    take_template,
)
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.answers.preferences import CHANGE_TEMPLATE, FOLLOW_CATEGORY
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import LibraryFile, ReplyTemplate, TemplateFile
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.texts import make_content, make_library_file, make_template
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def first(nordlicht: Tenant, billing: Category) -> ReplyTemplate:
    """Suggested in billing, in German and English."""
    template = make_template(nordlicht, "Rechnung", html="<p>Erster Text</p>", categories=(billing,))
    make_content(template, "en", html="<p>First text</p>")
    return template


@pytest.fixture
def other(nordlicht: Tenant, billing: Category) -> ReplyTemplate:
    return make_template(nordlicht, "Mahnung", html="<p>Zweiter Text</p>", categories=(billing,), is_default=False)


@pytest.fixture
def draft(first: ReplyTemplate, billing: Category, customer: Customer, anna: User) -> Draft:
    ticket = make_ticket(billing, customer=customer, owner=anna, language="de")
    with in_scope(billing.tenant_id):
        open_draft(loaded(ticket), author=anna)
    return reread(ticket)


def loaded(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("tenant", "category", "customer").get(pk=ticket.pk)


def reread(ticket: Ticket | None) -> Draft:
    assert ticket
    with in_scope(ticket.tenant_id):
        rows = Draft.objects.select_related("ticket__tenant", "ticket__category", "ticket__customer", "template")
        return rows.get(ticket=ticket)


def typed(draft: Draft, text: str, by: User) -> Draft:
    values = DraftValues(to=draft.to, cc=[], bcc=[], subject=draft.subject, text=text)
    with in_scope(draft.tenant_id):
        save_draft(draft, values, version=draft.version, by=by)
    return reread(draft.ticket)


def move(draft: Draft, category: Category) -> Draft:
    with in_scope(draft.tenant_id):
        Ticket.objects.filter(pk=draft.ticket_id).update(category=category)
    return reread(draft.ticket)


def test_blanks_and_line_ends_touch_nothing_and_a_word_does(draft: Draft, anna: User) -> None:
    seen = [is_untouched(typed(draft, draft.text + "\n \n", anna))]
    seen.append(is_untouched(typed(reread(draft.ticket), draft.text + "\nDanke", anna)))

    assert (is_untouched(draft), seen) == (True, [True, False])


def test_another_template_is_noted_and_the_text_is_left_to_the_editor(
    draft: Draft, other: ReplyTemplate, anna: User
) -> None:
    with in_scope(draft.tenant_id):
        text = take_template(draft, other, by=anna)

    now = reread(draft.ticket)
    assert (text.text, text.template) == ("Zweiter Text", other)
    assert (now.template, now.baseline, now.text, now.version) == (other, "<p>Zweiter Text</p>", "Erster Text", 1)


@pytest.mark.parametrize(
    ("written", "stands"),
    [("Erster Text", "Zweiter Text"), ("Mein eigener Satz.\n", "Mein eigener Satz.\n\nZweiter Text")],
)
def test_without_scripts_the_suggestion_is_replaced_and_what_was_typed_stays(
    draft: Draft, other: ReplyTemplate, anna: User, written: str, stands: str
) -> None:
    before = typed(draft, written, anna)
    with in_scope(draft.tenant_id):
        place_template(reread(draft.ticket), other, by=anna)

    now = reread(draft.ticket)
    assert (now.text, now.version, now.template) == (stands, before.version + 1, other)


def test_the_files_of_the_template_come_and_go_with_it_and_those_of_the_writer_stay(
    draft: Draft, first: ReplyTemplate, other: ReplyTemplate, anna: User
) -> None:
    for template, names in ((first, ("agb.pdf", "preise.pdf")), (other, ("agb.pdf", "frist.pdf"))):
        with_files(template, *names)
    with in_scope(draft.tenant_id):
        attach_file(draft, filename="mein.pdf", content_type="application/pdf", content=b"%PDF", by=anna)
        seen = []
        for template, beside in ((first, False), (other, False), (first, True), (other, False), (first, False)):
            take_template(reread(draft.ticket), template, beside=beside, by=anna)
            seen.append(sorted(draft.files.values_list("filename", flat=True)))

    assert seen == [
        ["agb.pdf", "mein.pdf", "preise.pdf"],
        ["agb.pdf", "frist.pdf", "mein.pdf"],
        ["agb.pdf", "frist.pdf", "mein.pdf", "preise.pdf"],
        ["agb.pdf", "frist.pdf", "mein.pdf"],
        ["agb.pdf", "mein.pdf", "preise.pdf"],
    ]


def test_a_file_of_the_template_that_the_writer_attached_before_stays(
    draft: Draft, first: ReplyTemplate, other: ReplyTemplate, anna: User
) -> None:
    [file] = with_files(other, "frist.pdf")
    with in_scope(draft.tenant_id):
        attach_library_file(draft, file, by=anna)
        take_template(reread(draft.ticket), other, by=anna)
        take_template(reread(draft.ticket), first, by=anna)

        assert list(draft.files.values_list("filename", flat=True)) == ["frist.pdf"]


@pytest.mark.parametrize("kind", [TemplateKind.REPLY, TemplateKind.INQUIRY, TemplateKind.NEW])
def test_every_mail_begins_with_the_files_of_its_template(
    nordlicht: Tenant, billing: Category, customer: Customer, anna: User, kind: TemplateKind
) -> None:
    with_files(make_template(nordlicht, kind=kind, categories=(billing,)), "agb.pdf")
    ticket = make_ticket(billing, customer=customer, owner=anna)
    with in_scope(nordlicht):
        if kind == TemplateKind.NEW:
            draft = begin_process(loaded(ticket).category, author=anna, to=[["", "kaethe@post.example"]])
        elif kind == TemplateKind.INQUIRY:
            draft = open_outside_draft(loaded(ticket), DraftKind.INQUIRY, author=anna)
        else:
            draft = open_draft(loaded(ticket), author=anna)

        assert list(draft.files.values_list("filename", flat=True)) == ["agb.pdf"]


def with_files(template: ReplyTemplate, *names: str) -> list[LibraryFile]:
    files = [make_library_file(template.tenant, filename=name, content=name.encode()) for name in names]
    with in_scope(template.tenant_id):
        for file in files:
            TemplateFile.objects.create(tenant_id=template.tenant_id, template=template, file=file)
    return files


def test_another_language_takes_the_text_of_the_template_in_it(draft: Draft, anna: User, first: ReplyTemplate) -> None:
    with in_scope(draft.tenant_id):
        text = take_template(draft, first, language="en", by=anna)
        with refused("“Rechnung” has no text in this language (French)"):
            take_template(draft, first, language="fr", by=anna)

    assert (text.text, reread(draft.ticket).language) == ("First text", "en")


def test_keeping_the_text_goes_on_in_the_other_language(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        keep_text(draft, language="fr", by=anna)

    now = reread(draft.ticket)
    assert (now.language, now.text, now.options["by_hand"]) == ("fr", "Erster Text", True)


def test_templates_of_other_categories_kinds_and_tenants_are_refused(
    draft: Draft, anna: User, nordlicht: Tenant, alpina: Tenant, moving: Category
) -> None:
    elsewhere = make_template(nordlicht, "Umzug", categories=(moving,))
    foreign = make_template(alpina, "Fremd")
    off = make_template(nordlicht, "Aus", active=False)
    for template in (elsewhere, foreign, off):
        with everywhere(), refused("is not offered in the category “Abrechnung”"):
            take_template(draft, template, by=anna)


def test_a_template_of_another_tenant_is_not_found(
    draft: Draft, first: ReplyTemplate, nordlicht: Tenant, alpina: Tenant
) -> None:
    foreign = make_template(alpina, "Fremd")

    with in_scope(nordlicht, alpina):
        assert find_template(draft, first.pk) == first
        assert find_template(draft, foreign.pk) is None


def test_the_setting_leaves_the_suggested_template_alone(
    draft: Draft, anna: User, other: ReplyTemplate, first: ReplyTemplate, nordlicht: Tenant
) -> None:
    prefer(nordlicht, CHANGE_TEMPLATE, False)
    draft = reread(draft.ticket)
    with in_scope(nordlicht):
        with refused("your administration has switched it off"):
            take_template(draft, other, by=anna)
        text = take_template(draft, None, language="en", suggested=True, by=anna)

    assert (text.template, text.text) == (first, "First text")


def test_a_page_that_is_behind_takes_nothing_away_from_what_was_typed(
    draft: Draft, other: ReplyTemplate, anna: User
) -> None:
    """Without scripts the template is put into place here; meanwhile another window has saved."""
    behind = reread(draft.ticket)
    typed(draft, "Vielen Dank, das stimmt.", anna)

    with in_scope(draft.tenant_id):
        place_template(behind, other, by=anna)

    now = reread(draft.ticket)
    assert now.text == "Vielen Dank, das stimmt.\n\nZweiter Text"
    assert now.version == draft.version + 2


def test_a_draft_is_changed_by_its_author_alone(draft: Draft, other: ReplyTemplate, bela: User) -> None:
    with in_scope(draft.tenant_id):
        for change in (partial(take_template, template=other), partial(keep_text, language="fr")):
            with refused("This draft belongs to somebody else."):
                change(draft, by=bela)

    assert (reread(draft.ticket).template, reread(draft.ticket).language) != (other, "fr")
    assert reread(draft.ticket).text == "Erster Text"


def test_after_recategorizing_the_template_of_the_new_category_is_offered_once(
    draft: Draft, anna: User, nordlicht: Tenant, moving: Category
) -> None:
    moved = make_template(nordlicht, "Umzug", html="<p>Umgezogen</p>", categories=(moving,))
    before = offer(draft)
    draft = move(draft, moving)

    found = offer(draft)
    assert found
    assert (before, found.template, found.at_once) == (None, moved, True)
    with in_scope(nordlicht):
        keep_text(draft, by=anna)
    assert offer(reread(draft.ticket)) is None


def test_it_comes_by_itself_only_while_nothing_is_written_and_the_setting_says_so(
    draft: Draft, anna: User, nordlicht: Tenant, moving: Category
) -> None:
    make_template(nordlicht, "Umzug", categories=(moving,))
    moved = move(draft, moving)
    with everywhere():
        values = system_values()
        FOLLOW_CATEGORY.set_on(values, False)
        values.save()
    switched_off = offer(reread(moved.ticket))
    with everywhere():
        FOLLOW_CATEGORY.set_on(values, True)
        values.save()
    written = offer(typed(moved, "Mein eigener Satz.", anna))

    assert switched_off and written
    assert (switched_off.at_once, written.at_once) == (False, False)


def test_a_category_without_another_template_offers_nothing(draft: Draft, moving: Category) -> None:
    assert offer(move(draft, moving)) is None


def offer(draft: Draft) -> TemplateOffer | None:
    with in_scope(draft.tenant_id):
        return offer_after_recategorizing(draft)
