import { expect, it } from "vitest";
import { readCredentials } from "#auth/credentials.ts";

const key = `agpt_${"k".repeat(43)}`;

it.each<[Record<string, string>, string | null, string | null]>([
  [{}, null, null],
  [{ "x-api-key": key }, key, null],
  [{ authorization: `Bearer ${key}` }, key, null],
  [{ authorization: `bearer  ${key}` }, key, null],
  [{ authorization: "Bearer a.b.c" }, null, "a.b.c"],
  [{ authorization: "Bearer a.b.c", "x-api-key": key }, key, "a.b.c"],
  [{ authorization: `Bearer ${key}`, "x-api-key": key }, key, null],
  [{ authorization: `Bearer ${key}`, "x-api-key": "agpt_other" }, "agpt_other", key],
  [{ authorization: `Bearer agpt_xt_${"t".repeat(43)}` }, null, `agpt_xt_${"t".repeat(43)}`],
  [{ authorization: "Bearer agpt_xt_cut" }, null, "agpt_xt_cut"],
  [{ authorization: `Bearer agpt_rt_${"t".repeat(43)}` }, null, `agpt_rt_${"t".repeat(43)}`],
  [{ authorization: `Bearer agpt_xt_${"k".repeat(40)}` }, `agpt_xt_${"k".repeat(40)}`, null],
  [{ authorization: "Basic YTpi" }, null, ""],
  [{ authorization: "Bearer" }, null, ""],
  [{ "x-api-key": "" }, "", null],
])("of %j are the key %j and the token %j", (headers, apiKey, token) => {
  expect(readCredentials(new Headers(headers))).toEqual({ apiKey, token });
});
