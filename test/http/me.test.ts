import { describe, expect, it } from "vitest";
import { type Caller, person, session, world } from "../world.ts";

const { api, key } = await world();
const ME = "/api/v2/me";

describe("/api/v2/me", async () => {
  const ada = person("ada");
  const caller = await session(ada);
  const change = (body: object, who: Caller = caller) => api(who).send("PATCH", ME, body);

  it("says who is calling, also when they sign in elsewhere", async () => {
    expect(await api(caller).get(ME)).toMatchObject({
      status: 200,
      body: { ...ada, email_verified: false, name: null, timezone: null },
    });
  });

  it("changes what is given and keeps the rest", async () => {
    expect((await change({ name: " Ada ", timezone: "Europe/Berlin" })).body).toMatchObject({
      name: "Ada",
      timezone: "Europe/Berlin",
    });
    expect((await change({ timezone: null })).body).toMatchObject({ name: "Ada", timezone: null });
    expect((await change({})).body).toMatchObject({ name: "Ada", timezone: null });
  });

  it("is one's own, whatever one shows", async () => {
    const eve = person("eve");
    expect((await api(await key(eve, ["IDENTITY"])).get(ME)).body).toMatchObject(eve);
  });

  it.each<[string, object, string]>([
    ["a zone that is none", { timezone: "Mars/Olympus" }, "timezone"],
    ["an offset, which knows no summer", { timezone: "+02:00" }, "timezone"],
    ["an empty zone", { timezone: "" }, "timezone"],
    ["an empty name", { name: "  " }, "name"],
    ["an endless name", { name: "a".repeat(101) }, "name"],
  ])("refuses %s", async (_what, body, path) => {
    expect(await change(body)).toMatchObject({
      status: 422,
      body: { error: { code: "VALIDATION_ERROR", details: { issues: [{ path }] } } },
    });
  });
});
