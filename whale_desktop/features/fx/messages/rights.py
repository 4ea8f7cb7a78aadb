"""Who may send what: the documented permission codes of the exchange domain (`docs/rules/fx.md` 2), byte for byte.

Codes marked as own in `resources/seed/permissions.csv` follow the documented naming.
"""

from whale_desktop.messages import Permission, any_of

PAIR_EDIT = Permission("lb_hk_conversion.support_currency_update")
STRATEGY_VIEW = Permission("lb_hk_conversion.exchangeserve_query")
STRATEGY_EDIT = Permission("lb_hk_conversion.exchangeserve_update")
POOL_VIEW = Permission("lb_hk_conversion.exchange_pool_query")
POOL_EDIT = Permission("lb_hk_conversion.exchange_pool_config_update")
REFERENCE_MARK_UP_VIEW = Permission("lb_hk_conversion.fee_query")
MARK_UP_EDIT = Permission("lb_hk_conversion.rate_reference_update")
EXECUTION_MARK_UP_VIEW = Permission("lb_hk_conversion.forex_ib_rates")
EXECUTION_MARK_UP_EDIT = Permission("lb_hk_conversion.fee_update")
LIMIT_VIEW = Permission("lb_hk_conversion.amount_config_query")
LIMIT_EDIT = Permission("lb_hk_conversion.amount_config_update")
ORDER_VIEW = Permission("lb_hk_conversion.forex_order_query")
ORDER_ADD = Permission("lb_hk_conversion.forex_order_add")
ORDER_REVIEW = Permission("lb_hk_conversion.forex_order_review")
ORDER_CANCEL = Permission("lb_hk_conversion.forex_order_cancel")
ORDER_REVERSE = Permission("lb_hk_conversion.forex_order_reverse")
CHANNEL_ORDER_VIEW = Permission("lb_hk_conversion.channel_order_query")
EXCEPTION_APPLY = Permission("lb_hk_conversion.abnormal_apply")
EXCEPTION_REVIEW = Permission("lb_hk_conversion.abnormal_review")
POOL_CHANGE_VIEW = Permission("lb_hk_conversion.exchange_pool_change_query")
PROFIT_VIEW = Permission("lb_hk_conversion.profit_loss_query")
SOURCE_ROW_VIEW = Permission("book.channel_exchange_order_inquiry")

CLIENT_ORDER = Permission("service.client_order")
"""Orders from the clients' app; held by a service user, who cannot sign in at the window."""

CHANNEL_REPORT = Permission("service.channel_report")
"""Answers of the banks; held by a service user."""

ORDER_QUOTE = any_of(*ORDER_ADD.codes, *CLIENT_ORDER.codes)
"""Whoever may enter an exchange may ask what it would cost."""

PAIR_CHOICES = any_of(
    *PAIR_EDIT.codes,
    *STRATEGY_VIEW.codes,
    *REFERENCE_MARK_UP_VIEW.codes,
    *EXECUTION_MARK_UP_VIEW.codes,
    *ORDER_ADD.codes,
    *CLIENT_ORDER.codes,
)
"""Every form that offers currency pairs."""
