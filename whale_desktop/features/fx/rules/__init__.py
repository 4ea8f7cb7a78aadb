"""The exchange rules as pure functions: no storage, no clock, no float. Each cites its section of `docs/rules/fx.md`.

Arithmetic goes through `whale_desktop.kernel.numbers` only, so no figure depends on the decimal context of the caller.
"""
