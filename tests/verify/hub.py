"""A hub on loopback: folders as repositories, and every way in which a real hub can fail.

Weights are answered with a redirect to another host name, as the real hub does: its client takes
the commit from an answer of the hub's own host only, and follows redirects within that host.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

COMMIT = "c0ffee" + "0" * 34
CHUNK = 1 << 14
LARGE = 1 << 28
PATIENCE = 30.0  # seconds


@dataclass
class Repository:
    """A folder as a repository. `code` and `status` refuse it; `cuts` answers of weights end halfway."""

    folder: Path
    status: int = 200
    code: str = ""
    cuts: int = 0
    stalls: bool = False
    throttle: float = 0.0  # seconds between two chunks of weights
    no_ranges: bool = False
    drops: bool = False  # breaks the line off instead of answering
    refusals: int = 0  # answers that `status` refuses, or 0 for all
    page: int = 0  # entries of a page of the list of files, or 0 for all in one
    silent: bool = False  # takes questions about itself and does not answer them
    opens: threading.Event | None = None  # waited for before the first answer


@dataclass
class Hub:
    """`asked` has the method, path, range and token of each request, whose answer takes `delay` seconds."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    asked: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    delay: float = 0.0
    url: str = ""
    blobs: str = ""

    def ranges(self) -> list[str]:
        return [asked for method, path, asked, _ in self.asked if asked and method == "GET" and "/blob/" in path]


@contextmanager
def serve() -> Iterator[Hub]:
    """A hub until the block ends."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.url, hub.blobs = f"http://localhost:{server.server_port}", f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        hub.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:  # named by the server
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(self.path).partition("?")[0]
        self.hub.asked.append((self.command, path, self.headers["Range"], self.headers["Authorization"]))
        self.hub.closing.wait(self.hub.delay)
        kind = "api" if path.startswith("/api/models/") else "blob" if path.startswith("/blob/") else ""
        named = path.removeprefix(f"/{'api/models' if kind == 'api' else kind}/" if kind else "/")
        name = next((it for it in self.hub.repositories if named.startswith(it)), None)
        repository = self.hub.repositories.get(name or "")
        if name is None or repository is None:
            self.refuse(404, "RepoNotFound")
            return
        if repository.opens is not None:
            repository.opens.wait(PATIENCE)
        if repository.silent:
            self.hub.stalled.set()
            self.hub.closing.wait()
            self.close_connection = True
        elif repository.drops:
            self.close_connection = True
        elif repository.status != 200 and kind != "blob":
            self.refuse(repository.status, repository.code)
            repository.refusals -= 1
            repository.status = 200 if repository.refusals == 0 else repository.status
        else:
            self.serve(kind, repository, name, named.removeprefix(name).strip("/").split("/"))

    def serve(self, kind: str, repository: Repository, name: str, rest: list[str]) -> None:
        revision = rest[1] if len(rest) > 1 else "main"
        file = repository.folder / "/".join(rest[2:])
        if revision not in ("main", COMMIT):
            self.refuse(404, "RevisionNotFound")
        elif kind == "api":
            self.list_files(repository) if rest[0] == "tree" else self.tell(_described(name, repository.folder))
        elif not file.is_file():
            self.refuse(404, "EntryNotFound")
        elif kind != "blob" and file.suffix in (".safetensors", ".bin"):
            size, etag = file.stat().st_size, f'"{_sha(file)}"'
            location = f"{self.hub.blobs}/blob/{name}/resolve/main/{file.relative_to(repository.folder).as_posix()}"
            linked = {"X-Linked-Size": str(size), "X-Linked-Etag": etag, "X-Repo-Commit": COMMIT}
            self.answer(302, b"", {**linked, "Location": location})
        else:
            self.send_file(file, repository if kind == "blob" else Repository(repository.folder))

    def send_file(self, file: Path, repository: Repository) -> None:
        start, end, status = 0, file.stat().st_size, 200
        asked = None if repository.no_ranges else self.headers["Range"]
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, status = int(first), 206
            end = min(int(last) + 1, end) if last else end
        with open(file, "rb") as opened:
            opened.seek(start)
            data = opened.read(max(end - start, 0))
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{_sha(file)}"', "Accept-Ranges": "bytes"}
        whole = file.stat().st_size
        headers |= {"Content-Range": f"bytes {start}-{start + len(data) - 1}/{whole}"} if status == 206 else {}
        self.answer(status, data, headers, repository)

    def answer(self, status: int, data: bytes, headers: dict[str, str], fault: Repository | None = None) -> None:
        self.send_response(status)
        # A line that is closed without a word would be taken up again by the client's next request.
        for key, value in {**headers, "Content-Length": str(len(data)), "Connection": "close"}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.send_body(data, fault or Repository(Path()))

    def send_body(self, data: bytes, fault: Repository) -> None:
        cut = fault.cuts > 0
        fault.cuts -= 1 if cut else 0
        for at in range(0, 3 * len(data) // 4 if cut else len(data), CHUNK):
            if fault.throttle and self.hub.closing.wait(fault.throttle):
                break
            if fault.stalls and at >= len(data) // 2:
                self.hub.stalled.set()
                self.hub.closing.wait()
                break
            try:
                self.wfile.write(data[at : at + CHUNK])
            except OSError:
                break  # the client has gone, as it does when it is cancelled
        self.close_connection = True

    def list_files(self, repository: Repository) -> None:
        entries = _tree(repository.folder)
        if not repository.page:
            self.tell(entries)
            return
        path, _, query = self.path.partition("?")
        start = int(query.partition("cursor=")[2] or 0)
        end = start + repository.page
        link = f'<https://elsewhere.example{path}?recursive=true&cursor={end}>; rel="next"'
        headers = {"Link": link} if end < len(entries) else {}
        self.answer(200, json.dumps(entries[start:end]).encode(), {"Content-Type": "application/json", **headers})

    def refuse(self, status: int, code: str) -> None:
        self.answer(status, b"{}", {"X-Error-Code": code, "X-Error-Message": code})

    def tell(self, value: object) -> None:
        self.answer(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """A test reads `asked` instead of standard error."""


def _tree(folder: Path) -> list[dict[str, object]]:
    return [_entry(it, folder) for it in sorted(folder.rglob("*")) if it.is_file()]


def _entry(file: Path, folder: Path) -> dict[str, object]:
    path = file.relative_to(folder).as_posix()
    entry: dict[str, object] = {"type": "file", "path": path, "size": file.stat().st_size, "oid": _sha(file)[:40]}
    if file.suffix in (".safetensors", ".bin"):
        entry["lfs"] = {"oid": _sha(file), "size": file.stat().st_size, "pointerSize": 134}
    return entry


def _described(name: str, folder: Path) -> dict[str, object]:
    siblings = [{"rfilename": it.name} for it in sorted(folder.iterdir())]
    return {"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings, "tags": [], "private": False}


def _sha(file: Path) -> str:
    """The hash of the content; of a file of gigabytes, which tests make of holes, that of its name and size."""
    if file.stat().st_size > LARGE:
        return hashlib.sha256(f"{file.name} {file.stat().st_size}".encode()).hexdigest()
    return hashlib.sha256(file.read_bytes()).hexdigest()
