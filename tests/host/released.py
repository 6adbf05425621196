"""The last migrations of some versions, and a tenant as version 0.6.0 left it: ready for work, with an answered request
and an entry of the administration."""

from __future__ import annotations

from typing import Any

from kontor.audit.domain.chains import verify
from kontor.kernel import clock
from kontor.readiness.domain.looking import look
from kontor.readiness.enums import LineState
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.support.scoping import in_scope

VERSION_0_1_0 = {
    "answers": "0001_initial",
    "audit": "0002_append_only",
    "channels": "0003_smtp_without_sign_in",
    "customers": "0001_initial",
    "intake": "0002_bytes",
    "live": None,
    "org": "0001_initial",
    "outbox": "0002_failed",
    "people": "0001_initial",
    "routing": "0001_initial",
    "tenants": "0001_initial",
    "tickets": "0004_waiting_index",
}

VERSION_0_2_0 = VERSION_0_1_0 | {
    "answers": "0002_automatic_mail",
    "channels": "0005_without_lease",
    "customers": "0002_undeliverable_addresses",
    "intake": "0004_block_list",
    "outbox": "0003_queues_dialogue_and_storms",
    "people": "0002_spam_and_block_list",
    "routing": "0003_learned_models",
    "tickets": "0007_kept_files",
}

VERSION_0_6_0 = {
    "answers": "0010_letters",
    "audit": "0002_append_only",
    "calls": "0010_forwarded",
    "channels": "0007_folders_with_scans",
    "customers": "0005_postal_addresses",
    "escalations": "0005_failed_replay",
    "intake": "0005_scans",
    "letters": "0005_postage_abroad",
    "org": "0002_group_preferences",
    "outbox": "0004_reply_account",
    "people": "0010_letters",
    "preferences": "0001_initial",
    "reports": "0001_initial",
    "routing": "0005_names_of_borrowers",
    "sla": "0004_call_backs",
    "spelling": "0001_initial",
    "tenants": "0001_initial",
    "texts": "0002_pdf_templates",
    "tickets": "0023_letters",
}
WEEK = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


class Furnishing:
    """Rows of one tenant, by the models as they were then."""

    def __init__(self, old: Any, tenant_id: int) -> None:
        self.old = old
        self.tenant_id = tenant_id

    def make(self, app: str, model: str, **values: Any) -> Any:
        return self.old.get_model(app, model).objects.create(tenant_id=self.tenant_id, **values)

    def named(self, app: str, model: str, name: str, **values: Any) -> Any:
        return self.make(app, model, name=name, sort_key=name.casefold(), **values)


def furnish_0_6_0(old: Any, tenant_id: int) -> None:
    """In the scope of the tenant, which is in the roster already."""
    old.get_model("tenants", "Tenant").objects.create(
        id_id=tenant_id, name="Hafen", name_key="hafen", sort_key="hafen", code="HA", language="de"
    )
    rows = Furnishing(old, tenant_id)
    person = old.get_model("people", "User").objects.create(
        username="hans", username_key="hans", email="h@b.example", email_key="h@b.example", name="Hans", sort_key="hans"
    )
    category = _groups(rows, person)
    account = _accounts(rows, category)
    _texts(rows, category)
    _times(rows)
    _work(rows, category, account, person)


def _groups(rows: Furnishing, person: Any) -> Any:
    system = rows.named("org", "SystemGroup", "Hafen")
    leading = rows.named("org", "SupervisorGroup", "Leitung", system_group=system)
    group = rows.named("org", "AgentGroup", "Service", supervisor_group=leading)
    rows.make("org", "Membership", user=person, agent_group=group)
    category = rows.named("org", "Category", "Liegeplatz", internal_name="liegeplatz")
    rows.make("org", "GroupCategory", agent_group=group, category=category)
    return category


def _accounts(rows: Furnishing, category: Any) -> Any:
    incoming, *_others = [
        rows.named(
            "channels", "MailAccount", address, kind=kind, address=address, address_key=address, host="imap.b.example",
            smtp_host="smtp.b.example", username=address, fetched_at=clock.now(), last_sent_at=clock.now(),
        )
        for kind, address in (("incoming", "s@b.example"), ("second_level", "2@b.example"), ("reply", "r@b.example"))
    ]  # fmt: skip
    rows.make("channels", "NoReplyAddress", address="n@b.example", address_key="n@b.example", is_default=True)
    rows.make("routing", "AccountFallback", account=incoming, account_owner=rows.tenant_id, category=category)
    return incoming


def _texts(rows: Furnishing, category: Any) -> None:
    for part in ("layout", "letterhead", "footer"):
        include = rows.named("texts", "ReplyTemplate", part, internal_name=part, kind="include", part=part,
                             is_default=True)  # fmt: skip
        rows.make("texts", "TemplateContent", template=include, language="de", html="<p>Hafen</p>")
    reply = rows.named("texts", "ReplyTemplate", "Antwort", internal_name="antwort", kind="reply")
    rows.make("texts", "TemplateContent", template=reply, language="de", html="<p>Erledigt.</p>")
    rows.make("texts", "TemplateAssignment", template=reply, category=category, kind="reply", is_default=True)


def _times(rows: Furnishing) -> None:
    calendar = rows.named("sla", "BusinessCalendar", "Büro", time_zone="Europe/Berlin")
    rows.make("sla", "CalendarVersion", calendar=calendar, week=WEEK)
    level = rows.named("sla", "ServiceLevel", "Silber", first_response=480)
    chosen = {"sla.business_hours": calendar.pk, "sla.service_level": level.pk, "spelling.languages": ["de"]}
    rows.old.get_model("tenants", "Tenant").objects.update(preferences=chosen)


def _work(rows: Furnishing, category: Any, account: Any, person: Any) -> None:
    now = clock.now()
    ticket = rows.make(
        "tickets", "Ticket", number=1234567905, state="closed", category=category, account=account,
        account_owner=rows.tenant_id, received_at=now, changed_at=now, closed_at=now, subject="Anleger",
    )  # fmt: skip
    rows.make("tickets", "Message", ticket=ticket, direction="out", kind="reply", at=now, author=person)
    rows.make(
        "audit", "AuditEntry", at=now, actor=person, action="created", kind="org.category", object_id=category.pk,
        label="Liegeplatz", changes={"name": [None, "Liegeplatz"]},
    )  # fmt: skip


READY = {
    *"system_group agents categories worked rules fallback fetched sent no_reply inquiries forwards".split(),
    *"templates language_de layout letterhead footer service_level business_hours dictionaries overflow trial".split(),
}
"""The lines of the checklist of a tenant with mail alone."""


def assert_is_ready(tenant_id: int) -> None:
    """Today's checklist is green, but for the go-live test, which nobody could do then; the chain of entries holds."""
    with in_scope(tenant_id):
        lines = look(Tenant.objects.get()).lines
        assert not Ticket.objects.exclude(state="closed").exists()
    assert [(line.key, line.sentence) for line in lines if line.state != LineState.GREEN and line.key != "trial"] == []
    assert {line.key for line in lines} == READY
    verdict = verify(tenant_id)
    assert (verdict.holds, verdict.rows) == (True, 1)
