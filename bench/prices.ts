/** What one unit costs beyond what plans include, US dollars. */
export const PRICES = {
  /** developers.cloudflare.com/workers/platform/pricing, Workers Standard: $0.30 a million. */
  workerRequest: 0.3e-6,
  /** The same page: $0.02 a million milliseconds. */
  workerCpuMs: 0.02e-6,
  /** developers.cloudflare.com/durable-objects/platform/pricing: $0.15 a million; each session of RPC calls and each alarm is one. */
  objectRequest: 0.15e-6,
  /** The same page: $12.50 a million GB-s; an object counts as 128 MB. */
  objectGbSecond: 12.5e-6,
  /** The same page, SQLite storage: $1.00 a million rows. */
  objectRowWritten: 1e-6,
  /** The same page: setting an alarm is a row written. */
  objectAlarm: 1e-6,
  /** The same page: $0.001 a million rows. */
  objectRowRead: 0.001e-6,
  /** The same page: $0.20 a GB-month. */
  objectGbMonth: 0.2,
  /** upstash.com/docs/qstash/overall/pricing, pay as you go: $1 for 100,000 messages; each attempt is one. */
  queueMessage: 10e-6,
  /** upstash.com/pricing/redis, pay as you go: $0.20 for 100,000 commands. */
  redisCommand: 2e-6,
  /** neon.com/docs/introduction/plans, Launch: $0.106 a CU-hour; a unit is taken as one CPU. */
  postgresCpuSecond: 0.106 / 3600,
  /** The same page: $0.35 a GB-month. */
  postgresGbMonth: 0.35,
};
