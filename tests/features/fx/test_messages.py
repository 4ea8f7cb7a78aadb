"""What the messages of the exchange say of themselves: rights, targets, guards, keys, topics (`docs/rules/fx.md` 2, 11)."""

from collections.abc import Iterator
from typing import Any

import msgspec

from whale_desktop.features.fx import messages as fx
from whale_desktop.messages import MessageInfo
from whale_desktop.messages.registry import all_messages

RIGHTS: dict[Any, str] = {
    fx.AddPairs: "lb_hk_conversion.support_currency_update",
    fx.ListPairCards: "lb_hk_conversion.support_currency_update",
    fx.ListStrategies: "lb_hk_conversion.exchangeserve_query",
    fx.AddStrategy: "lb_hk_conversion.exchangeserve_update",
    fx.SetApprovalStarts: "lb_hk_conversion.exchangeserve_update",
    fx.ListPools: "lb_hk_conversion.exchange_pool_query",
    fx.AdjustPool: "lb_hk_conversion.exchange_pool_config_update",
    fx.ListReferenceMarkUps: "lb_hk_conversion.fee_query",
    fx.AddReferenceMarkUps: "lb_hk_conversion.rate_reference_update",
    fx.ListExecutionMarkUps: "lb_hk_conversion.forex_ib_rates",
    fx.AddExecutionMarkUp: "lb_hk_conversion.rate_reference_update",
    fx.DeleteExecutionMarkUp: "lb_hk_conversion.rate_reference_update",
    fx.UpdateExecutionMarkUp: "lb_hk_conversion.fee_update",
    fx.ListLimits: "lb_hk_conversion.amount_config_query",
    fx.UpdateLimit: "lb_hk_conversion.amount_config_update",
    fx.ListOrders: "lb_hk_conversion.forex_order_query",
    fx.SubmitManualOrder: "lb_hk_conversion.forex_order_add",
    fx.ReviewOrder: "lb_hk_conversion.forex_order_review",
    fx.CancelOrder: "lb_hk_conversion.forex_order_cancel",
    fx.ListChannelOrders: "lb_hk_conversion.channel_order_query",
    fx.HandleException: "lb_hk_conversion.abnormal_apply",
    fx.ReviewException: "lb_hk_conversion.abnormal_review",
    fx.ListPoolChanges: "lb_hk_conversion.exchange_pool_change_query",
    fx.ListProfits: "lb_hk_conversion.profit_loss_query",
    fx.ListSourceRows: "book.channel_exchange_order_inquiry",
    fx.SubmitClientOrder: "service.client_order",
    fx.ReportChannelFill: "service.channel_report",
}
KEYS: dict[Any, str] = {
    fx.ReviewOrder: "forex.exchange_order_audit",
    fx.ReviewException: "forex.abnormal_audit",
    fx.ReverseOrder: "forex.exchange_reverse",
}


def _own() -> Iterator[MessageInfo]:
    return (info for info in all_messages() if info.name.startswith("fx."))


def test_rights_are_the_documented_ones() -> None:
    by_type: dict[Any, MessageInfo] = {info.type: info for info in _own()}
    for message, code in RIGHTS.items():
        assert by_type[message].permission.codes == (code,), message.__name__


def test_every_command_on_a_record_says_what_it_changes() -> None:
    for info in _own():
        if not info.is_command:
            continue
        creates = info.name.rpartition(".")[2] in ("add", "reference_add", "execution_add", "submit", "submit_client")
        assert (info.target is None) is creates, info.name
        assert bool(info.guard) is not creates, info.name
        assert info.topics, info.name


def test_guards_and_targets_name_fields_that_exist() -> None:
    for info in _own():
        if info.target is None:
            continue
        result = next(one.result for one in all_messages() if one.type is info.target.query)
        assert set(info.guard) <= set(result.__struct_fields__), info.name
        assert set(info.target.fields.values()) <= {field.name for field in msgspec.structs.fields(info.type)}
        assert set(info.target.fields) <= {field.name for field in msgspec.structs.fields(info.target.query)}


def test_review_is_guarded_by_state_and_amounts() -> None:
    info = next(one for one in _own() if one.type is fx.ReviewOrder)
    assert info.guard == ("forex_status", "audit_status", "from_amount", "to_amount")


def test_approval_keys() -> None:
    keys: dict[Any, str] = {info.type: info.approval for info in _own() if info.is_command}
    for message, key in KEYS.items():
        assert keys[message] == key
    switchable = {key for key in keys.values() if key} - set(KEYS.values())
    assert switchable == {
        "forex.currency_pair_edit",
        "forex.strategy_edit",
        "forex.pool_edit",
        "forex.markup_edit",
        "forex.amount_config_edit",
    }


def test_edits_carry_the_version_that_was_seen() -> None:
    without = {"fx.pool.adjust", "fx.order.cancel_client"}
    reports = {info.name for info in _own() if info.permission.codes == ("service.channel_report",)}
    for info in _own():
        if info.is_command and info.target is not None and info.name not in without | reports:
            assert "expected_version" in info.type.__struct_fields__, info.name
