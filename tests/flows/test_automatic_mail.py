"""What a category answers by itself, through a real mail server and a real worker; machines and lists get nothing."""

from __future__ import annotations

from kontor.answers.enums import AutomaticAction
from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import start
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.answers import acknowledging
from tests.factories.channels import make_no_reply_address
from tests.factories.reviews import make_automatic
from tests.factories.routing import make_rule
from tests.factories.texts import make_include
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import letter
from tests.support.processes import Worker, until, worker
from tests.support.scoping import everywhere

SUBJECTS = {"Abrechnung", "Umzug", "Newsletter", "Umzug im Urlaub"}


def _states() -> dict[str, str]:
    with everywhere():
        return dict(Ticket.objects.values_list("subject", "state"))


def _settled(running: Worker) -> None:
    """Everything is filed, both answers are out, and no other is on its way."""
    until(lambda: _states().get("Umzug") == TicketState.CLOSED, "the answered ticket is closed", worker=running)
    until(lambda: _states().keys() == SUBJECTS, "all mails are filed", worker=running)


def _whys() -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(action__startswith="not_").order_by("ticket__subject")
        return [f"{entry.ticket.subject}: {sentence(entry).partition(': ')[2]}" for entry in rows]


def test_a_category_acknowledges_another_answers_and_closes_and_machines_get_nothing(
    committed_db: str,
    mail_server: Dovecot,
    inbox: MailAccount,
    sink: SmtpSink,
    billing: Category,
    moving: Category,
    nordlicht: Tenant,
) -> None:
    make_include(nordlicht, IncludePart.LETTERHEAD, "<p>Briefkopf Nordlicht</p>")
    make_no_reply_address(nordlicht, "no-reply@nordlicht.example", display_name="Nordlicht", is_default=True)
    acknowledging(billing)
    make_rule(moving, "Umzug")
    make_automatic(moving, action=AutomaticAction.ANSWER_AND_CLOSE, html="<p>Zu „${ticket.subject}“: im Portal.</p>")

    with worker(committed_db) as running:
        for raw in (
            letter("Newsletter", to=inbox.address, sender="Blatt <blatt@list.example>", List_Id="<blatt.list.example>"),
            letter("Umzug im Urlaub", to=inbox.address, sender="Ute <ute@post.example>", Auto_Submitted="auto-replied"),
            letter("Abrechnung", to=inbox.address),
            letter("Umzug", to=inbox.address, sender="Per <per@post.example>"),
        ):
            mail_server.deliver(inbox.address, raw)
        start(inbox.owner, inbox.pk)
        _settled(running)
        until(lambda: len(sink.kept) == 2, "both mails are out", worker=running)

    sent = {kept.recipients[0]: kept for kept in sink.kept}
    assert sent.keys() == {"kaethe@post.example", "per@post.example"}
    assert {kept.envelope_from for kept in sink.kept} == {""}
    assert {str(kept.mail["Auto-Submitted"]) for kept in sink.kept} == {"auto-replied"}
    assert sent["kaethe@post.example"].mail["From"] == "Nordlicht <no-reply@nordlicht.example>"
    assert sent["per@post.example"].mail["From"] == f"Nordlicht Service <{inbox.address}>"
    shown = sent["per@post.example"].mail.get_body(("plain",))
    assert shown is not None
    assert "Briefkopf Nordlicht" in shown.get_content()
    assert "Zu „Umzug“: im Portal." in shown.get_content()
    assert {subject for subject, state in _states().items() if state != TicketState.CLOSED} == SUBJECTS - {"Umzug"}
    assert _whys() == ["Newsletter: the mail was sent to a list", "Umzug im Urlaub: a program wrote the mail"]
