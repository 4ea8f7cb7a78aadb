"""The manual adjustments of the demonstration: booked ones over the months, and today one in every state that a visitor may act on."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import Connection

from whale_desktop.app.demo.people import Person
from whale_desktop.bus import Actor, Work
from whale_desktop.features.adjustment import messages as adj
from whale_desktop.features.ledger.messages import Direction
from whale_desktop.features.workorder import messages as orders
from whale_desktop.kernel.clock import HONG_KONG

EVERY = 4
"""A booked adjustment on each fourth weekday."""

_IN = {"direction": Direction.CREDIT, "biz_code": "LCADJCR"}
_OUT = {"direction": Direction.DEBIT, "biz_code": "LCADJDR"}
_REASONS: tuple[tuple[dict[str, Any], str, str], ...] = (
    (_IN, "利息補回", "2 月孖展利息多收"),
    (_IN, "退回手續費", "電匯費誤收"),
    (_OUT, "更正利息", "重複入賬"),
    (_IN, "股息差額", "代理人通知書更正"),
    (_OUT, "補收託管費", "上季漏收"),
)


@dataclass(frozen=True)
class Adjusters:
    """Who enters adjustments, who agrees, and who agrees to what the second has asked for."""

    clerk: Actor
    supervisor: Actor
    chief: Actor


class Adjusting:
    """Plays the adjustments. `work` opens a unit of work of a person at a moment."""

    def __init__(
        self, work: Callable[[Connection, Actor, datetime], Work], people: Sequence[Person], staff: Adjusters, today: date
    ) -> None:
        self._work = work
        self._people = [person for person in people if "HKD" in person.cash]
        self._staff = staff
        self._random = Random(f"adjusting {today.isoformat()}")

    def play(self, connection: Connection, day: date) -> None:
        """A day of the past: now and then one is booked."""
        if day.weekday() < 5 and day.toordinal() % EVERY == 0:
            self._booked(connection, datetime.combine(day, time(10, 20), HONG_KONG), self._random.choice(_REASONS))

    def play_yesterday(self, connection: Connection, day: date) -> int:
        """What went differently: given up, refused, taken back. Returns one that will be decided too late for its ledger date."""
        morning = datetime.combine(day, time(11, 5), HONG_KONG)
        draft = self._entered(connection, morning, _REASONS[1], submit=False)
        given_up = adj.DeleteAdjustment(adjustment_no=draft.adjustment_no, expected_version=1)
        self._do(connection, self._staff.clerk, morning + timedelta(minutes=9), given_up)
        refused = self._entered(connection, morning + timedelta(minutes=20), _REASONS[4])
        self._do(
            connection,
            self._staff.supervisor,
            morning + timedelta(minutes=41),
            orders.RefuseWorkOrder(work_order_no=int(refused.work_order_no), comment="請附客戶確認書"),
        )
        taken_back = self._booked(connection, morning + timedelta(minutes=60), _REASONS[2])
        asked = self._revoked(connection, morning + timedelta(minutes=150), taken_back, "客戶號輸入有誤")
        self._approve(connection, self._staff.chief, morning + timedelta(minutes=170), asked)
        late = self._entered(connection, datetime.combine(day, time(17, 40), HONG_KONG), _REASONS[3], ledger_date=day)
        return int(late.work_order_no)

    def leave_work(self, connection: Connection, now: datetime, late: int) -> None:
        """Today: one that has failed, one that may be revoked, one whose revocation waits, drafts, and a batch for approval."""
        self._approve(connection, self._staff.supervisor, now - timedelta(minutes=58), late)
        self._booked(connection, now - timedelta(minutes=110), _REASONS[0], notify=True)
        booked = self._booked(connection, now - timedelta(minutes=100), _REASONS[1])
        self._revoked(connection, now - timedelta(minutes=52), booked, "退款已由銀行另行處理")
        for minutes, submit in ((44, True), (37, True), (31, False), (26, False)):
            self._entered(connection, now - timedelta(minutes=minutes), self._random.choice(_REASONS), submit=submit)
        moment = now - timedelta(minutes=17)
        work = self._work(connection, self._staff.clerk, moment)
        blob = work.keep_blob(self._filled(work, rows=6), name="利息更正.xlsx")
        work.send(adj.ImportAdjustments(blob=blob))

    def _entry(self, reason: tuple[dict[str, Any], str, str], **more: Any) -> dict[str, Any]:
        sides, remark, inner = reason
        return {
            "account_no": self._random.choice(self._people).account_no,
            "currency": "HKD",
            "amount": Decimal(self._random.randrange(1_800, 96_000)) / 100,
            "remark": remark,
            "inner_remark": inner,
            **sides,
            **more,
        }

    def _entered(self, connection: Connection, moment: datetime, reason: Any, **more: Any) -> adj.AdjustmentReceipt:
        values = {"submit": True, **self._entry(reason), **more}
        receipt: adj.AdjustmentReceipt = self._do(connection, self._staff.clerk, moment, adj.EnterAdjustment(**values))
        return receipt

    def _booked(self, connection: Connection, moment: datetime, reason: Any, **more: Any) -> int:
        receipt = self._entered(connection, moment, reason, **more)
        later = moment + timedelta(minutes=self._random.randrange(6, 40))
        self._approve(connection, self._staff.supervisor, later, int(receipt.work_order_no))
        return receipt.adjustment_no

    def _revoked(self, connection: Connection, moment: datetime, number: int, reason: str) -> int:
        work = self._work(connection, self._staff.supervisor, moment)
        seen = work.ask(adj.GetAdjustment(adjustment_no=number))
        command = adj.RevokeAdjustment(adjustment_no=number, reason=reason, expected_version=seen.version)
        return int(work.send(command).work_order_no)

    def _approve(self, connection: Connection, actor: Actor, moment: datetime, work_order_no: int) -> None:
        self._do(connection, actor, moment, orders.ApproveWorkOrder(work_order_no=work_order_no, comment="已核對"))

    def _do(self, connection: Connection, actor: Actor, moment: datetime, command: Any) -> Any:
        return self._work(connection, actor, moment).send(command)

    def _filled(self, work: Work, *, rows: int) -> bytes:
        """The template, filled in."""
        _, template = work.blob(work.send(adj.MakeAdjustmentTemplate(locale="zh_Hant")).blob)
        book = load_workbook(io.BytesIO(template))
        sheet = book.worksheets[0]
        for number in range(rows):
            entry = self._entry(_REASONS[0])
            cells = (
                entry["account_no"],
                "入賬",
                entry["biz_code"],
                "HKD",
                entry["amount"],
                None,
                None,
                "利息補回",
                "批量更正",
                "否",
            )
            for column, value in enumerate(cells, start=1):
                sheet.cell(row=2 + number, column=column, value=value)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()
