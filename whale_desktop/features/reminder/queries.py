"""Reading the tables of the borrowing reminder, and what the rule says of one account."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, select

from whale_desktop.bus import Read
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import Currency
from whale_desktop.features.reminder import tables
from whale_desktop.features.reminder.messages import OnOff, SingleRule
from whale_desktop.features.reminder.rules.hits import Figures, Holding, Holdings, Rates, Rule, Threshold, figures, hits
from whale_desktop.features.reminder.rules.states import UNDER_WAY
from whale_desktop.messages import Reason, codec
from whale_desktop.storage import Made, looked_up

_RULE = tables.reminder_rule.c
_ALERT = tables.reminder_alert.c
_EXCHANGE = tables.reminder_exchange.c
_AUTO = tables.reminder_auto_convert.c

_NEWEST_RULE = select(tables.reminder_rule).order_by(_RULE.version.desc()).limit(1)
_ONE_ALERT = select(tables.reminder_alert).where(_ALERT.alert_id == bindparam("of_alert"))
_ONE_ENDED = select(tables.reminder_history).where(tables.reminder_history.c.alert_id == bindparam("of_alert"))
_OF_ACCOUNT = select(tables.reminder_alert).where(_ALERT.account_no == bindparam("of_account")).order_by(_ALERT.alert_id)
_BY_ORDER = select(tables.reminder_exchange).where(_EXCHANGE.forex_id == bindparam("of_order"))
_CURRENT_STATES = select(_EXCHANGE.state).where(_EXCHANGE.alert_id == bindparam("of_alert"), _EXCHANGE.is_current)
_RUNNING = select(_EXCHANGE.forex_id).where(_EXCHANGE.account_no == bindparam("of_account"), _EXCHANGE.state.in_(UNDER_WAY))
_AUTO_OF = select(_AUTO.account_no).where(_AUTO.is_on, _AUTO.account_no.in_(bindparam("accounts", expanding=True)))

AUTO_ON = select(_AUTO.account_no).where(_AUTO.is_on)
"""The accounts with auto convert: `column.in_(AUTO_ON)`."""


_AT_ONCE = 500
"""How many numbers go into one statement; databases limit its parameters."""


@dataclass(frozen=True, slots=True)
class Market:
    """What the rule needs to know besides balances: currencies, the base currency, and the average rate of each that has one."""

    currencies: Mapping[str, Currency]
    base: str
    rates: Rates

    def places(self, currency: str) -> int:
        """Decimals of an amount of a currency."""
        return self.currencies[currency].amount_precision

    def holdings(self, standings: ledger.Standings) -> dict[str, Holding]:
        """An account's balances as the rule sees them: withdrawable money is cut to its currency's decimals."""
        return {code: Holding(one.debt, one.withdrawable(self.places(code))) for code, one in standings.items()}

    def figures(self, currency: str, holdings: Holdings) -> Figures:
        """The two figures of the rule of a currency."""
        return figures(currency, self.base, holdings, self.rates)


def market(connection: Connection) -> Market:
    """The market of this moment."""
    return Market(reference.currencies(connection), reference.base_currency(connection), reference.mid_rates(connection))


def newest_rule(connection: Connection) -> Row[Any] | None:
    """The version in force, None before there was any."""
    return connection.execute(_NEWEST_RULE).one_or_none()


def singles_of(text: str) -> tuple[SingleRule, ...]:
    """The single rules as they are stored."""
    found: tuple[SingleRule, ...] = codec.decode(text.encode(), tuple[SingleRule, ...])
    return found


def rule_in_force(connection: Connection, base: str) -> Rule | None:
    """The rule as it is applied, None while it is off."""
    row = newest_rule(connection)
    if row is None or not row.is_on:
        return None
    return Rule(
        base, Threshold(row.debt, row.avail_with_draw), {one.currency: threshold_of(one) for one in singles_of(row.singles)}
    )


def threshold_of(single: SingleRule) -> Threshold:
    """The thresholds of a single rule that was checked."""
    assert single.debt is not None and single.avail_with_draw is not None, "checked as missing"
    return Threshold(single.debt, single.avail_with_draw)


def holdings_of(connection: Connection, seen: Market, account_no: str) -> dict[str, Holding]:
    """What one account owes and can exchange now."""
    return seen.holdings(ledger.standings(connection, account_no))


def hits_of(connection: Connection, seen: Market, account_no: str) -> dict[str, Figures]:
    """The currencies whose rule hits an account now; none while the rule is off."""
    rule = rule_in_force(connection, seen.base)
    return {} if rule is None else hits(rule, holdings_of(connection, seen, account_no), seen.rates)


def alert(connection: Connection, alert_id: int) -> Row[Any] | None:
    """One open alert, None when it has ended or never was."""
    return connection.execute(_ONE_ALERT, {"of_alert": alert_id}).one_or_none()


def ended_alert(connection: Connection, alert_id: int) -> Row[Any] | None:
    """One alert of the history, None when there is none."""
    return connection.execute(_ONE_ENDED, {"of_alert": alert_id}).one_or_none()


def alerts_of(connection: Connection, account_no: str) -> Sequence[Row[Any]]:
    """The open alerts of an account."""
    return connection.execute(_OF_ACCOUNT, {"of_account": account_no}).all()


def open_alerts(connection: Connection) -> Sequence[Row[Any]]:
    """Every open alert, by number."""
    return connection.execute(select(tables.reminder_alert).order_by(_ALERT.alert_id)).all()


def exchange_of_order(connection: Connection, forex_id: str) -> Row[Any] | None:
    """The exchange behind an order, None for an order that is not the reminder's."""
    return connection.execute(_BY_ORDER, {"of_order": forex_id}).one_or_none()


def current_states(connection: Connection, alert_id: int) -> list[Any]:
    """The states of an alert's exchanges that count."""
    return list(connection.execute(_CURRENT_STATES, {"of_alert": alert_id}).scalars())


def orders_under_way(connection: Connection, account_no: str) -> tuple[str, ...]:
    """The numbers of an account's exchanges that have not ended."""
    return tuple(connection.execute(_RUNNING, {"of_account": account_no}).scalars())


def with_auto_convert(connection: Connection, accounts: Iterable[str]) -> Collection[str]:
    """Those of some accounts that have auto convert on."""
    wanted = sorted(set(accounts))
    if len(wanted) > _AT_ONCE:
        return frozenset(wanted) & frozenset(connection.execute(AUTO_ON).scalars())
    return frozenset(connection.execute(_AUTO_OF, {"accounts": wanted}).scalars())


def has_auto_convert(connection: Connection, account_no: str) -> bool:
    """Whether an account has auto convert on."""
    return bool(connection.execute(select(exists().where(_AUTO.account_no == account_no, _AUTO.is_on))).scalar())


def switch_of(is_on: bool) -> OnOff:
    """Auto convert as people see it."""
    return OnOff.ON if is_on else OnOff.OFF


def reason_of(text: str) -> Reason | None:
    """A stored reason, None for none."""
    found: Reason | None = codec.decode(text.encode(), Reason) if text else None
    return found


def clients(read: Read, members: Sequence[str], accounts: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Clients as people see them: number and name as it was kept; for a reader of another language as it is now."""
    known = ledger.names(read.connection, set(accounts), read.locale) if read.locale == "en" else {}
    names = [known[number][1] if number in known else name for number, name in zip(accounts, kept, strict=True)]
    return [f"{member} {name}".strip() for member, name in zip(members, names, strict=True)]


def client_of(read: Read, row: Any) -> str:
    """The client of one record."""
    return clients(read, [row.member_id], [row.account_no], [row.client_name])[0]


def client_column(read: Read) -> Made:
    """The client of every row of a list."""
    return looked_up(partial(clients, read), "member_id", "account_no", "client_name")


def shown(amount: Decimal | None, seen: Mapping[str, Currency], currency: str) -> Decimal | None:
    """An amount with the decimals of its currency, None for none."""
    return None if amount is None else reference.shown_amount(amount, seen, currency)
