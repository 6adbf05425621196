"""What the send guard says of letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from kontor.answers.domain.draft_files import add_picture
from kontor.answers.domain.drafts import save_draft
from kontor.answers.domain.guard import Finding, GuardStopped, confirm
from kontor.answers.domain.reply_channel import answer_by_mail
from kontor.answers.models import Draft
from kontor.customers.domain.postal_addresses import delete_postal_address, mark_address_undeliverable
from kontor.customers.models import PostalAddress
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Message
from tests.answers.domain.by_letter.conftest import TYPED, letter_row, sent_by
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.stationery import PNG
from tests.factories.texts import make_library_file
from tests.support.scoping import in_scope


def found_in(draft: Draft, by: User) -> list[Finding]:
    """What stops it."""
    with pytest.raises(GuardStopped) as stopped, transaction.atomic():
        sent_by(draft, by)
    return stopped.value.findings


def test_an_address_that_is_gone_stops_the_letter(draft: Draft, address: PostalAddress, anna: User) -> None:
    make_postal_address(address.customer, city="Eutin", is_default=False)
    with in_scope(draft.tenant_id):
        delete_postal_address(address)

    (finding,) = found_in(draft, anna)

    assert (finding.code, finding.remark.sentence) == ("postal", "The address was deleted in the meantime.")
    with in_scope(draft.tenant_id):
        assert not Message.objects.filter(ticket=draft.ticket_id, channel=MessageChannel.LETTER).exists()


def test_an_address_to_which_letters_came_back_is_asked_about(draft: Draft, address: PostalAddress, anna: User) -> None:
    with in_scope(draft.tenant_id):
        mark_address_undeliverable(address, reason="Moved away")
    (finding,) = found_in(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key], by=anna)

    assert finding.code == "postal_doubt"
    assert finding.remark.sentence == "Letters to this address came back as undeliverable. Moved away"
    assert sent_by(draft, anna).channel == MessageChannel.LETTER


def test_characters_that_a_letter_shows_as_a_box_are_asked_about(
    draft: Draft, address: PostalAddress, anna: User
) -> None:
    with in_scope(draft.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(company="𓀀 GmbH")
        odd = replace(TYPED, html="<p>Guten Tag,</p><p>𓁀 und Grüße</p>")
        save_draft(draft, odd, version=draft.version, by=anna)
    (finding,) = found_in(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key], by=anna)

    assert (finding.code, finding.remark.words) == ("glyphs", "𓀀")
    assert finding.remark.sentence.endswith("a box stands in their place: 𓀀 𓁀")
    assert sent_by(draft, anna).channel == MessageChannel.LETTER


def test_an_address_that_leaves_the_window_stops_the_letter(draft: Draft, address: PostalAddress, anna: User) -> None:
    with in_scope(draft.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(street=f"{'Wasserwirtschaftsweg ' * 9}12")

    (finding,) = [found for found in found_in(draft, anna) if found.code == "postal"]

    assert finding.remark.place == "postal"
    assert finding.remark.sentence.startswith("The address does not lie fully in the window of the envelope")


def test_an_address_that_is_printed_very_small_is_asked_about(draft: Draft, address: PostalAddress, anna: User) -> None:
    with in_scope(draft.tenant_id):
        PostalAddress.objects.filter(pk=address.pk).update(street=f"{'Wasserwirtschaftsweg ' * 4}12")
    found = found_in(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key for finding in found], by=anna)

    (small,) = [finding for finding in found if "it is printed very small" in finding.remark.sentence]
    assert small.code == "postal_doubt"
    assert sent_by(draft, anna).channel == MessageChannel.LETTER


LOST = '<img src="cid:gone@kontor" alt="Zähler"><img src="picture:99999" alt="Plan">'


@pytest.mark.parametrize(
    ("html", "said"), [(LOST, "2 pictures are left out"), ('<img alt="Haus">', "One picture is left out")]
)
def test_pictures_that_the_letter_leaves_out_are_asked_about(draft: Draft, anna: User, html: str, said: str) -> None:
    with in_scope(draft.tenant_id):
        save_draft(draft, replace(TYPED, html=f"<p>Guten Tag,</p><p>{html}</p>"), version=draft.version, by=anna)
    (finding,) = found_in(draft, anna)

    with in_scope(draft.tenant_id):
        confirm(draft, [finding.key], by=anna)

    assert finding.code == "pictures"
    assert finding.remark.sentence.startswith(said)
    assert sent_by(draft, anna).channel == MessageChannel.LETTER


def test_pictures_that_are_there_are_printed_without_a_word(draft: Draft, nordlicht: Tenant, anna: User) -> None:
    with in_scope(draft.tenant_id):
        own = add_picture(draft, filename="haus.png", content=PNG, by=anna)
        library = make_library_file(
            nordlicht, filename="plan.png", content=PNG, content_type="image/png", purpose=FilePurpose.PICTURE
        )
        shown = f'<img src="cid:{own.content_id}" alt="Haus"><img src="picture:{library.pk}" alt="Plan">'
        save_draft(draft, replace(TYPED, html=f"<p>Guten Tag,</p>{shown}"), version=draft.version, by=anna)

    assert sent_by(draft, anna).channel == MessageChannel.LETTER


def test_a_mail_is_not_asked_about_pictures_of_letters(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        mail = answer_by_mail(draft, by=anna)
        kept = save_draft(mail, replace(TYPED, html=f"<p>Guten Tag,</p>{LOST}"), version=mail.version, by=anna)

    assert sent_by(kept, anna).channel == MessageChannel.MAIL


def test_the_address_can_be_another_one_of_the_customer(draft: Draft, address: PostalAddress, anna: User) -> None:
    vienna = make_postal_address(address.customer, postcode="1010", city="Wien", country="AT", is_default=False)
    with in_scope(draft.tenant_id):
        save_draft(draft, replace(TYPED, postal_address=vienna), version=draft.version, by=anna)

    message = sent_by(draft, anna)

    assert message.postal == ["Käthe Kunde", "Am Kai 7", "1010 WIEN", "ÖSTERREICH"]
    assert letter_row(message).country == "AT"


def test_an_address_of_another_customer_stops_the_letter(draft: Draft, nordlicht: Tenant, anna: User) -> None:
    stranger = make_postal_address(make_customer(nordlicht))
    with in_scope(draft.tenant_id):
        save_draft(draft, replace(TYPED, postal_address=stranger), version=draft.version, by=anna)

    assert [finding.remark.sentence for finding in found_in(draft, anna)] == [
        "The address is not one of this customer."
    ]
