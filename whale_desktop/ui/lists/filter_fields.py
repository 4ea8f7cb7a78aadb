"""One field of the filter form for each kind of filter, all behind the same few methods."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Filter
from whale_desktop.ui.components import ChoiceField, DateRangeField, LineField, Option
from whale_desktop.ui.forms.option_source import OptionSource, choices_of
from whale_desktop.ui.lists.many_choices import ManyChoicesField
from whale_desktop.ui.lists.where import is_empty
from whale_desktop.ui.pages.ports import Services

ALL = C_("filter", "All")
YES = C_("filter", "Yes")
NO = C_("filter", "No")
CLIENT_HINT = C_("filter", "No. / A/C / name")


class FilterField(QObject):
    """The widget of one filter and the values it stands for. It goes with its form: its signals hold on to the form, which holds it."""

    edited = Signal()

    def __init__(self, spec: Filter, services: Services, form: QWidget) -> None:
        super().__init__(form)
        self.spec = spec
        self._services = services
        self._loaded: list[Option] = []
        self._wanted: Any = None
        self._source: OptionSource | None = None
        self.widget: Any = self._make()
        self.widget.edited.connect(self.edited)
        self._fill()

    def follow(self, owner: QWidget) -> None:
        """Start asking for choices that live behind the port."""
        if self._source is not None:
            self._source.follow(owner)

    def values(self) -> dict[str, Any]:
        """Field name → value, empty ones left out."""
        value = self.widget.value()
        if self.spec.kind == "date_range":
            found = dict(zip((self.spec.name, self.spec.upto), value, strict=True))
        else:
            found = {self.spec.name: value}
        return {name: one for name, one in found.items() if name and not is_empty(one)}

    def take(self, values: Mapping[str, Any]) -> None:
        """Show the filter's part of `values`; what is missing is emptied."""
        if self.spec.kind == "date_range":
            self.widget.set_value((values.get(self.spec.name), values.get(self.spec.upto)))
            return
        self._wanted = values.get(self.spec.name, () if self._many else "" if self._is_line else None)
        self.widget.set_value(self._wanted)

    def clear(self) -> bool:
        """Empty the field; whether there was something to empty."""
        had = bool(self.values()) or bool(self.widget.problem())
        self.take({})
        return had

    def retranslate(self) -> None:
        """Placeholders and labels of choices in the present language; the value stays."""
        if self._source is not None:
            self._source.say_again()
        self._fill()

    @property
    def _many(self) -> bool:
        return self.spec.several

    @property
    def _is_line(self) -> bool:
        return isinstance(self.widget, LineField)

    def _make(self) -> Any:
        spec = self.spec
        if spec.kind == "date_range":
            return DateRangeField(today=lambda: hong_kong_date(self._services.clock.now()))
        if spec.options is not None:
            self._source = OptionSource.of(self._services, spec.options, self._deliver)
        elif spec.kind == "currency":
            lookup = self._services.lookup("currency")
            if lookup is None:
                return LineField(max_length=3)
            self._source = OptionSource.of_lookup(self._services, lookup, self._deliver)
        elif spec.kind in ("text", "client"):
            return LineField()
        return ManyChoicesField() if spec.several else ChoiceField([])

    def _deliver(self, options: list[Option]) -> None:
        self._loaded = options
        self._fill()

    def _fill(self) -> None:
        texts = self._services.texts
        if isinstance(self.widget, LineField):
            hint = self.spec.placeholder or (CLIENT_HINT if self.spec.kind == "client" else None)
            self.widget.set_placeholder(texts(hint) if hint else "")
            return
        if isinstance(self.widget, DateRangeField):
            return
        options = self._options()
        kept = self._wanted if self._source is not None and is_empty(self.widget.value()) else self.widget.value()
        if isinstance(self.widget, ManyChoicesField):
            self.widget.set_all_text(texts(ALL))
            self.widget.set_options(options)
        else:
            self.widget.set_options([Option(None, texts(ALL)), *options])
        self.widget.set_value(kept)

    def _options(self) -> list[Option]:
        texts = self._services.texts
        if self._source is not None:
            return self._loaded
        if self.spec.kind == "yes_no":
            return [Option(True, texts(YES)), Option(False, texts(NO))]
        assert self.spec.choice is not None, f"filter {self.spec.name} has nothing to choose from"
        return choices_of(self.spec.choice, self._services)
