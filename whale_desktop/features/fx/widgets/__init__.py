"""Hand-written Qt of the exchange: editors of periods, moments and mark-ups, the manual exchange, the quota adjustment."""

from whale_desktop.features.fx.widgets.manual_exchange import ManualExchangeDialog
from whale_desktop.features.fx.widgets.mark_up_preview import MarkUpPreviewEditor
from whale_desktop.features.fx.widgets.period_editor import PeriodEditor
from whale_desktop.features.fx.widgets.pool_adjust import PoolAdjustDialog

__all__ = ["ManualExchangeDialog", "MarkUpPreviewEditor", "PeriodEditor", "PoolAdjustDialog"]
