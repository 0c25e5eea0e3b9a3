"""A server that only knows WSGI, and an application of which it is told how an answer ends."""

from contextlib import suppress

from mockserver.server.fallback import ENDING, HELD, fallback

BODY = b"0123456789"
HEAD = [("Content-Type", "text/plain"), ("Content-Length", "10")]


class Plain:
    """An application that answers as it is told."""

    def __init__(self, status="200 OK", body=BODY, headers=HEAD, **marks):
        self.said = status, headers
        self.body = body
        self.marks = marks
        self.closed = 0

    def __call__(self, environ, start_response):
        environ.update({{"ending": ENDING, "held": HELD}[name]: mark for name, mark in self.marks.items()})
        start_response(*self.said)
        return self

    def __iter__(self):
        return iter([self.body[:3], self.body[3:]])

    def close(self):
        self.closed += 1


def served(app, own=None, method="GET", **more):
    """What a threaded server does with an application: it writes the head before the first piece."""
    said, pieces = [], []

    def write(piece):
        head = f"{said[0][0]}\r\n{''.join(f'{name}: {value};' for name, value in said[0][1])}\r\n".encode()
        own.sendall(piece if pieces else head + piece)

    def serve():
        environ = {"REQUEST_METHOD": method, **more}
        if own is not None:
            environ["werkzeug.socket"] = own
        for piece in fallback(app)(environ, lambda *head: said.append(head)):
            if own is not None:
                write(piece)
            pieces.append(piece)

    with suppress(BrokenPipeError):  # the client has gone, a server thinks
        serve()
    return said[0] if said else None, pieces


def read(client):
    """Everything until the end, and whether it was a reset."""
    got = b""
    try:
        while data := client.recv(65536):
            got += data
    except ConnectionResetError:
        return got, "reset"
    return got, "closed"
