"""The server that a command is compared with: `python -m bench.child_bare_server PORT STATEMENTS`.

A bare Starlette route that reads the JSON of a request, does by psycopg what the command does in the database, statement by statement in
one transaction, and answers the same JSON. No session, no rights, no codec: what is left when everything is left out.
"""

import json
import pickle
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from uuid import uuid4

import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.statements import COMMAND_ID, Statement
from whale_desktop.app.places import database_url
from whale_desktop.storage.postgresql import conninfo

statements: list[Statement] = pickle.loads(Path(sys.argv[2]).read_bytes())
address = conninfo(database_url())
idle: "SimpleQueue[psycopg.Connection[Any]]" = SimpleQueue()


def replay(body: Any) -> Any:
    """Everything that the command says to the database, under an id of its own."""
    connection = idle.get() if not idle.empty() else psycopg.connect(address)
    own = uuid4().hex
    with connection.transaction(), connection.cursor() as cursor:
        for statement, parameters in statements:
            cursor.execute(statement.encode(), _filled(parameters, own))
            if cursor.description is not None:
                cursor.fetchall()
    idle.put(connection)
    return {"result": None, "changes": ["fx.limit"], "replayed": False}


def _filled(parameters: Any, own: str) -> Any:
    if isinstance(parameters, dict):
        return {name: own if value == COMMAND_ID else value for name, value in parameters.items()}
    return parameters


async def answer(request: Request) -> Response:
    """The route."""
    return JSONResponse(await run_in_threadpool(replay, json.loads(await request.body())))


app = Starlette(routes=[Route("/command", answer, methods=["POST"])])
uvicorn.run(
    app,
    host="127.0.0.1",
    port=int(sys.argv[1]),
    log_level="error",
    access_log=False,
    loop="asyncio",
    http="h11",
    timeout_keep_alive=75,
)
