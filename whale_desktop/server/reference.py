"""The same description as a page for people: every message with its fields, permission and answer. No script, nothing loaded."""

from collections.abc import Iterator
from html import escape
from typing import Any

from whale_desktop.gateway import wire

Json = dict[str, Any]

STYLE = """
body{font:14px/1.5 system-ui,'Noto Sans CJK HK',sans-serif;max-width:960px;margin:32px auto;padding:0 16px;color:#1b2733}
h1{font-size:22px}
h2{font-size:18px;margin-top:40px;border-bottom:1px solid #d5dde5}
h3{font:600 14px ui-monospace,monospace;margin:24px 0 4px}
table{border-collapse:collapse;width:100%;margin:8px 0}
td,th{text-align:left;vertical-align:top;padding:3px 8px;border-bottom:1px solid #e6ebf0}
code{font:13px ui-monospace,monospace}p{margin:4px 0}.k{color:#5b6b7a}nav a{margin-right:12px}a{color:#0b5f95}
@media(prefers-color-scheme:dark){body{background:#12181f;color:#dbe4ec}td,th,h2{border-color:#2a3642}a{color:#6bb7ea}.k{color:#93a3b2}}
"""


def page(described: Json) -> str:
    """The page of an OpenAPI document."""
    return "".join(_parts(described))


def _parts(described: Json) -> Iterator[str]:
    schemas: Json = described["components"]["schemas"]
    by_tag: dict[str, list[tuple[str, str, Json]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            by_tag.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    title, version, said = (escape(described["info"][name]) for name in ("title", "version", "description"))
    yield f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{STYLE}</style>"
    yield f"<h1>{title} {version}</h1><p>{said}</p>"
    yield f"<p>As a machine reads it: <a href='{wire.OPENAPI}'>{wire.OPENAPI}</a></p><nav>"
    yield "".join(f"<a href='#{escape(tag)}'>{escape(tag)}</a>" for tag in sorted(by_tag)) + "</nav>"
    for tag in sorted(by_tag):
        yield f"<h2 id='{escape(tag)}'>{escape(tag)}</h2>"
        for method, path, operation in by_tag[tag]:
            yield from _operation(method, path, operation, schemas)
    yield "</html>"


def _operation(method: str, path: str, operation: Json, schemas: Json) -> Iterator[str]:
    yield f"<h3 id='{escape(operation['operationId'])}'>{method} {escape(path)}</h3><p>{escape(operation['summary'])}</p>"
    said = [("needs", ", ".join(operation.get("x-permission", ()))), ("changes", ", ".join(operation.get("x-topics", ())))]
    said.append(("approval", operation.get("x-approval", "")))
    yield "".join(f"<p class=k>{name}: <code>{escape(text)}</code></p>" for name, text in said if text)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    fields = _fields(body, schemas)
    if fields:
        yield "<table><tr><th>field<th>type<th></tr>"
        yield "".join(
            f"<tr><td><code>{escape(name)}</code><td>{escape(kind)}<td class=k>{note}</tr>" for name, kind, note in fields
        )
        yield "</table>"
    answer = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema")
    if answer:
        yield f"<p class=k>answers: {escape(_kind(answer))}</p>"


def _fields(schema: Json | None, schemas: Json) -> list[tuple[str, str, str]]:
    """Name, type and whether it is needed, of an object."""
    if not schema:
        return []
    found: Json = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    needed = set(found.get("required", ()))
    return [(name, _kind(kind), "required" if name in needed else "") for name, kind in found.get("properties", {}).items()]


def _kind(schema: Json) -> str:
    """A type in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        inner = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return f"list of {_kind(inner) if isinstance(inner, dict) else 'anything'}"
    return str(schema.get("format") or schema.get("type") or "anything")
