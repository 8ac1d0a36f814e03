/** Computes the digest of the named backend: on a worker thread it posts it, in a process of its own it prints it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { BackendName } from '../../backend.ts';
import { createBackend } from '../../selectBackend.ts';
import { digestOf } from './digest.ts';

const name = (parentPort ? workerData : process.argv[2]) as BackendName;
const digest = digestOf(createBackend(name));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
if (parentPort) parentPort.postMessage(digest);
else process.stdout.write(digest);
