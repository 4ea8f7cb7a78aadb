"""The tabs of the client drawer: each widget exists and can be shown, each has a right of its own that a role holds."""

import pytest

from whale_desktop.app.services import load_features
from whale_desktop.messages import info_of
from whale_desktop.screens import ClientTab, client_tabs
from whale_desktop.ui.pages.resolve import resolve

load_features()
TABS = client_tabs()


def test_there_is_the_tab_of_assets() -> None:
    assert "ledger.assets" in {tab.key for tab in TABS}


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_a_tab_names_a_widget_that_exists(tab: ClientTab) -> None:
    widget = resolve(tab.widget)
    assert all(callable(getattr(widget, name, None)) for name in ("show_client", "refresh", "retranslate"))


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_a_tab_has_a_view_code_of_its_own(tab: ClientTab) -> None:
    assert info_of(tab.query_type).permission.codes
