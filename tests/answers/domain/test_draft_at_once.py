"""While an answer goes out nothing is done to its draft: what comes in that moment is refused, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from kontor.answers.domain.brought_pictures import note_pictures
from kontor.answers.domain.draft_files import add_picture
from kontor.answers.domain.drafts import attach_file, discard_draft, note_opened
from kontor.answers.domain.guard import confirm
from kontor.answers.domain.proofreading import ignore_word
from kontor.answers.domain.send import send_answer
from kontor.answers.models import Clearance, Draft
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Attachment
from tests.factories.reviews import make_review_rule
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.threads import while_uncommitted

PNG = b"\x89PNG\r\n\x1a\n"
Deed = Callable[..., object]


def _while_it_goes_out(draft: Draft, by: User, deed: Callable[[], object]) -> list[object]:
    return while_uncommitted(partial(in_scope, draft.tenant_id), partial(send_answer, draft, by=by), deed)


@pytest.mark.parametrize(
    "deed",
    [
        partial(attach_file, filename="a.pdf", content_type="application/pdf", content=b"%PDF"),
        partial(add_picture, filename="a.png", content=PNG),
    ],
    ids=["file", "picture"],
)
def test_a_file_that_comes_while_the_answer_is_sent(committed_db: str, draft: Draft, anna: User, deed: Deed) -> None:
    _message, refusal = _while_it_goes_out(draft, anna, partial(deed, draft, by=anna))

    assert isinstance(refusal, Refused), repr(refusal)
    assert str(refusal) == "This draft was sent or thrown away elsewhere."
    with in_scope(draft.tenant_id):
        assert Attachment.objects.filter(message__direction="out").count() == 0


@pytest.mark.parametrize(
    "deed",
    [
        note_opened,
        partial(ignore_word, word="Smartmeter"),
        partial(note_pictures, html='<p><img src="picture:7"></p>'),
    ],
    ids=["opened", "word", "picture"],
)
def test_what_is_noted_at_a_draft_that_is_gone_says_so(draft: Draft, deed: Deed) -> None:
    with in_scope(draft.tenant_id):
        Draft.objects.filter(pk=draft.pk).delete()

        with refused("This draft was sent or thrown away elsewhere."):
            deed(draft)


def test_what_is_confirmed_at_a_draft_that_is_gone_says_so(draft: Draft, anna: User) -> None:
    with in_scope(draft.tenant_id):
        Draft.objects.filter(pk=draft.pk).delete()

        with refused("This draft was sent or thrown away elsewhere."):
            confirm(draft, ["note"], by=anna)


def test_a_draft_that_is_thrown_away_while_it_comes_to_wait_for_release(
    committed_db: str, draft: Draft, anna: User, nordlicht: Tenant, billing: Category
) -> None:
    make_review_rule(nordlicht, category=billing)

    clearance, refusal = _while_it_goes_out(draft, anna, partial(discard_draft, draft, by=anna))

    assert isinstance(clearance, Clearance)
    assert isinstance(refusal, Refused), repr(refusal)
    assert str(refusal) == "This answer waits for release. Take it back before you change it."
    with in_scope(draft.tenant_id):
        assert Clearance.objects.get().draft_id == draft.pk
