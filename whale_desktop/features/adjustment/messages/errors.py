"""The sentence of every refusal of manual adjustments, and the result of one that was booked (`docs/rules/adjustment.md` 6)."""

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import declare_errors

declare_errors(
    {
        "E15": C_("error", "The chosen ledger date is already cut"),
        "E25": C_("error", "The money has been used since: {available} {currency} can be withdrawn"),
        "E20": C_("error", "{biz_code} is for cancelled accounts only"),
        "E21": C_("error", "{biz_code} is not for this direction"),
        "E22": C_("error", "The ledger date has not begun"),
        "E23": C_("error", "The ledger date is cut; only a regular revocation is possible"),
        "E24": C_("error", "At most {limit} adjustments in one file"),
        "W01": C_(
            "confirm",
            "The account {account_no} is cancelled and does not accept {biz_code}; the adjustment will fail. Submit it?",
        ),
        "adjustment.finished": C_("error", "Adjustment finished"),
    }
)
