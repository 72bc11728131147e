/** What a node does: hands its value on, or posts it and goes on with what comes back. */
export async function perform(effectUrl: string | null, value: number): Promise<number> {
  if (effectUrl === null) return value;
  const response = await fetch(effectUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ x: value }),
  });
  const { echo }: { echo: { x: number } } = await response.json();
  return echo.x;
}
