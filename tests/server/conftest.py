"""A server on the loopback interface, and plain HTTP to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.helpers.office import PASSWORD, template_of
from tests.helpers.served import ServedOffice


class Web:
    """An office, and a plain HTTP client to it."""

    def __init__(self, office: ServedOffice) -> None:
        self.office = office
        self.http = httpx.Client(base_url=office.server.address, timeout=20, trust_env=False)

    def sign_in(self, user: str = "super_admin") -> dict[str, str]:
        """Headers with a session."""
        return {"Authorization": f"Bearer {self.office.session(user)}"}

    def post(self, path: str, body: Any = None, *, user: str = "super_admin", **headers: str) -> httpx.Response:
        """A JSON body, in a session."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(path, json={} if body is None else body, headers={**self.sign_in(user), **named})

    def enter(self, email: str = "funds_clerk@office.test", password: str = PASSWORD) -> httpx.Response:
        """Sign in over HTTP."""
        return self.http.post("/v1/session", json={"email": email, "password": password})


@pytest.fixture
def web(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Web]:
    """A fresh office behind a server."""
    office = ServedOffice.at(template_of(tmp_path_factory), tmp_path)
    made = Web(office)
    yield made
    made.http.close()
    office.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One office for a whole module, for tests that leave nothing behind which others could notice."""
    office = ServedOffice.at(template_of(tmp_path_factory), tmp_path_factory.mktemp("still"))
    office.server.start_every_thread()
    office.session()
    made = Web(office)
    yield made
    made.http.close()
    office.close()


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    """Status, family and code of a refusal, whose body must be a typed one."""
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert set(body) == {"kind", "code", "params", "fields"}, body
    return response.status_code, body["kind"], body["code"]
