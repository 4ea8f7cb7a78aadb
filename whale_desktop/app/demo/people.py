"""Invented clients: names, numbers, phones and what they own. Deterministic."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

SURNAMES = (
    ("陳", "Chan"), ("黃", "Wong"), ("李", "Lee"), ("林", "Lam"), ("何", "Ho"), ("張", "Cheung"), ("周", "Chow"), ("吳", "Ng"),
    ("鄭", "Cheng"), ("馮", "Fung"), ("梁", "Leung"), ("蔡", "Choi"), ("葉", "Yip"), ("鄧", "Tang"), ("許", "Hui"), ("蘇", "So"),
    ("曾", "Tsang"), ("潘", "Poon"), ("彭", "Pang"), ("羅", "Law"), ("謝", "Tse"), ("余", "Yu"), ("袁", "Yuen"), ("麥", "Mak"),
)  # fmt: skip
GIVEN = (
    ("嘉儀", "Ka Yi"), ("志明", "Chi Ming"), ("美華", "Mei Wah"), ("子軒", "Tsz Hin"), ("婉婷", "Yuen Ting"), ("偉強", "Wai Keung"),
    ("詠詩", "Wing Sze"), ("國樑", "Kwok Leung"), ("曉彤", "Hiu Tung"), ("俊傑", "Chun Kit"), ("慧敏", "Wai Man"), ("文浩", "Man Ho"),
    ("倩儀", "Sin Yi"), ("家豪", "Ka Ho"), ("靜雯", "Ching Man"), ("穎欣", "Wing Yan"), ("潤華", "Yun Wah"), ("子朗", "Tsz Long"),
    ("麗珍", "Lai Chun"), ("浩然", "Ho Yin"), ("佩珊", "Pui Shan"), ("啟康", "Kai Hong"), ("樂兒", "Lok Yi"), ("振邦", "Chun Pong"),
)  # fmt: skip

FIRST_NUMBER = 80_012_046
STEP = 137
COUNT = 300


@dataclass(frozen=True)
class Person:
    """A client of the demonstration with opening cash by currency; `exchanges`: whether the account may exchange."""

    member_id: str
    account_no: str
    name_zh: str
    name_en: str
    phone: str
    cash: dict[str, Decimal]
    exchanges: bool = True


def invent_people(random: Random) -> tuple[Person, ...]:
    """All clients, in the order of their numbers. Two of them may not exchange."""
    pairs = [(surname, given) for given in GIVEN for surname in SURNAMES]
    random.shuffle(pairs)
    people = []
    for index, (surname, given) in enumerate(pairs[:COUNT]):
        people.append(
            Person(
                member_id=str(FIRST_NUMBER + STEP * index),
                account_no=f"HK{10_001 + index * 7:08d}",
                name_zh=surname[0] + given[0],
                name_en=f"{surname[1]} {given[1]}",
                phone=f"9{random.randrange(1_000_000, 9_999_999)}",
                cash=_cash(random),
                exchanges=index not in (41, 187),
            )
        )
    return tuple(people)


def _cash(random: Random) -> dict[str, Decimal]:
    cash = {"HKD": Decimal(random.randrange(50_000, 3_000_000)), "USD": Decimal(random.randrange(5_000, 400_000))}
    for currency, share, least, most in (
        ("CNH", 0.6, 20_000, 1_500_000),
        ("EUR", 0.15, 2_000, 80_000),
        ("GBP", 0.12, 2_000, 60_000),
        ("JPY", 0.2, 300_000, 9_000_000),
        ("AUD", 0.1, 3_000, 90_000),
    ):
        if random.random() < share:
            cash[currency] = Decimal(random.randrange(least, most))
    return {
        currency: amount + (Decimal(random.randrange(100)) / 100 if currency != "JPY" else 0) for currency, amount in cash.items()
    }
