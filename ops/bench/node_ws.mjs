// Fan-out by the Node library `ws`: what the service is measured beside. Takes one JSON order a
// line on standard input:
//   frame  {payload_bytes}            send payloads of that size from now on
//   send   {changes}                  one `send` to every client for each change
//   built  {changes}                  the same with a frame built once, as the service does
// Answers with begin and end on the clock that Python's time.monotonic() reads.
import { createInterface } from "node:readline";
import { Sender, WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
let payload = "";
server.on("listening", () => say({ port: server.address().port }));
server.on("connection", (socket) => {
  socket.once("message", () => socket.send('{"type":"snapshot"}'));
});

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

const seconds = () => Number(process.hrtime.bigint()) / 1e9;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function frame() {
  const parts = Sender.frame(Buffer.from(payload), {
    fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false,
  });
  return Buffer.concat(parts);
}

async function pass(changes, write) {
  const begun = seconds();
  const used = process.cpuUsage();
  for (let change = 0; change < changes; change += 1) {
    for (const client of server.clients) write(client);
    await turn();
  }
  while ([...server.clients].some((client) => client.bufferedAmount > 0)) await turn();
  const { user, system } = process.cpuUsage(used);
  return { begun, ended: seconds(), processor_seconds: (user + system) / 1e6 };
}

const orders = {
  frame: ({ payload_bytes: size }) => {
    payload = "x".repeat(size);
    return { ready: true };
  },
  send: ({ changes }) => pass(changes, (client) => client.send(payload)),
  built: ({ changes }) => {
    const bytes = frame();
    return pass(changes, (client) => client._socket.write(bytes));
  },
};

const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const order = JSON.parse(line);
  say(await orders[order.do](order));
});
lines.on("close", () => process.exit(0));
