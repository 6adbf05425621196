"""Another recipient of a new process: what was filled in follows, what was typed stays."""

from __future__ import annotations

import pytest

from kontor.answers.domain.drafts import DraftValues
from kontor.answers.domain.new_process import begin_process, save_process
from kontor.answers.domain.readdressing import Readdressed, readdress
from kontor.answers.domain.switching import keep_text
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from tests.factories.customers import make_customer
from tests.factories.texts import make_content, make_template
from tests.support.refusal import refused
from tests.support.scoping import in_scope

KAETHE = [["Käthe Kunde", "kaethe@post.example"]]
MAX = [["Max Neu", "max@neu.example"]]
OWN = "<p>Wir kommen <strong>am Montag</strong>.</p>"


@pytest.fixture
def draft(
    nordlicht: Tenant, billing: Category, customer: Customer, anna: User, nordlicht_account: MailAccount
) -> Draft:
    """To Käthe, whose number stands in it."""
    template = make_template(
        nordlicht,
        kind=TemplateKind.NEW,
        subject="Termin für ${customer.name}",
        html="<p>${customer.salutation}</p><p></p><p>Ihre Nummer: ${customer.number}<br>Bis bald</p><p>Gruß</p>",
        categories=(billing,),
    )
    make_content(template, "en", html="<p>${customer.salutation}</p><p>Bye</p>")
    with in_scope(nordlicht):
        Customer.objects.filter(pk=customer.pk).update(number="K-7", language="de")
        return begin_process(Category.objects.select_related("tenant").get(pk=billing.pk), author=anna, to=KAETHE)


def readdressed(draft: Draft, html: str, to: list[list[str]] = MAX) -> Readdressed | None:
    with in_scope(draft.tenant_id):
        found = readdress(draft, to, html, by=draft.author)
        draft.refresh_from_db()
        return found


def test_an_untouched_text_is_filled_in_anew(draft: Draft) -> None:
    assert "Käthe Kunde" in draft.html and "K-7" in draft.html

    found = readdressed(draft, draft.html)

    assert found and not found.left
    assert "Max Neu" in found.html and "Käthe" not in found.html and "K-7" not in found.html
    assert 'data-missing="customer.number"' in found.html
    assert (found.text.subject, draft.baseline) == ("Termin für Max Neu", found.html)


def test_what_was_typed_stays_between_what_is_filled_in_anew(draft: Draft) -> None:
    found = readdressed(draft, draft.html.replace("<p></p>", OWN))

    assert found and not found.left
    greeting, rest = found.html.split(OWN)
    assert "Max Neu" in greeting and "K-7" not in rest
    assert rest.endswith("<p>Gruß</p>")


def test_what_the_writer_has_changed_is_left_and_said(draft: Draft) -> None:
    changed = draft.html.replace("Ihre Nummer", "Ihre neue Nummer")

    found = readdressed(draft, changed)

    assert found and found.left
    assert "Max Neu" in found.html and "Ihre neue Nummer: K-7" in found.html


def test_plain_lines_follow_too(draft: Draft) -> None:
    lines = "".join(f"<p>{each.replace(chr(10), '<br>')}</p>" for each in f"{draft.text}\n\nMeins".split("\n\n"))

    found = readdressed(draft, lines)

    assert found and not found.left
    assert "Max Neu" in found.html and "K-7" not in found.html and found.html.endswith("<p>Meins</p>")


def test_there_and_back_is_as_before(draft: Draft) -> None:
    before = draft.html.replace("<p></p>", OWN)
    there = readdressed(draft, before)
    assert there

    back = readdressed(draft, there.html, KAETHE)

    assert back and back.html == before


def test_an_untouched_text_comes_in_the_language_of_who_gets_it_unless_one_was_chosen(
    draft: Draft, nordlicht: Tenant, anna: User
) -> None:
    mary = make_customer(nordlicht, "Mary Miller", email="mary@post.example")
    with in_scope(nordlicht):
        Customer.objects.filter(pk=mary.pk).update(language="en")
    to = [["Mary Miller", "mary@post.example"]]

    found = readdressed(draft, draft.html, to)
    assert found and (found.text.language, found.text.text.split("\n")[-1]) == ("en", "Bye")
    with in_scope(nordlicht):
        keep_text(draft, language="de", by=anna)
    back = readdressed(draft, draft.baseline, KAETHE)

    assert back and back.text.language == "de"
    chosen = readdressed(draft, back.html, to)
    assert chosen and chosen.text.language == "de"


@pytest.mark.parametrize("to", [[], [["", "halb"]], KAETHE])
def test_nothing_changes_without_an_address_or_for_the_same_one(draft: Draft, to: list[list[str]]) -> None:
    before = draft.baseline

    assert readdressed(draft, draft.html, to) is None
    assert draft.baseline == before


def test_a_name_becomes_no_markup(draft: Draft) -> None:
    found = readdressed(draft, draft.html, [['<img src=x onerror="a()"> Max', "max@neu.example"]])

    assert found and "<img" not in found.html


def test_nobody_else_readdresses_it(draft: Draft, bela: User) -> None:
    with in_scope(draft.tenant_id), refused("sent or thrown away elsewhere"):
        readdress(draft, MAX, draft.html, by=bela)


def test_saved_with_another_address_it_is_for_another_customer(
    draft: Draft, customer: Customer, nordlicht: Tenant, alpina: Tenant
) -> None:
    other = make_customer(nordlicht, "Otto Ohm", email="otto@post.example")
    make_customer(alpina, "Otto Alm", email="fremd@post.example")
    assert draft.customer == customer

    kept = []
    for address in ("kaethe@post.example", "otto@post.example", "fremd@post.example", "otto@post.example"):
        values = DraftValues(to=[["", address]], cc=[], bcc=[], subject="x", text="Gern.")
        with in_scope(draft.tenant_id):
            assert draft.category
            draft = save_process(
                draft, values, category=draft.category, process=None, version=draft.version, by=draft.author
            )
            kept.append(draft.customer)

    assert kept == [customer, other, None, other]
