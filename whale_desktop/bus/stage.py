"""The approval stage of the pipeline: locks of records that wait, commands that are held, requests that handlers make."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec

from whale_desktop.bus.approvals import Approvals, NoRules
from whale_desktop.bus.handlers import handler_of, handles
from whale_desktop.bus.holding import (
    CHECKER,
    Held,
    Kept,
    Target,
    Trial,
    approval_key,
    guard_of,
    kept,
    open_order,
    parts_of,
    records_of,
    refuse_locked,
    restored,
    target_locked,
    targets_of,
    try_out,
)
from whale_desktop.bus.work import Mode, Work, record_of
from whale_desktop.messages import Command, info_of
from whale_desktop.messages.batch import Batch
from whale_desktop.messages.registry import area_of


class ApprovalStage:
    """What the pipeline and a unit of work ask about approval. `load` gives the rules, called when they are first needed."""

    def __init__(self, load: Callable[[], Approvals] = NoRules) -> None:
        self._load = load

    @cached_property
    def approvals(self) -> Approvals:
        """The rules."""
        return self._load()

    def _mode(self, work: Work, key: str) -> Mode:
        """How commands under a key are approved: read once in a unit of work, which ends under the rule that it began under."""
        if key not in work.modes:
            work.modes[key] = self.approvals.mode_of(work, key)
        return work.modes[key]

    def _rules(self, work: Work) -> Approvals:
        """The rules, kept from changing for the rest of this unit of work."""
        work.join(area_of(type(self.approvals).__module__), shared=True)
        return self.approvals

    def hold(self, work: Work, command: Command[Any]) -> str | None:
        """The number of the work order that now holds the command, None: it may run at once.

        Raises `UserError("ticket.target_locked")`, or the command's own refusal, when its record has an open work order.
        """
        parts = parts_of(command)
        self._pass_lock(work, command)
        key = approval_key(parts)
        if not key or self._mode(work, key) != "manual":
            return None
        return self._rules(work).file(work, try_out(work, command, actor=work.actor), done=False)

    def records_before(self, work: Work, command: Command[Any], before: Any) -> tuple[Any, ...]:
        """The records as they are before a command runs at once; `before` is what is known of it already."""
        if not isinstance(command, Batch):
            return (before,)
        return records_of(work, parts_of(command))

    def after(self, work: Work, command: Command[Any], before: tuple[Any, ...]) -> None:
        """After a command has run at once: the work order of one that the system approves, and the mark of a client's cancellation.

        before: its records as they were.
        """
        parts = parts_of(command)
        if any(part.info.withdraws_target for part in parts):
            locked = open_order(work.connection, targets_of(parts))
            if locked is not None:
                self._rules(work).withdrawn_by_client(work, locked.work_order_no)
        key = approval_key(parts)
        if key and self._mode(work, key) == "auto":
            self._file_done(work, command, before)

    def request(
        self,
        work: Work,
        command: Command[Any],
        *,
        on_refusal: Command[Any] | None,
        on_close: Command[Any] | None,
        on_failure: Command[Any] | None,
        comment: str,
        reason: str,
    ) -> bool:
        """See `Work.request`."""
        info = info_of(command)
        assert info.approval, f"{info.key} has no approval key"
        mode = self._mode(work, info.approval)
        if mode == "off":
            return False
        if mode == "auto":
            before = record_of(work, info, command)
            inner = work.deciding((info.type,), maker=work.actor)
            handler_of(info.type)(inner, command)
            work.topics |= inner.topics | set(info.topics)
            work.after_commit += inner.after_commit
            self._file_done(work, command, (before,))
            return True
        locked = open_order(work.connection, targets_of(parts_of(command)))
        if locked is not None:
            raise target_locked(locked.work_order_no)
        trial = try_out(work, command, actor=CHECKER)
        held = msgspec.structs.replace(
            trial.held,
            requested=True,
            on_refusal=_kept(on_refusal),
            on_close=_kept(on_close),
            on_failure=_kept(on_failure),
            comment_field=comment,
            reason_field=reason,
        )
        number = self._rules(work).file(work, Trial(held, trial.parts, trial.before, trial.after), done=False)
        work.work_orders.append(number)
        return True

    def file_again(self, work: Work, held: Held) -> str:
        """See `Work.file_again`. What the maker was asked then, he is asked again."""
        command = restored(held.command)
        locked = open_order(work.connection, targets_of(parts_of(command)))
        if locked is not None:
            raise target_locked(locked.work_order_no)
        trial = try_out(work, command, actor=CHECKER if held.requested else work.actor, again=True)
        again = msgspec.structs.replace(held, acknowledged=trial.held.acknowledged, guard=trial.held.guard)
        return self._rules(work).file(work, Trial(again, trial.parts, trial.before, trial.after), done=False)

    def check_inside(self, work: Work, command: Command[Any]) -> None:
        """Refuse a command inside another one that would go past an open work order or an approval."""
        parts = parts_of(command)
        if not work.actor.service:
            locked = open_order(work.connection, targets_of(parts))
            if locked is not None:
                raise target_locked(locked.work_order_no)
        key = approval_key(parts)
        assert not key or work.is_decision or self._mode(work, key) == "off", (
            f"{parts[0].info.key} needs approval: it cannot be sent inside another command"
        )

    def _pass_lock(self, work: Work, command: Command[Any]) -> None:
        """Nothing but the system changes a record that waits for a decision; a work order whose time is over makes way."""
        in_the_way: dict[Target, str] = {}
        for target in targets_of(parts_of(command)):
            locked = open_order(work.connection, (target,))
            if locked is None:
                continue
            if locked.expires_at is not None and work.now >= locked.expires_at:
                self._rules(work).expire(work, locked.work_order_no)
            elif not work.actor.service:
                in_the_way[target] = locked.work_order_no
        if in_the_way:
            refuse_locked(work, command, in_the_way)

    def _file_done(self, work: Work, command: Command[Any], before: tuple[Any, ...]) -> None:
        """A work order that the system approved and that has been carried out already."""
        parts = parts_of(command)
        after = records_of(work, parts)
        held = Held(
            command=kept(command),
            requested=False,
            acknowledged=tuple(sorted(work.acknowledged)),
            targets=targets_of(parts),
            guard=guard_of(parts, after),
        )
        self._rules(work).file(work, Trial(held, parts, before, after), done=True)


def _kept(command: Command[Any] | None) -> Kept | None:
    return None if command is None else kept(command)


@handles(Batch)
def submit_batch(work: Work, command: Batch) -> int:
    """Every part in its order, all or none."""
    parts = parts_of(command)
    for part in parts:
        work.topics.update(part.info.topics)
        handler_of(part.info.type)(work, part.command)
        if work.kept_refusal is not None:
            raise work.kept_refusal
    return len(parts)
