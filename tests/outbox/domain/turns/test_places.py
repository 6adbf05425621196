"""Places at a domain."""

from __future__ import annotations

from kontor.outbox.domain.delivery import PLACE_WAIT, send_queue
from kontor.outbox.domain.turns import is_lined_up, place_at
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.preferences.models import SystemValues
from tests.conftest import Frozen
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.turns.conftest import elsewhere, line_to
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere


def test_a_domain_has_so_many_places(committed_db: str) -> None:
    def taken(*addresses: str) -> bool:
        with place_at(addresses, 1) as free:
            return free

    with elsewhere(lambda: place_at(["a@post.example", "b@POST.example"], 1)):
        assert taken("c@post.example") is False
        assert taken("c@andere.example", "d@post.example") is False
        assert taken("c@andere.example") is True
        with place_at(["c@post.example"], 2) as second:
            assert second is True
        with place_at(["c@post.example"], 0) as unbounded:
            assert unbounded is True
    assert taken("c@post.example") is True


def test_a_place_is_free_again_for_another_worker(committed_db: str) -> None:
    with place_at(["a@post.example"], 1):
        pass

    with elsewhere(lambda: place_at(["b@post.example"], 1)), place_at(["c@post.example"], 1) as third:
        assert third is False


def test_a_mail_to_a_busy_domain_waits_and_those_to_others_go_out(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, frozen: Frozen
) -> None:
    with everywhere():
        SystemValues.objects.update_or_create(id=1, defaults={"preferences": {"outbox.domain_places": 1}})
    busy = queue(to=[["", "kaethe@voll.example"]])
    free = queue(to=[["", "kaethe@leer.example"]])

    with elsewhere(lambda: place_at(["x@voll.example"], 1)):
        send_queue(line_to(busy))

    with everywhere():
        rows = {mail.pk: mail for mail in OutgoingMail.objects.all()}
    assert [kept.recipients for kept in smtp_sink.kept] == [["kaethe@leer.example"]]
    assert (rows[busy.pk].state, rows[busy.pk].attempts) == (DeliveryState.QUEUED, 0)
    assert rows[free.pk].state == DeliveryState.SENT
    assert is_lined_up(line_to(busy))
    assert rows[busy.pk].next_attempt_at == frozen.at + PLACE_WAIT
    assert [job.at for job in waiting_jobs("send_queue")] == [frozen.at + PLACE_WAIT]
    assert smtp_sink.connections == 1, "The server was told of the mail that waits."
