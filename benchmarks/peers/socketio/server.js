// socket.io as its manual sets it up for several processes: websocket transport, Redis adapter, a room an agent, no compression.
// node server.js PORT REDIS_SOCKET
const { createServer } = require("node:http");
const { Server } = require("socket.io");
const { createAdapter } = require("@socket.io/redis-adapter");
const { Redis } = require("ioredis");

const [port, path] = process.argv.slice(2);
const redis = () => new Redis({ path });
const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, adapter: createAdapter(redis(), redis()) });
io.on("connection", (socket) => {
  socket.on("desk", (id) => socket.join(id));
});
http.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
