"""Writes the import contracts that exist once a feature into `pyproject.toml`: `python tools/contracts.py`, or `--check`.

Nobody but the feature itself imports its tables and rules. The contracts are generated because a contract cannot say "its own".
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "pyproject.toml"
FEATURES = ROOT / "whale_desktop" / "features"
GENERATED = re.compile(r"(# --- generated: begin ---\n).*?(# --- generated: end ---\n)", re.DOTALL)
PRIVATE = ("tables", "rules")


def features(folder: Path = FEATURES) -> list[str]:
    """The names of all features, sorted."""
    return sorted(path.parent.name for path in folder.glob("*/__init__.py"))


def private_parts(feature: str) -> list[str]:
    """The parts of a feature that only it may import, as far as it has them."""
    folder = FEATURES / feature
    return [part for part in PRIVATE if (folder / f"{part}.py").exists() or (folder / part / "__init__.py").exists()]


def contract(feature: str, parts: list[str]) -> str:
    """The contract of one feature."""
    modules = ", ".join(f'"whale_desktop.features.{feature}.{part}"' for part in parts)
    return f"""
[[tool.importlinter.contracts]]
id = "private-{feature}"
name = "5b. Only {feature} imports the tables and rules of {feature}"
type = "protected"
protected_modules = [{modules}]
allowed_importers = ["whale_desktop.features.{feature}"]
"""


def regenerated(text: str) -> str:
    """The settings with fresh generated contracts."""
    contracts = "".join(contract(name, private_parts(name)) for name in features() if private_parts(name))
    return GENERATED.sub(lambda found: found[1] + contracts.lstrip("\n") + found[2], text)


def main() -> int:
    """Write the settings, or with `--check` only compare; the status is 1 when they differ."""
    text = SETTINGS.read_text(encoding="utf-8")
    fresh = regenerated(text)
    if "--check" in sys.argv[1:]:
        if fresh != text:
            print("pyproject.toml: the contracts of the features are out of date; run python tools/contracts.py")
            return 1
        return 0
    SETTINGS.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
