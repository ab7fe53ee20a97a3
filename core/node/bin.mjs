#!/usr/bin/env node
/**
 * The command `xhttp-lab`: runs `cli.ts` on a Node that is new enough, or says in one line what
 * to do to get one. Plain JavaScript for Node 20.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { oldestMajor, projectNode, recentEnough, root } from './project-node.mjs';

const node = projectNode();
if (recentEnough(process.versions.node)) await runHere();
else if (node) runWith(node);
else
  stop(
    `needs Node ${oldestMajor} or newer, and this is ${process.version}; ` +
      `"npm ci" in ${root} installs one`,
  );

async function runHere() {
  let cli;
  try {
    cli = await import('./cli.ts');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('package')) throw error;
    stop(`the packages are not installed; run "npm ci" in ${root}`);
  }
  process.exitCode = await cli.main(process.argv.slice(2));
}

function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      // A terminal sends its Ctrl-C to both of us.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function stop(text) {
  console.error(`xhttp-lab: ${text}`);
  process.exit(1);
}
