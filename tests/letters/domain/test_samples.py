"""Letters of a template with made-up words: one customer in the address, in the greeting and in the facts."""

from __future__ import annotations

from kontor.letters.domain.samples import template_sample
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from tests.factories.texts import make_template
from tests.support.scoping import in_scope


def test_the_customer_of_the_placeholders_gets_the_letter(nordlicht: Tenant) -> None:
    words = "<p>${customer.salutation}</p><p>${customer.number}, ${agent.name}</p>"
    template = make_template(nordlicht, "Antwort", html=words, subject="")

    with in_scope(nordlicht):
        sheet = template_sample(template, "en")

    assert sheet.address == ("Käthe Kunde", "Lindenallee 12", "24103 Kiel")
    assert sheet.body_html == "<p>Dear Ms Kunde,</p><p>K-1047, Anna Lorenz</p>"
    assert dict(sheet.information) == {
        "Your request": format_number(2647109358),
        "Customer number": "K-1047",
        "Handled by": "Anna Lorenz",
    }


def test_a_template_without_a_subject_is_shown_under_that_of_the_customer(nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        plain = template_sample(make_template(nordlicht, "Antwort", subject=""), "en")
        own = template_sample(make_template(nordlicht, "Zusage", subject="Ihre Frage", is_default=False), "en")

    assert (plain.subject, own.subject) == ("My invoice", "Ihre Frage")
