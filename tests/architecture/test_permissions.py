"""Who may do what, at every address there is. The expectations stand in ``permission_table.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from kontor.answers.domain.draft_files import add_picture
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft, DraftFile
from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.calls.domain.blocking import block_number
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.block_list import block
from kontor.intake.domain.rule_dry_runs import start_dry_run
from kontor.kernel import clock
from kontor.letters.enums import LetterState
from kontor.org.models import AgentGroup, Category, Grant, SupervisorGroup
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail, Storm
from kontor.people.models import BreakReason, Role, User
from kontor.routing.domain.conditions import subject_has
from kontor.routing.domain.keyword_sets import create_keyword_set
from kontor.routing.domain.rules import create_rule
from kontor.routing.domain.versions import activate_draft
from kontor.spelling.enums import WordState
from kontor.tenants.models import Tenant
from kontor.texts.domain.documents import Content
from kontor.texts.domain.templates import create_template
from kontor.texts.enums import FilePurpose
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.links import NewLink, link_all
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.domain.moving import move_message
from kontor.tickets.domain.recomputing import recompute_for
from kontor.tickets.enums import LinkKind, MessageChannel, TicketKind, TicketState
from kontor.tickets.models import Attachment, Ticket
from tests.architecture.addresses import Address, every_address
from tests.architecture.permission_table import PEOPLE, TABLE
from tests.desk.phone.rows import talking
from tests.factories.agreements import make_agreement
from tests.factories.answers import make_sent_answer
from tests.factories.call_records import connect_calls, make_record
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.customers import make_customer, make_expert, make_postal_address
from tests.factories.escalations import make_replay, rule_in_force, waits
from tests.factories.intake import make_held, make_shadow_run
from tests.factories.learning import make_model
from tests.factories.letters import make_outgoing_letter
from tests.factories.org import make_agent_group, make_category, make_closing_code
from tests.factories.outgoing_letters import make_batch, make_failed_letter
from tests.factories.people import make_absence, make_role, make_user
from tests.factories.phone_systems import make_dialled_number, make_held_call, make_phone_system, make_trunk
from tests.factories.privacy import make_disclosure, make_erasure, make_hold, make_ticket_hold
from tests.factories.reports import make_alarm
from tests.factories.reviews import make_automatic, make_clearance, make_review_rule, make_sample
from tests.factories.scans import make_letter
from tests.factories.sla import make_calendar, make_service_level
from tests.factories.spelling import make_word
from tests.factories.stationery import make_asset, make_postage, make_stylesheet
from tests.factories.tenants import make_tenant
from tests.factories.texts import make_library_file, make_module, make_module_group, make_template
from tests.factories.tickets import make_inquiry, make_ticket, new_message
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope

NOT_THROUGH_EYES = {"password-new", "password-reset", "profile", "profile-tab", "sign-in", "tenant-choice"}
"""What is somebody's own is not shown to those who look through their eyes."""


def _part(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ""


PARTS = sorted({_part(name) for name in TABLE})
Places = dict[str, Any]


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    names = [address.name for address in every_address()]

    assert "" not in names, "An address has no name."
    assert sorted(set(names) - set(TABLE)) == [], "Add a line to permission_table.py."
    assert sorted(set(TABLE) - set(names)) == []


@pytest.mark.parametrize("part", PARTS)
def test_permissions_of(part: str, browsers: dict[str, Browser], places: Places, states: dict[str, Ticket]) -> None:
    """All addresses of a part in one test: what stands in their places takes as long to make as they take to ask."""
    wrong = {}
    for address in every_address():
        if _part(address.name) != part:
            continue
        line = TABLE[address.name]
        here = {**places, "number": states[line.ticket].number, **line.words}
        here |= {place: places[row] for place, row in line.rows.items()}
        sent = {"selected": places[line.selected]} if line.selected else {}
        url = reverse(address.name, kwargs={place: here[place] for place in address.places})
        for method, wanted in (("get", line.get), ("post", line.post)):
            found = [outcome(browsers[person], method, url, sent) for person in PEOPLE]
            if found != wanted.split():
                wrong[address.name, method] = " ".join(found)

    assert wrong == {}


def test_through_somebodys_eyes_no_page_changes_anything_or_fails(
    request: pytest.FixtureRequest,
    browsers: dict[str, Browser],
    places: Places,
    states: dict[str, Ticket],
    sven: User,
) -> None:
    """PostgreSQL refuses to write; what cannot be shown without writing says so, and is named here.

    In the administration one page of each area stands for the others, unless ``--soak`` opens them all.
    """
    browsers["ada"].post(f"/supervisor/users/{sven.pk}/look/", {"reason": "test"})
    failed, not_shown = [], set()
    for address in walked(full=request.config.getoption("--soak")):
        line = TABLE[address.name]
        if line.get.split()[PEOPLE.index("sven")] != "ok":
            continue
        here = {**places, "number": states[line.ticket].number, **line.words}
        here |= {place: places[row] for place, row in line.rows.items()}
        url = reverse(address.name, kwargs={place: here[place] for place in address.places})
        with transaction.atomic():
            response = browsers["ada"].get(url, headers={"accept-language": "en"})
            transaction.set_rollback(True)
        if response.status_code >= 500:
            failed.append(address.name)
        elif response.status_code == 403 and b"Not shown here" in getattr(response, "content", b""):
            not_shown.add(address.name)

    assert failed == []
    assert sorted(not_shown) == sorted(NOT_THROUGH_EYES)


def walked(*, full: bool) -> list[Address]:
    chosen: list[Address] = []
    areas: set[str] = set()
    for address in every_address():
        area = ":".join(address.name.split(":")[:2])
        opens = TABLE[address.name].get.split()[PEOPLE.index("sven")] == "ok"
        if (
            full
            or not area.startswith("supervisor:")
            or address.name in NOT_THROUGH_EYES
            or (opens and area not in areas)
        ):
            chosen.append(address)
            areas.add(area)
    return chosen


def outcome(browser: Browser, method: str, url: str, sent: dict[str, Any]) -> str:
    """What the person meets; whatever they do there is rolled back."""
    cookies = browser.cookies.copy()
    before = _audited() if sent else 0
    with transaction.atomic():
        response = getattr(browser, method)(url, sent, headers={"accept-language": "en"})
        changed = bool(sent) and _audited() > before
        transaction.set_rollback(True)
    browser.cookies = cookies
    word = _word_for(response)
    return "nothing" if sent and word == "ok" and not changed else word


def _audited() -> int:
    with everywhere():
        return AuditEntry.objects.count()


def _word_for(response: HttpResponse) -> str:
    target = response.get("Location", "")
    if target.startswith(f"{reverse('sign-in')}?"):
        return "sign-in"
    if target == reverse("tenant-choice"):
        return "choice"
    return str(response.status_code) if response.status_code in (401, 403, 404, 405, 500) else "ok"


@pytest.fixture
def browsers(
    client_for: Callable[..., Browser],
    anybody: Browser,
    nordlicht: Tenant,
    alpina: Tenant,
    anna: User,
    carla: User,
    sven: User,
    ada: User,
    dora: User,
) -> dict[str, Browser]:
    return {
        "nobody": anybody,
        "dora": client_for(dora),
        "anna": client_for(anna, nordlicht),
        "carla": client_for(carla, alpina),
        "sven": client_for(sven, nordlicht),
        "ada": client_for(ada, nordlicht, alpina),
    }


@pytest.fixture
def states(billing: Category, nordlicht_account: MailAccount, customer: Customer, anna: User) -> dict[str, Ticket]:
    """Anna's ticket, one in the queue, one that is closed, one that is spam, one that Anna has put on resubmission, one
    that came by letter, one on legal hold."""
    mine, queued, closed, spam, waiting, paper, held = (
        make_ticket(billing, customer=customer, account=nordlicht_account, owner=owner)
        for owner in (anna, None, None, None, None, None, None)
    )
    make_ticket_hold(held)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=closed.pk).update(state=TicketState.CLOSED, closed_at=clock.now())
        Ticket.objects.filter(pk=spam.pk).update(state=TicketState.SPAM)
        Ticket.objects.filter(pk=waiting.pk).update(state=TicketState.RESUBMITTED, waits_for=anna, last_owner=anna)
        Ticket.objects.filter(pk=paper.pk).update(kind=TicketKind.LETTER)
    return {
        "mine": mine,
        "queued": queued,
        "closed": closed,
        "spam": spam,
        "waiting": waiting,
        "letter": paper,
        "held": held,
    }


@pytest.fixture
def places(
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    nordlicht_account: MailAccount,
    billing: Category,
    customer: Customer,
    states: dict[str, Ticket],
    anna: User,
    nordlicht_supervisors: SupervisorGroup,
    agent_role: Role,
    sven: User,
    claims: Category,
    carla: User,
) -> Places:
    """A row of the first tenant for every name in a path."""
    connect_calls()
    letters_on()
    closing_code, removed_code = make_closing_code(billing), make_closing_code(billing, deleted_at=clock.now())
    no_reply = make_no_reply_address(nordlicht)
    other = make_customer(nordlicht)
    escalation = rule_in_force(nordlicht, waits(30))
    phone_system = make_phone_system()
    trunk = make_trunk(phone_system, nordlicht)
    dialled = make_dialled_number(phone_system, nordlicht)
    held_call = make_held_call(phone_system)
    with in_scope(nordlicht):
        rule = create_rule(billing, conditions=[subject_has("Abrechnung")], by=None)
        version = activate_draft(nordlicht.pk, by=None)
        run = start_dry_run(nordlicht.pk, by=sven)
        recomputation = recompute_for(tenant=nordlicht)
        assert recomputation
        keywords = create_keyword_set(nordlicht.pk, name="Ärger", lines=["Anwalt"], by=None)
        raw = keep(b"Subject: Abrechnung", tenant_id=nordlicht.pk)
        message = write_message(
            states["mine"], new_message(customer, raw=raw, files=[NewFile("zaehler.txt", "text/plain", b"4711")])
        )
        asking = Draft.objects.create(
            tenant=nordlicht, ticket=states["mine"], author=anna, kind=DraftKind.INQUIRY, changed_at=clock.now()
        )
        draft = Draft.objects.create(
            tenant=nordlicht,
            ticket=states["mine"],
            author=anna,
            kind=DraftKind.REPLY,
            channel=MessageChannel.LETTER,
            changed_at=clock.now(),
        )
        attachment = Attachment.objects.get(message=message)
        outgoing = OutgoingMail.objects.create(
            tenant=nordlicht,
            message=message,
            account=nordlicht_account,
            account_owner=nordlicht_account.owner,
            state=DeliveryState.FAILED,
            refused={"kaethe@post.example": "550 unknown"},
        )
        file = DraftFile.objects.create(
            tenant=nordlicht,
            draft=draft,
            blob_id=attachment.blob_id,
            filename="a.txt",
            content_type="text/plain",
            size=4,
        )
        outside_file = DraftFile.objects.create(
            tenant=nordlicht,
            draft=asking,
            blob_id=attachment.blob_id,
            filename="a.txt",
            content_type="text/plain",
            size=4,
        )
        picture = add_picture(draft, filename="a.png", content=b"\x89PNG\r\n\x1a\n", by=anna)
        outside_picture = add_picture(asking, filename="a.png", content=b"\x89PNG\r\n\x1a\n", by=anna)
        new_draft = Draft.objects.create(
            tenant=nordlicht, category=billing, author=anna, kind=DraftKind.NEW, changed_at=clock.now()
        )
        new_letter = Draft.objects.create(
            tenant=nordlicht,
            category=billing,
            author=anna,
            kind=DraftKind.NEW,
            channel=MessageChannel.LETTER,
            changed_at=clock.now(),
        )
        new_picture = add_picture(new_draft, filename="a.png", content=b"\x89PNG\r\n\x1a\n", by=anna)
        new_file = DraftFile.objects.create(
            tenant=nordlicht,
            draft=new_draft,
            blob_id=attachment.blob_id,
            filename="b.txt",
            content_type="text/plain",
            size=4,
        )
        storm = Storm.objects.create(tenant=nordlicht, automatic_only=False, mails=5, minutes=60, began_at=clock.now())
        removed = make_agent_group(nordlicht_supervisors, deleted_at=clock.now())
        record_change("changed", billing, by=sven, tenant_id=nordlicht.pk, changes={"name": ["a", "b"]})
        address = customer.addresses.get()
        letters_on()
        printed = make_outgoing_letter(states["mine"], anna, state=LetterState.HANDED_OVER)
        scan = make_letter(states["mine"], letter=printed)
        extra = write_message(states["mine"], new_message(customer))
        move = move_message(extra, states["queued"], by=anna)
        link_all([NewLink(states["mine"], LinkKind.SUGGESTED, states["queued"].number, nordlicht.pk)])
        grant = Grant.objects.get(user=anna)
        blocked = block(nordlicht, "spam.example", by=sven)
        blocked_number = block_number(nordlicht, "0431 1234567", by=sven)
        template = create_template(
            nordlicht, name="Antwort", contents={"de": Content(html="<p>Moin</p>")}, by=sven
        ).template
    return {
        "system_id": phone_system.pk,
        "trunk_id": trunk.pk,
        "number_id": dialled.pk,
        "held_id": held_call.pk,
        "tenant_id": nordlicht.pk,
        "level": "agent",
        "group_id": nordlicht_service.pk,
        "deleted_group_id": removed.pk,
        "ticket_id": states["mine"].pk,
        "category_id": billing.pk,
        "unused_category_id": make_category(nordlicht_service).pk,
        "deleted_category_id": make_category(nordlicht_service, deleted_at=clock.now()).pk,
        "block_id": blocked.pk,
        "blocked_number_id": blocked_number.pk,
        "word_id": make_word(nordlicht).pk,
        "proposed_word_id": make_word(nordlicht, state=WordState.PROPOSED).pk,
        "clearance_id": make_clearance(billing, anna, channel="letter").pk,
        "automatic_id": make_automatic(billing).pk,
        "review_rule_id": make_review_rule(nordlicht, agent=anna).pk,
        "sample_id": make_sample(states["closed"], anna).pk,
        "failed_letter_id": make_failed_letter(states["queued"], anna).pk,
        "batch_id": make_batch(nordlicht).pk,
        "call_id": make_record(nordlicht, recording_url="https://pbx.example/1.wav").pk,
        "own_call_id": talking(nordlicht, anna).pk,
        "absence_id": make_absence(anna, days=3).pk,
        "alarm_id": make_alarm(nordlicht).pk,
        "erasure_id": make_erasure(nordlicht).pk,
        "hold_id": make_hold(other).pk,
        "disclosure_id": make_disclosure(customer).pk,
        "deleted_alarm_id": make_alarm(nordlicht, deleted_at=clock.now()).pk,
        "agreement_id": make_agreement(nordlicht, claims).pk,
        "deleted_agreement_id": make_agreement(nordlicht, claims, deleted_at=clock.now()).pk,
        "expert_id": make_expert(nordlicht).pk,
        "deleted_expert_id": make_expert(nordlicht, deleted_at=clock.now()).pk,
        "inquiry_id": make_inquiry(states["mine"], anna).pk,
        "draft_id": draft.pk,
        "new_draft_id": new_draft.pk,
        "new_letter_id": new_letter.pk,
        "new_file_id": new_file.pk,
        "new_content_id": new_picture.content_id,
        "module_id": make_module(nordlicht).pk,
        "deleted_module_id": make_module(nordlicht, deleted_at=clock.now()).pk,
        "module_group_id": make_module_group(nordlicht, "Versand").pk,
        "library_file_id": make_library_file(nordlicht).pk,
        "deleted_library_file_id": make_library_file(nordlicht, deleted_at=clock.now()).pk,
        "template_id": template.pk,
        "unused_template_id": make_template(nordlicht).pk,
        "deleted_template_id": make_template(nordlicht, deleted_at=clock.now()).pk,
        "version_number": 1,
        "closing_code_id": closing_code.pk,
        "deleted_closing_code_id": removed_code.pk,
        "calendar_id": make_calendar(nordlicht).pk,
        "deleted_calendar_id": make_calendar(nordlicht, deleted_at=clock.now()).pk,
        "level_id": make_service_level(nordlicht).pk,
        "deleted_level_id": make_service_level(nordlicht, deleted_at=clock.now()).pk,
        "deleted_tenant_id": make_tenant(deleted=True).pk,
        "deleted_user_id": make_user(deleted_at=clock.now()).pk,
        "unused_role_id": make_role().pk,
        "deleted_role_id": make_role(deleted_at=clock.now()).pk,
        "account_id": nordlicht_account.pk,
        "deleted_account_id": make_account(nordlicht, deleted_at=clock.now()).pk,
        "arrival_id": make_held(nordlicht_account).pk,
        "shadow_id": make_shadow_run(nordlicht).pk,
        "rule_id": rule.pk,
        "escalation_id": escalation.rule_id,
        "escalation_version_id": escalation.pk,
        "model_id": make_model(nordlicht).pk,
        "version_id": version.pk,
        "set_id": keywords.pk,
        "run_id": run.pk,
        "recomputation_id": recomputation.pk,
        "replay_id": make_replay(nordlicht).pk,
        "user_id": anna.pk,
        "reason_id": BreakReason.objects.create(name="Mittag", sort_key="mittag").pk,
        "role_id": agent_role.pk,
        "grant_id": grant.pk,
        "customer_id": customer.pk,
        "other_id": other.pk,
        "address_id": address.pk,
        "letter_id": make_outgoing_letter(states["mine"], anna).pk,
        "postal_id": make_postal_address(customer).pk,
        "no_reply_id": no_reply.pk,
        "asset_id": make_asset(nordlicht).pk,
        "deleted_asset_id": make_asset(nordlicht, deleted_at=clock.now()).pk,
        "scan_id": scan.pk,
        "page_number": 1,
        "stylesheet_id": make_stylesheet(nordlicht).pk,
        "deleted_stylesheet_id": make_stylesheet(nordlicht, deleted_at=clock.now()).pk,
        "postage_id": make_postage(nordlicht).pk,
        "message_id": message.pk,
        "answer_id": make_sent_answer(states["mine"], anna).message_id,
        "move_id": move.pk,
        "suggested_number": states["queued"].number,
        "attachment_id": attachment.pk,
        "file_id": file.pk,
        "outside_file_id": outside_file.pk,
        "content_id": picture.content_id,
        "outside_content_id": outside_picture.content_id,
        "picture_id": make_library_file(nordlicht, purpose=FilePurpose.PICTURE, content_type="image/png").pk,
        "outgoing_id": outgoing.pk,
        "storm_id": storm.pk,
        "kind": billing._meta.label_lower,
        "object_id": billing.pk,
        "token": "a-token-that-nobody-was-given",
    }
