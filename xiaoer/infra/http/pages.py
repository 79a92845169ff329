"""Serves the built web pages: console, shop front and widget, from memory, with caching.

Only files that were there at the start are known by name, so no path can lead out of the folder.
"""

import gzip
import mimetypes
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

_FOREVER: Final = "public, max-age=31536000, immutable"
_REVALIDATE: Final = "no-cache"
_SHORT: Final = "public, max-age=300"
_PACKABLE: Final = ("text/", "application/javascript", "application/json", "image/svg+xml")
_WORTH_PACKING: Final = 1024
_APPLICATIONS: Final = ("console", "shop")
_NOT_BUILT: Final = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>小二</title>
<body style="font-family:system-ui;max-width:36em;margin:15vh auto;line-height:1.7">
<h1>网页还没有构建</h1>
<p>请在项目目录执行 <code>make run</code>，它会构建网页并重新启动服务。接口本身运行正常。</p>
<h2>The pages are not built yet</h2><p>Run <code>make run</code> in the project folder: it builds them and
starts the server again. The API itself is fine.</p></body></html>"""


@dataclass(slots=True)
class _File:
    body: bytes
    kind: str
    cache: str
    etag: str
    packed: bytes | None = field(default=None)


_STRANGE = frozenset({"", ".", "..", "%2e%2e", "%2E%2E"})  # no page has such a part in its address


class Pages:
    """The files of one folder, read once."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, _File] = {}
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    name = path.relative_to(folder).as_posix()
                    self._files[name] = _load(name, path.read_bytes())
        self._folders = {name.rpartition("/")[0] for name in self._files}

    def routes(self) -> list[Route]:
        """Return the routes of every application and file, and the way from `/` to the console."""
        tops = {name.split("/", 1)[0] for name in self._files}
        folders = {*_APPLICATIONS, *(top for top in tops if top not in self._files)}
        single = {"widget.js", *(top for top in tops if top in self._files)}
        routes = [Route("/", _home), *(Route(f"/{name}", self._serve) for name in sorted(single))]
        for name in sorted(folders):
            routes += [Route(f"/{name}", self._serve), Route(f"/{name}/{{path:path}}", self._serve)]
        return routes

    async def _serve(self, request: Request) -> Response:
        name = request.url.path.lstrip("/")
        found = self._find(name)
        if found is None:
            top = name.split("/", 1)[0]
            if top in _APPLICATIONS and f"{top}/index.html" not in self._files:
                return Response(_NOT_BUILT, 503, media_type="text/html")
            raise HTTPException(404)
        return _answer(found, request)

    def _find(self, name: str) -> _File | None:
        """Return the file, or the index of its application for an address that the page itself routes."""
        found = self._files.get(name)
        folder, _, last = name.rpartition("/")
        # Ids in addresses have dots too (`intents/parcel.where`): a file is missed where files are.
        lost = folder in self._folders or not _STRANGE.isdisjoint(folder.split("/"))
        if found is not None or ("." in last and lost):
            return found
        return self._files.get(f"{name.split('/', 1)[0]}/index.html")


async def _home(_: Request) -> Response:
    return RedirectResponse("/console/", 307)


def _load(name: str, body: bytes) -> _File:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith((".js", ".mjs")):
        kind = "text/javascript"
    cache = _REVALIDATE if name.endswith(".html") else _SHORT
    if "/assets/" in name:  # the bundler puts a hash of the content into these names
        cache = _FOREVER
    return _File(body, kind, cache, f'"{sha256(body).hexdigest()[:20]}"')


def _answer(found: _File, request: Request) -> Response:
    headers = {"Cache-Control": found.cache, "ETag": found.etag, "Vary": "Accept-Encoding"}
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = found.body
    packable = len(body) > _WORTH_PACKING and found.kind.startswith(_PACKABLE)
    if packable and "gzip" in request.headers.get("accept-encoding", ""):
        if found.packed is None:
            found.packed = gzip.compress(body, 6, mtime=0)
        body = found.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type=found.kind)
