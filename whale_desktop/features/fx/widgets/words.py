"""Every text of the hand-written exchange widgets, by context."""

from whale_desktop.kernel.texts import C_

# ------------------------------------------------------------------------------------------------------ service periods

PERIOD = C_("fx.period", "{start} – {end}")
PERIOD_OVER_MIDNIGHT = C_("fx.period", "{start} – {end} next day")
HOURS = C_("fx.period", "{count} h")
MINUTES = C_("fx.period", "{count} min")
SECONDS = C_("fx.period", "{count} s")
OWN_ROW = C_("fx.period", "Own")
PENDING_ROW = C_("fx.period", "Adding")
RIVAL_ROW = C_("fx.period", "Others")
DRAG_HINT = C_("fx.period", "Drag here to add a period")
NO_RIVALS = C_("fx.period", "No period of another enabled strategy to respect")
OVERLAP_LABEL = C_("fx.period", "{start}–{end} · overlaps {length}")
TIMELINE = C_("fx.period", "Timeline of the service periods")
TIMELINE_HELP = C_(
    "fx.period", "Up and Down choose an edge, Left and Right move it by 15 minutes, with Alt by one, Delete removes the period"
)
START_EDGE = C_("fx.period", "{period}, start")
END_EDGE = C_("fx.period", "{period}, end")
BASIS_FIELD = C_("fx.period", "Day basis")
START_FIELD = C_("fx.period", "Start of the period")
END_FIELD = C_("fx.period", "End of the period")
TO = C_("fx.period", "to")
ADD_PERIOD = C_("fx.period", "Add period")
REMOVE_PERIOD = C_("fx.period", "Remove {period}")
CHANGE_TO = C_("fx.period", "Change to {period}")
ENTER_BOTH = C_("fx.period", "A period needs a start and an end.")
OVERLAP = C_(
    "fx.period", "Service periods overlap: {length} shared with {period}. Periods that touch (starting at {end}) do not overlap."
)
OVERLAP_OWN = C_("fx.period", "Service periods overlap: {subject} and {period} share {length}.")
OVERLAP_RIVAL = C_(
    "fx.period",
    "Service periods overlap: {length} shared with {period} of another strategy ({name}), which answers the same orders.",
)

# ---------------------------------------------------------------------------------------------------------------- dialogs

CHANGED_FIGURE = C_("fx.dialog", "{before} → {after}")

# -------------------------------------------------------------------------------------------------------- manual exchange

MANUAL_EXCHANGE = C_("fx.manual_exchange", "Manual exchange")
STEP_CLIENT = C_("fx.manual_exchange", "① Client and currencies")
STEP_RATE = C_("fx.manual_exchange", "② Rate")
STEP_AMOUNT = C_("fx.manual_exchange", "③ Amount")
CLIENT_SEARCH = C_("fx.manual_exchange", "No. / A/C / name / phone")
DEBIT_CURRENCY = C_("fx.manual_exchange", "Debit currency")
CREDIT_CURRENCY = C_("fx.manual_exchange", "Credit currency")
WITHDRAWABLE = C_("fx.manual_exchange", "Withdrawable")
RATE_CHOICE = C_("fx.manual_exchange", "Client rate")
SYSTEM_RATE = C_("fx.manual_exchange", "System rate")
CUSTOM_RATE = C_("fx.manual_exchange", "Custom rate")
CUSTOM_RATE_HINT = C_("fx.manual_exchange", "Above 0, at most 8 decimals; no mark-up is added")
DEBIT_AMOUNT = C_("fx.manual_exchange", "Debit amount")
CREDIT_AMOUNT = C_("fx.manual_exchange", "Credit amount")
FOLLOWS = C_("fx.manual_exchange", "≈ follows from the other side")
MINIMUM = C_("fx.manual_exchange", "At least {amount}")
REFERENCE_RATE = C_("fx.manual_exchange", "Reference rate")
REFERENCE_MARK_UP = C_("fx.manual_exchange", "Reference mark-up")
EXECUTION_MARK_UP = C_("fx.manual_exchange", "Execution mark-up")
CHANGE_TYPE = C_("fx.manual_exchange", "Exchange type")
STRATEGY = C_("fx.manual_exchange", "Strategy")
BASIS = C_("fx.manual_exchange", "Fixed side")
STATEMENT_REMARK = C_("fx.manual_exchange", "Statement remark")
WAITS_FOR_REVIEW = C_("fx.manual_exchange", "The debit amount is frozen; the order waits for the review of a second person")
ORDER_WAITS = C_("fx.manual_exchange", "Exchange {number} submitted, waiting for review")
ORDER_SUBMITTED = C_("fx.manual_exchange", "Exchange {number} submitted")
RATE_CHANGED = C_("fx.manual_exchange", "The rate has changed. Submit with the new figures?")
SUBMIT_NEW_FIGURES = C_("fx.manual_exchange", "Submit new figures")

# ------------------------------------------------------------------------------------------------------- quota adjustment

ADJUST_POOL = C_("fx.pool_adjust", "Adjust remaining quota")
REMAINING = C_("fx.pool_adjust", "Remaining quota")
ALARM_LEVEL = C_("fx.pool_adjust", "Alarm level")
INCREASE_BY = C_("fx.pool_adjust", "Increase by")
DECREASE_BY = C_("fx.pool_adjust", "Decrease by")
NEW_REMAINING = C_("fx.pool_adjust", "New remaining quota")
ADJUST_HINT = C_("fx.pool_adjust", "Fill one of the three; the others follow")
BELOW_ALARM = C_("fx.pool_adjust", "{remaining} is below the alarm level {alarm} by {difference}; you will be asked to confirm")
BELOW_ZERO = C_("fx.pool_adjust", "The remaining quota cannot fall below 0; at most {amount} can be taken away")
BALANCE_MOVED = C_(
    "fx.pool_adjust",
    "The remaining quota has changed from {before} to {after} since you opened this. Check the figures and send again",
)
ADJUSTED = C_("fx.pool_adjust", "Remaining quota of {currency} adjusted to {amount}")
CONFIRM_BELOW_ALARM = C_("fx.pool_adjust", "Lower the remaining quota of {currency} below its alarm level?")
AFTERWARDS = C_("fx.pool_adjust", "Afterwards")
SHORTFALL = C_("fx.pool_adjust", "Below the alarm level by")
ADJUST_ANYWAY = C_("fx.pool_adjust", "Adjust")

# --------------------------------------------------------------------------------------------------------------- mark-ups

PAIR = C_("fx.mark_up_preview", "Currency pair")
MODE = C_("fx.mark_up_preview", "Mode")
VALUE = C_("fx.mark_up_preview", "Mark-up")
PRESENT_RATE = C_("fx.mark_up_preview", "Present rate")
MARKED_RATE = C_("fx.mark_up_preview", "After mark-up")
CHOOSE_PAIR = C_("fx.mark_up_preview", "Choose a pair")
ADD_LINE = C_("fx.mark_up_preview", "Add a pair")
REMOVE_LINE = C_("fx.mark_up_preview", "Remove line {number}")
LINE_FIELD = C_("fx.mark_up_preview", "{field}, line {number}")

# ---------------------------------------------------------------------------------------------------------------- moments
