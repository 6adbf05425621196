"""Mail of the installation itself."""

from __future__ import annotations

from kontor.outbox.domain.system_mail import send_system_mail
from kontor.tickets.domain.automatic_mark import AutomaticMark, read_mark
from tests.factories.channels import make_account
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import sending_through


def test_system_mail_is_known_as_automatic_mail_of_ours(database: None, smtp_sink: SmtpSink) -> None:
    make_account(None, "desk@house.example", **sending_through(smtp_sink))

    send_system_mail("anna@house.example", "New password", "Follow the link.")

    (kept,) = smtp_sink.kept
    assert kept.mail["Auto-Submitted"] == "auto-generated"
    assert read_mark(kept.mail["X-Kontor-Automatic"]) == AutomaticMark("system", 0, 0)
