"""The sentence of every refusal of reference data. Codes shared with the exchange domain stand in `docs/rules/fx.md` 6."""

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import declare_errors

declare_errors(
    {
        "FX-E01": C_("error", "Required field missing"),
        "FX-E17": C_("error", "Data changed; refresh and retry"),
        "FX-E18": C_("error", "Row {row}: {field} {reason}"),
        "FX-E21": C_("error", "Too many decimals"),
        "FX-E23": C_("error", "The two currencies must differ"),
        "FX-E28": C_("error", "The rate must be above 0"),
        "FX-E32": C_("error", "The amount cannot be below 0"),
        "FX-E33": C_("error", "The record no longer exists"),
        "FX-E36": C_("error", "Not a known value"),
        "FX-E37": C_("error", "The date cannot be in the future"),
        "FX-E38": C_("error", "The HKEX rate type and the HKEX channel go together"),
        "FX-E39": C_("error", "The same key stands twice in the file"),
        "reference.range": C_("error", "Enter a whole number from {low} to {high}"),
        "reference.not_a_number": C_("error", "“{value}” is not a number"),
        "reference.not_a_date": C_("error", "“{value}” is not a date; write it as 20240318"),
        "reference.number_too_large": C_("error", "The number is too large"),
        "reference.calendar_missing": C_(
            "error", "The calendar of market {market} does not cover {day}; add the year in the market calendar"
        ),
        "reference.channel_silent": C_("error", "The channel {channel} did not answer; its rates stay as they were"),
        "reference.demo_only": C_("error", "Sample files are made in a demonstration only"),
        "reference.bid_above_offer": C_("error", "The bid rate {bid} is above the offer rate {offer}"),
    }
)
