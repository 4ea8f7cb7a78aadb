"""Who may send what: the codes of the borrowing reminder (`docs/rules/fx.md` 2), byte for byte."""

from whale_desktop.messages import Permission, any_of

VIEW = Permission("margin_call.risk_debt_query")
RULE_EDIT = Permission("margin_call.risk_debt_rule_update")
EXCHANGE = Permission("margin_call.risk_debt_exchange")
AUTO_CONVERT_VIEW = Permission("margin_call.auto_convert_query")

FETCH = any_of(*RULE_EDIT.codes, *EXCHANGE.codes)
"""Whoever may change the rule or exchange may have it run again."""

CLIENT_SETTING = Permission("service.client_order")
"""What clients set in the app; held by a service user."""
