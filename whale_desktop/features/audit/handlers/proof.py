"""The proof that nobody touched the trail: a job that computes its chain again (`docs/rules/platform.md` 3.6, 6.10)."""

from collections.abc import Callable

from whale_desktop.bus import JobContext, Work, handles, job
from whale_desktop.bus.sealing import Breach, Verification, verify
from whale_desktop.features.audit.messages import VerifyAuditTrail
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import C_, Catalogue, catalogue
from whale_desktop.messages.files import JobNo

SOUND = C_("audit", "sound, {rows} rows, head {head}")
UNSEALED = C_("audit", "{rows} rows are not sealed yet")
VERIFIED_AT = C_("audit", "Audit trail verified at {time} by {name}")
FILE_NAME = C_("audit", "Audit trail verification")

_CODES = {
    Breach.ALTERED: "audit.altered",
    Breach.DELETED: "audit.deleted",
    Breach.INSERTED: "audit.inserted",
    Breach.SEAL: "audit.seal",
}


@handles(VerifyAuditTrail)
def verify_audit_trail(work: Work, command: VerifyAuditTrail) -> JobNo:
    """Put the proof into the queue."""
    say = catalogue(work.locale)
    return work.start_job("audit.verify", command, file_name=f"{say(FILE_NAME)}_{hong_kong(work.now):%Y%m%d_%H%M%S}.txt")


@job("audit.verify", VerifyAuditTrail)
def run_verification(context: JobContext, command: VerifyAuditTrail) -> None:
    """Walk the chain; the file has the head, a broken row fails the job."""
    say = catalogue(context.locale)
    with context.read() as read:
        found = verify(read.connection, progress=in_hundredths(context.progress))
        refuse_break(found)
        heading = say(VERIFIED_AT, time=f"{hong_kong(read.now):%Y-%m-%d %H:%M:%S}", name=context.actor.name)
        name = f"{say(FILE_NAME)}_{hong_kong(read.now):%Y%m%d_%H%M%S}.txt"
    text = "\n".join((heading, *sound_words(found, say), ""))
    context.finish(text.encode(), name=name, rows=found.rows)


def in_hundredths(tell: Callable[[int, int], object]) -> Callable[[int, int], None]:
    """Progress that is told only when another hundredth is done: telling costs a transaction."""
    told = -1

    def progress(done: int, total: int) -> None:
        nonlocal told
        hundredth = done * 100 // total if total else 100
        if hundredth != told:
            told = hundredth
            tell(done, total)

    return progress


def refuse_break(found: Verification, head: str = "") -> None:
    """Raise `UserError` naming the first broken row, if there is one. `head` is the one from outside that was asked for."""
    if found.broken is None:
        return
    if found.broken.breach is Breach.HEAD:
        raise UserError("audit.head", {"head": head})
    raise UserError(_CODES[found.broken.breach], {"audit_id": str(found.broken.audit_id), "seal_no": str(found.broken.seal_no)})


def sound_words(found: Verification, say: Catalogue) -> tuple[str, ...]:
    """What a sound trail says of itself: rows and head, and how many rows wait behind it."""
    lines = (say(SOUND, rows=found.rows, head=found.head.hash),)
    return (*lines, say(UNSEALED, rows=found.unsealed)) if found.unsealed else lines
