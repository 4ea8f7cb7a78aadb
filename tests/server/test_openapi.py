"""The description of the interface: every message has its typed path, and nothing points nowhere."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.conftest import Web
from whale_desktop.gateway import wire
from whale_desktop.server.openapi import REFUSALS, outside_messages


@pytest.fixture(scope="module")
def described(still: Web) -> dict[str, Any]:
    found: dict[str, Any] = still.http.get(wire.OPENAPI).json()
    return found


def references(node: Any) -> Iterator[str]:
    """Every `$ref` below a node."""
    if isinstance(node, dict):
        for name, inner in node.items():
            if name == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def test_every_message_has_a_path_of_its_own(described: dict[str, Any]) -> None:
    paths = {path.removeprefix(wire.MESSAGES) for path in described["paths"]}
    assert {info.name for info in outside_messages()} <= paths
    for info in outside_messages():
        operation = described["paths"][wire.MESSAGES + info.name]["post"]
        assert operation["operationId"] == info.name
        assert operation["x-permission"] == list(info.permission.codes)
        assert ("202" in operation["responses"]) is info.is_command
        assert operation["summary"]


def test_internal_messages_are_not_told(described: dict[str, Any]) -> None:
    text = json.dumps(described)
    assert "PostJournals" not in text
    assert "LoadOpening" not in text


def test_nothing_points_nowhere(described: dict[str, Any]) -> None:
    for reference in set(references(described)):
        node: Any = described
        for part in reference.removeprefix("#/").split("/"):
            assert part in node, reference
            node = node[part]


def test_every_refusal_has_the_one_typed_body(described: dict[str, Any]) -> None:
    assert set(described["components"]["responses"]) == {f"Refused{status}" for status in REFUSALS}
    for response in described["components"]["responses"].values():
        assert response["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorReply"}


def test_a_struct_takes_no_unknown_field(described: dict[str, Any]) -> None:
    assert described["components"]["schemas"]["ListOrders"]["additionalProperties"] is False


def test_the_page_for_people_names_every_message_and_loads_nothing(still: Web) -> None:
    response = still.http.get(wire.REFERENCE)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for info in outside_messages():
        assert f"{wire.MESSAGES}{info.name}<" in response.text
    for loading in ("<script", "src=", "@import", "url("):
        assert loading not in response.text
