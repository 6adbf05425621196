"""`kontor administrator` where there is one already."""

from __future__ import annotations

import pytest
from django.utils import translation

from kontor.host.administrator import create
from kontor.host.say import Stop
from kontor.people.models import User

pytestmark = pytest.mark.django_db


def test_a_second_first_administrator_is_refused_in_english_like_all_commands(ada: User) -> None:
    with translation.override("de"), pytest.raises(Stop, match=r"^This installation has an administrator already\.$"):
        create()
