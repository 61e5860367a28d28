"""Local days: the instants at which the dates of a time zone begin."""

import datetime
from zoneinfo import ZoneInfo

FIRST, LAST = datetime.date(1970, 1, 1), datetime.date(2100, 1, 1)
UTC = datetime.timezone.utc


def starts(timezone):
    """(date, milliseconds since 1970 at which it begins) for every date of the calendar."""
    zone = ZoneInfo(timezone)
    day = FIRST - datetime.timedelta(days=1)
    while day < LAST:
        yield day, first_instant(day, zone)
        day += datetime.timedelta(days=1)


def first_instant(day, zone):
    midnight = datetime.datetime.combine(day, datetime.time(), zone)
    # Where clocks jump over midnight, the date begins at the jump.
    instant = midnight.astimezone(UTC)
    while instant.astimezone(zone).date() < day:
        instant += datetime.timedelta(minutes=1)
    return round(instant.timestamp() * 1000)


class Instant:
    """A moment that the program writes as RFC 3339 in the configured time zone."""

    def __init__(self, milliseconds, timezone):
        seconds, self.milliseconds = divmod(milliseconds, 1000)
        self.moment = datetime.datetime.fromtimestamp(seconds, ZoneInfo(timezone)) + (
            datetime.timedelta(milliseconds=self.milliseconds)
        )

    def is_written_as(self, text):
        if not isinstance(text, str) or "T" not in text:
            return False
        try:
            read = datetime.datetime.fromisoformat(text)
        except ValueError:
            return False
        return read == self.moment and read.utcoffset() == self.moment.utcoffset()

    def __repr__(self):
        return self.moment.isoformat(timespec="milliseconds")


def today(timezone):
    return datetime.datetime.now(ZoneInfo(timezone)).date()
