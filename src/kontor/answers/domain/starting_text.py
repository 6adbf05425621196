"""The text that an answer begins with: a template filled in, or greeting and signature where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kontor.customers.models import Customer
from kontor.kernel.html import html_from_plain_text, plain_text_from_html
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.choosing import Choice, choose_template
from kontor.texts.domain.placeholders import Facts, facts_of
from kontor.texts.domain.rendering import fill_html, render_body, render_content
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Ticket


@dataclass(frozen=True)
class About:
    """Who writes to whom about what. Without a ticket it is a new process."""

    tenant: Tenant
    category: Category
    author: User
    ticket: Ticket | None = None
    customer: Customer | None = None
    to: Sequence[Sequence[str]] = ()

    def facts(self, language: str) -> Facts:
        return facts_of(
            tenant=self.tenant,
            language=language,
            ticket=self.ticket,
            category=self.category,
            customer=self.customer,
            author=self.author,
            to=self.to,
        )


@dataclass(frozen=True)
class StartingText:
    """``subject`` is empty where the template has none; ``missing`` names the placeholders without a value."""

    html: str
    text: str
    subject: str
    language: str
    template: ReplyTemplate | None = None
    missing: tuple[str, ...] = ()


def suggested_text(about: About, kind: str, *, language: str) -> StartingText:
    """The text of the template that is suggested in the category, in this language or the tenant's or any it has."""
    choice = choose_template(about.category, kind, language=language, otherwise=about.tenant.language)
    return text_of_choice(about, choice) if choice else bare_text(about, language=language)


def text_of_choice(about: About, choice: Choice) -> StartingText:
    facts = about.facts(choice.content.language)
    body = render_content(choice.template, choice.content, facts)
    return StartingText(body.html, body.text, body.subject, body.language, choice.template, body.missing)


def text_of_template(about: About, template: ReplyTemplate, *, language: str) -> StartingText:
    """The text of this template in the language, else as ``suggested_text``."""
    body = render_body(template, language, about.facts(language))
    if body.language != language:
        body = render_body(template, body.language, about.facts(body.language))
    return StartingText(body.html, body.text, body.subject, body.language, template, body.missing)


def bare_text(about: About, *, language: str) -> StartingText:
    """Greeting and signature, with room between them."""
    facts = about.facts(language)
    greeting = facts.value("customer.salutation")
    signature = fill_html("<p>${signature}</p>", facts).content
    html = f"<p>{html_from_plain_text(greeting)}</p><p></p>{signature}"
    return StartingText(html, f"{greeting}\n\n\n\n{plain_text_from_html(signature)}", "", language)
