import type { Answering } from "./origins.ts";

const CURRENT = ["temperature_2m", "relative_humidity_2m", "weather_code", "wind_speed_10m", "precipitation"];

const refused = (reason: string) => Response.json({ error: true, reason }, { status: 400 });

/** Open-Meteo, which knows one place: Turin. */
export function fakeOpenMeteo(): Answering[] {
  const geocoding = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/v1/search") return refused("Not Found");
    if (!searchParams.has("name")) return refused("Parameter count and name must not be empty");
    const isKnown = searchParams.get("name")?.toLowerCase() === "turin";
    const results = [
      { id: 3_165_524, name: "Turin", latitude: 45.07049, longitude: 7.68682, country: "Italy" },
    ];
    return Response.json(isKnown ? { results, generationtime_ms: 0.5 } : { generationtime_ms: 0.5 });
  };
  const forecast = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/v1/forecast") return refused("Not Found");
    const [latitude, longitude] = ["latitude", "longitude"].map((name) =>
      Number(searchParams.get(name) ?? "none"),
    );
    if (latitude !== 45.07049 || longitude !== 7.68682)
      return refused("Latitude must be in range of -90 to 90°.");
    return current(searchParams);
  };
  return [
    { origin: "https://geocoding-api.open-meteo.com", answer: geocoding },
    { origin: "https://api.open-meteo.com", answer: forecast },
  ];
}

function current(query: URLSearchParams): Response {
  const wanted = (query.get("current") ?? "").split(",");
  const unknown = wanted.find((name) => !CURRENT.includes(name));
  if (unknown !== undefined)
    return refused(`Cannot initialize a variable from invalid String value ${unknown}.`);
  const unit = query.get("temperature_unit") ?? "celsius";
  if (unit !== "celsius" && unit !== "fahrenheit") return refused(`Invalid unit ${unit}`);
  const values = [unit === "celsius" ? 8.5 : 47.3, 71, 61, 3.2, 0.4];
  const told = Object.fromEntries(wanted.map((name) => [name, values[CURRENT.indexOf(name)]]));
  return Response.json({ latitude: 45.08, longitude: 7.68, current: { time: "2026-11-22T10:00", ...told } });
}

/** OpenWeatherMap, for who has the key; it knows Turin too. */
export function fakeOpenWeatherMap(key: string): Answering {
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/data/2.5/weather") {
      return Response.json({ cod: "404", message: "Internal error" }, { status: 404 });
    }
    if (searchParams.get("appid") !== key) {
      return Response.json({ cod: 401, message: "Invalid API key." }, { status: 401 });
    }
    if (searchParams.get("q")?.toLowerCase() !== "turin") {
      return Response.json({ cod: "404", message: "city not found" }, { status: 404 });
    }
    const temp = { metric: 8.5, imperial: 47.3 }[searchParams.get("units") ?? ""] ?? 281.65;
    const weather = [{ id: 500, main: "Rain", description: "light rain", icon: "10d" }];
    return Response.json({ weather, main: { temp, humidity: 71 }, name: "Turin", cod: 200 });
  };
  return { origin: "https://api.openweathermap.org", answer };
}
