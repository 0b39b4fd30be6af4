"""A git host on this machine: git's own `http-backend` behind a web server, with repositories in a folder."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Host:
    """Repositories in `folder`, at `base` over HTTP."""

    folder: Path
    base: str = ""
    password: str = ""
    """What the user `me` has to know; empty where anyone may come."""
    asked: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"{self.base}/{name}"

    def make(self, *names: str) -> None:
        """Empty repositories that may be pushed to."""
        for name in names:
            git("init", "--quiet", "--bare", "--initial-branch=main", str(self.folder / name))
            git("-C", str(self.folder / name), "config", "http.receivepack", "true")

    def hook(self, name: str, kind: str, script: str) -> None:
        """Have a repository run a hook of this kind."""
        path = self.folder / name / "hooks" / kind
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def tips(self, name: str) -> dict[str, str]:
        """The references of a repository."""
        said = git("-C", str(self.folder / name), "for-each-ref", "--format=%(refname) %(objectname)")
        return dict(line.split() for line in said.splitlines())


def git(*words: str, **environment: str) -> str:
    """What git says. It must not fail."""
    return subprocess.run(
        ("git", *words), check=True, capture_output=True, text=True, env={**os.environ, **environment}
    ).stdout


@contextmanager
def serving(folder: Path) -> Iterator[Host]:
    host = Host(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            host.asked.append(self.path)
            said = self.headers.get("Authorization", "").removeprefix("Basic ")
            if host.password and base64.b64decode(said).decode() != f"me:{host.password}":
                self.send_response(401)
                self.send_header("WWW-Authenticate", "Basic realm=host")
                self.end_headers()
                return
            self._answer(path, query)

        do_POST = do_GET  # noqa: N815

        def _answer(self, path: str, query: str) -> None:
            environment = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(host.folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_ADDR": "127.0.0.1",
            }
            done = subprocess.run(
                ("git", "http-backend"), input=self._body(), capture_output=True, env=environment, check=False
            )
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            told = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
            self.send_response(int(told.pop("Status", "200").split()[0]))
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            pieces = []
            while size := int(self.rfile.readline(), 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            return b"".join(pieces)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
