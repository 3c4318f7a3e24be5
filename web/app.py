"""The local web app of `newsdb open`: loopback only, read-only, nothing from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, select_autoescape
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from warehouse import catalogue, export, query, views
from web import compare, pages, search
from web.store import Store

HOSTS = ["127.0.0.1", "localhost", "[::1]", "::1", "testserver"]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_LIMITS = query.Limits(seconds=10, rows=2000, memory_mb=1024)
_EXPORT_LIMITS = query.Limits(seconds=60, rows=200_000, memory_mb=2048, output_mb=256)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Correction(BaseModel):
    """One row that somebody found right or wrong, as the form of an article sends it."""

    body_sha256: str
    start_char: int
    end_char: int
    field: str  # table.column; the table alone for the whole row
    old: str = ""
    new: str = ""
    who: str = ""


# Keeps a correction for the next run; else says, for readers, why it can never be applied.
Save = Callable[[Correction], str | None]


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes share."""

    store: Store
    save: Save

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A rendered template; every value is escaped."""
        common = {"path": request.url.path, "generation": self.store.generation()}
        html = _templates().get_template(template).render(**common, **values)
        return HTMLResponse(html, status_code=status)

    def missing(self, request: Request, what: str) -> HTMLResponse:
        """A 404 in words."""
        return self.page(request, "missing.html", 404, what=what)

    def said(self, request: Request, status: int, what: str, why: str) -> HTMLResponse:
        """Something that was not done, and why."""
        return self.page(request, "said.html", status, what=what, why=why)


def create_app(warehouse: Path, save: Save) -> FastAPI:
    """The app on one warehouse; `save` keeps a correction for the next run."""
    app = FastAPI(title="newsdb", docs_url=None, redoc_url=None, openapi_url=None)
    site = Site(Store(warehouse), save)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    app.middleware("http")(_guard)
    app.add_exception_handler(query.MissingError, _no_warehouse)
    app.add_exception_handler(HTTPException, _in_words(site))
    app.add_exception_handler(RequestValidationError, _in_words(site))
    app.mount("/static", StaticFiles(packages=[("web", "static")]), name="static")
    for add in (_add_reading, _add_compare, _add_sql, _add_corrections, _add_machine):
        add(app, site)
    return app


def serve(warehouse: Path, save: Save, *, port: int = 8317, browser: bool = False) -> None:
    """Serve on loopback until interrupted; `browser` opens the home page once the server listens."""
    import threading
    import webbrowser

    import uvicorn

    if browser:
        timer = threading.Timer(1.0, webbrowser.open, [f"http://127.0.0.1:{port}/"])
        timer.daemon = True
        timer.start()
    uvicorn.run(create_app(warehouse, save), host="127.0.0.1", port=port, log_level="warning")


class PortError(OSError):
    """The port cannot be had; the message names one that can."""


def check_port(port: int) -> None:
    """Nothing; PortError when something listens on the port of loopback already."""
    if _is_free(port):
        return
    other = next((near for near in range(port + 1, min(port + 100, 65536)) if _is_free(near)), None)
    hint = f"; newsdb open --port {other} is free" if other else ""
    raise PortError(f"port {port} is in use, perhaps by another newsdb open at http://127.0.0.1:{port}/{hint}")


def _is_free(port: int) -> bool:
    import socket

    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_STATUS = {404: ("没有这个页面", "地址可能写错了。"), 405: ("不能这样访问", "这个地址只接受表单。")}


def _in_words(site: Site) -> Callable[[Request, Exception], Any]:
    """A handler that says what went wrong as a page in Chinese."""

    async def told(request: Request, error: Exception) -> Response:
        if isinstance(error, RequestValidationError):
            fields = dict.fromkeys(str(one["loc"][-1]) for one in error.errors())
            return site.said(request, 422, "看不懂这个请求", f"这些参数缺少或不对：{'、'.join(fields)}")
        status = error.status_code if isinstance(error, HTTPException) else 500
        return site.said(request, status, *_STATUS.get(status, (f"出错了（{status}）", "这个请求没有做成。")))

    return told


async def _guard(request: Request, call_next: Callable[[Request], Any]) -> Response:
    """Refuse posts from other sites; tell the browser to load nothing from outside."""
    origin = request.headers.get("origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.headers.get("host"):
        return PlainTextResponse("拒绝来自其他网站的请求", status_code=403)
    response: Response = await call_next(request)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # With no-referrer browsers would send "null" as the origin of our own forms.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


async def _no_warehouse(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n先运行 make run 或 newsdb ingest。", status_code=503)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("web"), autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {f"{name}_zh": words for name, words in pages.LABELS.items()} | {
        "period": pages.period,
        "current": pages.current,
    }
    environment.filters |= {"shown": query.display, "as_read": query.as_read}
    environment.filters["day"] = lambda moment: f"{moment:%Y-%m-%d}" if moment else "日期不详"
    environment.filters["at"] = pages.at
    environment.filters["beijing"] = pages.beijing
    environment.filters["number"] = lambda count: f"{count:,}"
    return environment


def _add_reading(app: FastAPI, site: Site) -> None:
    @app.get("/")
    def home(request: Request) -> Response:
        return site.page(request, "home.html", **site.store.kept("home", pages.home))

    @app.get("/article/{key}")
    def article(request: Request, key: str, noted: bool = False) -> Response:
        found = pages.article(site.store, key)
        if found is None:
            return site.missing(request, f"文章 {key}")
        return site.page(request, "article.html", noted=noted, **found)

    @app.get("/place/{code}")
    def place(request: Request, code: str) -> Response:
        found = pages.place(site.store, code)
        return site.page(request, "place.html", **found) if found else site.missing(request, f"地区 {code}")

    @app.get("/entity/{key}")
    def entity(request: Request, key: str) -> Response:
        found = pages.entity(site.store, key)
        return site.page(request, "entity.html", **found) if found else site.missing(request, f"实体 {key}")

    @app.get("/search")
    def find(request: Request, asked: Annotated[search.Asked, Query()]) -> Response:
        return site.page(request, "search.html", asked=asked, found=search.find(site.store, asked))


def _add_compare(app: FastAPI, site: Site) -> None:
    @app.get("/compare")
    def page(request: Request, asked: Annotated[compare.Asked, Query()]) -> Response:
        table = compare.find(site.store, asked) if asked.indicator.strip() else None
        choices = site.store.kept("choices", compare.choices)
        query = urlencode([pair for pair in request.query_params.multi_items() if pair[0] != "span"])
        return site.page(request, "compare.html", table=table, asked=asked, query=query, **choices)

    @app.get("/compare.xlsx")
    def download(request: Request, asked: Annotated[compare.Asked, Query()]) -> Response:
        if not asked.indicator.strip():
            return site.said(request, 422, "看不懂这个请求", "这些参数缺少或不对：indicator")
        columns = ["full_place", "indicator", "quote", "value", "unit", "starts_on", "ends_before", "title"]
        rows = [tuple(m[name] for name in columns) for m in compare.find(site.store, asked)["found"]]
        return _file(export.xlsx_bytes(columns, rows, catalogue.labels() | views.labels()), "compare.xlsx", _XLSX)


def _add_sql(app: FastAPI, site: Site) -> None:
    def page(request: Request, status: int = 200, **values: Any) -> Response:
        tables = site.store.kept("tables", pages.tables)
        return site.page(request, "sql.html", status, **({"answer": None, "error": None, "tables": tables} | values))

    @app.get("/sql")
    def box(request: Request, q: str = "") -> Response:
        return page(request, q=q)

    @app.post("/sql")
    def run(request: Request, q: Annotated[str, Form()], form: Annotated[str, Form()] = "table") -> Response:
        limits = _LIMITS if form == "table" else _EXPORT_LIMITS
        try:
            answer = query.sandboxed(site.store.warehouse, q, limits)
        except query.QueryError as error:
            return page(request, 400, q=q, error=str(error))
        if form == "csv":
            data = b"\xef\xbb\xbf" + query.csv_text(answer).encode("utf-8")
            return _file(data, "newsdb.csv", "text/csv; charset=utf-8")
        if form == "xlsx":
            data = export.xlsx_bytes(answer.columns, answer.rows, catalogue.labels() | views.labels())
            return _file(data, "newsdb.xlsx", _XLSX)
        return page(request, q=q, answer=answer)


def _add_corrections(app: FastAPI, site: Site) -> None:
    @app.post("/correct")
    def correct(request: Request, given: Annotated[Correction, Form()], back: str = "/") -> Response:
        refused = site.save(given)
        if refused:
            return site.said(request, 400, "更正没有记下", f"{given.field}：{refused}")
        local = back if back.startswith("/") and not back.startswith("//") else "/"
        return RedirectResponse(local + "?noted=1#noted", status_code=303)


def _add_machine(app: FastAPI, site: Site) -> None:
    @app.get("/api/generation")
    def generation() -> Response:
        return JSONResponse({"generation": site.store.generation()}, headers={"Cache-Control": "no-store"})

    @app.get("/plotly.js")
    def plotly() -> Response:
        return Response(_plotly(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})


@cache
def _plotly() -> bytes:
    from plotly.offline import get_plotlyjs

    script: str = get_plotlyjs()
    return script.encode("utf-8")


def _file(data: bytes, name: str, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
