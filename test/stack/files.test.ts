import { afterAll, expect, it } from "vitest";
import { startPlatform } from "./platform.ts";

const platform = await startPlatform();
afterAll(platform.stop);

it("keeps a file in the bucket, also while the Worker is replaced", async () => {
  const { origin, worker } = platform.stack;
  const headers = { "X-API-Key": platform.credentials.apiKey };
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const uploaded = await fetch(`${origin}/api/v2/files?name=räuber.bin`, {
    method: "POST",
    headers,
    body: bytes,
  });
  expect(uploaded.status).toBe(201);
  const { id }: { id: string } = await uploaded.json();
  await worker.restart();
  const answer = await fetch(`${origin}/api/v2/files/${id}`, { headers });
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
  expect(answer.headers.get("content-disposition")).toContain("r%C3%A4uber.bin");
  const missing = await fetch(`${origin}/api/v2/files/${crypto.randomUUID()}`, { headers });
  expect(missing.status).toBe(404);
});
