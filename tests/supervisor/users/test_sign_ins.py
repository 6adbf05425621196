"""The sign-ins of a person are ended."""

from __future__ import annotations

from collections.abc import Callable

from kontor.audit.models import AuditEntry
from kontor.people.models import Session, User
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]


def test_sign_ins_of_a_person_can_be_ended(client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant) -> None:
    browser, administration = client_for(anna, nordlicht), client_for(ada, nordlicht)
    session = Session.objects.get(user=anna)
    assert session.session_key not in administration.get(f"/supervisor/users/{anna.pk}/sessions/").content.decode()

    administration.post(f"/supervisor/users/{anna.pk}/sessions/end/", {"session": session.mark})

    assert browser.get("/profile/").status_code == 302


def test_who_ended_somebody_elses_sign_ins_stands_in_the_audit_log(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant
) -> None:
    administration = client_for(ada, nordlicht)
    for _browser in range(3):
        client_for(anna, nordlicht)
    mark = Session.objects.filter(user=anna)[0].mark
    sessions = f"/supervisor/users/{anna.pk}/sessions/"

    administration.post(f"{sessions}end/", {"session": mark})
    administration.post(f"{sessions}end/", {"session": mark})
    administration.post(f"{sessions}end-all/")
    administration.post(f"{sessions}end-all/")

    with everywhere():
        entries = AuditEntry.objects.filter(action="signed out").order_by("id")
        assert [(entry.actor_id, entry.object_id, entry.tenant_id) for entry in entries] == [
            (ada.pk, anna.pk, None)
        ] * 2
        assert [entry.changes for entry in entries] == [{"sign_ins": [3, 2]}, {"sign_ins": [2, 0]}]
    page = administration.get("/supervisor/audit/").content.decode()
    assert "signed out" in page
    assert "sign-ins" in page


def test_ones_own_sign_ins_do_not_stand_in_the_audit_log(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    client_for(ada, nordlicht).post(f"/supervisor/users/{ada.pk}/sessions/end-all/")

    assert not Session.objects.filter(user=ada).exists()
    with everywhere():
        assert not AuditEntry.objects.filter(action="signed out").exists()
