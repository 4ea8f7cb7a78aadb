"""Writes `resources/seed/calendar.csv`: `python tools/trading_calendar.py [last year]`. Every day from 2023 on, whether the market trades.

exchange-calendars takes a second to import, so the program never does; it reads this file when a database is made.
"""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

from exchange_calendars import get_calendar

TARGET = Path(__file__).resolve().parent.parent / "resources" / "seed" / "calendar.csv"
FIRST = date(2023, 1, 1)
LAST_YEAR = 2030
MARKETS = {"HK": "XHKG", "US": "XNYS"}


def rows_of(market: str, last: date) -> list[tuple[str, str, str, str]]:
    """Market, day, yes or no, and the market's own time of an early close."""
    calendar = get_calendar(MARKETS[market], start=FIRST.isoformat(), end=last.isoformat())
    sessions = {session.date() for session in calendar.sessions}
    early = {
        session.date(): calendar.session_close(session).tz_convert(calendar.tz).strftime("%H:%M")
        for session in calendar.early_closes
    }
    days = (FIRST + timedelta(days=number) for number in range((last - FIRST).days + 1))
    return [(market, day.isoformat(), "yes" if day in sessions else "no", early.get(day, "")) for day in days]


def main() -> None:
    """Write the file for both markets."""
    last = date(int(sys.argv[1]) if len(sys.argv) > 1 else LAST_YEAR, 12, 31)
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("market", "day", "is_trading", "closes_at"))
        for market in MARKETS:
            writer.writerows(rows_of(market, last))
    print(f"{TARGET}: {', '.join(MARKETS)} {FIRST} to {last}")


if __name__ == "__main__":
    main()
