"""Writes the pinyin columns of `resources/menu.csv` anew: `python tools/menu.py`, or `--check` to see whether they are right.

Labels and order are typed by people (the documented menu); only the two search columns are made here, so that the
program itself needs no pinyin dictionary.
"""

import csv
import io
import re
import sys
from pathlib import Path

from pypinyin import Style, lazy_pinyin, load_phrases_dict

MENU = Path(__file__).resolve().parent.parent / "resources" / "menu.csv"
COLUMNS = ("key", "parent", "zh_Hant", "zh_Hans", "en", "icon", "pinyin", "initials")

# Words of the trade that the general dictionary reads otherwise.
load_phrases_dict(
    {
        "调账": [["diào"], ["zhàng"]],
        "调拨": [["diào"], ["bō"]],
        "转仓": [["zhuǎn"], ["cāng"]],
        "重置": [["chóng"], ["zhì"]],
        "合约": [["hé"], ["yuē"]],
        "会计": [["kuài"], ["jì"]],
        "中签": [["zhòng"], ["qiān"]],
        "银行": [["yín"], ["háng"]],
    }
)

_PLAIN = re.compile(r"[^a-z0-9]+")


def search_forms(label: str) -> tuple[str, str]:
    """The full pinyin without tones and the initials of a Simplified Chinese label; Latin words stay as they are."""
    syllables = [_PLAIN.sub("", syllable.lower()) for syllable in lazy_pinyin(label)]
    initials = [_PLAIN.sub("", letter.lower()) for letter in lazy_pinyin(label, style=Style.FIRST_LETTER)]
    return "".join(syllables), "".join(initials)


def regenerated() -> str:
    """The text of the menu file with fresh pinyin columns."""
    with MENU.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        row["pinyin"], row["initials"] = search_forms(row["zh_Hans"])
        writer.writerow(row)
    return out.getvalue()


def main() -> int:
    """Write the file, or with `--check` only compare; the status is 1 when it differs."""
    text = regenerated()
    if "--check" in sys.argv[1:]:
        if text != MENU.read_text(encoding="utf-8"):
            print("resources/menu.csv: the pinyin columns are out of date; run python tools/menu.py")
            return 1
        return 0
    MENU.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
