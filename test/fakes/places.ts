import type { JsonObject } from "#lib/json.ts";
import { factsOf, problemOf, textIn } from "./facts.ts";
import { googleError } from "./google/dialect.ts";
import { masked } from "./google/fields.ts";
import type { Answering } from "./origins.ts";

const LARGEST_PAGE = 20;

/** The search of Google Maps for text, for who has the key. */
export function fakePlaces(key: string, places: readonly JsonObject[]): Answering {
  const facts = factsOf("places");
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/v1/places:searchText" || request.method !== "POST") {
      return googleError(404, "Not Found", "notFound", "NOT_FOUND");
    }
    if (searchParams.get("key") !== key) return refuse("API key not valid. Please pass a valid API key.");
    const mask = request.headers.get("x-goog-fieldmask");
    if (mask === null) return refuse("FieldMask is a required parameter.");
    const body: JsonObject = JSON.parse(await request.text());
    const problem = problemOf(facts, "#GoogleMapsPlacesV1SearchTextRequest", body, "body");
    return problem === null ? found(places, body, mask) : refuse(problem);
  };
  return { origin: facts.origin, answer };
}

const refuse = (message: string): Response => googleError(400, message, "badRequest", "INVALID_ARGUMENT");

function found(places: readonly JsonObject[], body: JsonObject, mask: string): Response {
  const size = Number(body["pageSize"] ?? LARGEST_PAGE);
  if (size > LARGEST_PAGE || textIn(body, "textQuery") === "") return refuse("Invalid request");
  const begin = Number(textIn(body, "pageToken") || 0);
  const end = begin + size;
  const more = end < places.length ? { nextPageToken: String(end) } : {};
  return Response.json(masked({ places: places.slice(begin, end), ...more }, mask));
}
