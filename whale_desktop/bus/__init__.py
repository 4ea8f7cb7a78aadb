"""The one way in: messages go through the pipeline to their handler. Must not know any feature, any screen or who calls."""

from whale_desktop.bus import job_lists as job_lists
from whale_desktop.bus import replies as replies
from whale_desktop.bus.handlers import answers, follows, handles, lists
from whale_desktop.bus.holding import held_by, pending_filter, pending_orders
from whale_desktop.bus.identity import Actor, Identity
from whale_desktop.bus.jobs import JobContext, job
from whale_desktop.bus.parameters import parameter
from whale_desktop.bus.pipeline import Bus, Call
from whale_desktop.bus.work import Read, Work

__all__ = [
    "Actor",
    "Bus",
    "Call",
    "Identity",
    "JobContext",
    "Read",
    "Work",
    "answers",
    "follows",
    "handles",
    "held_by",
    "job",
    "lists",
    "parameter",
    "pending_filter",
    "pending_orders",
]
