"""A FastAPI app with every answer below /api. Run it: SHOP_DB=sqlite:///shop.db uvicorn fastapi_app:app"""

import os

import sqlalchemy
from fastapi import FastAPI, Request, Response

import mediaop

app = FastAPI()
shared = mediaop.SharedDataset(sqlalchemy.create_engine(os.environ["SHOP_DB"]))


# Not `async`: FastAPI then gives each question a thread, and others go on meanwhile.
@app.api_route("/api/{path:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def answer(request: Request) -> Response:
    # As the request line has them, in bytes: ids may hold an encoded slash.
    path, query = request.scope["raw_path"].partition(b"?")[0], request.scope["query_string"]
    # The server takes the body away when it has been measured.
    method = "GET" if request.method == "HEAD" else request.method
    status, headers, body = shared.answer(method, path, query, request.headers.items())
    response = Response(body, status)
    for name, value in headers:
        response.headers[name] = value
    return response
