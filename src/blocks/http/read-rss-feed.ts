import * as z from "zod";
import { BlockError, block } from "../block.ts";
import type { FeedEntry } from "./feed.ts";

const MAX_CHARACTERS = 5_000_000;
const MAX_ENTRIES = 1000;

const entrySchema = () =>
  z.object({
    title: z.string(),
    link: z.string(),
    description: z.string(),
    pub_date: z.string(),
    author: z.string(),
    categories: z.array(z.string()),
  });

export const readRssFeed = block({
  id: "5ebe6768-8e5d-41e3-9134-1c7bd89a8d52",
  name: "ReadRSSFeedBlock",
  description: "Reads the new entries of an RSS, Atom or JSON feed.",
  categories: ["INPUT"],
  pure: false,
  input: () =>
    z.object({
      rss_url: z.string().describe("The address of the feed"),
      time_period: z
        .int()
        .min(0)
        .default(1440)
        .describe("How many minutes ago an entry may have been published; one without a date is always new"),
      polling_rate: z
        .int()
        .describe("Taken and not used: the feed is read once, and a schedule reads it again"),
      run_continuously: z.boolean().default(true).describe("Taken and not used, like the polling rate"),
    }),
  output: () =>
    z.object({
      entry: entrySchema().describe("One entry; its date in ISO 8601"),
      entries: z.array(entrySchema()).describe("All of them"),
    }),
  async *run({ rss_url, time_period }, io) {
    const text = await download(rss_url, io);
    const after = io.now - time_period * 60_000;
    const entries = (await read(text))
      .filter(({ published }) => published === null || published >= after)
      .slice(0, MAX_ENTRIES)
      .map(({ published, ...entry }) => ({
        ...entry,
        pub_date: published === null ? "" : new Date(published).toISOString(),
      }));
    for (const entry of entries) yield ["entry", entry];
    yield ["entries", entries];
  },
  examples: [
    {
      now: "2025-03-19T14:30:00Z",
      input: { rss_url: "https://example.com/rss", polling_rate: 300 },
      answers: [
        {
          method: "GET",
          url: "https://example.com/rss",
          body: `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
            <item><title>New &amp; good</title><link>https://example.com/1</link><description><![CDATA[<p>x</p>]]></description>
              <author>ada@example.com (Ada)</author><category>a</category><category>b</category>
              <pubDate>Wed, 19 Mar 2025 10:00:00 GMT</pubDate></item>
            <item><title>Old</title><pubDate>Mon, 17 Mar 2025 10:00:00 GMT</pubDate></item>
          </channel></rss>`,
        },
      ],
      yields: {
        entry: [newEntry()],
        entries: [[newEntry()]],
      },
    },
    {
      now: "2025-03-19T14:30:00Z",
      input: { rss_url: "https://example.com/atom", polling_rate: 300, time_period: 60 },
      answers: [
        {
          method: "GET",
          url: "https://example.com/atom",
          body: `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>i</id><updated>2025-03-19T14:00:00Z</updated>
            <entry><id>1</id><title>One</title><updated>2025-03-19T14:00:00Z</updated><author><name>Ada</name></author>
              <link rel="self" href="https://example.com/self"/><link href="https://example.com/1"/><summary>s</summary>
              <category term="x"/></entry></feed>`,
        },
      ],
      yields: {
        entry: [atomEntry()],
        entries: [[atomEntry()]],
      },
    },
    {
      input: { rss_url: "https://example.com/page", polling_rate: 300 },
      answers: [{ method: "GET", url: "https://example.com/page", body: "<html></html>" }],
      yields: { error: ["There is no feed at this address"] },
    },
    {
      input: { rss_url: "https://example.com/gone", polling_rate: 300 },
      answers: [{ method: "GET", url: "https://example.com/gone", status: 404 }],
      yields: { error: ["The feed's address answered 404"] },
    },
  ],
});

async function download(url: string, { fetch }: { fetch(url: string): Promise<Response> }): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) {
    await response.body?.cancel();
    const retryable = response.status === 429 || response.status >= 500;
    throw new BlockError(`The feed's address answered ${response.status}`, { retryable });
  }
  const text = await response.text();
  if (text.length > MAX_CHARACTERS)
    throw new BlockError(`The feed is longer than ${MAX_CHARACTERS} characters`);
  if (/<!ENTITY/i.test(text)) throw new BlockError("Feeds that define entities are not read");
  return text;
}

async function read(text: string): Promise<FeedEntry[]> {
  const { feedEntries } = await import("./feed.ts");
  try {
    return feedEntries(text);
  } catch (error) {
    throw new BlockError("There is no feed at this address", { cause: error });
  }
}

function newEntry() {
  return {
    title: "New & good",
    link: "https://example.com/1",
    description: "<p>x</p>",
    author: "Ada",
    categories: ["a", "b"],
    pub_date: "2025-03-19T10:00:00.000Z",
  };
}

function atomEntry() {
  return {
    title: "One",
    link: "https://example.com/1",
    description: "s",
    author: "Ada",
    categories: ["x"],
    pub_date: "2025-03-19T14:00:00.000Z",
  };
}
