import * as z from "zod";
import { type Api, apiClient } from "../api.ts";
import { BlockError, block } from "../block.ts";
import { credentialPin, exampleCredential } from "../credential-pin.ts";

export const transcribeYoutubeVideo = block({
  id: "f3a8f7e1-4b1d-4e5f-9f2a-7c3d5a2e6b4c",
  name: "TranscribeYoutubeVideoBlock",
  description:
    "Reads the captions of a YouTube video: English ones if there are any, people's before generated.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      youtube_url: z.string().describe("The video's address"),
      credentials: credentialPin({
        provider: "webshare_proxy",
        types: ["user_password"],
        description: "Not needed here: YouTube is asked directly",
      }).optional(),
    }),
  output: () =>
    z.object({
      video_id: z.string().describe("What YouTube calls the video"),
      transcript: z.string().describe("The captions, one a line"),
    }),
  async *run({ youtube_url }, io) {
    const videoId = videoIdOf(youtube_url);
    const youtube = apiClient(YOUTUBE, io);
    const body = { context: { client: CLIENT }, videoId };
    const player = await youtube.ask(Player, "/youtubei/v1/player", { method: "POST", body });
    const { status, reason } = player.playabilityStatus;
    if (status !== "OK") throw new BlockError(`YouTube does not play this video: ${reason ?? status}`);
    const track = bestOf(player.captions?.playerCaptionsTracklistRenderer.captionTracks ?? []);
    if (track === undefined) throw new BlockError("The video has no captions");
    const { events } = await youtube.ask(TimedText, inJson(track.baseUrl));
    yield ["video_id", videoId];
    yield ["transcript", linesOf(events).join("\n")];
  },
  examples: [
    {
      input: { youtube_url: "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=4s" },
      answers: [
        {
          method: "POST",
          url: "https://www.youtube.com/youtubei/v1/player",
          requestBody: {
            context: { client: { clientName: "ANDROID", clientVersion: "20.10.38" } },
            videoId: "dQw4w9WgXcQ",
          },
          body: {
            playabilityStatus: { status: "OK" },
            captions: {
              playerCaptionsTracklistRenderer: {
                captionTracks: [
                  { baseUrl: "https://www.youtube.com/api/timedtext?lang=de", languageCode: "de" },
                  {
                    baseUrl: "https://www.youtube.com/api/timedtext?lang=en&kind=asr",
                    languageCode: "en",
                    kind: "asr",
                  },
                  { baseUrl: "https://www.youtube.com/api/timedtext?lang=en-GB", languageCode: "en-GB" },
                ],
              },
            },
          },
        },
        {
          method: "GET",
          url: "https://www.youtube.com/api/timedtext?lang=en-GB&fmt=json3",
          body: {
            wireMagic: "pb3",
            events: [
              { tStartMs: 0, dDurationMs: 900 },
              { tStartMs: 0, segs: [{ utf8: "We're no" }, { utf8: " strangers" }] },
              { tStartMs: 900, aAppend: 1, segs: [{ utf8: "\n" }] },
              { tStartMs: 900, segs: [{ utf8: "to love" }] },
            ],
          },
        },
      ],
      yields: { video_id: ["dQw4w9WgXcQ"], transcript: ["We're no strangers\nto love"] },
    },
    {
      input: {
        youtube_url: "youtu.be/dQw4w9WgXcQ",
        credentials: exampleCredential("webshare_proxy", "user_password"),
      },
      answers: [
        {
          method: "POST",
          url: "https://www.youtube.com/youtubei/v1/player",
          isAnonymous: true,
          body: { playabilityStatus: { status: "OK" } },
        },
      ],
      yields: { error: ["The video has no captions"] },
    },
    {
      input: { youtube_url: "https://www.youtube.com/shorts/dQw4w9WgXcQ" },
      answers: [
        {
          method: "POST",
          url: "https://www.youtube.com/youtubei/v1/player",
          body: { playabilityStatus: { status: "ERROR", reason: "Video unavailable" } },
        },
      ],
      yields: { error: ["YouTube does not play this video: Video unavailable"] },
    },
    {
      input: { youtube_url: "https://example.com/watch?v=dQw4w9WgXcQ" },
      yields: { error: ['"https://example.com/watch?v=dQw4w9WgXcQ" is no address of a YouTube video'] },
    },
  ],
});

const YOUTUBE: Api = { name: "YouTube", base: "https://www.youtube.com" };

/** Captions of the web player want a proof that a browser asks; those of this one do not. */
const CLIENT = { clientName: "ANDROID", clientVersion: "20.10.38" };

const Track = z.object({ baseUrl: z.url(), languageCode: z.string(), kind: z.string().optional() });

type CaptionTrack = z.output<typeof Track>;

const Player = z.object({
  playabilityStatus: z.object({ status: z.string(), reason: z.string().optional() }),
  captions: z
    .object({ playerCaptionsTracklistRenderer: z.object({ captionTracks: z.array(Track).default([]) }) })
    .optional(),
});

const Caption = z.object({ segs: z.array(z.object({ utf8: z.string().default("") })).default([]) });

const TimedText = z.object({ events: z.array(Caption).default([]) });

function videoIdOf(address: string): string {
  const url = URL.parse(/^https?:\/\//i.test(address) ? address : `https://${address}`);
  const [first = "", second = ""] = url?.pathname.split("/").slice(1) ?? [];
  const host = url?.hostname.replace(/^(www|m|music)\./, "");
  const isPlayer = host === "youtube.com" || host === "youtube-nocookie.com";
  const inPath = ["embed", "shorts", "live", "v"].includes(first) ? second : "";
  const id = isPlayer ? (url?.searchParams.get("v") ?? inPath) : host === "youtu.be" ? first : "";
  if (!/^[\w-]{11}$/.test(id)) throw new BlockError(`"${address}" is no address of a YouTube video`);
  return id;
}

function bestOf(tracks: readonly CaptionTrack[]): CaptionTrack | undefined {
  const rank = ({ languageCode, kind }: CaptionTrack): number =>
    (/^en\b/.test(languageCode) ? 0 : 2) + (kind === "asr" ? 1 : 0);
  return tracks.toSorted((a, b) => rank(a) - rank(b))[0];
}

function inJson(address: string): string {
  const url = new URL(address);
  url.searchParams.set("fmt", "json3");
  return url.href;
}

const linesOf = (captions: readonly z.output<typeof Caption>[]): string[] =>
  captions.flatMap(({ segs }) => {
    const line = segs.map(({ utf8 }) => utf8).join("");
    return line.trim() || [];
  });
