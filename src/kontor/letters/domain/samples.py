"""A letter of the tenant with made-up words, to see what a stylesheet or a letterhead does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import models
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.letters.domain.composing import compose
from kontor.letters.models import Stationery
from kontor.letters.rendering.sheet import Sheet
from kontor.tenants.models import Tenant
from kontor.texts.domain.placeholders import example_facts
from kontor.texts.domain.rendering import render_body
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.numbers import format_number

NUMBER = 2647109358
CODE = "KL.1.1.AAAAAAAAAAAAAAAA"
"""As long as a real one; no letter has it."""
PARAGRAPHS = 24
ROWS = 40


class Length(models.TextChoices):
    SHORT = "short", gettext_lazy("Short letter")
    ORDINARY = "ordinary", gettext_lazy("With table and enclosures")
    MANY = "many", gettext_lazy("Long address and many pages")


def sample(
    tenant: Tenant,
    length: str = Length.ORDINARY,
    *,
    css: str | None = None,
    stationery: Stationery | None = None,
    at: datetime | None = None,
) -> Sheet:
    """In the tenant's language, with its letterhead and pictures; nothing of a real customer stands in it."""
    with translation.override(tenant.language):
        sheet = compose(
            tenant,
            address=_address(length),
            subject=_("Your order: delivery in two parts"),
            html=_body(length),
            language=tenant.language,
            enclosures=() if length == Length.SHORT else (_("Delivery note"), _("Return form")),
            code=CODE,
            css=css,
            stationery=stationery,
            at=at,
        )
        return replace(sheet, information=_information())


def template_sample(template: ReplyTemplate, language: str, *, css: str | None = None) -> Sheet:
    """The template as a letter to the made-up customer of its placeholders, and about what that one had written of."""
    tenant = template.tenant
    facts = example_facts(tenant, language)
    body = render_body(template, language, facts)
    with translation.override(language):
        sheet = compose(
            tenant,
            address=(facts.values["customer.name"], *_address(Length.ORDINARY)[1:]),
            subject=body.subject or facts.values["ticket.subject"],
            html=body.html,
            language=language,
            template=template,
            code=CODE,
            css=css,
        )
        number, clerk = facts.values["customer.number"], facts.values["agent.name"]
        return replace(sheet, information=_information(number, clerk))


def _information(number: str = "10 482", clerk: str = "Anna Albers") -> tuple[tuple[str, str], ...]:
    return (
        (_("Your request"), format_number(NUMBER)),
        (_("Customer number"), number),
        (_("Handled by"), clerk),
    )


def _address(length: str) -> tuple[str, ...]:
    person, street, town = "Käthe Sörensen", "Lindenallee 12", "24103 Kiel"
    if length != Length.MANY:
        return (person, street, town)
    company = "Sörensen & Töchter Schiffsausrüstung Gesellschaft mit beschränkter Haftung"
    return (company, _("Purchasing department"), person, _("Building 4, 3rd floor"), street, town)


def _body(length: str) -> SafeString:
    hello = format_html("<p>{}</p>", _("Dear Ms Sörensen,"))
    first = _("thank you for your letter. Your order leaves our warehouse in two parts, because one article is late.")
    last = _("If you have questions, please call us. We are glad to help.")
    end = format_html("<p>{}</p><p>{}<br>Anna Albers</p>", last, _("Kind regards"))
    text = format_html("<p>{}</p>", first)
    if length == Length.SHORT:
        return hello + text + end
    if length == Length.MANY:
        more = format_html_join("", "<h2>{}</h2><p>{}</p>", _chapters())
        return hello + text + _table(ROWS) + more + end
    return hello + text + _table(3) + end


def _chapters() -> list[tuple[str, str]]:
    sentence = _("This paragraph shows how longer texts break over lines and pages, and where the foot stands.")
    return [(_("Section %(number)s") % {"number": number}, f"{sentence} " * 6) for number in range(1, PARAGRAPHS + 1)]


def _table(rows: int) -> SafeString:
    cells = [(number, _("Article %(number)s") % {"number": number}, number % 4 + 1) for number in range(1, rows + 1)]
    return format_html(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
        _("Item"),
        _("Article"),
        _("Quantity"),
        format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", cells),
    )
