"""How the parts of a backlog are called on the board."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kontor.ui.charts import Part

AGE_WORDS = (_("under 4 hours"), _("4 to 24 hours"), _("1 to 3 days"), _("over 3 days"))
"""The age bands of ``tickets.domain.backlog.AGES``, in their order."""

LATE_WORD = _("overdue")

PARTS = (
    Part("d1", AGE_WORDS[0]),
    Part("d2", AGE_WORDS[1]),
    Part("d3", AGE_WORDS[2]),
    Part("d4", AGE_WORDS[3]),
    Part("over", LATE_WORD),
)
