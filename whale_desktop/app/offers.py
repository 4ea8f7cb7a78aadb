"""What the business offers the window, from the features' messages: records to search, work that waits, the order of setting up.

Data only; must not know Qt, the bus or any table.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from whale_desktop.features.access.messages import GetMe, GetPreferences, Me, PutPreference
from whale_desktop.features.documents.messages import AsksToExport, ExportList, FileFormat, PrintRecord
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.messages import (
    ClientCard,
    ClientHit,
    FindClients,
    GetClient,
    ListBalances,
    ListEntries,
    SearchClients,
)
from whale_desktop.features.notices.messages import Category, CountUnread, GetNews, MarkRead, NewsRow, label_in, sentence_in
from whale_desktop.features.notices.screens import link_of, place_of
from whale_desktop.features.reference.messages import ListCurrencies, ListReferenceRates, RateFilter
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.features.workorder.messages import CountToDo, ListManualFlows
from whale_desktop.kernel.clock import Clock, hong_kong_date
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import Command, label_of, tone_of
from whale_desktop.messages.files import BlobId, JobBegun
from whale_desktop.ui.offers import (
    ClientLink,
    ClientOffer,
    MemberNames,
    News,
    NewsItem,
    Novelty,
    Offers,
    SearchProvider,
    SetUp,
    Waiting,
    WorkOrders,
)

DISABLED = C_("client", "Disabled")
TO_HANDLE = (
    reminder.OpenAlertStatus.PENDING,
    reminder.OpenAlertStatus.EXCHANGE_FAILED,
    reminder.OpenAlertStatus.SUBMIT_FAILED,
)
"""Alerts for which a person must do something."""
RATES_ARE_FRESH_FOR = timedelta(days=3)
"""Rates of Friday serve on Monday."""


def _order_detail(row: fx.OrderRow) -> tuple[str | Text, ...]:
    amount = f"{row.from_currency} {row.from_amount:,f} → {row.to_currency}"
    return (row.client_name, amount, label_of(row.forex_status))


def _client_name(row: ClientHit) -> str:
    return f"{row.member_id} {row.name}"


def _client_detail(row: ClientHit) -> tuple[str | Text, ...]:
    return (row.account_no, _other_name(row), row.phone, label_of(row.state))


def _other_name(row: ClientHit | ClientCard) -> str:
    """The name in the other script, empty when the client has only one."""
    return next((name for name in (row.name_en, row.name_zh) if name and name != row.name), "")


def _client_marks(card: ClientCard) -> tuple[tuple[Text, str], ...]:
    disabled = ((DISABLED, ""),) if card.disabled else ()
    return ((label_of(card.state), str(tone_of(card.state)) or "idle"), *disabled)


def _client_about(card: ClientCard) -> tuple[str, ...]:
    return (card.account_no, _other_name(card), card.phone)


CLIENTS = SearchProvider(
    title=C_("palette", "Clients"),
    icon="ph.user",
    query_type=FindClients,
    query=lambda typed: FindClients(text=typed),
    name=_client_name,
    detail=_client_detail,
    client=lambda row: row.account_no,
)
CLIENT = ClientOffer(
    query=lambda account_no: GetClient(account_no=account_no),
    title=lambda card: f"{card.member_id} {card.name}",
    marks=_client_marks,
    about=_client_about,
    links=(
        ClientLink(
            title=C_("client", "Account balance"),
            icon="ph.coin",
            query_type=ListBalances,
            screen="ledger.balance",
            where=lambda account_no: {"account_no": account_no},
        ),
        ClientLink(
            title=C_("client", "Account details"),
            icon="ph.list-dashes",
            query_type=ListEntries,
            screen="ledger.entry",
            where=lambda account_no: {"account_no": account_no},
        ),
        ClientLink(
            title=C_("client", "Exchange orders"),
            icon="ph.arrows-left-right",
            query_type=fx.ListOrders,
            screen="fx.orders",
            where=lambda account_no: {"client": account_no},
        ),
    ),
)
ORDERS_BY_NUMBER = SearchProvider(
    title=C_("palette", "Exchange orders"),
    icon="ph.arrows-left-right",
    query_type=fx.ListOrders,
    query=lambda typed: fx.ListOrders(where=fx.OrderFilter(forex_id=typed)),
    name=lambda row: row.forex_id,
    detail=_order_detail,
    screen="fx.orders",
    where=lambda row: {"forex_id": row.forex_id},
)
CHANGES = (
    Novelty(C_("change", "Reports are printed for all clients or single ones"), "documents.report_printing"),
    Novelty(C_("change", "Several reports are printed into one file"), "documents.batch_printing"),
    Novelty(C_("change", "Details can be kept side by side: lab features, in the menu under your name")),
    Novelty(C_("change", "Work orders have files, which every approver sees"), "work_order"),
    Novelty(C_("change", "The export log says with which filter and columns each file was made"), "documents.log"),
)
"""What is new, newest first; who may not open its screen is not told."""
TO_DO = Waiting(
    title=C_("home", "Work orders to decide"),
    icon="ph.check-square-offset",
    query_type=CountToDo,
    query=CountToDo,
    count=lambda answer: answer.open,
    screen="work_order",
    where={},
)
WORK_ORDERS = WorkOrders(waiting=TO_DO, query_type=ListManualFlows, query=ListManualFlows, flows=frozenset)
WAITING = (
    TO_DO,
    Waiting(
        title=C_("home", "Exchanges to review"),
        icon="ph.arrows-left-right",
        query_type=fx.TotalOrders,
        query=lambda: fx.TotalOrders(tab=fx.OrderPhase.REVIEW.value),
        count=lambda answer: answer.count,
        screen="fx.orders",
        where={"tab": fx.OrderPhase.REVIEW.value},
    ),
    Waiting(
        title=C_("home", "Exceptional exchanges to handle or review"),
        icon="ph.warning-octagon",
        query_type=fx.TotalChannelOrders,
        query=lambda: fx.TotalChannelOrders(tab=fx.ChannelOrderPhase.OPEN.value),
        count=lambda answer: answer.count,
        screen="fx.channel_orders",
        where={"tab": fx.ChannelOrderPhase.OPEN.value},
    ),
    Waiting(
        title=C_("home", "Pools at their alarm line"),
        icon="ph.waves",
        query_type=fx.ListPoolCards,
        query=fx.ListPoolCards,
        count=lambda answer: sum(1 for card in answer if card.is_at_alarm),
        screen="fx.pool_changes",
        where={},
    ),
    Waiting(
        title=C_("home", "Debit notifications to handle"),
        icon="ph.bell-ringing",
        query_type=reminder.TotalAlerts,
        query=lambda: reminder.TotalAlerts(where=reminder.AlertFilter(status=TO_HANDLE)),
        count=lambda answer: answer.count,
        screen="reminder.debit_notification",
        where={"list": "reminder.alerts", "status": TO_HANDLE},
    ),
)


def set_up(clock: Clock) -> tuple[SetUp, ...]:
    """The steps before the first exchange of a currency, in their order (`docs/rules/fx.md` 6)."""
    return (
        SetUp(
            title=C_("fx.setup", "Switch on the currencies"),
            hint=C_("fx.setup", "precision and rounding too"),
            query_type=ListCurrencies,
            query=ListCurrencies,
            done=lambda answer: sum(1 for row in answer.rows if row.exchange_enabled) > 1,
            screen="reference.currency",
        ),
        SetUp(
            title=C_("fx.setup", "Configure currency pairs"),
            hint=C_("fx.setup", "which currency into which"),
            query_type=fx.ListPairCards,
            query=fx.ListPairCards,
            done=lambda answer: bool(answer.cards) and not answer.missing,
            screen="fx.pairs",
        ),
        SetUp(
            title=C_("fx.setup", "Add strategies"),
            hint=C_("fx.setup", "pool or bank, and when"),
            query_type=fx.ListStrategies,
            query=lambda: fx.ListStrategies(where=fx.StrategyFilter(enable_flag=fx.EnableFlag.ENABLED), limit=1),
            done=lambda answer: bool(answer.rows),
            screen="fx.strategies",
        ),
        SetUp(
            title=C_("fx.setup", "Set the pool quota"),
            hint=C_("fx.setup", "for pool exchange"),
            query_type=fx.ListPools,
            query=lambda: fx.ListPools(limit=1),
            done=lambda answer: bool(answer.rows),
            screen="fx.pools",
        ),
        SetUp(
            title=C_("fx.setup", "Import today's rates"),
            hint=C_("fx.setup", "spot rates of the reference channel"),
            query_type=ListReferenceRates,
            query=lambda: ListReferenceRates(
                where=RateFilter(record_date_from=hong_kong_date(clock.now()) - RATES_ARE_FRESH_FOR), limit=1
            ),
            done=lambda answer: bool(answer.rows),
            screen="reference.rate",
        ),
    )


def _news_item(row: NewsRow) -> NewsItem:
    message = row.message
    return NewsItem(
        title=lambda say: label_in(message.kind, say),
        text=lambda say: sentence_in(message.kind, message.params, say),
        urgent=message.category is Category.TODO,
        toast=row.toast,
        desktop=row.desktop,
        screen=place_of(message),
        where=link_of(message),
        read=lambda: MarkRead(message_ids=(message.message_id,)),
    )


NEWS = News(
    query_type=GetNews,
    query=lambda newest: GetNews(newer_than=newest),
    read=lambda answer: (answer.newest, tuple(_news_item(row) for row in answer.rows)),
    screen="notices.messages",
)
MESSAGES = Waiting(
    title=C_("notice", "Messages"),
    icon="ph.bell",
    query_type=CountUnread,
    query=CountUnread,
    count=lambda answer: answer.count,
    screen="notices.messages",
    where={},
)


def names_of(me: Me, locale: str) -> tuple[str, tuple[str, ...]]:
    """The member's name and roles in a locale."""
    return me.names.get(locale, me.name), tuple(role.names.get(locale, role.role) for role in me.roles)


def codes_of(me: Me) -> frozenset[str]:
    """The codes that the member holds now."""
    return frozenset(me.codes)


def password_dialog(services: Any, due: bool) -> Any:
    """The dialog in which a member changes his own password."""
    from whale_desktop.features.access.widgets import PasswordDialog

    return PasswordDialog(services, due=due)


def second_factor_dialog(services: Any, due: bool) -> Any:
    """The dialogs in which a member sets his second factor up, anew, or does without."""
    from whale_desktop.features.access.widgets import SecondFactorSteps

    return SecondFactorSteps(services, due=due)


def rights_dialog(services: Any, codes: tuple[str, ...]) -> Any:
    """The dialog in which a member asks for codes that he does not hold."""
    from whale_desktop.features.access.messages import ApplyPermission
    from whale_desktop.features.access.widgets import ApplicationDialog

    dialog = ApplicationDialog(None, None, services, codes=codes)
    dialog.sends = ApplyPermission
    return dialog


def offers(clock: Clock) -> Offers:
    """Everything that the window is offered."""
    return Offers(
        searches=(CLIENTS, ORDERS_BY_NUMBER),
        waiting=WAITING,
        badges=(TO_DO, MESSAGES),
        work_orders=WORK_ORDERS,
        set_up=set_up(clock),
        changes=CHANGES,
        names=MemberNames(query=GetMe, read=names_of, codes=codes_of),
        client=CLIENT,
        news=NEWS,
    )


def all_preferences() -> GetPreferences:
    """The question for everything that the member likes."""
    return GetPreferences()


def preference_values(answer: Any) -> Mapping[str, Any]:
    """The values in its answer."""
    values: Mapping[str, Any] = answer.values
    return values


def keep_preference(key: str, value: Any) -> PutPreference:
    """The command that keeps one of them."""
    return PutPreference(key=key, value=value)


def currencies() -> ListCurrencies:
    """The question for every currency that may be chosen."""
    return ListCurrencies(limit=200)


def clients(typed: str) -> SearchClients:
    """The question for the clients that match what was typed."""
    return SearchClients(text=typed)


def export_command(request: Any) -> Command[JobBegun]:
    """The command behind the export button of every list (`ui.pages.ports.ExportRequest`)."""
    return ExportList(
        list_key=request.list_key,
        columns=request.columns,
        file_name=request.file_name,
        format=FileFormat(request.format),
        where=dict(request.where),
        tab=request.tab,
        sort=request.sort,
        descending=request.descending,
        keys=request.keys,
        remark=request.remark,
    )


def export_asks(list_key: str) -> AsksToExport:
    """The question whether the export of a list needs approval."""
    return AsksToExport(list_key=list_key)


def print_command(list_key: str, key: Any) -> Command[BlobId]:
    """The command behind the print button of a record's details."""
    return PrintRecord(list_key=list_key, key=key)
