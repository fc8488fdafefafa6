import { parentPort } from 'node:worker_threads';
import { Scanner } from '@paidonce/facts';
import type { ScanRequest } from './scan-thread.js';
import { scanned } from './scanned.js';

const scanner = new Scanner();

parentPort?.on('message', (request: ScanRequest) => parentPort?.postMessage(scanned(request, scanner)));
