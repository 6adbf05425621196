"""The list of a batch, which people open in a spreadsheet."""

from __future__ import annotations

import csv

import pytest
from django.db.models import prefetch_related_objects
from django.utils.translation import override

from kontor.letters.domain.batch_sheets import _sums, letters_list
from kontor.letters.domain.enclosing import WITH_ENCLOSURES
from kontor.letters.models import PrintBatch
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


@pytest.mark.parametrize(
    ("pages", "said"), [(1, "1 Brief, 1 Seite, 1 Blatt, 10 g"), (3, "1 Brief, 3 Seiten, 1 Blatt, 10 g")]
)
def test_one_page_is_not_several(pages: int, said: str) -> None:
    with override("de"):
        assert _sums(PrintBatch(letters=1, pages=pages, sheets=1, grams=10)) == said
