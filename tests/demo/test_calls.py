from __future__ import annotations

from pathlib import Path
from typing import Any

from kontor.calls.domain.devices import phones_of
from kontor.calls.domain.telephony import telephony_of, trunk_for
from kontor.calls.preferences import INTEGRATION
from kontor.demo.calls import EXTENSIONS, NUMBERS, PREFIXES, build_calls
from kontor.demo.mailserver.place import prepare
from kontor.demo.organization import build_organization
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from tests.support.scoping import in_scope


def test_each_company_of_the_demo_calls_with_its_own_number(database: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = str(tmp_path)
    built = build_organization(prepare())

    system = build_calls(built)

    assert INTEGRATION.get(system_values())
    for each in built:
        with in_scope(each.tenant):
            dials = telephony_of(each.tenant)
            trunk = trunk_for(each.tenant, system, dials.prefix, dials.postfix)
        assert dials.prefix == PREFIXES[each.plan.code]
        assert trunk is not None
        assert trunk.signalled_number == NUMBERS[each.plan.code]
    for username, extension in EXTENSIONS.items():
        assert [phone.extension for phone in phones_of(User.objects.get(username=username))] == [extension]
