"""The steps of an erasure: begun, broken off, canceled."""

from __future__ import annotations

import pytest

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain import erasing
from kontor.privacy.domain.asking import ask_erasure, cancel_erasure
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import erase, take_step, wake_waiting
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure
from kontor.supervisor.privacy.words import not_reached_in_words
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.scans import make_letter
from tests.privacy.erasing.conftest import closed, erased
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def test_a_worker_that_dies_in_a_step_loses_nothing(billing: Category, jana: Customer, anna: User) -> None:
    tickets = [closed(billing, jana) for _number in range(3)]
    with in_scope(jana.tenant_id):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
        take_step(erasure, [])
    with in_scope(jana.tenant_id), rolled_back(RuntimeError):
        take_step(Erasure.objects.get(pk=erasure.pk), [])
        raise RuntimeError("killed")
    with in_scope(jana.tenant_id):
        assert Ticket.objects.filter(pk__in=[each.pk for each in tickets], erased_at=None).count() == 2

    run_jobs("privacy.tasks.erase")

    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
    counts = {line["table"]: line["rows"] for line in checked(erasure)["erased"]}
    assert (counts["tickets.Ticket"], counts["tickets.Message"]) == (3, 3)


def test_a_job_that_runs_again_changes_nothing(billing: Category, jana: Customer, anna: User) -> None:
    closed(billing, jana)
    erasure = erased(jana, anna)
    certificate, sha256 = erasure.certificate, erasure.sha256

    erase(jana.tenant_id, erasure.pk)

    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
    assert (erasure.certificate, erasure.sha256) == (certificate, sha256)


def test_refused_without_a_reason_twice_and_again(jana: Customer, anna: User) -> None:
    with in_scope(jana.tenant_id):
        with refused("Say why the contact is erased"):
            ask_erasure(jana, reason="  ", by=anna)
        ask_erasure(jana, reason="Article 17", by=anna)
        with refused("This contact is being erased already."):
            ask_erasure(jana, reason="Article 17", by=anna)
    run_jobs("privacy.tasks.erase")
    with in_scope(jana.tenant_id), refused("This contact was erased before."):
        ask_erasure(jana, reason="Article 17", by=anna)


def test_canceled_nothing_more_goes(billing: Category, jana: Customer, anna: User) -> None:
    ticket = closed(billing, jana, subject="Mein Vertrag")
    with in_scope(jana.tenant_id):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
        cancel_erasure(erasure, by=anna)
    run_jobs("privacy.tasks.erase")

    with in_scope(jana.tenant_id):
        ticket.refresh_from_db()
        assert ticket.subject == "Mein Vertrag"
        with refused("This erasure is over already."):
            cancel_erasure(erasure, by=anna)


def test_waking_enqueues_what_waits_and_nothing_else(jana: Customer, anna: User) -> None:
    erased(jana, anna)
    with in_scope(jana.tenant_id):
        wake_waiting(jana.tenant_id)

    assert waiting_jobs("privacy.tasks.erase") == []


def test_the_certificate_says_that_scans_lie_in_the_scanners_folder(
    billing: Category, jana: Customer, nordlicht: Tenant
) -> None:
    """Of a contact that wrote letters; of others it would be a riddle."""
    otto = make_customer(nordlicht, "Otto Kruse", email="otto@post.example")
    make_letter(closed(billing, jana), "eine Seite")
    closed(billing, otto)

    codes = [[line["code"] for line in checked(erased(one))["not_reached"]] for one in (jana, otto)]

    assert codes == [["backups", "mailboxes", "scans"], ["backups", "mailboxes"]]
    assert len(not_reached_in_words([{"code": code} for code in codes[0]])) == 3


def test_a_job_of_another_tenant_erases_nothing(jana: Customer, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht):
        erasure = ask_erasure(jana, reason="Article 17", by=None)

    erase(alpina.pk, erasure.pk)

    with in_scope(nordlicht):
        erasure.refresh_from_db()
    assert (erasure.state, erasure.begun_at) == (ErasureState.WAITING, None)


def test_what_is_more_than_a_job_takes_on_is_left_to_the_next(
    jana: Customer, billing: Category, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "STEPS", 1)
    for _number in range(2):
        closed(billing, jana)
    with in_scope(nordlicht):
        erasure = ask_erasure(jana, reason="Article 17", by=None)

    run_jobs("privacy.tasks.erase")

    with in_scope(nordlicht):
        erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
