import { afterAll, expect, it } from "vitest";
import * as z from "zod";
import { getWeatherInformation } from "#blocks/search/get-weather-information.ts";
import { googleMapsSearch } from "#blocks/search/google-maps-search.ts";
import { serve } from "../fakes/origins.ts";
import { fakePlaces } from "../fakes/places.ts";
import { fakeOpenMeteo, fakeOpenWeatherMap } from "../fakes/weather.ts";
import { filesWith, rowsWith } from "./planted.ts";
import { startPlatform } from "./platform.ts";

const KEY = "a-key-of-somebody-4be1";
const places = Array.from({ length: 23 }, (_, index) => ({
  id: `p${index}`,
  displayName: { text: `Tea ${index}`, languageCode: "en" },
  formattedAddress: `Via Roma ${index}, Torino`,
  rating: 4.5,
  userRatingCount: index,
}));

const served = await serve([fakePlaces(KEY, places), ...fakeOpenMeteo(), fakeOpenWeatherMap(KEY)]);
const platform = await startPlatform({ env: { PROVIDER_BASE_URLS: JSON.stringify(served.baseUrls) } });
afterAll(async () => {
  served.close();
  await platform.stop();
});

async function keyOf(provider: string, api_key = KEY) {
  const draft = { provider, type: "api_key", api_key };
  const { body } = await platform.call("POST", "/api/v2/integrations/credentials", draft);
  return { id: z.looseObject({ id: z.string() }).parse(body).id, provider, type: "api_key" };
}

async function ran(nodes: Record<string, [block: string, input: object]>) {
  const graph = await platform.graph({
    name: "Places",
    nodes: Object.entries(nodes).map(([id, [block_id, input_default]]) => ({ id, block_id, input_default })),
    links: [],
  });
  const { node_executions } = await platform.ended(await platform.start(graph));
  return Object.fromEntries(node_executions.map((node) => [node.node_id, node]));
}

it("places are found on Google Maps, page after page, with a key that stays hidden", async () => {
  const credentials = await keyOf("google_maps");
  const wrong = await keyOf("google_maps", "another-key");
  const { found, few, refused } = await ran({
    found: [googleMapsSearch.id, { credentials, query: "tea in Turin", max_results: 60 }],
    few: [googleMapsSearch.id, { credentials, query: "tea in Turin", max_results: 21 }],
    refused: [googleMapsSearch.id, { credentials: wrong, query: "tea" }],
  });
  expect(found?.output_data["place"]).toHaveLength(23);
  expect(found?.output_data["place"]?.[22]).toMatchObject({ name: "Tea 22", reviews: 22, phone: "" });
  expect(few?.output_data["place"]).toHaveLength(21);
  expect(refused).toMatchObject({ status: "FAILED", error: expect.stringContaining("API key not valid") });
  expect(await rowsWith(platform, KEY)).toEqual([]);
  expect(filesWith(platform, KEY)).toEqual([]);
});

it("the weather comes from Open-Meteo without a key, and with one from OpenWeatherMap", async () => {
  const credentials = await keyOf("openweathermap");
  const { free, paid, nowhere, missing } = await ran({
    free: [getWeatherInformation.id, { location: "Turin" }],
    paid: [getWeatherInformation.id, { credentials, location: "Turin", use_celsius: false }],
    nowhere: [getWeatherInformation.id, { location: "Nowhere" }],
    missing: [getWeatherInformation.id, { credentials, location: "Nowhere" }],
  });
  expect(free?.output_data).toEqual({ temperature: ["8.5"], humidity: ["71"], condition: ["slight rain"] });
  expect(paid?.output_data).toEqual({ temperature: ["47.3"], humidity: ["71"], condition: ["light rain"] });
  expect(nowhere).toMatchObject({ error: 'Open-Meteo knows no place "Nowhere"' });
  expect(missing).toMatchObject({ error: "OpenWeatherMap answered 404: city not found" });
});
