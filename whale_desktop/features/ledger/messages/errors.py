"""The sentence of every refusal of the ledger."""

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import declare_errors

declare_errors(
    {
        "ledger.insufficient": C_("error", "Insufficient balance: {available} {currency} available"),
        "ledger.account_unknown": C_("error", "There is no account {account_no}"),
        "ledger.freeze_unknown": C_("error", "The freeze {freeze_no} does not exist or is already released"),
        "ledger.journal_unknown": C_("error", "The journal {journal_no} does not exist"),
        "ledger.journal_reversed": C_("error", "The journal {journal_no} has already been reversed"),
        "ledger.account_cancelled": C_("error", "The account {account_no} is cancelled; {biz_code} cannot be booked there"),
        "ledger.not_empty": C_("error", "Opening balances go into an empty database only"),
        "ledger.opening": C_("error", "Sheet {sheet}, row {row}: {field} {reason}"),
        "ledger.number_form": C_("error", "Enter {digits} digits"),
        "ledger.twice": C_("error", "“{value}” stands twice in the file"),
        "ledger.too_long": C_("error", "At most {limit} characters"),
        "ledger.not_in_clients": C_("error", "“{value}” is not an account of the sheet of clients"),
    }
)
