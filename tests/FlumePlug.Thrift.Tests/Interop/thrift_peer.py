"""Flume's Thrift protocol with Apache Thrift's own library for Python: client PORT PROTOCOL, or server PROTOCOL;
scribe PORT: a client of Scribe, whose messages have no version."""
import sys
from thrift.Thrift import TMessageType, TType, TApplicationException
from thrift.protocol import TBinaryProtocol, TCompactProtocol
from thrift.transport import TSocket, TTransport

FACTORIES = {"compact": TCompactProtocol.TCompactProtocol, "binary": TBinaryProtocol.TBinaryProtocol}


def write_event(p, headers, body):
    p.writeStructBegin("ThriftFlumeEvent")
    p.writeFieldBegin("headers", TType.MAP, 1)
    p.writeMapBegin(TType.STRING, TType.STRING, len(headers))
    for name, value in headers.items():
        p.writeString(name)
        p.writeString(value)
    p.writeMapEnd()
    p.writeFieldEnd()
    p.writeFieldBegin("body", TType.STRING, 2)
    p.writeBinary(body)
    p.writeFieldEnd()
    p.writeFieldStop()
    p.writeStructEnd()


def read_event(p):
    headers, body = {}, b""
    p.readStructBegin()
    while True:
        _, kind, number = p.readFieldBegin()
        if kind == TType.STOP:
            break
        if number == 1:
            _, _, count = p.readMapBegin()
            for _ in range(count):
                name = p.readString()
                headers[name] = p.readString()
            p.readMapEnd()
        else:
            body = p.readBinary()
        p.readFieldEnd()
    p.readStructEnd()
    return headers, body


def call(p, sequence, events, single=False):
    p.writeMessageBegin("append" if single else "appendBatch", TMessageType.CALL, sequence)
    p.writeStructBegin("args")
    p.writeFieldBegin("events", TType.STRUCT if single else TType.LIST, 1)
    if single:
        write_event(p, *events[0])
    else:
        p.writeListBegin(TType.STRUCT, len(events))
        for event in events:
            write_event(p, *event)
        p.writeListEnd()
    p.writeFieldEnd()
    p.writeFieldStop()
    p.writeStructEnd()
    p.writeMessageEnd()
    p.trans.flush()
    _, kind, answered = p.readMessageBegin()
    assert answered == sequence, answered
    if kind == TMessageType.EXCEPTION:
        error = TApplicationException()
        error.read(p)
        raise error
    p.readStructBegin()
    _, kind, number = p.readFieldBegin()
    assert (kind, number) == (TType.I32, 0)
    status = p.readI32()
    p.readFieldEnd()
    assert p.readFieldBegin()[1] == TType.STOP
    p.readStructEnd()
    p.readMessageEnd()
    return status


def client(port, protocol):
    transport = TTransport.TFramedTransport(TSocket.TSocket("127.0.0.1", int(port)))
    transport.open()
    p = FACTORIES[protocol](transport)
    assert call(p, 1, [({"käse": "brötchen€😀"}, "single".encode())], single=True) == 0
    assert call(p, 2, [({}, b"")]) == 0
    assert call(p, 3, [({"k": str(i // 100)}, f"body {i}".encode()) for i in range(10000)]) == 0
    assert call(p, 4, [({}, b"x" * (10 * 1024 * 1024))]) == 0
    transport.close()


def server(protocol):
    listener = TSocket.TServerSocket("127.0.0.1", 0)
    listener.listen()
    print(listener.handle.getsockname()[1], flush=True)
    transport = TTransport.TFramedTransport(listener.accept())
    p = FACTORIES[protocol](transport)
    while True:
        try:
            name, _, sequence = p.readMessageBegin()
        except TTransport.TTransportException:
            return
        assert name == "appendBatch", name
        p.readStructBegin()
        p.readFieldBegin()
        _, count = p.readListBegin()
        for _ in range(count):
            headers, body = read_event(p)
            print(sorted(headers.items()), len(body), body[:20].decode(), flush=False)
        p.readListEnd()
        p.readFieldEnd()
        p.readFieldBegin()
        p.readStructEnd()
        p.readMessageEnd()
        p.writeMessageBegin(name, TMessageType.REPLY, sequence)
        p.writeStructBegin("result")
        p.writeFieldBegin("success", TType.I32, 0)
        p.writeI32(0)
        p.writeFieldEnd()
        p.writeFieldStop()
        p.writeStructEnd()
        p.writeMessageEnd()
        p.trans.flush()


def log(p, sequence, entries):
    p.writeMessageBegin("Log", TMessageType.CALL, sequence)
    p.writeStructBegin("args")
    p.writeFieldBegin("messages", TType.LIST, 1)
    p.writeListBegin(TType.STRUCT, len(entries))
    for entry in entries:
        p.writeStructBegin("LogEntry")
        for number, text in enumerate(entry, 1):
            p.writeFieldBegin("text", TType.STRING, number)
            p.writeString(text)
            p.writeFieldEnd()
        p.writeFieldStop()
        p.writeStructEnd()
    p.writeListEnd()
    p.writeFieldEnd()
    p.writeFieldStop()
    p.writeStructEnd()
    p.writeMessageEnd()
    p.trans.flush()
    _, kind, answered = p.readMessageBegin()
    assert (kind, answered) == (TMessageType.REPLY, sequence)
    p.readStructBegin()
    _, kind, number = p.readFieldBegin()
    assert (kind, number) == (TType.I32, 0)
    result = p.readI32()
    p.readFieldEnd()
    assert p.readFieldBegin()[1] == TType.STOP
    p.readStructEnd()
    p.readMessageEnd()
    return result


def scribe(port):
    transport = TTransport.TFramedTransport(TSocket.TSocket("127.0.0.1", int(port)))
    transport.open()
    p = TBinaryProtocol.TBinaryProtocol(transport, strictRead=False, strictWrite=False)
    entries = [("käse" if i % 2 else "app", f"entry {i} €") for i in range(1000)]
    print(log(p, 1, entries[:1]), log(p, 2, entries[1:]), log(p, 3, [("large", "x" * (1024 * 1024))]))
    transport.close()


if sys.argv[1] == "scribe":
    scribe(sys.argv[2])
elif sys.argv[1] == "client":
    client(sys.argv[2], sys.argv[3])
else:
    sys.stdout.reconfigure(encoding="utf-8")
    server(sys.argv[2])
