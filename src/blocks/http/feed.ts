import { parseFeed } from "feedsmith";

/** An entry of a feed, in whichever format it came; `published` in milliseconds, null when it is not said. */
export interface FeedEntry {
  title: string;
  link: string;
  description: string;
  author: string;
  categories: string[];
  published: number | null;
}

/** The entries of an RSS, RDF, Atom or JSON feed, in its order. Throws when the text is none. */
export function feedEntries(text: string): FeedEntry[] {
  const parsed = parseFeed(text);
  switch (parsed.format) {
    case "rss":
      return (parsed.feed.items ?? []).map((item) => ({
        title: item.title ?? "",
        link: item.link ?? item.guid?.value ?? "",
        description: item.description ?? item.content?.encoded ?? "",
        author: names(item.authors) || (item.dc?.creators?.join(", ") ?? ""),
        categories: texts(item.categories?.map(({ name }) => name)),
        published: millis(item.pubDate ?? item.dc?.dates?.[0]),
      }));
    case "rdf":
      return (parsed.feed.items ?? []).map((item) => ({
        title: item.title ?? "",
        link: item.link ?? "",
        description: item.description ?? item.content?.encoded ?? "",
        author: item.dc?.creators?.join(", ") ?? "",
        categories: texts(item.dc?.subjects),
        published: millis(item.dc?.dates?.[0]),
      }));
    case "atom":
      return (parsed.feed.entries ?? []).map((entry) => ({
        title: entry.title?.value ?? "",
        link: linkOf(entry.links ?? []),
        description: entry.summary?.value ?? entry.content?.value ?? "",
        author: names(entry.authors),
        categories: texts(entry.categories?.map(({ term, label }) => label ?? term)),
        published: millis(entry.published ?? entry.updated),
      }));
    case "json":
      return (parsed.feed.items ?? []).map((item) => ({
        title: item.title ?? "",
        link: item.url ?? item.external_url ?? "",
        description: item.summary ?? item.content_text ?? item.content_html ?? "",
        author: names(item.authors),
        categories: texts(item.tags),
        published: millis(item.date_published),
      }));
  }
}

const names = (people: readonly { name?: string | undefined; email?: string | undefined }[] = []): string =>
  people.flatMap(({ name, email }) => name ?? email ?? []).join(", ");

const texts = (given: readonly (string | undefined)[] = []): string[] => given.flatMap((text) => text || []);

/** RFC 4287, section 4.2.7.2: a link without a relation is the entry itself. */
const linkOf = (links: readonly { href?: string | undefined; rel?: string | undefined }[]): string =>
  (links.find(({ rel }) => rel === undefined || rel === "alternate") ?? links[0])?.href ?? "";

function millis(date: string | undefined): number | null {
  const parsed = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(parsed) ? null : parsed;
}
