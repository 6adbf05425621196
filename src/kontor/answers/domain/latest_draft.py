"""A draft as it is now; a second click, or another window, may have sent it or thrown it away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kontor.answers.models import Draft
from kontor.kernel.errors import Refused


def latest_draft(draft: Draft) -> Draft:
    """Locked, whoever writes it. Refused when it is gone."""
    return there(Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first())


def there(found: Draft | None) -> Draft:
    """What was looked for. Refused when it is gone."""
    if found is None:
        raise Refused(_("This draft was sent or thrown away elsewhere."))
    return found
