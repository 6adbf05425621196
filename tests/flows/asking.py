"""What is asked of every address there is: with which rows, which values, and what an answer says in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from kontor.supervisor.tenants.assistant.steps import STEPS
from kontor.ui import mask
from tests.architecture.addresses import Address
from tests.flows.house import House
from tests.flows.unpacking import unpacked

BEGINNING = "zqxg"
"""What is typed when somebody searches for it: too short to be a marker itself."""


MASKS = {
    "": "profile",
    "supervisor:accounts": "mail-account",
    "supervisor:blocked_numbers": "blocked-number",
    "supervisor:blocks": "block",
    "supervisor:categories": "category",
    "supervisor:library": "library-file",
    "supervisor:modules": "text-module",
    "supervisor:phone-systems": "phone-system",
    "supervisor:reply_templates": "reply-template",
    "supervisor:roles": "role",
    "supervisor:system": "system",
    "supervisor:tenants": "tenant",
    "supervisor:users": "user",
}


SELECTED = {
    "supervisor:accounts": ["account_id"],
    "supervisor:arrivals": ["arrival_id"],
    "supervisor:categories": ["category_id"],
    "supervisor:blocked_numbers": ["blocked_number_id"],
    "supervisor:blocks": ["block_id"],
    "supervisor:closing_codes": ["closing_code_id"],
    "supervisor:hours": ["calendar_id"],
    "supervisor:service_levels": ["level_id"],
    "supervisor:library": ["library_file_id"],
    "supervisor:modules": ["module_id"],
    "supervisor:overflow": ["agreement_id"],
    "supervisor:reply_templates": ["template_id"],
    "supervisor:roles": ["role_id"],
    "supervisor:tenants": ["tenant_id"],
    "supervisor:users": ["user_id"],
}


NOT_ASKED = {"live", "sign-out"}


LENT_TOO = {
    *(f"desk:ticket:{name}" for name in ("show", "context", "deadline", "hand-back", "end-loan", "note", "pass-on")),
    *(f"desk:compose:{name}" for name in ("reply", "save", "library-picture", "library")),
}
"""What is asked for the ticket that a neighbor has lent to the house too."""


def requests_to(
    address: Address, own: House, other: House, *, strange: bool
) -> Iterator[tuple[str, str, dict[str, Any] | None, bool]]:
    """What is asked of an address: by which method, with what, and whether as htmx asks."""
    sent = values_of(other, address.name.rpartition(":")[0])
    for url in urls_of(address, with_lent(address, own.places)):
        yield "get", url, None, False
        if strange:
            yield "get", url, searched(other), True
            yield "post", url, sent, False
    if strange and address.places:
        theirs = [*_mixtures(address, own.places, other.places), *with_lent(address, other.places)[1:]]
        for url in urls_of(address, theirs):
            yield "get", url, None, False
            yield "post", url, sent, True


def with_lent(address: Address, places: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows, and where it matters once more with the ticket that was lent to the house."""
    more = [{**places, "number": places["borrowed_number"]}] if address.name in LENT_TOO else []
    return [places, *more]


def everything_in(response: HttpResponse) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return b"\n".join([unpacked(content), response.serialize_headers(), response.cookies.output().encode()])


def urls_of(address: Address, rows: list[dict[str, Any]]) -> list[str]:
    seen: dict[str, None] = {}
    for places in rows:
        for tab in tabs_of(address):
            here = {**places, "tab": tab, "step": tab, "token": "a-token", "uid": 1, "address": "kunde@post.example"}
            if address.name.startswith("supervisor:tenants:no-reply"):
                here["address_id"] = places["no_reply_id"]
            missing = [place for place in address.places if place not in here]
            assert not missing, f"Say in house.py which row stands in the place {missing} of {address.name}."
            seen[reverse(address.name, kwargs={place: here[place] for place in address.places})] = None
    return list(seen)


def tabs_of(address: Address) -> list[str]:
    """Every tab of the mask, where an address has one; every step of the assistant."""
    if "step" in address.places:
        return [step.key for step in STEPS]
    if "tab" not in address.places:
        return [""]
    return list(mask._tabs[MASKS[address.name.rpartition(":")[0]]])


def _mixtures(address: Address, own: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """All of theirs, and ours with one of theirs."""
    given = [place for place in address.places if place in other]
    mixed = [{**own, place: other[place]} for place in given] if len(given) > 1 else []
    return [other, *mixed, {**own, "no_reply_id": other["no_reply_id"]}]


def searched(other: House) -> dict[str, Any]:
    """What narrows lists: a search, and their rows as filters."""
    places = other.places
    return {
        "q": BEGINNING,
        "tenant": places["tenant_id"],
        "category": places["category_id"],
        "account": places["account_id"],
        "of": places["ticket_id"],
        "number": places["number"],
        "ticket": places["number"],
        "customer": places["customer_id"],
        "user": places["user_id"],
        "images": "1",
        "filter-tenant": places["tenant_id"],
        "filter-agent": places["user_id"],
    }


def values_of(other: House, area: str) -> dict[str, Any]:
    """What is sent: their rows under every name a form has for one, and something for the rest."""
    places = other.places
    rows = {name.removesuffix("_id"): value for name, value in places.items()}
    chosen = [ticket.pk for ticket in other.tickets]
    for name in SELECTED.get(area, ()):
        chosen = [places[name], other.places.get(f"deleted_{name}", places[name])]
    return rows | {
        "selected": chosen,
        "to": places["user_id"],
        "person": places["user_id"],
        "agent": places["user_id"],
        "owner": places["user_id"],
        "number": places["number"],
        "target": places["number"],
        "fallback": places["category_id"],
        "main_category": places["category_id"],
        "categories": places["category_id"],
        "groups": places["group_id"],
        "agent_groups": places["group_id"],
        "group": places["group_id"],
        "system_group": places["system_group_id"],
        "closing_codes": places["closing_code_id"],
        "incoming": places["account_id"],
        "sending": places["account_id"],
        "inquiries": places["account_id"],
        "forwards": places["account_id"],
        "alternative": places["account_id"],
        "seen": places["message_id"],
        "version": 1,
        "position": 1,
        "name": "Something",
        "text": "Something",
        "subject": "Something",
        "reason": "Something",
        "sender": "somebody@post.example",
        "mode": "reading",
    }
