"""Who may see, enter and revoke manual adjustments (`docs/rules/adjustment.md` 2)."""

from whale_desktop.messages import Permission

MAY_SEE = Permission("balance_change_ticket.list")
MAY_EDIT = Permission("balance_change_ticket.edit")
MAY_REVOKE = Permission("change_ticket.delete_record")
