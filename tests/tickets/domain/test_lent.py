from __future__ import annotations

from kontor.tickets.domain.lent import KEPT, WITH_A_LIFE_OF_THEIR_OWN, lendable, tables


def test_every_lendable_table_hangs_on_a_ticket_or_is_named_here() -> None:
    ways = {model._meta.label: way for model, way in tables().items()}

    others = {model._meta.label for model in lendable()} - ways.keys()

    assert others == WITH_A_LIFE_OF_THEIR_OWN
    assert {model._meta.label for model in KEPT} <= ways.keys()


def test_the_way_to_the_ticket_is_found_over_what_lies_between() -> None:
    ways = {model._meta.label: way for model, way in tables().items()}

    assert (ways["tickets.Note"], ways["tickets.Attachment"], ways["answers.DraftFile"]) == (
        "ticket",
        "message__ticket",
        "draft__ticket",
    )
    assert (ways["outbox.OutgoingMail"], ways["tickets.MessageMove"]) == ("message__ticket", "source")
