"""More of the furnished tenant: its texts, its people outside, and what reviews leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.answers.enums import AutomaticAction, ReviewPurpose, SampleState
from kontor.answers.models import AutomaticReply, Clearance, Draft, QualitySample, ReviewRule, SentAnswer
from kontor.answers.preferences import SHOW_SAMPLING
from kontor.escalations.domain.content import Action
from kontor.escalations.domain.replay_result import Otherwise, Result
from kontor.escalations.enums import ActionKind, ConditionKind, ReplayState
from kontor.escalations.models import Firing, NoticeMail
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.spelling.enums import WordState
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import TemplateVersion
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories.agreements import make_agreement
from tests.factories.answers import prefer
from tests.factories.customers import make_customer, make_expert
from tests.factories.escalations import make_replay, one_of, rule_in_force
from tests.factories.loans import lend_ticket
from tests.factories.org import make_category, make_group_tree, make_member
from tests.factories.people import make_user
from tests.factories.reviews import make_sample
from tests.factories.spelling import make_word
from tests.factories.tenants import make_tenant
from tests.factories.texts import make_greeting, make_include, make_library_file, make_module, make_template
from tests.factories.tickets import make_inquiry, make_ticket
from tests.support.scoping import in_scope

if TYPE_CHECKING:
    from tests.flows.house import House


def fill_texts(house: House, category: Category) -> None:
    """Templates with their parts, text modules, files, greetings, the word list, the address book."""
    mark, tenant = house.mark, house.tenant
    letterhead = make_include(tenant, IncludePart.LETTERHEAD, f"<p>{mark('letterhead')}</p>", name=mark("include"))
    template = make_template(
        tenant,
        mark("template"),
        html=f"<p>{mark('templatetext')}</p>",
        subject=mark("templatesubject"),
        description=mark("templatedescription"),
        categories=(category,),
        letterhead=letterhead,
    )
    make_template(
        tenant,
        mark("acknowledgement"),
        html=f"<p>{mark('acknowledgementtext')}</p>",
        subject=mark("acknowledgementsubject"),
        kind=TemplateKind.ACKNOWLEDGEMENT,
        categories=(category,),
    )
    gone = make_template(tenant, mark("deletedtemplate"), deleted_at=clock.now())
    forward = make_template(tenant, mark("forwardtemplate"), kind=TemplateKind.FORWARD)
    module = make_module(
        tenant,
        mark("module"),
        html=f"<p>{mark('moduletext')}</p>",
        shortcut=mark("shortcut")[:20].replace(" ", "-"),
        group=mark("modulegroup"),
        categories=(category,),
        top=True,
    )
    gone_module = make_module(tenant, mark("deletedmodule"), deleted_at=clock.now())
    file = make_library_file(
        tenant,
        mark("libraryfile"),
        filename=f"{mark('libraryname')}.txt",
        content=mark("librarycontent").encode(),
        content_type="text/plain",
        purpose=FilePurpose.ATTACHMENT,
    )
    picture = make_library_file(
        tenant,
        mark("librarypicture"),
        filename=f"{mark('librarypicture').replace(' ', '-')}.png",
        content=b"\x89PNG\r\n\x1a\n" + mark("picturecontent").encode(),
        content_type="image/png",
        purpose=FilePurpose.PICTURE,
    )
    gone_file = make_library_file(tenant, mark("deletedfile"), deleted_at=clock.now())
    greeting = make_greeting(tenant, "ms", mark("greeting"))
    word = make_word(tenant, mark("word"), state=WordState.PROPOSED, proposed_by=house.agent)
    expert = make_expert(
        tenant,
        mark("expert"),
        address=f"{mark('expertaddress').replace(' ', '-')}@experts.example",
        company=mark("company"),
        purposes=[mark("expertpurpose")],
        remarks=mark("expertremarks"),
    )
    with in_scope(tenant):
        version = TemplateVersion.objects.create(
            tenant=tenant,
            template=template,
            number=1,
            at=clock.now(),
            by=house.supervisor,
            content={"name": mark("templateversion")},
        )
        automatic = AutomaticReply.objects.create(
            tenant=tenant,
            category=category,
            action=AutomaticAction.FORWARD,
            template=forward,
            forward_to=[[mark("forwardname"), f"{mark('forwardto').replace(' ', '-')}@experts.example"]],
            active=False,
        )
        rule = ReviewRule.objects.create(
            tenant=tenant, purpose=ReviewPurpose.RELEASE, category=category, agent=house.agent, finding="card_number"
        )
    house.places |= {
        "template_id": template.pk,
        "deleted_template_id": gone.pk,
        "include_id": letterhead.pk,
        "template_version_id": version.pk,
        "version_number": version.number,
        "module_id": module.pk,
        "deleted_module_id": gone_module.pk,
        "module_group_id": module.group_id,
        "library_file_id": file.pk,
        "picture_id": picture.pk,
        "deleted_library_file_id": gone_file.pk,
        "greeting_id": greeting.pk,
        "word_id": word.pk,
        "expert_id": expert.pk,
        "automatic_id": automatic.pk,
        "review_rule_id": rule.pk,
        "language": "de",
    }


def fill_escalations(house: House) -> None:
    """A rule in force, and what it has done."""
    mark, tenant = house.mark, house.tenant
    tags = Action(ActionKind.TAG, values=(mark("tag"),))
    version = rule_in_force(tenant, one_of(ConditionKind.TAG, mark("tagged")), do=(tags,), name=mark("escalation"))
    with in_scope(tenant):
        firing = Firing.objects.create(
            tenant=tenant,
            ticket=Ticket.objects.order_by("pk")[0],
            version=version,
            at=clock.now(),
            effects=[{"kind": "tag", "values": [mark("effect")], "done": True}],
        )
        NoticeMail.objects.create(tenant=tenant, user=house.agent, firing=firing)
    house.places |= {"escalation_id": version.rule_id, "escalation_version_id": version.pk}


def fill_reviews(house: House, category: Category) -> None:
    """A ticket out on an inquiry, one that waits for release, a sample of what was sent."""
    mark, agent = house.mark, house.agent
    asked = make_ticket(category, subject=mark("askedsubject"), owner=agent)
    inquiry = make_inquiry(asked, agent, to=f"{mark('askedaddress').replace(' ', '-')}@experts.example")
    waiting = make_ticket(category, subject=mark("clearancesubject"), owner=house.supervisor)
    held = make_ticket(category, subject=mark("heldback"), owner=agent)
    with in_scope(house.tenant):
        Ticket.objects.filter(pk=asked.pk).update(state=TicketState.EXTERNAL_INQUIRED)
        Ticket.objects.filter(pk=waiting.pk).update(state=TicketState.CLEARANCE)
        Ticket.objects.filter(pk=held.pk).update(
            state=TicketState.RESUBMITTED, held_until=clock.now(), waits_for=agent, wait_reason=mark("waitreason")
        )
        draft = Draft.objects.create(
            tenant=house.tenant,
            ticket=waiting,
            author=house.supervisor,
            subject=mark("cleareddraftsubject"),
            html=f"<p>{mark('clearedhtml')}</p>",
            text=mark("clearedtext"),
            baseline=f"<p>{mark('baseline')}</p>",
            to=[["", f"{mark('clearedto').replace(' ', '-')}@post.example"]],
            changed_at=clock.now(),
        )
        clearance = Clearance.objects.create(
            tenant=house.tenant,
            ticket=waiting,
            draft=draft,
            author=house.supervisor,
            asked_at=clock.now(),
            comment=mark("clearancecomment"),
        )
        message = Message.objects.filter(author=agent).first()
        assert message is not None
        SentAnswer.objects.create(
            tenant=house.tenant, message=message, body=mark("sentbody"), baseline=mark("sentbaseline")
        )
        sample = QualitySample.objects.create(
            tenant=house.tenant,
            ticket=message.ticket,
            message=message,
            author=agent,
            drawn_at=clock.now(),
            comment=mark("samplecomment"),
        )
    prefer(house.tenant, SHOW_SAMPLING, True)
    make_sample(
        held,
        agent,
        state=SampleState.REVIEWED,
        score=3,
        comment=mark("scoredcomment"),
        reviewed_by=house.supervisor,
        reviewed_at=clock.now(),
    )
    house.places |= {
        "mail_kind": "inquiry",
        "inquiry_id": inquiry.pk,
        "clearance_id": clearance.pk,
        "sample_id": sample.pk,
    }


def fill_agreement(house: House, category: Category) -> None:
    """It may lend to a neighbor, in which nobody of the house works; each has lent a ticket to the other."""
    mark, code = house.mark, house.tenant.code
    neighbor = make_tenant(mark("neighbor"), code=f"N{code[:7]}")
    group = make_group_tree(neighbor)
    make_member(make_user(mark("neighborly")), group)
    target = make_category(group, mark("neighborcategory"))
    agreement = make_agreement(house.tenant, target, name=mark("agreement"))
    lend_ticket(make_ticket(category, subject=mark("lentsubject")), target)
    borrowed = make_ticket(
        target,
        subject=mark("borrowedsubject"),
        text=mark("borrowedtext"),
        customer=make_customer(neighbor, mark("borrowedcustomer"), email=f"{mark('borrowedmail')}@post.example"),
    )
    make_ticket(target, subject=mark("neighborsubject"), customer=borrowed.customer)
    lend_ticket(borrowed, category)
    with in_scope(neighbor, house.tenant):
        Ticket.objects.filter(pk=borrowed.pk).update(state=TicketState.ASSIGNED, owner=house.agent)
    house.places |= {"agreement_id": agreement.pk, "borrowed_number": borrowed.number}


def fill_replay(house: House) -> None:
    """It is done and has found every ticket of the house."""
    replay = make_replay(house.tenant, name=house.mark("replayname"))
    found = Result()
    with in_scope(house.tenant):
        for ticket_id in Ticket.objects.filter(tenant=house.tenant).values_list("pk", flat=True):
            found.note(Otherwise(ticket_id, "first:better", clock.now()))
        replay.state, replay.result = ReplayState.DONE, found.to_json()
        replay.save()
    house.places["replay_id"] = replay.pk
