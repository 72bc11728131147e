import * as z from "zod";
import { apiClient } from "../api.ts";
import { block } from "../block.ts";
import { credentialPin, exampleCredential } from "../credential-pin.ts";

const credentials = exampleCredential("google_maps");

const Place = () =>
  z
    .object({
      name: z.string(),
      address: z.string(),
      phone: z.string(),
      rating: z.number(),
      reviews: z.int(),
      website: z.string(),
    })
    .describe("A place that fits");

const FIELDS = [
  "places.displayName",
  "places.formattedAddress",
  "places.internationalPhoneNumber",
  "places.rating",
  "places.userRatingCount",
  "places.websiteUri",
  "nextPageToken",
].join(",");

/** Google gives no more places on a page. */
const PAGE = 20;

export const googleMapsSearch = block({
  id: "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  name: "GoogleMapsSearchBlock",
  description: "Finds places on Google Maps, such as businesses of a kind in a town.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: credentialPin({
        provider: "google_maps",
        types: ["api_key"],
        description: "Your key for Google Maps",
      }),
      query: z.string().describe("What to look for, and where"),
      radius: z.int().min(1).max(50_000).default(5000).describe("Kept for old graphs: the query says where"),
      max_results: z.int().min(1).max(60).default(20).describe("How many at most"),
    }),
  output: () => z.object({ place: Place() }),
  async *run({ credentials: using, query, max_results }, io) {
    const maps = apiClient({ name: "Google Maps", base: "https://places.googleapis.com/v1" }, io, using);
    let pageToken: string | undefined;
    for (let left = max_results; left > 0; left -= PAGE) {
      const found = await maps.ask(Found(), "/places:searchText", {
        method: "POST",
        headers: { "x-goog-fieldmask": FIELDS },
        body: {
          textQuery: query,
          pageSize: Math.min(PAGE, left),
          ...(pageToken !== undefined && { pageToken }),
        },
      });
      for (const place of found.places.slice(0, left)) yield ["place", placeOf(place)];
      pageToken = found.nextPageToken;
      if (pageToken === undefined) return;
    }
  },
  examples: [
    {
      input: { credentials, query: "tea in Turin", max_results: 1 },
      answers: [
        {
          method: "POST",
          url: "https://places.googleapis.com/v1/places:searchText",
          requestBody: { textQuery: "tea in Turin", pageSize: 1 },
          body: {
            places: [
              {
                displayName: { text: "Tè", languageCode: "it" },
                formattedAddress: "Via Roma 1, Torino",
                rating: 4.5,
                userRatingCount: 12,
              },
            ],
          },
        },
      ],
      yields: {
        place: [
          { name: "Tè", address: "Via Roma 1, Torino", phone: "", rating: 4.5, reviews: 12, website: "" },
        ],
      },
    },
  ],
});

const FoundPlace = () =>
  z.object({
    displayName: z.object({ text: z.string() }),
    formattedAddress: z.string().default(""),
    internationalPhoneNumber: z.string().default(""),
    rating: z.number().default(0),
    userRatingCount: z.int().default(0),
    websiteUri: z.string().default(""),
  });

const Found = () =>
  z.object({ places: z.array(FoundPlace()).default([]), nextPageToken: z.string().optional() });

const placeOf = (found: z.output<ReturnType<typeof FoundPlace>>): z.output<ReturnType<typeof Place>> => ({
  name: found.displayName.text,
  address: found.formattedAddress,
  phone: found.internationalPhoneNumber,
  rating: found.rating,
  reviews: found.userRatingCount,
  website: found.websiteUri,
});
