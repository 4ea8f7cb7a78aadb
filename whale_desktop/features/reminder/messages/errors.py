"""The refusals, questions and warnings of the borrowing reminder (`docs/rules/fx.md` 6)."""

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import declare_errors

declare_errors(
    {
        "FX-E40": C_("error", "The exchange rule is off"),
        "FX-E41": C_("error", "Auto convert is off for this client"),
        "FX-W05": C_("confirm", "An exchange of this client is still under way ({numbers}). Exchange again?"),
        "reminder.rate_missing": C_(
            "error", "No reference rate for {currency}: what {clients} clients owe or hold of it was not counted"
        ),
        "reminder.order_rejected": C_("error", "The order was rejected: {remark}"),
        "reminder.order_failed": C_("error", "The bank did not exchange"),
        "reminder.nothing_to_spend": C_("error", "The client holds nothing that can be exchanged into {currency}"),
    }
)
