"""Working time: values in, values out. No database, no settings, no Django.

Decided, for every calendar:

- An instant is worked when the clock on the wall shows a time inside an interval. So on the night in which the clock
  goes forward the times that are left out count for nothing: an interval that begins in them begins when the clock has
  gone forward, one that ends in them ends there, one inside them is empty. On the night in which the clock goes back,
  the times that come twice (both folds of PEP 495) count both times: a day of 25 hours is worth 25.
- Intervals are half-open; overlapping and adjacent ones are merged; seconds count.
- An interval belongs to the date on which it begins, with its part after midnight, also when the next date is an
  exception. An exception replaces what begins on its date and nothing else.
- Due is the first instant at which the target is worked: at closing it is the closing instant, and a target of zero is
  due at the start. Time in pauses is not worked.
- Years from 1970 to 2100 are known.
"""

from kontor.sla.domain.worktime.calendars import Calendar, Week
from kontor.sla.domain.worktime.computing import (
    Due,
    Interval,
    Never,
    Pause,
    Why,
    due_at,
    due_with_intervals,
    worked_back,
    worked_between,
    worked_intervals,
)
from kontor.sla.domain.worktime.hours import Hours

__all__ = [
    "Calendar",
    "Due",
    "Hours",
    "Interval",
    "Never",
    "Pause",
    "Week",
    "Why",
    "due_at",
    "due_with_intervals",
    "worked_back",
    "worked_between",
    "worked_intervals",
]
