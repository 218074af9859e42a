"""A repository on the hub as a shelf: its list of files, and ranges of them, without a library.

An estimate needs two kinds of requests: the list, then a range of each weights file. The access token, or user and
password of HF_ENDPOINT, go to the hub's own host alone, never along a redirect to another one.
"""

from __future__ import annotations

import base64
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

from loadlint.errors import LoadlintError
from loadlint.project import hub_cache
from loadlint.verify.files.headers import LARGEST_FILE
from loadlint.verify.files.values import BeyondLimitsError, DamagedError, Table, parsed
from loadlint.verify.secrets import TRUE, stored_token

if TYPE_CHECKING:
    from urllib.error import HTTPError
    from urllib.request import OpenerDirector, Request

TIMEOUT = 5.0
LONGEST_LIST = 1 << 24
MOST_PAGES = 50  # of the list of files, each with a thousand
START = 1 << 17  # a header of usual size arrives with the first request
SKIPPED_AT_MOST = 1 << 24  # bytes that are read and dropped where a server ignores ranges
ENDPOINT = "https://huggingface.co"
REASONS = {
    "GatedRepo": "the repository is gated, and the hub wants another token or a request for access",
    "RepoNotFound": "the hub knows no repository of this name, or it is private",
    "RevisionNotFound": "the revision does not exist in the repository",
}


class HubError(LoadlintError):
    """A request to the hub failed; the message says why and contains no token."""


def _is_inside(entry: Table) -> bool:
    """Return whether a listed file has a path that leads out of no folder that it is written into."""
    return hub_cache.is_reference(entry.text("path") or "")


class TooManyFilesError(HubError):
    """A list of files that goes on after MOST_PAGES."""


class Repository:
    """The files of one repository at a revision. Methods raise HubError when the hub refuses or cannot be reached."""

    def __init__(self, name: str, revision: str, environment: Mapping[str, str], token: str | None = None) -> None:
        self.repository, self.revision = name, revision
        self.endpoint, userinfo = _split((environment.get("HF_ENDPOINT") or ENDPOINT).rstrip("/"))
        self.authorization = _authorization(userinfo, token or stored_token(environment))
        self.name = f"{self.endpoint}/{name}"
        self.blobs: dict[str, str] = {}
        self.starts: dict[str, bytes] = {}
        self.received = 0
        self.listed: dict[str, int] | None = None
        self.link = ""

    def sizes(self) -> Mapping[str, int]:
        if self.listed is None:
            files = [it for page in self.pages() for it in page if it.text("type") == "file" and _is_inside(it)]
            self.listed = {it.text("path") or "": it.count("size", most=LARGEST_FILE) for it in files}
            self.blobs = {it.text("path") or "": it.part("lfs").text("oid") or it.text("oid") or "-" for it in files}
        return self.listed

    def pages(self) -> Iterator[list[Table]]:
        """Yield the parts of the list of files; the hub names the next one by a link."""
        query = "?recursive=true"
        for _ in range(MOST_PAGES):
            page = self.asked("tree", query)
            yield [Table.of(it) for it in page] if isinstance(page, list) else []
            following = re.search(r'<([^>]*)>;\s*rel="next"', self.link)
            if following is None:
                return
            query = f"?{urllib.parse.urlsplit(following[1]).query}"
        raise TooManyFilesError("the repository lists more files than are read")

    def read(self, file: str, start: int, length: int) -> bytes:
        if file not in self.starts:
            self.starts[file] = self.range(file, 0, START)
        head = self.starts[file]
        end = min(start + length, self.sizes()[file])
        return head[start:end] if end <= len(head) else self.range(file, start, length)

    def commit(self) -> str | None:
        """Return the commit that the revision names now."""
        return Table.of(self.asked("revision")).text("sha")

    def asked(self, what: str, query: str = "") -> object:
        path = f"/api/models/{self.repository}/{what}/{self.quoted}{query}"
        try:
            return parsed(self.get(path, {}, LONGEST_LIST), "the answer")
        except (DamagedError, BeyondLimitsError):
            raise HubError(f"{self.endpoint} answers, but not as a hub does") from None

    @property
    def quoted(self) -> str:
        return urllib.parse.quote(self.revision, safe="")

    def range(self, file: str, start: int, length: int) -> bytes:
        asked = {"Range": f"bytes={start}-{start + length - 1}"}
        path = f"/{self.repository}/resolve/{self.quoted}/{urllib.parse.quote(file)}"
        return self.get(path, asked, length, start)

    def get(self, path: str, headers: Mapping[str, str], length: int, start: int = 0) -> bytes:
        """Return at most `length` bytes of an answer, from `start` on where the server ignores ranges."""
        # Imported with the first request: an editor that asks for none starts 20 ms sooner.
        from http.client import HTTPException
        from urllib.error import HTTPError
        from urllib.request import Request

        request = Request(self.endpoint + path, headers={"User-Agent": "loadlint", **headers})
        if self.authorization:
            request.add_unredirected_header("Authorization", self.authorization)
        try:
            with _opener().open(request, timeout=TIMEOUT) as answer:
                taken, self.link = _taken(answer, length, start), answer.headers.get("Link") or ""
                self.received += len(taken)
                return taken
        except HTTPError as error:
            with error:
                raise HubError(_refusal(error)) from None
        except (OSError, HTTPException) as error:
            raise HubError(f"the hub at {self.endpoint} cannot be reached ({_said(error)})") from None


def is_offline(environment: Mapping[str, str]) -> bool:
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    return any(environment.get(it, "").upper() in TRUE for it in names)


def commit_of(name: str, revision: str, environment: Mapping[str, str], *, ask: bool = True) -> str | None:
    """Return the commit that a revision names on the hub now, or else in the cache."""
    if hub_cache.is_commit(revision):
        return revision
    if not hub_cache.is_name(name):
        return None
    if ask and not is_offline(environment):
        try:
            return Repository(name, revision, environment).commit()
        except HubError:
            return hub_cache.find(name, revision, environment).commit
    return hub_cache.find(name, revision, environment).commit


@lru_cache(maxsize=1)
def _opener() -> OpenerDirector:
    from urllib.request import HTTPRedirectHandler, build_opener

    class Redirects(HTTPRedirectHandler):
        """Keep the token on a redirect to a renamed repository of the same host."""

        def redirect_request(
            self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
        ) -> Request | None:
            made = super().redirect_request(req, fp, code, msg, headers, newurl)
            token = req.get_header("Authorization")
            if made is not None and token and _origin(newurl) == _origin(req.full_url):
                made.add_unredirected_header("Authorization", token)
            return made

    return build_opener(Redirects)


def _origin(url: str) -> tuple[str, str]:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.netloc


def _taken(answer: Any, length: int, start: int) -> bytes:
    if not start or answer.status == 206:
        return bytes(answer.read(length))
    if start > SKIPPED_AT_MOST:
        raise HubError("the hub sends whole files only, so their headers cannot be read")
    answer.read(start)
    return bytes(answer.read(length))


def _refusal(error: HTTPError) -> str:
    reason = REASONS.get(error.headers.get("X-Error-Code") or "")
    if reason:
        return reason
    if error.code == 429:
        return "the hub limits the number of requests for now"
    return REASONS["RepoNotFound"] if error.code in (401, 404) else f"the hub answers with status {error.code}"


def _split(endpoint: str) -> tuple[str, str]:
    """Return a URL without user and password, which urllib would take for a part of the host, and these two."""
    scheme, separator, rest = endpoint.partition("://")
    place, slash, path = rest.partition("/")
    userinfo, _, host = place.rpartition("@")
    return f"{scheme}{separator}{host}{slash}{path}", userinfo


def _authorization(userinfo: str, token: str | None) -> str | None:
    """Return the header by which the hub knows the user; user and password of the URL count, as for its client."""
    if userinfo:
        return f"Basic {base64.b64encode(urllib.parse.unquote_to_bytes(userinfo)).decode()}"
    # A header has printable characters alone, and http.client shows an invalid one in its error.
    return f"Bearer {re.sub(r'[^!-~]', '', token)}" if token else None


def _said(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason)
