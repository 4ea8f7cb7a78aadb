"""借幣提醒: finds clients who owe one currency and hold others, reminds them, exchanges for them (`docs/rules/fx.md` 5.11, 6.10)."""
