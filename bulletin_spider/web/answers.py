"""Answer requests: call the page's function in a thread, and give what it returns the form that the ending asks for."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
from typing import TYPE_CHECKING, Any, cast

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bulletin_spider import exceptions
from bulletin_spider.web.faults import (
    BadParameter,
    Busy,
    MovedOn,
    NotDerived,
    NotRead,
    NotReadNow,
    NotThere,
    PageFault,
    TooBroad,
    TooLong,
    reason,
)
from bulletin_spider.web.feeds import atom, json_feed
from bulletin_spider.web.parameters import Parameters
from bulletin_spider.web.rendering import render
from bulletin_spider.web.schemas.registry import json_schema
from bulletin_spider.web.security.headers import HEADERS
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from starlette.requests import Request

    from bulletin_spider.web.page import Page, PlainPage
    from bulletin_spider.web.page_threads import PageThreads
    from bulletin_spider.web.reading import Reading

logger = logging.getLogger(__name__)
_LONGEST_QUERY = 1_000
"""Characters of all parameters: five at their longest, and no form has as many that are long."""
_JSON, _HTML, _CSV = "application/json; charset=utf-8", "text/html; charset=utf-8", "text/csv; charset=utf-8"
_SLASHES = "/\\"
_NOT_KEPT = {"cache-control": "no-store"}
_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"


class Answers:
    """The answers over one archive."""

    def __init__(self, reading: Reading, pages: PageThreads, monitors: PageThreads, prefix: str = "") -> None:
        self.reading, self.pages, self.monitors, self.prefix = reading, pages, monitors, prefix
        self._logged = ""

    def endpoint(self, page: Page, language: str, ending: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the function that answers one route."""

        async def answer(request: Request) -> Response:
            if self.pages.is_full():
                return fault_response(
                    Busy(), self._parameters(request, page, language, ending), as_json=bool(ending)
                )
            return await self.pages.run(respond, request)

        def respond(request: Request) -> Response:
            parameters = self._parameters(request, page, language, ending)
            try:
                with self.reading.search.lending():
                    body, media_type = self._body(page, parameters, ending)
            except Exception as error:  # noqa: BLE001 - logged and shown, with the headers of every page
                return fault_response(self._fault(error), parameters, as_json=bool(ending))
            response = _with_etag(request, body, media_type)
            if ending == ".json":
                response.headers["link"] = f'<{self.prefix}/schemas/{page.name}.json>; rel="describedby"'
            return response

        return answer

    def plain_endpoint(self, page: PlainPage) -> Callable[[Request], Awaitable[Response]]:
        """Return the function that answers a program."""

        async def answer(request: Request) -> Response:
            if self.monitors.is_full():
                return _plain_fault(Busy())
            return await self.monitors.run(respond, request)

        def respond(_request: Request) -> Response:
            try:
                with self.reading.search.lending():
                    body, media_type, status = page.answer(self.reading)
            except Exception as error:  # noqa: BLE001 - logged and shown, with the headers of every page
                return _plain_fault(self._fault(error))
            return Response(body.encode(errors="replace"), status, _NOT_KEPT, media_type)

        return answer

    def _body(self, page: Page, parameters: Parameters, ending: str) -> tuple[bytes, str]:
        if sum(map(len, parameters.query.values())) > _LONGEST_QUERY:
            raise TooLong
        if any(map(_leads_elsewhere, parameters.path.values())):
            raise NotThere
        if ending == ".bin":
            assert page.payload
            return page.payload(self.reading, parameters), _BYTES
        named = self._named_site(parameters)
        if named:
            raise MovedOn(address=parameters.link(ending, site=named))
        answer = page.answer(self.reading, parameters)
        if ending == ".json":
            return json_bytes(answer), _JSON
        if ending in {".atom", ".feed.json"}:
            assert page.feed
            feed = page.feed(answer, parameters)
            if ending == ".atom":
                return atom.write_atom(feed, parameters), atom.MEDIA_TYPE
            return json_feed.write_json_feed(feed, parameters), json_feed.MEDIA_TYPE
        if ending == ".csv":
            assert page.rows
            return _csv_bytes(page.rows(answer, parameters)), _CSV
        more = page.more(self.reading, answer, parameters) if page.more else {}
        search = self.reading.search
        values = more | {
            "answer": answer,
            "site_title": self.reading.titles.title,
            "behind": search.is_behind(),
            "stale": search.stale_since(),
            "stale_why": search.fault,
        }
        return render(page.template, parameters, page, **values).encode(errors="replace"), _HTML

    def _fault(self, error: Exception) -> PageFault:
        """Return the fault that is shown for an error; one of the program is logged with its traceback."""
        if isinstance(error, PageFault):
            return error
        if isinstance(error, exceptions.TooBroad):
            return TooBroad()
        if not isinstance(error, (exceptions.BulletinSpiderError, OSError)):
            logger.error("a page could not be made", exc_info=error)
            return PageFault(why=type(error).__name__)
        self._log(str(error))
        why = reason(error, self.reading.archive, self.reading.search.path.parent)
        if isinstance(error, exceptions.SearchFault):
            return NotDerived(why=why)
        return (
            NotReadNow(why=why)
            if isinstance(error, (exceptions.ArchiveUnread, OSError))
            else NotRead(why=why)
        )

    def _log(self, message: str) -> None:
        """Log a message that is not that of the last fault: a page that cannot be read may be asked for often."""
        if message != self._logged:
            logger.warning("%s", message)
        self._logged = message

    def _named_site(self, parameters: Parameters) -> str | None:
        """Return the name of the site whose title a filter names; None if it names none, or more than one."""
        wanted = parameters.query.get("site", "").strip()
        return self.reading.titles.site(wanted) if wanted else None

    def handlers(self) -> Mapping[Any, Any]:
        """Return what answers when no route does, or when the program fails."""
        return {HTTPException: self._http_fault, Exception: _unexpected}

    def _http_fault(self, request: Request, error: Exception) -> Response:
        status = cast("HTTPException", error).status_code
        fault: PageFault = NotThere() if status == 404 else BadParameter(name="method", value=request.method)
        fault.status = status
        path = request.url.path.removeprefix(self.prefix)
        language = "en" if path == "/en" or path.startswith("/en/") else "zh"
        parameters = self._parameters(request, None, language)
        return fault_response(fault, parameters, as_json=path.endswith(".json"))

    def _parameters(self, request: Request, page: Page | None, language: str, ending: str = "") -> Parameters:
        path = request.url.path.removeprefix(self.prefix)
        address = path.removeprefix("/en") if language == "en" else path
        address = address.removesuffix(ending)
        if page and page.path == "/":
            address = "/"
        return Parameters(
            path={name: str(value) for name, value in request.path_params.items()},
            query=_joined(request.query_params.multi_items()),
            language=language,
            # A link to //x leads to another host; browsers read \\ as /.
            address=f"/{address.lstrip(_SLASHES)}",
            root=f"{request.url.scheme}://{request.url.netloc}",
            ending=ending,
            mount=self.prefix,
        )


def _plain_fault(fault: PageFault) -> Response:
    said = f"{fault_text(fault, 'en')}\n".encode(errors="replace")
    return Response(said, fault.status, _fault_headers(fault), _TEXT)


def schema_endpoint(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Return the function that answers with the JSON Schema of a page's ``.json``."""

    async def answer(request: Request) -> Response:
        return _with_etag(request, json_bytes(json_schema(name)), "application/schema+json")

    return answer


def _fault_headers(fault: PageFault) -> dict[str, str]:
    moved = {"location": fault.values["address"]} if isinstance(fault, MovedOn) else {}
    return _NOT_KEPT | moved | ({"retry-after": str(fault.retry)} if fault.retry else {})


def _leads_elsewhere(part: str) -> bool:
    """Return whether a part of a path may lead out of a directory: no site, bulletin or capture is named so."""
    return part.startswith(".") or not part.isprintable() or not {*part}.isdisjoint("/\\")


def json_bytes(answer: Mapping[str, Any]) -> bytes:
    """Return an answer as JSON in UTF-8; a lone surrogate, which UTF-8 cannot hold, is escaped."""
    written = json.dumps(answer, ensure_ascii=False, indent=1, default=str)
    return written.encode(errors="backslashreplace") + b"\n"


def _csv_bytes(rows: Any) -> bytes:  # noqa: ANN401 - rows of texts
    written = io.StringIO()
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode(errors="replace")  # so that Excel reads UTF-8


def _cell(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _with_etag(request: Request, body: bytes, media_type: str) -> Response:
    """Return the body, or 304 if the reader has it already. The tag is weak, because the body may be compressed."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    known = request.headers.get("if-none-match", "")
    if not {tag, "*"}.isdisjoint(one.strip() for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _joined(parameters: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the value of each parameter; that of a repeated one is a list with commas."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    return {name: ",".join(found) for name, found in values.items()}


def fault_response(fault: PageFault, parameters: Parameters, *, as_json: bool = False) -> Response:
    """Return the page of a fault, or an object of JSON."""
    headers = _fault_headers(fault)
    if as_json:
        fields = {"error": fault.key.rpartition(".")[2], "status": fault.status, **fault.values}
        return Response(json_bytes(fields), fault.status, headers, _JSON)
    body = render("fault.html", parameters, fault=fault)
    return Response(body.encode(errors="replace"), fault.status, headers, _HTML)


def fault_text(fault: PageFault, language: str) -> str:
    """Return the sentence of a fault."""
    return text(language, f"frame.{fault.key}", **fault.values)


def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("%s", request.url.path, exc_info=error)
    return Response("the program failed\n", 500, HEADERS, _TEXT)
