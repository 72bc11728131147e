import { createServer } from "node:http";

export interface KillPoints {
  /** Where builds/named-points.ts tells that it comes to a point. */
  url: string;
  /** Kills when the Worker has come to the point so many times from now. */
  arm(point: string, visits?: number): void;
  readonly isArmed: boolean;
  stop(): void;
}

export async function startKillPoints(kill: () => void): Promise<KillPoints> {
  let armed: { point: string; visits: number } | null = null;
  const server = createServer((request, response) => {
    const point = decodeURIComponent(request.url?.slice(1) ?? "");
    if (armed?.point !== point) return void response.end();
    armed.visits -= 1;
    if (armed.visits > 0) return void response.end();
    armed = null;
    kill();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("There is no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    arm: (point, visits = 1) => {
      armed = { point, visits };
    },
    get isArmed() {
      return armed !== null;
    },
    stop: () => void server.close(),
  };
}
