"""Numbers in what was written and spoken are called for the ticket in which they stand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.desk.phone.rows import ended, placed
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import HtmxBrowser

pytestmark = pytest.mark.usefixtures("lines")
HtmxFor = Callable[..., HtmxBrowser]
DIAL = reverse("desk:phone:dial")


def test_numbers_in_the_text_of_a_message_are_called_for_its_ticket(
    bela: User, claims: Category, agent_role: Role, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(claims, owner=bela, subject="Dach undicht")
    written = (
        "\ue000Bitte <b>bald</b> 0512 / 123456 oder 0043 512 654321 {0} {anrufen}, s. https://dach.example/0512123456\n"
    )
    message = make_message(ticket, text=f"{written}--\nAlma Alm, Tel.: +43 512 777777\n")
    browser = htmx_for(bela, nordlicht, alpina)

    shown = browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()
    buttons = re.findall(
        r'<button class="dial__number dial__number--in-text"[^>]* name="number" value="([^"]*)"', shown
    )
    form = f"call-from-{message.pk}"

    assert buttons == ["0512 / 123456", "0043 512 654321", "+43 512 777777"]
    assert (shown.count(f'form="{form}"'), shown.count(f'<form id="{form}"')) == (3, 1)
    assert "Bitte &lt;b&gt;bald&lt;/b&gt; <button" in shown
    assert '<a href="https://dach.example/0512123456" rel="nofollow">' in shown
    browser.post(DIAL, {"number": buttons[0], "ticket": ticket.number})
    assert placed() == [("ALPI", "82", "+49512123456", "Dach undicht")]

    agent_role.permissions = [one for one in agent_role.permissions if one != "calls.place"]
    agent_role.save()
    plain = browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()
    assert "<p>Bitte &lt;b&gt;bald&lt;/b&gt; 0512 / 123456 oder 0043 512 654321 {0} {anrufen}, s. <a href" in plain
    assert ("dial__number" in plain, form in plain) == (False, False)


def test_numbers_of_a_message_in_a_frame_are_called_below_it(
    bela: User, claims: Category, agent_role: Role, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(claims, owner=bela, subject="Dach undicht")
    text = "Bitte 0512 / 123456 oder +43 512 654321.\n--\nAlma <b> Alm, Tel. 0049 512 123456, Kunde 4711\n"
    make_message(ticket, text=text, html=f"<p>{text}</p>")
    make_message(ticket, text="Ohne Nummer", html="<p>Ohne Nummer</p>")
    browser = htmx_for(bela, nordlicht, alpina)
    url = reverse("desk:ticket:show", args=[ticket.number])

    shown = browser.get(url).content.decode()
    below = re.findall(r'<div class="message__numbers" role="group" aria-label="([^"]*)">(.*?)</div>', shown)
    (title, line) = below[0]
    buttons = re.findall(r'name="number" value="([^"]*)"><input type="hidden" name="ticket" value="([^"]*)">', line)

    assert (len(below), title) == (1, "Phone numbers in the message")
    assert buttons == [("0512 / 123456", str(ticket.number)), ("+43 512 654321", str(ticket.number))]
    browser.post(DIAL, {"number": buttons[1][0], "ticket": buttons[1][1]})
    assert placed() == [("ALPI", "82", "+43512654321", "Dach undicht")]

    agent_role.permissions = [one for one in agent_role.permissions if one != "calls.place"]
    agent_role.save()
    assert "message__numbers" not in browser.get(url).content.decode()


def test_number_of_a_call_in_the_conversation_is_called_for_its_ticket(
    bela: User, claims: Category, agent_role: Role, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(claims, owner=bela, subject="Dach undicht")
    ended(alpina, bela, ticket=ticket, remote="0512 123456", remote_normal="+43512123456")
    ended(alpina, bela, ticket=ticket, remote="", remote_normal="", anonymous=True)
    browser = htmx_for(bela, nordlicht, alpina)
    url = reverse("desk:ticket:show", args=[ticket.number])

    shown = browser.get(url).content.decode()
    (number,) = re.findall(r'<button class="dial__number" type="submit" aria-label="Call ([^"]*)"', shown)
    browser.post(DIAL, {"number": number, "ticket": ticket.number})

    assert placed()[2:] == [("ALPI", "82", "+43512123456", "Dach undicht")]
    agent_role.permissions = [one for one in agent_role.permissions if one != "calls.place"]
    agent_role.save()
    assert 'class="dial__number"' not in browser.get(url).content.decode()
