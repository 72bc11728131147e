import * as z from "zod";
import { apiClient } from "../api.ts";
import { BlockError, type BlockIo, block } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";

const credentials = exampleCredential("openweathermap");

export const getWeatherInformation = block({
  id: "f7a8b2c3-6d4e-5f8b-9e7f-6d4e5f8b9e7f",
  name: "GetWeatherInformationBlock",
  description: "Tells the weather of a place: from Open-Meteo, or with a key from OpenWeatherMap.",
  categories: [],
  pure: false,
  input: () =>
    z.object({
      location: z.string().describe("The place, such as a town"),
      credentials: credentialPin({
        provider: "openweathermap",
        types: ["api_key"],
        description: "Your key for OpenWeatherMap, if you have one",
      }).optional(),
      use_celsius: z.boolean().default(true).describe("Whether degrees are Celsius, else Fahrenheit"),
    }),
  output: () =>
    z.object({
      temperature: z.string().describe("Degrees"),
      humidity: z.string().describe("Per cent"),
      condition: z.string().describe("What it is like"),
    }),
  async *run({ location, credentials: using, use_celsius }, io) {
    const weather =
      using === undefined
        ? await openMeteo(io, location, use_celsius)
        : await openWeatherMap(io, using, location, use_celsius);
    yield ["temperature", String(weather.temperature)];
    yield ["humidity", String(weather.humidity)];
    yield ["condition", weather.condition];
  },
  examples: [
    {
      input: { location: "Turin" },
      answers: [
        {
          method: "GET",
          url: "https://geocoding-api.open-meteo.com/v1/search?name=Turin&count=1",
          body: { results: [{ name: "Turin", latitude: 45.07, longitude: 7.69 }] },
        },
        {
          method: "GET",
          url: "https://api.open-meteo.com/v1/forecast?latitude=45.07&longitude=7.69&current=temperature_2m%2Crelative_humidity_2m%2Cweather_code&temperature_unit=celsius",
          body: { current: { temperature_2m: 8.5, relative_humidity_2m: 71, weather_code: 61 } },
        },
      ],
      yields: { temperature: ["8.5"], humidity: ["71"], condition: ["slight rain"] },
    },
    {
      input: { location: "Nowhere" },
      answers: [
        {
          method: "GET",
          url: "https://geocoding-api.open-meteo.com/v1/search?name=Nowhere&count=1",
          body: {},
        },
      ],
      yields: { error: ['Open-Meteo knows no place "Nowhere"'] },
    },
    {
      input: { credentials, location: "Turin", use_celsius: false },
      answers: [
        {
          method: "GET",
          url: "https://api.openweathermap.org/data/2.5/weather?q=Turin&units=imperial",
          body: { main: { temp: 47.3, humidity: 71 }, weather: [{ description: "light rain" }] },
        },
      ],
      yields: { temperature: ["47.3"], humidity: ["71"], condition: ["light rain"] },
    },
  ],
});

interface Weather {
  temperature: number;
  humidity: number;
  condition: string;
}

async function openMeteo(io: BlockIo, location: string, isCelsius: boolean): Promise<Weather> {
  const client = apiClient({ name: "Open-Meteo", base: "https://api.open-meteo.com/v1" }, io);
  const Places = z.object({
    results: z.array(z.object({ latitude: z.number(), longitude: z.number() })).default([]),
  });
  const { results } = await client.ask(Places, "https://geocoding-api.open-meteo.com/v1/search", {
    query: { name: location, count: 1 },
  });
  const [place] = results;
  if (place === undefined) throw new BlockError(`Open-Meteo knows no place "${location}"`);
  const Forecast = z.object({
    current: z.object({
      temperature_2m: z.number(),
      relative_humidity_2m: z.number(),
      weather_code: z.int(),
    }),
  });
  const { current } = await client.ask(Forecast, "/forecast", {
    query: {
      latitude: place.latitude,
      longitude: place.longitude,
      current: "temperature_2m,relative_humidity_2m,weather_code",
      temperature_unit: isCelsius ? "celsius" : "fahrenheit",
    },
  });
  return {
    temperature: current.temperature_2m,
    humidity: current.relative_humidity_2m,
    condition: CONDITIONS[current.weather_code] ?? "unknown",
  };
}

async function openWeatherMap(
  io: BlockIo,
  using: CredentialRef,
  location: string,
  isCelsius: boolean,
): Promise<Weather> {
  const client = apiClient(
    { name: "OpenWeatherMap", base: "https://api.openweathermap.org/data/2.5" },
    io,
    using,
  );
  const Current = z.object({
    main: z.object({ temp: z.number(), humidity: z.number() }),
    weather: z.array(z.object({ description: z.string() })),
  });
  const query = { q: location, units: isCelsius ? "metric" : "imperial" };
  const { main, weather } = await client.ask(Current, "/weather", { query });
  return { temperature: main.temp, humidity: main.humidity, condition: weather[0]?.description ?? "unknown" };
}

/** WMO code table 4677, as far as Open-Meteo uses it. */
const CONDITIONS: Record<number, string> = {
  0: "clear sky",
  1: "mainly clear",
  2: "partly cloudy",
  3: "overcast",
  45: "fog",
  48: "freezing fog",
  51: "light drizzle",
  53: "drizzle",
  55: "dense drizzle",
  56: "light freezing drizzle",
  57: "freezing drizzle",
  61: "slight rain",
  63: "rain",
  65: "heavy rain",
  66: "light freezing rain",
  67: "freezing rain",
  71: "slight snow",
  73: "snow",
  75: "heavy snow",
  77: "snow grains",
  80: "slight showers",
  81: "showers",
  82: "violent showers",
  85: "slight snow showers",
  86: "heavy snow showers",
  95: "thunderstorm",
  96: "thunderstorm with slight hail",
  99: "thunderstorm with heavy hail",
};
