"""The field that finds a client while one types: number, account, name."""

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.texts import C_
from whale_desktop.ui.components import ChoiceField
from whale_desktop.ui.forms.option_source import options_of
from whale_desktop.ui.pages.ports import Lookup, Services

CLIENT_SEARCH = C_("form", "No. / A/C / name")
LEAST_CHARACTERS = 2
PAUSE_SECONDS = 0.2


def client_field(lookup: Lookup, services: Services, owner: QWidget) -> ChoiceField:
    """A choice field that asks `lookup` at each pause of typing. One character asks nothing."""
    field = ChoiceField([], placeholder=services.texts(CLIENT_SEARCH), lookup=True)

    async def search(typed: str) -> None:
        if len(typed.strip()) < LEAST_CHARACTERS:
            field.set_options([])
            return
        await services.runtime.sleep(PAUSE_SECONDS)
        answer = await services.runtime.ask(lookup.query(typed.strip()))
        field.set_options(options_of(answer, lookup.value, lookup.label, services.texts.locale))

    field.search_wanted.connect(lambda typed: services.runtime.start_latest(search(typed), owner, f"client:{id(field)}"))
    return field
