"""Every path of the described interface, with what nobody would send: no mistake of the server, every answer and refusal as described.

Bodies are made from the OpenAPI document by schemathesis, well-formed ones and broken ones; many of their fields get values that the
office has really answered under that name, so that a good part comes past the first check. The run is the same each time. A longer one:
`make fuzz` (WHALE_FUZZ is the number of examples a path and kind).
"""

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode

from tests.helpers.desk import busy_desk
from tests.helpers.office import Office, template_of
from tests.helpers.served import ServedOffice
from whale_desktop.app.services import load_features
from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import ListQuery, error_texts
from whale_desktop.server.errors import CODES, FAMILIES
from whale_desktop.server.openapi import outside_messages

EXAMPLES = int(os.environ.get("WHALE_FUZZ", "3"))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

load_features()
MESSAGES = tuple(info.name for info in outside_messages())
FIXED = (
    ("GET", wire.PLACE),
    ("GET", wire.SESSION),
    ("POST", wire.SESSION),
    ("POST", wire.LOCK),
    ("POST", wire.UNLOCK),
    ("DELETE", wire.SESSION),
    ("POST", wire.BLOBS),
    ("GET", wire.BLOBS + "/{blob}"),
    ("GET", wire.HEALTH),
    ("GET", wire.READY),
)
"""The paths that are no messages, without the stream of changes, which never ends."""


class Fuzzed:
    """A busy office behind a server, its description, and the values that it has answered."""

    def __init__(self, office: ServedOffice) -> None:
        self.office = office
        self.http = httpx.Client(base_url=office.server.address, timeout=60, trust_env=False)
        self.described: dict[str, Any] = self.http.get(wire.OPENAPI).json()
        self.schema = schemathesis.openapi.from_dict(deepcopy(self.described))
        self.known: dict[str, list[Any]] = defaultdict(list)
        for info in outside_messages():
            if issubclass(info.type, ListQuery):
                self._learn(self.http.post(wire.MESSAGES + info.name, json={}, headers=self.signed()).json())

    def signed(self) -> dict[str, str]:
        """A session of a person who may do everything, a new one when the last was ended."""
        headers = {"Authorization": f"Bearer {self._token()}"}
        if self.http.get(wire.SESSION, headers=headers).status_code != 200:
            self.office._sessions.clear()
            headers = {"Authorization": f"Bearer {self._token()}"}
        return headers

    def _token(self) -> str:
        try:
            return self.office.session()
        except UserError as error:  # too many wrong passwords
            if error.code != "auth.locked":
                raise
            self.office.clock.advance(timedelta(minutes=16))
            return self.office.session()

    def _learn(self, answer: Any, name: str = "") -> None:
        if isinstance(answer, dict):
            for inner, value in answer.items():
                self._learn(value, inner)
        elif isinstance(answer, list):
            for value in answer[:20]:
                self._learn(value, name)
        elif name and answer is not None and answer not in self.known[name][:50]:
            self.known[name].append(answer)

    def sensible(self, body: Any, chance: random.Random, name: str = "") -> Any:
        """The body with some of its values replaced by ones that exist under their name."""
        if isinstance(body, dict):
            return {inner: self.sensible(value, chance, inner) for inner, value in body.items()}
        if isinstance(body, list):
            return [self.sensible(value, chance, name) for value in body]
        same = [value for value in self.known.get(name, ()) if type(value) is type(body)]
        return chance.choice(same) if same and chance.random() < 0.75 else body

    def check(self, method: str, path: str, response: Any) -> None:
        """The answer is one of those that the description promises, and its body has the promised shape."""
        operation = self.described["paths"][path][method.lower()]
        said = f"{method} {path} → {response.status_code} {response.text[:300]}"
        assert response.status_code < 500, said
        promised = operation["responses"].get(str(response.status_code))
        assert promised is not None, f"not described: {said}"
        if "$ref" in promised:
            promised = self.described["components"]["responses"][promised["$ref"].rpartition("/")[2]]
        content = promised.get("content", {})
        kind = "".join(response.headers.get("content-type", ())[:1]).partition(";")[0]
        assert kind in content or (not content and not response.content), f"other type than described: {said}"
        if kind == "application/json":
            schema = {**content[kind]["schema"], "components": self.described["components"]}
            faults = [str(fault) for fault in jsonschema_rs.Draft202012Validator(schema).iter_errors(response.json())]
            assert not faults, f"{faults[:3]}: {said}"
        if response.status_code >= 400:
            self._check_refusal(response.status_code, response.json(), said)

    def _check_refusal(self, status: int, body: dict[str, Any], said: str) -> None:
        """Family, code and status belong together, and there is a sentence for each code."""
        assert status == (CODES.get(body["code"]) or FAMILIES[body["kind"]]), said
        for code in (body["code"], *(code for _, code, _ in body["fields"])):
            assert code in error_texts._TEXTS, f"no words for {code}: {said}"


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    made = Office.local(template_of(tmp_path_factory), tmp_path_factory.mktemp("busy"))
    busy_desk(made)
    made.close()
    office = ServedOffice.at(made.path, tmp_path_factory.mktemp("fuzzed"))
    office.server.start_every_thread()
    fuzz = Fuzzed(office)
    yield fuzz
    fuzz.http.close()
    office.close()


def send(fuzzed: Fuzzed, method: str, path: str, mode: GenerationMode) -> int:
    """Examples of one kind for one path; how many."""
    operation = fuzzed.schema[path][method]
    chance, sent = random.Random(path), 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=tuple(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Case[Any]) -> None:
        nonlocal sent
        sent += 1
        if mode is GenerationMode.POSITIVE and path.startswith(wire.MESSAGES) and (method, path) not in FIXED:
            case.body = fuzzed.sensible(case.body, chance)
        fuzzed.check(method, path, case.call(base_url=fuzzed.office.server.address, headers=fuzzed.signed(), timeout=60))

    try:
        one()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "no well-formed body can be made"
    return sent


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_answered_as_described_whatever_it_says(fuzzed: Fuzzed, name: str) -> None:
    assert sum(send(fuzzed, "POST", wire.MESSAGES + name, mode) for mode in MODES) >= 1


@pytest.mark.parametrize(("method", "path"), FIXED)
def test_every_other_path_too(fuzzed: Fuzzed, method: str, path: str) -> None:
    assert sum(send(fuzzed, method, path, mode) for mode in MODES) >= 1
