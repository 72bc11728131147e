/** Tells the milliseconds of processor time that this process took since: what else the machine does is not in it. */
export function cpuClock(): () => number {
  const since = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1000;
  };
}
