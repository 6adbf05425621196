"""Whether a ticket may come to somebody's desk by itself."""

from __future__ import annotations

from kontor.people.models import User
from kontor.tickets.domain.attendance import may_have, may_stand_in
from kontor.tickets.models import Ticket


def test_whoever_works_its_category_may_have_a_ticket_and_stand_in(
    ticket: Ticket, alpina_ticket: Ticket, anna: User, bela: User, carla: User, dora: User
) -> None:
    may = {
        each.username: [(may_have(each, one), may_stand_in(each, one)) for one in (ticket, alpina_ticket)]
        for each in (anna, bela, carla, dora)
    }

    yes, no = (True, True), (False, False)
    assert may == {"anna": [yes, no], "bela": [yes, yes], "carla": [no, yes], "dora": [no, no]}
