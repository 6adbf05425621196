"""Two web servers and two workers on one database: one of each is killed in the middle, and the others go on alone.

Mails come from a real mailbox, an agent takes and answers over HTTP as a browser does, the answers leave by SMTP. With
``--soak`` what the dead held comes free by itself, and how long that took is written down; else its rows are aged.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction
from kontor.tickets.models import Message, Ticket
from tests.flows.passing_time import leases_end, sending_stalls, settle_doubts
from tests.live.test_web_server import OpenStream, cookie_of
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.client import Browser
from tests.support.letters import letter
from tests.support.processes import Web, until, web, worker
from tests.support.scoping import everywhere

FIELD = re.compile(r'<input[^>]* name="(version|to|subject)"[^>]* value="([^"]*)"')


@dataclass
class Agent:
    """Someone who works at whichever web server answers, as a proxy in front would choose."""

    servers: list[Web]
    cookie: str
    failures: Counter[str] = field(default_factory=Counter)

    def ask(self, method: str, path: str, **values: str) -> tuple[int, str, str]:
        """Status, where it leads and what it says, from the first server that answers; the request may be done then."""
        for server in list(self.servers):
            try:
                return self._ask(server, method, path, values)
            except (OSError, http.client.HTTPException) as error:
                self.failures[type(error).__name__] += 1
                self.servers.remove(server)
        raise AssertionError("No web server answers.")

    def _ask(self, server: Web, method: str, path: str, values: dict[str, str]) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        token = "k" * 32
        headers = {
            "Cookie": f"{self.cookie}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, urlencode(values) if method == "POST" else None, headers)
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        return answer.status, answer.headers.get("Location", ""), said

    def answer_one(self) -> bool:
        """Take a ticket and answer it; False when none waits."""
        _status, to, _said = self.ask("POST", "/desk/inbox/next/")
        if not (found := re.search(r"/desk/ticket/(\d+)/", to)):
            return False
        page = f"/desk/ticket/{found[1]}/"
        self.ask("POST", f"{page}reply/")
        for _attempt in range(3):  # what a server that died had kept is read anew, as a person who looks again
            shown = dict(FIELD.findall(self.ask("GET", page)[2]))
            if "version" not in shown:
                return True
            values = {name: unescape(shown[name]) for name in ("version", "to", "subject")}
            status, _to, said = self.ask("POST", f"{page}reply/send/", **values, text="Gern.", final="1")
            assert status in (302, 404, 409), (status, said[-2000:])
        raise AssertionError(f"The answer could not be sent: {said[-3000:]}")


def _count() -> dict[str, int]:
    with everywhere():
        return {
            "filed": Arrival.objects.exclude(state=ArrivalState.WAITING).count(),
            "sent": OutgoingMail.objects.filter(state=DeliveryState.SENT).count(),
        }


def test_the_others_go_on_and_nothing_is_lost_or_doubled(
    committed_db: str,
    mail_server: Dovecot,
    inbox: MailAccount,
    sink: SmtpSink,
    anna: User,
    nordlicht: Tenant,
    client_for: Callable[..., Browser],
    soak: bool,
    record_property: Callable[[str, object], None],
) -> None:
    size = 200 if soak else 40
    cookie = cookie_of(client_for(anna, nordlicht))
    sink.slow = 0.05
    with (
        web(committed_db) as first_web,
        web(committed_db) as second_web,
        worker(committed_db) as first,
        worker(committed_db) as second,
    ):
        agent = Agent([first_web, second_web], cookie)
        page = OpenStream(second_web, cookie)
        _deliver(mail_server, inbox, range(size // 2))
        until(lambda: _count()["filed"] >= size // 8, "some mail is filed", seconds=120)
        end = time.monotonic() + 120
        while _count()["sent"] < size // 16:
            assert time.monotonic() < end, first.log.read_text(errors="replace")[-3000:]
            agent.answer_one()
        _deliver(mail_server, inbox, range(size // 2, size))

        first.kill()
        first_web.process.kill()
        killed = time.monotonic()
        left = size - _count()["filed"]
        if not soak:
            leases_end(inbox)
            sending_stalls(inbox)
        before = _count()["filed"]
        until(lambda: _count()["filed"] > before, "the other worker files mail", worker=second, seconds=120)
        record_property("mail is filed again after", time.monotonic() - killed)
        end = time.monotonic() + 400
        while (now := _count())["filed"] < size or now["sent"] < size:
            assert time.monotonic() < end, f"{now}\n{second.log.read_text(errors='replace')[-3000:]}"
            agent.answer_one()
            if not soak:
                sending_stalls(inbox)
            settle_doubts(inbox, sink, anna)
        record_property("all is done after", time.monotonic() - killed)
        again = OpenStream(second_web, cookie)
        heard = json.loads(page.next().removeprefix(b"data: "))
        for stream in (page, again):
            stream.close()

    assert left > 0, "All was filed before the worker was killed: nothing is proven."
    assert agent.servers == [second_web]
    assert heard["kind"]
    with everywhere():
        assert Counter(Arrival.objects.values_list("outcome", flat=True)) == {Outcome.NEW_TICKET: size}
        subjects = sorted(Ticket.objects.values_list("subject", flat=True))
        answers = list(Message.objects.filter(direction=Direction.OUT).values_list("ticket", "message_id"))
    assert subjects == sorted(f"Nr {number}" for number in range(size))
    assert len({ticket for ticket, _id in answers}) == len(answers) == size
    assert Counter(kept.mail["Message-ID"] for kept in sink.kept) == {message_id: 1 for _ticket, message_id in answers}


def _deliver(server: Dovecot, inbox: MailAccount, numbers: range) -> None:
    server.deliver(
        inbox.address,
        *(letter(f"Nr {number}", sender=f"kunde{number % 7}@post.example", to=inbox.address) for number in numbers),
    )
