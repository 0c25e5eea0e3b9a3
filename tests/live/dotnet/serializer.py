"""The real DataContractSerializer, in a process of Mono that reads orders and writes answers, a line each.

Rule: nothing here interprets XML. `Client.cs` and its neighbours hold the contracts; what is asked of them is
said in the types and values of our own formats, and so is what they answer.
"""

from __future__ import annotations

import base64
import json
import math
import os
import selectors
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mockserver.formats.base import Kind, ListOf, Plain, Type
from mockserver.formats.datacontract_read import root_contract

HERE = Path(__file__).parent
SOURCES = sorted(HERE.glob("*.cs"))
PATIENCE = 30.0  # seconds for one answer; the first ones wait for the compiler of Mono
ZONE = "Etc/GMT-8"  # eight hours east of Greenwich, so that local time is not UTC by chance
WEB_API, SERVICE_STACK = "WebApi", "ServiceStack"


class SerializerRefused(Exception):
    """The real serializer did not read or write; the text is the name of its exception and its words."""

    @property
    def words(self) -> str:
        """Its words, without the sentence that it puts before those of its reader."""
        words = str(self).partition(": ")[2]
        return words.partition(" deserializing the object of type ")[2].partition(". ")[2] or words


@dataclass(frozen=True)
class Answer:
    """What a server answered, and what the real serializer made of it."""

    status: int
    content_type: str
    document: bytes
    root: str | None  # None: no XML, or not understood
    value: Any  # as `Values.cs` says it
    refused: str | None


class DotNet:
    """Says orders to the process, and hears its answers."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log

    def write(self, value: Plain, type_: Type, like: str, newline: str | None = None) -> bytes:
        """Write a value as one of the two servers does.

        Raises:
            SerializerRefused: it cannot be written.
        """
        told = self._say(do="write", type=_root(type_), value=said(value, type_), like=like, newline=newline)
        return base64.b64decode(told["document"])

    def read(self, document: bytes, type_: Type, charset: str | None = None) -> Plain:
        """Read a document; `charset` is what a Content-Type would say of it.

        Raises:
            SerializerRefused: it cannot be read.
        """
        coded = base64.b64encode(document).decode()
        told = self._say(do="read", type=_root(type_), document=coded, charset=charset)
        return meant(told["value"], type_)

    def ask(
        self,
        url: str,
        value: Plain = None,
        type_: Type | None = None,
        *,
        document: bytes | None = None,
        method: str = "POST",
        content_type: str = "application/xml",
        accept: str = "application/xml",
        **headers: str,
    ) -> Answer:
        """Send a value in XML, or a document as it is, or no body; and understand the answer."""
        body: dict[str, Any] = {"content_type": None}
        if document is not None:
            body = {"content_type": content_type, "document": base64.b64encode(document).decode()}
        elif type_ is not None:
            body = {"content_type": content_type, "type": _root(type_), "value": said(value, type_)}
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        told = self._say(do="ask", method=method, url=url, accept=accept, headers=named, **body)
        answered = base64.b64decode(told["document"])
        understood = (told.get("type"), told.get("value"), told.get("refused"))
        return Answer(int(told["status"]), told["content_type"], answered, *understood)

    def _say(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._line()
        assert line, f"no answer from .NET to {order}; it wrote:\n{self._log.read_text()}"
        told: dict[str, Any] = json.loads(line)
        assert "broken" not in told, f"{order}\n{told['broken']}"
        if "refused" in told and order["do"] != "ask":
            raise SerializerRefused(told["refused"])
        return told

    def _line(self) -> str:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            return self._process.stdout.readline() if selector.select(PATIENCE) else ""


def compile_client(folder: Path) -> Path:
    """Compile the client with Mono's C# compiler."""
    program = folder / "client.exe"
    libraries = ("System.Runtime.Serialization.dll", "System.Xml.dll")
    command = ["mcs", "-nologo", "-warnaserror", f"-out:{program}", *(f"-r:{name}" for name in libraries)]
    done = subprocess.run([*command, *map(str, SOURCES)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return program


@contextmanager
def running(program: Path) -> Iterator[DotNet]:
    """A client that waits for orders; it ends by itself when there are no more."""
    log = program.with_suffix(".log")
    with log.open("w") as errors:
        process = subprocess.Popen(
            ["mono", str(program)], env={**os.environ, "TZ": ZONE}, text=True, encoding="ascii",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    with process:  # which closes the pipes and waits
        yield DotNet(process, log)
    assert process.returncode == 0, log.read_text()


def said(value: Plain, type_: Type) -> Any:
    """Say a value as `Values.cs` takes it: scalars as texts that hold all of them, so equal is the same."""
    if value is None:
        return None
    if isinstance(type_, Kind):
        return _SAID.get(type_, str)(value)
    if isinstance(type_, ListOf):
        return [said(item, type_.item) for item in value]
    kinds = {member.name: member.type for member in type_.members}
    return {name: said(item, kinds[name]) for name, item in value.items()}


def meant(plain: Any, type_: Type) -> Plain:
    """Say as a value of ours what `Values.cs` tells; all members are there."""
    if plain is None:
        return None
    if isinstance(type_, Kind):
        return _MEANT[type_](plain)
    if isinstance(type_, ListOf):
        return [meant(item, type_.item) for item in plain]
    kinds = {member.name: member.type for member in type_.members}
    return {name: meant(plain[name], kind) for name, kind in kinds.items()}


def _root(type_: Type) -> str:
    return root_contract(type_)[0]


def _bits(value: float) -> str:
    return str(struct.unpack("<q", struct.pack("<d", math.nan if math.isnan(value) else value))[0])


def _double(bits: str) -> float:
    value: float = struct.unpack("<d", struct.pack("<q", int(bits)))[0]
    return value


def _date(text: str) -> str:
    """Drop what .NET's round-trip form has and XML has not: zeros at the end of a second."""
    places = len("2025-04-25T15:29:01.0500655")
    return text[:places].rstrip("0").rstrip(".") + text[places:]


# fmt: off
_SAID = {
    Kind.DOUBLE: _bits, Kind.DECIMAL: "{:f}".format, Kind.BOOL: lambda value: "true" if value else "false",
}
_MEANT = {
    Kind.STRING: str, Kind.INT: int, Kind.DOUBLE: _double, Kind.DECIMAL: Decimal,
    Kind.BOOL: "true".__eq__, Kind.DATETIME: _date,
}
# fmt: on
