export { type BrowserProgram, CHROMIUM_OPTIONS, findChromium } from './chromium.ts';
export { ClosingLineReporter } from './closingLineReporter.ts';
export { CACHE_DIRECTORY, unpackDebianPackages } from './debianPackage.ts';
export { withDirectoryLock } from './directoryLock.ts';
export { startEnkit, startEnkitWorker, WORKER_READY } from './enkitPrograms.ts';
export { startProgram, type Program, type ProgramEnd, type ProgramOptions } from './program.ts';
export {
  type PrivatePrometheus,
  type ProgramResult,
  prometheusProgram,
  runPromtool,
  startPrometheus,
} from './prometheus.ts';
export { startRedis, type TestRedis } from './redis.ts';
export { startRedisProxy, type RedisProxy } from './redisProxy.ts';
export { startRedisServer, type RedisServer, type RedisServerOptions } from './redisServer.ts';
export { startWorkerFleet, type WorkerFleet, type WorkerFleetOptions } from './workerFleet.ts';
