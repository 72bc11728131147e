import type { ErrorShape } from "../../openapi.ts";
import type { Route } from "../../route.ts";
import { DetailBody, detailBody } from "../errors.ts";
import { executeBlockRoute } from "./blocks/execute.ts";
import { listBlocksRoute } from "./blocks/list.ts";
import { createGraphRoute } from "./graphs/create.ts";
import { executeGraphRoute } from "./graphs/execute.ts";
import { graphResultsRoute } from "./graphs/results.ts";
import { meRoute } from "./me.ts";

/** The external API of seeds 000 and 001, for servers: by API key, or by the token of an app. */
export const external: {
  base: string;
  errorBody: typeof detailBody;
  errors: ErrorShape;
  routes: readonly Route[];
} = {
  base: "/external-api/v1",
  errorBody: detailBody,
  errors: { name: "Detail", schema: () => DetailBody },
  routes: [
    meRoute,
    listBlocksRoute,
    executeBlockRoute,
    createGraphRoute,
    executeGraphRoute,
    graphResultsRoute,
  ],
};
