import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const server = createServer();
const io = new Server(server, { perMessageDeflate: false, transports: ['websocket'] });
io.on('connection', (socket) => {
  void socket.join('group');
  socket.on('m', (text: string) => io.to('group').emit('m', text));
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${(server.address() as AddressInfo).port}`));
process.on('SIGTERM', () => process.exit(0));
