"""A small set of books for tests: clients with accounts, and short words for journals and freezes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from tests.helpers.office import Office
from whale_desktop.bus import Work
from whale_desktop.features.ledger import queries
from whale_desktop.features.ledger.handlers import NewClient, add_clients
from whale_desktop.features.ledger.messages import AccountRef, AccountType, Direction, Entry, Journal, PostJournals
from whale_desktop.kernel.ids import new_id

CLIENTS = (
    NewClient(member_id="10000001", account_no="80000001", name_zh="陳大文", name_en="Chan Tai Man", phone="+852 9123 4567"),
    NewClient(member_id="10000002", account_no="80000002", name_zh="李小明", name_en="Lee Siu Ming", phone="61230001"),
    NewClient(member_id="10000003", account_no="80000003", name_en="ACME (HK) Ltd", phone=""),
)
ONE, TWO, THREE = (client.account_no for client in CLIENTS)


@contextmanager
def working(office: Office) -> Iterator[Work]:
    """One unit of work as a handler gets it, committed at the end."""
    with office.read() as read:
        actor = read.actor
    with office.database.write() as connection:
        yield Work(connection, actor, office.clock.now(), locale="en", command_id=new_id())


def add_everybody(office: Office) -> None:
    """Write the clients."""
    with working(office) as work:
        add_clients(work.connection, CLIENTS, work.now)


def movement(
    account_no: str,
    currency: str,
    amount: str,
    *,
    kind: AccountType = AccountType.SETTLEMENT,
    code: str = "LCDP",
    ref_no: str = "",
    house: str = "",
) -> Journal:
    """A journal that moves `amount` (below zero: out) on a client's account against the bank."""
    change = Decimal(amount)
    side = Direction.CREDIT if change > 0 else Direction.DEBIT
    account = AccountRef(account_no=account_no, account_type=kind)
    return Journal(
        biz_code=code,
        source_type="test",
        source_id="1",
        ref_no=ref_no,
        entries=(
            Entry(account=account, currency=currency, direction=side, amount=abs(change)),
            Entry(account=house or f"BANK.{currency}", currency=currency, direction=side.opposite, amount=abs(change)),
        ),
    )


def post(office: Office, *journals: Journal, releases: Sequence[int] = (), overdraft: bool = True) -> tuple[int, ...]:
    """Post journals in a unit of work of their own."""
    with working(office) as work:
        return work.send(PostJournals(journals=journals, releases=tuple(releases), overdraft=overdraft))  # type: ignore[arg-type]  # numbers of freezes are plain integers in this test


def figures(office: Office, account_no: str, currency: str) -> dict[str, str]:
    """Total, frozen, usable, withdrawable and debt as texts."""
    with office.database.read() as connection:
        found = {one.currency: one for one in queries.balances(connection, account_no)}.get(currency)
    assert found is not None, f"{account_no} has no {currency}"
    return {name: str(getattr(found, name)) for name in ("total", "frozen", "usable", "withdrawable", "debt")}


def differences(office: Office) -> list[tuple[str, str, str]]:
    """What the proof finds: kind, place, currency."""
    with office.database.read() as connection:
        return [(one.what, one.where, one.currency) for one in queries.prove(connection)]
