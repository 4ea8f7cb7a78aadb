"""Many clerks at once: each lists, opens an order, enters an exchange, and thinks a second after each.

HTTP without a library in between, so that the clerks leave the processors to the servers.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

THINK_SECONDS = 1.0


@dataclass
class Measured:
    """Seconds of every answer by what was asked, and what was refused."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"list": [], "open": [], "submit": []})
    errors: list[str] = field(default_factory=list)
    answers: int = 0
    """All of them, also those that came while it warmed up."""

    def all(self) -> list[float]:
        """Every answer, shortest first."""
        return sorted(one for kind in self.seconds.values() for one in kind)


@dataclass(frozen=True)
class Clerk:
    """One of them: his server's port, his session, and the account for which he enters exchanges."""

    port: int
    session: str
    account_no: str


def work(clerks: Sequence[Clerk], *, warm_seconds: float, seconds: float) -> Measured:
    """All of them for so long; what happens in the first `warm_seconds` is not counted."""
    return asyncio.run(_all(clerks, warm_seconds, seconds))


async def _all(clerks: Sequence[Clerk], warm_seconds: float, seconds: float) -> Measured:
    measured = Measured()
    now = time.perf_counter()
    await asyncio.gather(*(_day(one, measured, now + warm_seconds, now + warm_seconds + seconds) for one in clerks))
    return measured


async def _day(clerk: Clerk, measured: Measured, from_then: float, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", clerk.port)

    async def say(kind: str, message: str, body: dict[str, Any]) -> Any:
        began = time.perf_counter()
        status, answer = await _post(reader, writer, clerk.session, message, body)
        measured.answers += 1
        if began >= from_then:
            measured.seconds[kind].append(time.perf_counter() - began)
        if status >= 400:
            measured.errors.append(f"{message}: {status} {answer}")
        await asyncio.sleep(THINK_SECONDS * random.uniform(0.8, 1.2))
        return answer

    await asyncio.sleep(random.uniform(0.0, 3.0 * THINK_SECONDS))
    while time.perf_counter() < until:
        rows = (await say("list", "fx.order.list", {"limit": 50})).get("rows", [])
        if rows:
            await say("open", "fx.order.get", {"forex_id": random.choice(rows)["forex_id"]})
        exchange = {"account_no": clerk.account_no, "from_currency": "USD", "to_currency": "HKD", "amount": "100"}
        await say("submit", "fx.order.submit", exchange)
    writer.close()
    await writer.wait_closed()


async def _post(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, session: str, message: str, body: dict[str, Any]
) -> tuple[int, Any]:
    content = json.dumps(body).encode()
    head = (
        f"POST /v1/{message} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {session}\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {uuid4().hex}\r\nWhale-Workstation: bench\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    writer.write(head.encode() + content)
    answered = await reader.readuntil(b"\r\n\r\n")
    first, *lines = answered.split(b"\r\n")
    length = next(int(line.partition(b":")[2]) for line in lines if line.lower().startswith(b"content-length:"))
    return int(first.split(b" ")[1]), json.loads(await reader.readexactly(length))
