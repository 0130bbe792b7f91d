"""A mailbox server for tests: real sockets, the part of IMAP4rev1 (RFC 3501) that the intake speaks. It can be away."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import ClassVar, Self

USER, PASSWORD = "intake", "intake password"


@dataclass
class Stored:
    """A mail in a folder."""

    uid: int
    data: bytes
    deleted: bool = False


@dataclass
class Box:
    """Folders by name. `commands`: what was asked, for looking at it."""

    folders: dict[str, list[Stored]] = field(default_factory=lambda: {"INBOX": []})
    uids: int = 0
    commands: list[str] = field(default_factory=list)

    def put(self, data: bytes, folder: str = "INBOX") -> None:
        self.uids += 1
        self.folders[folder].append(Stored(self.uids, data))

    def names(self) -> dict[str, int]:
        return {name: len(mails) for name, mails in self.folders.items() if mails}


class _Handler(socketserver.StreamRequestHandler):
    box: ClassVar[Box]

    def handle(self) -> None:
        self.folder = "INBOX"
        self.say("* OK simulator")
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            name, _, given = rest.partition(" ")
            self.box.commands.append(rest.split(" ")[0])
            if name.upper() == "UID":
                name, _, given = given.partition(" ")
                name = f"UID_{name}"
            said = getattr(self, f"do_{name.lower()}")(given)
            self.say(f"{tag} {said}")
            if name.upper() == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def mail(self, uid: str) -> Stored:
        return next(mail for mail in self.box.folders[self.folder] if mail.uid == int(uid))

    def do_capability(self, _given: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, given: str) -> str:
        return "OK done" if given == f'{USER} "{PASSWORD}"' else "NO wrong"

    def do_select(self, given: str) -> str:
        self.folder = given.strip('"')
        self.say(f"* {len(self.box.folders[self.folder])} EXISTS")
        return "OK [READ-WRITE] done"

    def do_uid_search(self, _given: str) -> str:
        found = " ".join(str(mail.uid) for mail in self.box.folders[self.folder] if not mail.deleted)
        self.say(f"* SEARCH {found}".rstrip())
        return "OK done"

    def do_uid_fetch(self, given: str) -> str:
        uid, _, what = given.partition(" ")
        limit = re.search(r"<0\.(\d+)>", what)
        data = self.mail(uid).data[: int(limit[1]) if limit else None]
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(data)}}}\r\n".encode() + data + b")\r\n")
        return "OK done"

    def do_uid_copy(self, given: str) -> str:
        uid, _, folder = given.partition(" ")
        if folder.strip('"') not in self.box.folders:
            return "NO [TRYCREATE] no such folder"
        self.box.put(self.mail(uid).data, folder.strip('"'))
        return "OK done"

    def do_create(self, given: str) -> str:
        self.box.folders[given.strip('"')] = []
        return "OK done"

    def do_uid_store(self, given: str) -> str:
        self.mail(given.partition(" ")[0]).deleted = True
        return "OK done"

    def do_expunge(self, _given: str) -> str:
        mails = self.box.folders[self.folder]
        mails[:] = [mail for mail in mails if not mail.deleted]
        return "OK done"

    def do_logout(self, _given: str) -> str:
        self.say("* BYE")
        return "OK done"


class Server:
    """The server while the block stands."""

    def __init__(self) -> None:
        self.box = Box()
        handler = type("Handler", (_Handler,), {"box": self.box})
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
