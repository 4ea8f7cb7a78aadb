"""Puts resources/ and the compiled catalogues of i18n/ inside the installed package; a checkout is used as it is."""

import shutil
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithResources(build_py):
    def run(self):
        super().run()
        if self.editable_mode:
            return
        package = Path(self.build_lib) / "whale_desktop"
        shutil.copytree(ROOT / "resources", package / "resources", dirs_exist_ok=True)
        for source in sorted((ROOT / "i18n").glob("*/LC_MESSAGES/whale.po")):
            target = package / "i18n" / source.relative_to(ROOT / "i18n").with_suffix(".mo")
            target.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as incoming, target.open("wb") as outgoing:
                write_mo(outgoing, read_po(incoming))


setup(cmdclass={"build_py": BuildWithResources})
