"""The sentence of every refusal (`FX-E`) and every question before writing (`FX-W`) of the exchange domain.

Codes and their meaning: `docs/rules/fx.md` 6. `FX-E20` is not used: a missing right is `auth.no_permission`;
`FX-W02` neither: a bid above its offer is saved, and the reply says so (`reference.bid_above_offer`).
"""

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import declare_errors

declare_errors(
    {
        "FX-E01": C_("error", "Required field missing"),
        "FX-E02": C_("error", "Exchange is off for {currency}"),
        "FX-E03": C_("error", "Currency pair not configured"),
        "FX-E04": C_("error", "Record already exists"),
        "FX-E05": C_("error", "Service periods overlap"),
        "FX-E06": C_("error", "Channel required for bank exchange"),
        "FX-E07": C_("error", "A specific strategy needs an exchange type"),
        "FX-E08": C_("error", "No reference rate"),
        "FX-E09": C_("error", "Below minimum exchange amount"),
        "FX-E10": C_("error", "Withdrawable balance insufficient"),
        "FX-E11": C_("error", "No strategy available now"),
        "FX-E12": C_("error", "Exchange pool quota insufficient"),
        "FX-E13": C_("error", "Rate after mark-up must be above 0"),
        "FX-E14": C_("error", "Not allowed in this status"),
        "FX-E15": C_("error", "Channel already accepted; cannot cancel"),
        "FX-E16": C_("error", "You cannot review your own request"),
        "FX-E17": C_("error", "Data changed; refresh and retry"),
        "FX-E18": C_("error", "Row {row}: {field} {reason}"),
        "FX-E19": C_("error", "Used by an enabled strategy"),
        "FX-E21": C_("error", "Too many decimals"),
        "FX-E22": C_("error", "The account cannot exchange"),
        "FX-E23": C_("error", "The two currencies must differ"),
        "FX-E24": C_("error", "The mark-up must be from 0 to 100"),
        "FX-E25": C_("error", "Tiers must start at 0, follow on without a gap and end without limit"),
        "FX-E26": C_("error", "The amount must be above 0"),
        "FX-E27": C_("error", "The remaining quota cannot fall below 0"),
        "FX-E28": C_("error", "The rate must be above 0"),
        "FX-E29": C_("error", "A pool strategy has no channel"),
        "FX-E30": C_("error", "A period must last longer than zero, within 00:00:00 to 24:00:00"),
        "FX-E31": C_("error", "The start must be before the end"),
        "FX-E32": C_("error", "The amount cannot be below 0"),
        "FX-E33": C_("error", "The record no longer exists"),
        "FX-E34": C_("error", "The exchange has already been reversed"),
        "FX-E35": C_("error", "At most {limit} characters"),
        "FX-E36": C_("error", "Not a known value"),
        "FX-E37": C_("error", "The date cannot be in the future"),
        "FX-E38": C_("error", "The HKEX rate type and the HKEX channel go together"),
        "FX-E39": C_("error", "The same key stands twice in the file"),
        "FX-W01": C_(
            "confirm", "The remaining quota of {currency} would be {remaining}, below the alarm level {alarm}. Continue?"
        ),
        "FX-W03": C_("confirm", "No large-amount limit is set, so the type “Large amount” can never match. Save?"),
        "FX-W04": C_("confirm", "The rate is now {rate}: {from_amount} {from_currency} for {to_amount} {to_currency}. Continue?"),
    }
)
