"""A row of the first tenant for every place in an address."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.answers.domain.draft_files import add_picture
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft, DraftFile
from kontor.audit.domain.recording import record_change
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
from kontor.tickets.enums import LinkKind, MessageChannel
from kontor.tickets.models import Attachment, Ticket
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
from tests.factories.privacy import make_disclosure, make_erasure, make_hold
from tests.factories.reports import make_alarm
from tests.factories.reviews import make_automatic, make_clearance, make_review_rule, make_sample
from tests.factories.scans import make_letter
from tests.factories.sla import make_calendar, make_service_level
from tests.factories.spelling import make_word
from tests.factories.stationery import make_asset, make_postage, make_stylesheet
from tests.factories.tenants import make_tenant
from tests.factories.texts import make_library_file, make_module, make_module_group, make_template
from tests.factories.tickets import make_inquiry, new_message
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

Places = dict[str, Any]


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
