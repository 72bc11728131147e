export type FiringState = "IN_PROGRESS" | "SUCCESS" | "FAIL";

/** A publication that repeats; its headers are read anew each time it fires. */
export interface Schedule {
  scheduleId: string;
  cron: string;
  destination: string;
  /** Lower-case names and values of the creating request. */
  headers: [string, string][];
  /** Base64. */
  body: string;
  callerIp: string;
  createdAt: number;
  isPaused: boolean;
  nextScheduleTime: number;
  lastScheduleTime?: number | undefined;
  /** The messages of the last firing. */
  lastScheduleStates: Record<string, FiringState>;
}

/** The schedules that there are. */
export interface ScheduleTable {
  get(scheduleId: string): Schedule | undefined;
  list(): Schedule[];
  set(schedule: Schedule): void;
  delete(scheduleId: string): void;
}
