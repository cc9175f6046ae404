// An Avro RPC server of the npm package avsc: node-server.js PROTOCOL. Says its port, then a line for each event.
const avro = require('avsc'), fs = require('fs'), net = require('net');
const service = avro.Service.forProtocol(JSON.parse(fs.readFileSync(process.argv[2])));
const say = event => console.log(`EVENT ${JSON.stringify(event.headers)} ${event.body.length > 100 ? event.body.length : event.body}`);
const server = service.createServer()
  .onAppend((event, answer) => { say(event); answer(null, 'OK'); })
  .onAppendBatch((events, answer) => {
    const refused = events.some(event => event.body.toString() === 'refuse');
    if (!refused) events.forEach(say);
    answer(null, refused ? 'FAILED' : 'OK');
  });
const listener = net.createServer(connection => server.createChannel(connection)).listen(0, '127.0.0.1', () => console.log(`PORT ${listener.address().port}`));
