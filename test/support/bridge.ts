/** The bridge as a program of its own, on a free port that it prints. SIGTERM ends it. */
import { createServer } from 'node:http';
import { attachBridge, isForBridge, refuse } from '../../core/node/bridge-server.ts';
import { visit } from '../../core/node/bridge-visit.ts';

const server = createServer((_request, response) => response.end());
server.on('upgrade', (request, socket) => {
  if (!isForBridge(request)) refuse(socket, '404 Not Found');
});
const detach = attachBridge(server, async () => visit);
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as { port: number }).port}`);
});
process.once('SIGTERM', () => {
  detach();
  server.close();
  server.closeAllConnections();
});
