"""An Avro RPC client of python3-avro over a transceiver for Netty's frames: python_client.py PORT PROTOCOL."""
import socket
import struct
import sys

import avro.ipc
import avro.protocol


class NettyTransceiver:
    """avro.ipc knows HTTP alone and shakes hands with every call: so each has a connection of its own."""

    def __init__(self, port):
        self.port = port
        self.remote_name = "127.0.0.1"

    def transceive(self, request):
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            # Two buffers, so that a value lies across both.
            parts = [request[: len(request) // 2], request[len(request) // 2 :]]
            connection.sendall(struct.pack(">ii", 7, len(parts)) + b"".join(struct.pack(">i", len(part)) + part for part in parts))
            serial, count = struct.unpack(">ii", read(connection, 8))
            assert serial == 7
            return b"".join(read(connection, struct.unpack(">i", read(connection, 4))[0]) for _ in range(count))


def read(connection, length):
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise EOFError("closed")
        data += piece
    return data


with open(sys.argv[2], encoding="utf-8") as text:
    requestor = avro.ipc.Requestor(avro.protocol.parse(text.read()), NettyTransceiver(int(sys.argv[1])))
answers = [
    requestor.request("append", {"event": {"headers": {"schlüssel": "wärt€😀"}, "body": b"single"}}),
    requestor.request("append", {"event": {"headers": {}, "body": b""}}),
    requestor.request("appendBatch", {"events": [{"headers": {"i": f"{i % 3} ä€😀"}, "body": f"many {i}".encode()} for i in range(10000)]}),
    requestor.request("append", {"event": {"headers": {}, "body": b"x" * (10 * 1024 * 1024)}}),
]
print("All is stored." if all(answer == "OK" for answer in answers) else answers)
