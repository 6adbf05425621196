"""The list of a batch, which people open in a spreadsheet."""

from __future__ import annotations

import csv

import pytest
from django.db.models import prefetch_related_objects

from kontor.letters.domain.batch_sheets import letters_list
from kontor.letters.domain.enclosing import WITH_ENCLOSURES
from kontor.people.models import User
from kontor.tickets.models import Ticket
from tests.factories.outgoing_letters import make_rendered_letter
from tests.support.scoping import everywhere


@pytest.mark.django_db
def test_no_name_of_an_envelope_or_a_person_is_a_formula(ticket: Ticket, anna: User) -> None:
    letter = make_rendered_letter(ticket, anna)
    letter.postage, letter.address = "=1+1", ["@Käthe", "Hamburg"]
    with everywhere():
        prefetch_related_objects([letter], WITH_ENCLOSURES)
        _head, line = csv.reader(letters_list([letter]).decode("utf-8-sig").splitlines(), delimiter=";")

    assert (line[2], line[7]) == ("'@Käthe, Hamburg", "'=1+1")
