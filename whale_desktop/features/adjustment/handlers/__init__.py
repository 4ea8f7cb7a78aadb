"""What manual adjustments answer and carry out; importing this registers every handler and the job that books batches."""

from whale_desktop.features.adjustment.handlers import batches as batches
from whale_desktop.features.adjustment.handlers import deciding as deciding
from whale_desktop.features.adjustment.handlers import entering as entering
from whale_desktop.features.adjustment.handlers import imports as imports
from whale_desktop.features.adjustment.handlers import lists as lists
from whale_desktop.features.adjustment.handlers import revoking as revoking
