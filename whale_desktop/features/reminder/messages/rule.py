"""The exchange rule (換匯規則 / 换汇规则 / Exchange rule): one for the house, in versions (`docs/rules/fx.md` 3.12, 4.3)."""

from datetime import datetime
from decimal import Decimal

from whale_desktop.features.reminder.messages.rights import RULE_EDIT, VIEW
from whale_desktop.messages import Bound, Command, Query, Struct, command, query


class SingleRule(Struct):
    """A rule for one currency: from what debt, and from how much withdrawable of the others (in that currency), a client is hit."""

    currency: str = ""
    debt: Decimal | None = None
    avail_with_draw: Decimal | None = None


class ExchangeRule(Struct):
    """The rule in force. `currency` is the base currency; its two amounts are those of the main rule, None before they were ever set.

    version: 0 before the first rule. work_order_no: the work order under which a newer version waits, empty when none does.
    """

    is_on: bool
    currency: str
    debt: Decimal | None
    avail_with_draw: Decimal | None
    singles: tuple[SingleRule, ...]
    version: int
    updated_at: datetime | None
    operator: str
    work_order_no: str = ""


@query("reminder.rule.get", permission=VIEW, topics=("reminder.rule", "work_order"))
class GetRule(Query[ExchangeRule]):
    """The rule in force."""


class RuleCard(Struct):
    """One threshold of the rule in force: from what debt, and from how much of the other currencies, a client is hit."""

    currency: str
    debt: Decimal | None
    avail_with_draw: Decimal | None


@query("reminder.rule.cards", permission=VIEW, topics=("reminder.rule",))
class ListRuleCards(Query[tuple[RuleCard, ...]]):
    """The rule in force, one card a threshold, the main rule first; none while it is off."""


@command(
    "reminder.rule.update",
    permission=RULE_EDIT,
    changes=("reminder.rule", "reminder.alert", "reminder.history"),
    approval="risk.credit.edit_auto_convert_rule",
    target=Bound(GetRule, {}),
    guard=("is_on", "debt", "avail_with_draw", "singles"),
)
class UpdateExchangeRule(Command[None]):
    """Put a new version of the rule in force; the rule runs at once.

    is_on false: nothing runs any more, every open alert goes to the history, and the amounts stay those of the version before.
    Errors: FX-E01, FX-E04 (a currency twice, or the base currency, which the main rule stands for), FX-E17, FX-E21, FX-E26, FX-E36.
    """

    is_on: bool
    debt: Decimal | None = None
    avail_with_draw: Decimal | None = None
    singles: tuple[SingleRule, ...] = ()
    expected_version: int = 0
