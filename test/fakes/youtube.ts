import { Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Player = z.object({
  context: z.object({ client: z.object({ clientName: z.literal("ANDROID"), clientVersion: z.string() }) }),
  videoId: z.string(),
});

/** Captions by language of each video; a language that ends in `-asr` was heard by a machine. */
type Videos = Readonly<Record<string, Readonly<Record<string, string[]>>>>;

/** What YouTube's own player for Android asks: which captions a video has, and what they say. */
export async function startYoutube(videos: Videos) {
  const app = new Hono();
  app.post("/youtubei/v1/player", async (c) => {
    const asked = Player.safeParse(await c.req.json());
    if (!asked.success)
      return c.json({ error: { code: 400, message: "Request contains an invalid argument." } }, 400);
    const { videoId } = asked.data;
    const captions = videos[videoId];
    if (captions === undefined) {
      return c.json({ playabilityStatus: { status: "ERROR", reason: "This video is unavailable" } });
    }
    const captionTracks = Object.keys(captions).map((track) => ({
      baseUrl: `https://www.youtube.com/api/timedtext?v=${videoId}&lang=${track}&fmt=srv3`,
      languageCode: track.replace("-asr", ""),
      ...(track.endsWith("-asr") && { kind: "asr" }),
    }));
    return c.json({
      playabilityStatus: { status: "OK" },
      videoDetails: { videoId },
      ...(captionTracks.length > 0 && { captions: { playerCaptionsTracklistRenderer: { captionTracks } } }),
    });
  });
  app.get("/api/timedtext", (c) => {
    if (c.req.query("fmt") !== "json3") return c.text("<timedtext/>");
    const lines = videos[c.req.query("v") ?? ""]?.[c.req.query("lang") ?? ""] ?? [];
    // Between lines there are events that only end one.
    const events = lines.flatMap((line, index) => [
      { tStartMs: index * 1000, dDurationMs: 900, segs: line.split(/(?<= )/).map((utf8) => ({ utf8 })) },
      { tStartMs: index * 1000 + 900, aAppend: 1, segs: [{ utf8: "\n" }] },
    ]);
    return c.json({ wireMagic: "pb3", events });
  });
  const tired = () =>
    Response.json(
      {
        error: {
          code: 429,
          message: "Resource has been exhausted (e.g. check quota).",
          status: "RESOURCE_EXHAUSTED",
        },
      },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return await serve(app, tired);
}
