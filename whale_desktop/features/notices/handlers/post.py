"""Calls the webhook by HTTP."""

import httpx

from whale_desktop.features.notices.handlers.ports import Call, NotDelivered

SECONDS = 10.0
"""How long the receiver may take to answer."""


class HttpWebhook:
    """Posts JSON. `Idempotency-Key` is the same at every try of one call, so a receiver that got the first one can leave the second."""

    def call(self, call: Call) -> None:
        """Post, and look at the answer."""
        heads = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": f"notice-{call.number}"}
        try:
            answer = httpx.post(call.address, content=call.body, headers=heads, timeout=SECONDS)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotDelivered("webhook.unreachable", str(error), nobody_there=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotDelivered("webhook.unreachable", str(error)) from error
        if not answer.is_success:
            raise NotDelivered("webhook.refused", f"{answer.status_code} {answer.reason_phrase}")
