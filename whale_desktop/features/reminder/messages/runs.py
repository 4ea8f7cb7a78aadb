"""Running the rule: by a person, and on schedule (`docs/rules/fx.md` 6.10)."""

from whale_desktop.features.reminder.messages.rights import FETCH
from whale_desktop.messages import SCHEDULED, Command, Reason, Struct, command

LISTS = ("reminder.alert", "reminder.abnormal", "reminder.history")


class FetchResult(Struct):
    """What a run of the rule came to: accounts that owe, and alerts that were added, kept and ended.

    warnings: currencies without a rate, whose amounts could not be counted.
    """

    debtors: int
    added: int
    kept: int
    ended: int
    warnings: tuple[Reason, ...] = ()


@command("reminder.fetch", permission=FETCH, changes=LISTS, action="execute")
class FetchClients(Command[FetchResult]):
    """Run the rule on all accounts: new hits join, hits stay with fresh figures, clients who are no longer hit go to the history.

    Run again it changes nothing but the figures. An alert whose exchange has not ended stays. Rule off: FX-E40.
    """


class RunResult(Struct):
    """What a scheduled run did. fetched is None when it was no trading day or the rule is off: nothing ran then.

    reminded: messages to clients. placed: orders for clients with auto convert; refused: those that the exchange refused.
    """

    fetched: FetchResult | None
    reminded: int
    placed: int
    refused: int


@command("reminder.run", permission=SCHEDULED, changes=LISTS, action="execute", headless=True)
class RunReminder(Command[RunResult]):
    """The run on schedule: the rule, one reminder a day to every client it hits, and the exchanges of those with auto convert.

    A second run on the same day reminds nobody twice and exchanges only what is not under way.
    """
