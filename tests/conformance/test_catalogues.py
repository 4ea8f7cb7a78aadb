"""Every text of the program is translated twice, in its own script, with its placeholders and with the words of the glossary."""

import ast
import csv
import re
from functools import lru_cache
from pathlib import Path

import opencc
import pytest
from babel.messages.catalog import Catalog, Message

from tools import catalogues, menu, roles
from whale_desktop.kernel.texts import catalogue, fill

ROOT = Path(__file__).resolve().parents[2]
LOCALES = catalogues.LOCALES
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u3400-\u9fff]")

Key = tuple[str, str]

FORBIDDEN = {
    "zh_Hant": (
        *(
            "導出",
            "導入",
            "帳戶",
            "帳號",
            "帳單",
            "戶口",
            "設定",
            "預設",
            "通路",
            "管道",
            "頻道",
            "收盤價",
            "發行價",
            "港幣",
            "券商佣金",
        ),
        *(
            "查看",
            "列印",
            "點選",
            "彈跳",
            "選單",
            "登入",
            "郵箱",
            "郵件",
            "短信",
            "台風",
            "臺",
            "支援",
            "備注",
            "傭金",
            "彙率",
            "換彙",
        ),
        *("曆史", "審覈", "啓用", "鼠標", "屏幕"),
    ),
    "zh_Hans": (
        *(
            "汇入",
            "汇出",
            "帐",
            "户口",
            "设定",
            "预设",
            "通路",
            "管道",
            "频道",
            "收市价",
            "招股价",
            "港元",
            "检视",
            "列印",
            "点选",
            "弹跳",
        ),
        *("选单", "登入", "电邮", "短讯", "沽空", "供股", "支援", "栏位", "资讯", "资料库", "档案", "网路", "软体", "程式"),
    ),
}
"""Words of the list of differences that belong to the other place, and conversion errors seen in old texts."""

ALLOWED = {"zh_Hant": ("加點設定",), "zh_Hans": ("加点设定",)}
"""One screen keeps the spelling of its documented heading; the book rate keeps 帳面匯率."""


@lru_cache(maxsize=2)
def translations(locale: str) -> dict[Key, Message]:
    """The catalogue of a locale by (context, source)."""
    found: Catalog = catalogues.load(catalogues.source_of(locale), locale)
    return {(message.context or "", str(message.id)): message for message in found if message.id}


@lru_cache(maxsize=1)
def sources() -> dict[Key, list[str]]:
    """Every text in the program with the files that use it."""
    return {
        (message.context or "", str(message.id)): [name for name, _ in message.locations]
        for message in catalogues.extracted()
        if message.id
    }


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a resource file."""
    with (ROOT / "resources" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def shown(keys: list[Key]) -> str:
    """A list of texts for a failure's message."""
    return "\n".join(f"  {context}: {source}" for context, source in sorted(keys))


def spoken(locale: str) -> dict[str, str]:
    """Everything that a person can read in a locale: catalogue, menu, seed files, glossary; by where it stands."""
    said = {f"{context}: {source}": str(message.string) for (context, source), message in translations(locale).items()}
    said |= {f"menu {row['key']}": row[locale] for row in rows("menu.csv")}
    for path in sorted((ROOT / "resources" / "seed").glob("*.csv")):
        for number, row in enumerate(rows(f"seed/{path.name}"), 2):
            said |= {
                f"{path.name} line {number} {name}": text for name, text in row.items() if name.lower().endswith(locale.lower())
            }
    said |= {f"glossary {row['context']} {row['en']}": row[locale] for row in catalogues.glossary()}
    return said


# ------------------------------------------------------------------------------------------------------------ completeness


def test_every_text_is_marked_with_literal_context_and_source() -> None:
    """What the extractor cannot read would never be translated."""
    unreadable = []
    for path in sorted((ROOT / "whale_desktop").rglob("*.py")):
        if path == ROOT / "whale_desktop" / "kernel" / "texts.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "C_":
                literal = [isinstance(one, ast.Constant) and isinstance(one.value, str) for one in node.args]
                if literal != [True, True] or node.keywords:
                    unreadable.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert unreadable == []


@pytest.mark.parametrize("locale", LOCALES)
def test_each_catalogue_is_complete(locale: str) -> None:
    known = translations(locale)
    missing = [key for key in sources() if key not in known or not known[key].string]
    assert not missing, f"not translated to {locale}:\n{shown(missing)}"
    guessed = [key for key, message in known.items() if message.fuzzy]
    assert not guessed, f"guessed translations in {locale}:\n{shown(guessed)}"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_catalogue_translates_what_the_program_does_not_say(locale: str) -> None:
    left = [key for key in translations(locale) if key not in sources()]
    assert not left, f"run make catalogues; no longer used in {locale}:\n{shown(left)}"


def test_the_template_is_up_to_date() -> None:
    template = {(message.context or "", str(message.id)) for message in catalogues.load(catalogues.TEMPLATE) if message.id}
    assert template == set(sources()), "run make catalogues"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_catalogue_says_what_the_text_catalogue_says(locale: str) -> None:
    speak = catalogue(locale)._translations
    different = [
        key for key, message in translations(locale).items() if message.string and speak.pgettext(*key) != message.string
    ]
    assert not different, f"run make catalogues; {locale} differs:\n{shown(different)}"


# ------------------------------------------------------------------------------------------------------------------ contents


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_agree(locale: str) -> None:
    different = [
        key
        for key, message in translations(locale).items()
        if message.string and set(PLACEHOLDER.findall(key[1])) != set(PLACEHOLDER.findall(str(message.string)))
    ]
    assert not different, f"other placeholders in {locale}:\n{shown(different)}"
    broken = [key for key in sources() if "{" in fill(key[1], dict.fromkeys(PLACEHOLDER.findall(key[1]), ""))]
    assert not broken, f"a brace that is no placeholder:\n{shown(broken)}"


CONVERTERS = {"zh_Hant": opencc.OpenCC("s2t"), "zh_Hans": opencc.OpenCC("t2s")}
BOTH_WAYS = {"zh_Hant": "台准佣群床", "zh_Hans": ""}
"""Characters that a converter changes although they are right in that script: 後台, 批准, 佣金."""


def foreign_characters(text: str, locale: str) -> str:
    """The characters of `text` that belong to the other script."""
    return "".join(
        one for one in text if CHINESE.match(one) and CONVERTERS[locale].convert(one) != one and one not in BOTH_WAYS[locale]
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_is_written_in_its_own_script(locale: str) -> None:
    found = {where: foreign for where, text in spoken(locale).items() if (foreign := foreign_characters(text, locale))}
    assert not found, f"characters of the other script in {locale}: {found}"


def test_the_script_check_sees_a_foreign_character() -> None:
    assert foreign_characters("匯兌池额度", "zh_Hant") == "额"
    assert foreign_characters("汇兑池額度", "zh_Hans") == "額"


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_uses_its_own_words(locale: str) -> None:
    found = []
    for where, said in spoken(locale).items():
        text = re.sub("|".join(ALLOWED[locale]), "", said)
        found += [f"{where}: {word} in {text}" for word in FORBIDDEN[locale] if word in text]
        if locale == "zh_Hant" and "帳" in text.replace("帳面匯率", ""):
            found.append(f"{where}: 帳 in {text}; 賬 is the one character")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", LOCALES)
def test_terms_of_the_glossary_are_used(locale: str) -> None:
    wrong = []
    for (context, source), message in translations(locale).items():
        term = catalogues.term_for(context, source)
        if term and message.string and str(message.string) != term[locale]:
            wrong.append(f"{context}: {source}: {message.string}, the glossary says {term[locale]}")
    assert not wrong, "\n".join(wrong)


def test_the_glossary_has_one_entry_per_context_and_term() -> None:
    terms = [(row["context"], row["en"].casefold()) for row in catalogues.glossary()]
    assert len(terms) == len(set(terms))
    assert all(row[column] for row in catalogues.glossary() for column in ("context", "zh_Hant", "zh_Hans", "en"))


# ------------------------------------------------------------------------------------------------- menu, permissions, roles


def test_the_menu_is_a_tree_with_labels_in_three_languages() -> None:
    entries = rows("menu.csv")
    seen: set[str] = {""}
    for row in entries:
        assert row["parent"] in seen, f"{row['key']} stands before its branch"
        assert row["key"] not in seen, f"{row['key']} stands twice"
        assert row["key"].rpartition(".")[0] == row["parent"]
        assert all(row[locale] for locale in ("zh_Hant", "zh_Hans", "en", "pinyin", "initials")), row["key"]
        seen.add(row["key"])
    assert all(row["icon"] for row in entries if not row["parent"]), "the first level carries icons"


def test_no_two_siblings_of_the_menu_have_one_label() -> None:
    for locale in ("zh_Hant", "zh_Hans", "en"):
        labels = [(row["parent"], row[locale]) for row in rows("menu.csv")]
        assert len(labels) == len(set(labels))


def test_the_pinyin_of_the_menu_is_up_to_date() -> None:
    assert menu.regenerated() == menu.MENU.read_text(encoding="utf-8"), "run python tools/menu.py"


def test_permission_codes_are_unique_and_complete() -> None:
    permissions = rows("seed/permissions.csv")
    codes = [row["code"] for row in permissions]
    keys = {row["key"] for row in rows("menu.csv")} | {""}
    assert len(codes) == len(set(codes))
    for row in permissions:
        assert row["kind"] in {"view", "operate", "approve", "import", "export"}, row["code"]
        assert row["source"] in {"documented", "own"}, row["code"]
        assert row["menu"] in keys, row["code"]
        assert all(row[locale] for locale in ("zh_Hant", "zh_Hans", "en")), row["code"]


def test_every_export_code_belongs_to_a_list_that_may_be_seen() -> None:
    codes = {row["code"]: row for row in rows("seed/permissions.csv")}
    for code, row in codes.items():
        if row["kind"] == "export" and row["source"] == "own":
            assert codes[code.removesuffix("_export")]["kind"] == "view", code


def test_the_roles_are_up_to_date() -> None:
    assert roles.regenerated() == (roles.SEED / "roles.csv").read_text(encoding="utf-8"), "run python tools/roles.py"


def test_no_one_but_service_users_has_a_service_code() -> None:
    for row in rows("seed/roles.csv"):
        service = [code for code in row["codes"].split() if code.startswith("service.")]
        assert bool(service) == (row["service"] == "yes"), row["role"]
        assert row["service"] == "no" or service == row["codes"].split(), "a service user has codes of its own only"
