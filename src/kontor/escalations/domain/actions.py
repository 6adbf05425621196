"""What a rule does to tickets. Each action is said in the history: what it did, or that it could not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from kontor.escalations.domain.content import OWNER, SUPERVISORS, Action, Content
from kontor.escalations.domain.people import people_to_tell, ready_members, supervisors_of
from kontor.escalations.enums import ActionKind
from kontor.escalations.models import EscalationVersion
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.text import whole_number
from kontor.org.models import AgentGroup, Category
from kontor.people.domain.users import stays_active
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.crew import lock_states
from kontor.routing.domain.marking import add_tag, raise_priority
from kontor.routing.domain.recategorize import recategorize_locked
from kontor.tickets.domain.notices import notify_people, tell_people
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Ticket

MOST_NOTICES = 10
"""Of more tickets at once a person is told in one line."""

Effects = dict[int, list[dict[str, Any]]]
"""By ticket, what was done: kind, ``values`` (names), and ``done`` False where it could not be."""


def act(version: EscalationVersion, content: Content, tickets: list[Ticket], moved: set[int]) -> Effects:
    """Do everything the rule says with these locked tickets. Adds to ``moved`` those that changed their category."""
    effects: Effects = {ticket.pk: [] for ticket in tickets}
    for action in content.actions:
        kind = action.kind.value
        done = _ACTIONS[action.kind](action, version, tickets)
        for ticket, effect in done:
            effects[ticket.pk].append({"kind": kind, **effect})
        if action.kind == ActionKind.RECATEGORIZE:
            moved.update(ticket.pk for ticket, effect in done if effect["done"])
    return effects


def keep_people(content: Content) -> None:
    """Whoever may be given a ticket is deleted by nobody meanwhile, and nobody else fills their desks: people and their
    states are locked before tickets."""
    groups = list(AgentGroup.objects.filter(pk__in=content.ids(ActionKind.ASSIGN)))
    for group in groups:
        for person_id in sorted(agent.id for agent in ready_members(group)):
            stays_active(person_id)
    if groups:
        lock_states()


Done = list[tuple[Ticket, dict[str, Any]]]


def people_told(action: Action, tenant_id: int) -> dict[str, User]:
    """By the value that names them: the chosen people who still work for the tenant."""
    ids = [number for value in action.values if (number := whole_number(value)) is not None]
    return {str(person.pk): person for person in people_to_tell(tenant_id).filter(pk__in=ids)} if ids else {}


def told_about(action: Action, tickets: list[Ticket]) -> dict[int, list[User]]:
    """By ticket, who is told: nobody twice."""
    tenant_id = tickets[0].tenant_id
    people = list(people_told(action, tenant_id).values())
    people += supervisors_of(tenant_id) if SUPERVISORS in action.values else []
    owners = _owners(tickets) if OWNER in action.values else {}
    return {
        ticket.pk: list({each.pk: each for each in [*owners.get(ticket.owner_id, []), *people]}.values())
        for ticket in tickets
    }


def _owners(tickets: list[Ticket]) -> dict[int | None, list[User]]:
    ids = {ticket.owner_id for ticket in tickets if ticket.owner_id}
    return {person.pk: [person] for person in User.objects.filter(pk__in=ids, deleted_at=None, active=True)}


def _notify(action: Action, version: EscalationVersion, tickets: list[Ticket]) -> Done:
    told = told_about(action, tickets)
    by_person: dict[int, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        for person in told[ticket.pk]:
            by_person[person.pk].append(ticket)
    notices: list[tuple[int, Ticket, dict[str, object]]] = []
    for person_id, theirs in by_person.items():
        if len(theirs) <= MOST_NOTICES:
            notices += [(person_id, ticket, {"rule": version.name}) for ticket in theirs]
        else:
            tell_people(
                [person_id],
                NoticeKind.ESCALATED,
                tenants=[version.tenant_id],
                rule=version.name,
                rule_id=version.rule_id,
                count=len(theirs),
                sentence="escalated_many",
            )
    notify_people(NoticeKind.ESCALATED, notices)
    return _with_names(tickets, told)


def _mail(action: Action, version: EscalationVersion, tickets: list[Ticket]) -> Done:
    """The mails themselves are noted with the firings (``mails.py``)."""
    return _with_names(tickets, told_about(action, tickets))


def _with_names(tickets: list[Ticket], told: Mapping[int, list[User]]) -> Done:
    return [
        (ticket, {"values": [person.name for person in told[ticket.pk]], "done": bool(told[ticket.pk])})
        for ticket in tickets
    ]


def _priority(action: Action, version: EscalationVersion, tickets: list[Ticket]) -> Done:
    raised = {ticket.pk for ticket in raise_priority(tickets, action.number or 0)}
    return [(ticket, {"values": [str(ticket.priority)], "done": ticket.pk in raised}) for ticket in tickets]


def _tag(action: Action, version: EscalationVersion, tickets: list[Ticket]) -> Done:
    (tag,) = action.values
    fresh = {ticket.pk for ticket in add_tag(tickets, tag)}
    return [(ticket, {"values": [tag], "done": ticket.pk in fresh}) for ticket in tickets]


def _recategorize(action: Action, version: EscalationVersion, tickets: list[Ticket]) -> Done:
    category = Category.objects.filter(pk=action.target, tenant_id=version.tenant_id).first()
    if category is None:
        return [(ticket, {"values": [], "done": False}) for ticket in tickets]
    moved = {ticket.pk for ticket in recategorize_locked(tickets, category)}
    return [(ticket, {"values": [category.name], "done": ticket.pk in moved}) for ticket in tickets]


def _assign(action: Action, version: EscalationVersion, tickets: list[Ticket]) -> Done:
    """From the queue and from resubmission, not from a desk: to whoever of the group has most of the desk free."""
    group = AgentGroup.objects.living().filter(pk=action.target, tenant_id=version.tenant_id).first()
    crew = ready_members(group) if group else []
    people = User.objects.in_bulk([agent.id for agent in crew])
    done: Done = []
    for ticket in tickets:
        able = [agent for agent in crew if agent.room and ticket.category_id in agent.categories]
        agent = min(able, key=lambda each: each.turn, default=None)
        if agent and _goes_to(ticket, people[agent.id]):
            agent.held, agent.given_at = agent.held + 1, clock.now()
            done.append((ticket, {"values": [agent.name], "done": True}))
        else:
            done.append((ticket, {"values": [group.name if group else ""], "done": False}))
    return done


def _goes_to(ticket: Ticket, person: User) -> bool:
    if ticket.lent_to_id or ticket.state not in (TicketState.QUEUED, TicketState.RESUBMITTED):
        return False
    try:
        with transaction.atomic():
            assign_ticket(ticket, to=person, by=None)
    except Refused:
        return False
    return True


_ACTIONS: Mapping[ActionKind, Callable[[Action, EscalationVersion, list[Ticket]], Done]] = {
    ActionKind.NOTIFY: _notify,
    ActionKind.MAIL: _mail,
    ActionKind.PRIORITY: _priority,
    ActionKind.RECATEGORIZE: _recategorize,
    ActionKind.ASSIGN: _assign,
    ActionKind.TAG: _tag,
}
