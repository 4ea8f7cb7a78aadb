"""The exchange rule: the version in force, and putting a newer one in force (`docs/rules/fx.md` 4.3, 6.10)."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import insert

from whale_desktop.bus import Read, Work, answers, handles, pending_orders
from whale_desktop.features.access.queries import called_in
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import Currency
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.handlers import ending, fetching
from whale_desktop.features.reminder.messages import (
    AlertEnd,
    ExchangeRule,
    GetRule,
    ListRuleCards,
    RuleCard,
    SingleRule,
    UpdateExchangeRule,
)
from whale_desktop.features.reminder.queries import shown
from whale_desktop.kernel.errors import Conflict
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.numbers import ZERO, decimal_places
from whale_desktop.messages import codec

ONE_RULE = ""
"""The number by which work orders know the rule: there is one for the house."""


@answers(GetRule)
def get_rule(read: Read, query: GetRule) -> ExchangeRule:
    """The rule in force; off and without amounts before anybody has set one."""
    base = reference.base_currency(read.connection)
    (waiting,) = pending_orders(read, GetRule, [ONE_RULE])
    row = queries.newest_rule(read.connection)
    if row is None:
        return ExchangeRule(
            is_on=False,
            currency=base,
            debt=None,
            avail_with_draw=None,
            singles=(),
            version=0,
            updated_at=None,
            operator="",
            work_order_no=waiting,
        )
    known = reference.currencies(read.connection)
    return ExchangeRule(
        is_on=row.is_on,
        currency=base,
        debt=shown(row.debt, known, base),
        avail_with_draw=shown(row.avail_with_draw, known, base),
        singles=tuple(
            SingleRule(
                currency=one.currency,
                debt=shown(one.debt, known, one.currency),
                avail_with_draw=shown(one.avail_with_draw, known, one.currency),
            )
            for one in queries.singles_of(row.singles)
        ),
        version=row.version,
        updated_at=row.created_at,
        operator=called_in(read, row.operator),
        work_order_no=waiting,
    )


@answers(ListRuleCards)
def list_rule_cards(read: Read, query: ListRuleCards) -> tuple[RuleCard, ...]:
    """The main rule, then the single ones."""
    rule = read.ask(GetRule())
    if not rule.is_on:
        return ()
    thresholds = (
        (rule.currency, rule.debt, rule.avail_with_draw),
        *((s.currency, s.debt, s.avail_with_draw) for s in rule.singles),
    )
    return tuple(RuleCard(currency=currency, debt=debt, avail_with_draw=available) for currency, debt, available in thresholds)


@handles(UpdateExchangeRule)
def update_exchange_rule(work: Work, command: UpdateExchangeRule) -> None:
    """Check, write the next version, and let the rule run; switched off, every open alert ends."""
    before = work.ask(GetRule())
    if command.is_on:
        _check(command, reference.currencies(work.connection), before.currency)
    if before.version != command.expected_version:
        raise Conflict("FX-E17")
    kept = command if command.is_on else before  # switched off, the amounts are locked
    work.connection.execute(
        insert(tables.reminder_rule).values(
            version=before.version + 1,
            is_on=command.is_on,
            debt=kept.debt,
            avail_with_draw=kept.avail_with_draw,
            singles=codec.encode(kept.singles).decode(),
            created_at=work.now,
            maker=work.maker.name,
            operator=work.actor.name,
        )
    )
    if command.is_on:
        fetching.run_rule(work)
    else:
        ending.end_all(work, AlertEnd.SYSTEM)


def _check(command: UpdateExchangeRule, known: Mapping[str, Currency], base: str) -> None:
    """Every amount is there, above zero and written as its currency is; every currency exists and stands once."""
    faults = Faults()
    for name, amount in (("debt", command.debt), ("avail_with_draw", command.avail_with_draw)):
        _check_amount(faults, name, amount, known[base])
    seen = {base}
    for number, single in enumerate(command.singles):
        place = f"singles[{number}]"
        faults.missing(**{f"{place}.currency": single.currency})
        currency = known.get(single.currency)
        if single.currency and currency is None:
            faults.add(f"{place}.currency", "FX-E36")
        if single.currency in seen:
            faults.add(f"{place}.currency", "FX-E04")
        seen.add(single.currency)
        for name, amount in (("debt", single.debt), ("avail_with_draw", single.avail_with_draw)):
            _check_amount(faults, f"{place}.{name}", amount, currency)
    faults.refuse()


def _check_amount(faults: Faults, field: str, amount: Decimal | None, currency: Currency | None) -> None:
    faults.missing(**{field: amount})
    if amount is None:
        return
    if currency is not None and decimal_places(amount) > currency.amount_precision:
        faults.add(field, "FX-E21", {"places": currency.amount_precision})
    elif amount <= ZERO:
        faults.add(field, "FX-E26")
