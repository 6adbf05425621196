"""What an administrator types into a template, and an agent into the profile, does nothing in the mail that leaves."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from html.parser import HTMLParser

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.domain.composing import compose
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
TEXT = """<p onclick="x()">Guten Tag ${customer.name},</p><script>x()</script><svg onload="x()"></svg>
<p><a href="javascript:x()">hier</a> <img src="https://evil.example/p.png" onerror="x()"></p>
<div style="width: expression(x()); background: url(https://evil.example/x); position: fixed">😀\u202eRLO</div>
<style>p { behavior: url(x.htc) } @import "https://evil.example/x.css";</style>
<p>${signature}</p>
<iframe src="https://evil.example/"></iframe><form action="https://evil.example/"><input name="a"></form>"""
SUBJECT = "Hallo\r\nBcc: spy@evil.example"
SIGNATURE = "Anna</p><script>x()</script>${customer.name}"


def test_what_is_typed_into_template_and_signature_does_nothing_in_the_mail(
    billing: Category,
    customer: Customer,
    anna: User,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    client_for: ClientFor,
) -> None:
    template = make_template(nordlicht, categories=(billing,))
    contents = f"/supervisor/reply-templates/{template.pk}/contents/de/"
    saved = [
        client_for(ada).post(contents, {"version": 1, "subject": SUBJECT, "html": TEXT, "source": "1"}),
        client_for(anna, nordlicht).post(
            "/profile/",
            {"name": anna.name, "signature": SIGNATURE, "version": anna.version, "language": "", "theme": ""},
        ),
    ]
    anna.refresh_from_db()

    mail = _sent(make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna), nordlicht, by=anna)

    html = _body(mail, "html")
    assert [answer.status_code for answer in saved] == [302, 302]
    assert (mail["Subject"].partition(" [#")[0], mail["Bcc"]) == ("Hallo Bcc: spy@evil.example", None)
    assert _live(html) == []
    assert [word for word in ("evil.example", "expression", "position", "behavior") if word in html] == []
    assert "Guten Tag Käthe Kunde," in html
    assert escape("Anna</p><script>x()</script>") in html
    assert "${" not in html


def _sent(ticket: Ticket, tenant: Tenant, *, by: User) -> EmailMessage:
    with in_scope(tenant):
        draft = open_draft(ticket, author=by)
        values = DraftValues(
            [["", "kaethe@post.example"]], [], [], draft.subject, draft.text, html=draft.html, rich=True
        )
        message = send_answer(save_draft(draft, values, version=draft.version, by=by), by=by)
        mail = OutgoingMail.objects.select_related("message", "account", "tenant").get(message=message)
        return message_from_bytes(compose(mail), policy=policy.default)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


def _live(html: str) -> list[str]:
    """The elements and attributes that would do something."""
    found: list[str] = []

    class Page(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.extend([tag] if tag in {"script", "svg", "iframe", "form", "input", "object", "link"} else [])
            found.extend(name for name, _value in attributes if name.startswith("on"))
            found.extend(value for _name, value in attributes if value and value.startswith("javascript:"))

    Page().feed(html)
    return found
