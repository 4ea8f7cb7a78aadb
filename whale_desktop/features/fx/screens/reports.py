"""What of the exchange desk can be printed for a period (`docs/rules/platform.md` 6.12)."""

from whale_desktop.features.fx.screens.orders import ORDERS
from whale_desktop.features.fx.screens.profit import PROFITS
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Report

EXCHANGES = Report(
    key="fx.client_exchanges",
    number="R03",
    title=C_("report", "Client exchanges"),
    about=C_("report", "Every exchange that clients asked for, with both amounts, the rate and how it ended"),
    rows=ORDERS,
    period=("created_from", "created_to"),
    account="account_no",
    columns=(
        "forex_id",
        "created_at",
        "account_no",
        "client",
        "from_amount",
        "to_amount",
        "rate",
        "forex_type",
        "forex_status",
        "success_time",
        "origin",
        "operator",
    ),
    sort="created_at",
)
GAINS_AND_LOSSES = Report(
    key="fx.gains_and_losses",
    number="R04",
    title=PROFITS.title,
    about=C_("report", "What the house gained or lost on every pool exchange; about no client’s account"),
    rows=PROFITS,
    period=("updated_from", "updated_to"),
    columns=(
        "forex_id",
        "reversal_no",
        "forex_type",
        "currency",
        "channel_rate",
        "channel_amount",
        "user_rate",
        "user_amount",
        "channel_ledger_date",
        "profit_loss",
        "markup_income",
        "rate_pnl",
        "updated_at",
    ),
    sort="created_at",
)
