import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { googleCalendarCreateEvent } from "#blocks/google/calendar-create-event.ts";
import { googleCalendarReadEvents } from "#blocks/google/calendar-read-events.ts";
import { gmailAddLabel } from "#blocks/google/gmail-add-label.ts";
import { gmailCreateDraft } from "#blocks/google/gmail-create-draft.ts";
import { gmailDraftReply } from "#blocks/google/gmail-draft-reply.ts";
import { gmailGetThread } from "#blocks/google/gmail-get-thread.ts";
import { gmailListLabels } from "#blocks/google/gmail-list-labels.ts";
import { gmailRead } from "#blocks/google/gmail-read.ts";
import { gmailReply } from "#blocks/google/gmail-reply.ts";
import { googleDocsAppendMarkdown } from "#blocks/google/google-docs-append-markdown.ts";
import { googleDocsCreate } from "#blocks/google/google-docs-create.ts";
import { googleDocsExport } from "#blocks/google/google-docs-export.ts";
import { googleDocsReplaceContentWithMarkdown } from "#blocks/google/google-docs-replace-content-with-markdown.ts";
import { googleDocsShare } from "#blocks/google/google-docs-share.ts";
import { googleSheetsAppendRow } from "#blocks/google/google-sheets-append-row.ts";
import { googleSheetsCreateSpreadsheet } from "#blocks/google/google-sheets-create-spreadsheet.ts";
import { googleSheetsFind } from "#blocks/google/google-sheets-find.ts";
import { googleSheetsLookupRow } from "#blocks/google/google-sheets-lookup-row.ts";
import { googleSheetsUpdateCell } from "#blocks/google/google-sheets-update-cell.ts";
import { googleSheetsWrite } from "#blocks/google/google-sheets-write.ts";
import { agentGoogleDriveFileInput } from "#blocks/io/google-drive-file-input.ts";
import { googleAccount } from "../fakes/google/account.ts";
import { outline } from "../fakes/google/body-content.ts";
import { rateLimitExceeded } from "../fakes/google/dialect.ts";
import { parsedMail } from "../fakes/google/gmail.ts";
import { tokenEndpoint } from "../fakes/oauth.ts";
import { serve } from "../fakes/origins.ts";
import { filesWith, rowsWith } from "./planted.ts";
import { type GraphJson, startPlatform } from "./platform.ts";

const SPREADSHEET = "application/vnd.google-apps.spreadsheet";
const SCOPES = ["gmail.modify", "gmail.send", "calendar", "drive.file"];
const REFRESH_TOKEN = "refresh-token-of-ada-71f0";
const CLIENT_SECRET = "secret-of-the-deployment-5b2c";

const endpoint = tokenEndpoint({
  origin: "https://oauth2.googleapis.com",
  path: "/token",
  clientId: "gossamer",
  clientSecret: CLIENT_SECRET,
  refreshToken: REFRESH_TOKEN,
  scopes: SCOPES,
});
const google = googleAccount(endpoint.tokens);
const served = await serve([...google.apis, endpoint]);
const logs: string[] = [];
const platform = await startPlatform({
  onLog: (_source, line) => void logs.push(line),
  env: {
    PROVIDER_BASE_URLS: JSON.stringify(served.baseUrls),
    PROVIDER_CLIENTS: JSON.stringify({
      google: { client_id: "gossamer", client_secret: CLIENT_SECRET },
    }),
  },
});
afterAll(async () => {
  served.close();
  await platform.stop();
});

const Stored = z.looseObject({ id: z.string() });

/** An account whose access token has ended. */
async function connected(refreshToken = REFRESH_TOKEN) {
  const answer = await platform.call("POST", "/api/v2/integrations/credentials", {
    provider: "google",
    type: "oauth2",
    access_token: "an-ended-access-token",
    refresh_token: refreshToken,
    access_token_expires_at: new Date(Date.now() - 60_000).toISOString(),
    scopes: SCOPES,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { id: Stored.parse(answer.body).id, provider: "google", type: "oauth2" };
}

async function ran(nodes: GraphJson["nodes"], links: [string, string][] = []) {
  const ends = links.map(([from, to]) => {
    const [source_id = "", source_name = ""] = from.split(".");
    const [sink_id = "", sink_name = ""] = to.split(".");
    return { source_id, source_name, sink_id, sink_name };
  });
  const execution = await platform.ended(
    await platform.start(await platform.graph({ name: "Google", nodes, links: ends })),
  );
  const of = (id: string) => execution.node_executions.find(({ node_id }) => node_id === id);
  return { ...execution, of };
}

describe("an agent with a Google account", () => {
  it("searches its mail, labels it and answers it in its conversation", async () => {
    const credentials = await connected();
    const mail = google.gmail.mailbox.receive({
      from: "Eve <eve@example.com>",
      subject: "Tea?",
      text: "At four, é?",
    });
    google.gmail.upset.set("users.messages.list", [rateLimitExceeded()]);
    const { of, status } = await ran(
      [
        { id: "read", block_id: gmailRead.id, input_default: { credentials, query: "from:eve is:unread" } },
        {
          id: "label",
          block_id: gmailAddLabel.id,
          input_default: { credentials, label_name: "Invitations" },
        },
        {
          id: "reply",
          block_id: gmailReply.id,
          input_default: { credentials, body: "<b>Yes</b>, é", attachments: ["data:text/plain;base64,SGk="] },
        },
        { id: "draft", block_id: gmailDraftReply.id, input_default: { credentials, body: "Perhaps" } },
        { id: "thread", block_id: gmailGetThread.id, input_default: { credentials } },
      ],
      [
        ["read.email_#_id", "label.message_id"],
        ["read.email_#_id", "reply.parentMessageId"],
        ["read.email_#_threadId", "reply.threadId"],
        ["read.email_#_id", "draft.parentMessageId"],
        ["read.email_#_threadId", "draft.threadId"],
        ["reply.threadId", "thread.threadId"],
      ],
    );
    expect(status).toBe("COMPLETED");
    expect(of("read")?.output_data["email"]).toMatchObject([
      {
        id: mail.id,
        from_: "eve@example.com",
        subject: "Tea?",
        body: expect.stringContaining("At four, é?"),
      },
    ]);
    expect(google.gmail.mailbox.labels.at(-1)).toMatchObject({ name: "Invitations", type: "user" });
    expect(mail.labelIds).toContain(google.gmail.mailbox.labels.at(-1)?.id);
    const sent = google.gmail.mailbox.mails.find(({ labelIds }) => labelIds.includes("SENT"));
    expect(sent?.threadId).toBe(mail.threadId);
    if (sent === undefined) throw new Error("Nothing was sent");
    expect(await parsedMail(sent)).toMatchObject({
      to: [{ address: "eve@example.com" }],
      subject: "Re: Tea?",
      html: expect.stringContaining("<b>Yes</b>, é"),
      inReplyTo: `<${mail.id}@mail.example.com>`,
      attachments: [{ mimeType: "text/plain" }],
    });
    expect([...google.gmail.mailbox.drafts.values()]).toMatchObject([{ threadId: mail.threadId }]);
    expect(of("thread")?.output_data["thread"]).toMatchObject([{ id: mail.threadId }]);
  });

  it("renews an ended access token once, however many nodes find it ended", async () => {
    const credentials = await connected();
    const before = endpoint.count;
    const nodes = Array.from({ length: 8 }, (_, index) => ({
      id: `labels-${index}`,
      block_id: gmailListLabels.id,
      input_default: { credentials },
    }));
    expect(await ran(nodes)).toMatchObject({ status: "COMPLETED" });
    expect(endpoint.count - before).toBe(1);
  });

  it("makes a spreadsheet, fills it and finds a row in it", async () => {
    const credentials = await connected();
    const { of, status } = await ran(
      [
        {
          id: "create",
          block_id: googleSheetsCreateSpreadsheet.id,
          input_default: { credentials, title: "Tea", sheet_names: ["Log", "Ada's"] },
        },
        {
          id: "write",
          block_id: googleSheetsWrite.id,
          input_default: {
            range: "A1:B2",
            values: [
              ["who", "what"],
              ["Ada", "tea"],
            ],
          },
        },
        { id: "append", block_id: googleSheetsAppendRow.id, input_default: { row: ["Eve", "cake"] } },
        {
          id: "update",
          block_id: googleSheetsUpdateCell.id,
          input_default: { cell: "Log!B2", value: "007" },
        },
        {
          id: "lookup",
          block_id: googleSheetsLookupRow.id,
          input_default: { lookup_column: "who", lookup_value: "eve" },
        },
      ],
      [
        ["create.spreadsheet", "write.spreadsheet"],
        ["write.spreadsheet", "append.spreadsheet"],
        ["append.spreadsheet", "update.spreadsheet"],
        ["update.spreadsheet", "lookup.spreadsheet"],
      ],
    );
    expect(status).toBe("COMPLETED");
    expect(of("lookup")?.output_data).toMatchObject({
      row: [["Eve", "cake"]],
      row_index: [3],
      found: [true],
    });
    const [book] = google.sheets.books.values();
    expect(book?.sheets.map(({ title }) => title)).toEqual(["Log", "Ada's"]);
    expect(book?.sheets[0]?.rows[1]?.map(({ value }) => value)).toEqual(["Ada", "7"]);
  });

  it("writes a document, fills it in, shares and exports it", async () => {
    const credentials = await connected();
    const { of, status } = await ran(
      [
        {
          id: "create",
          block_id: googleDocsCreate.id,
          input_default: { credentials, title: "Tea", initial_content: "Dear {{name}}," },
        },
        {
          id: "fill",
          block_id: googleDocsReplaceContentWithMarkdown.id,
          input_default: { find_text: "{{name}}", markdown: "**Eve**" },
        },
        {
          id: "append",
          block_id: googleDocsAppendMarkdown.id,
          input_default: {
            markdown: "# Plan\n\n1. tea\n2. cake\n\n| when | who |\n|---|---|\n| four | *Ada* |",
          },
        },
        { id: "share", block_id: googleDocsShare.id, input_default: { email: "eve@example.com" } },
        { id: "export", block_id: googleDocsExport.id, input_default: { format: "text/plain" } },
      ],
      [
        ["create.document", "fill.document"],
        ["fill.document", "append.document"],
        ["append.document", "share.document"],
        ["share.document", "export.document"],
      ],
    );
    expect(status).toBe("COMPLETED");
    expect([...google.docs.docs.values()].flatMap(outline)).toEqual([
      "Dear **Eve**,",
      "",
      "# Plan",
      "1. tea",
      "1. cake",
      "|when|who|",
      "|four|_Ada_|",
      "",
    ]);
    expect(google.drive.notices).toHaveLength(1);
    expect(of("export")?.output_data["content"]).toEqual([expect.stringContaining("Dear Eve,")]);
  });

  it("works on the file that a person picked", async () => {
    const { id } = await connected();
    const [book] = google.sheets.books.values();
    const file = { id: book?.spreadsheetId, name: "Tea", mimeType: SPREADSHEET, _credentials_id: id };
    const { of } = await ran(
      [
        {
          id: "picked",
          block_id: agentGoogleDriveFileInput.id,
          input_default: { name: "file", value: file },
        },
        { id: "find", block_id: googleSheetsFind.id, input_default: { find_text: "cake" } },
      ],
      [["picked.result", "find.spreadsheet"]],
    );
    expect(of("find")?.output_data["locations"]).toMatchObject([[{ sheet: "Log", address: "B3" }]]);
  });

  it("puts an event into its calendar and reads it there", async () => {
    const credentials = await connected();
    const timing = {
      discriminator: "duration_timing",
      start_datetime: "2026-11-22T10:00:00+01:00",
      duration_minutes: 30,
    };
    await ran([
      {
        id: "create",
        block_id: googleCalendarCreateEvent.id,
        input_default: {
          credentials,
          event_title: "Tea",
          timing,
          add_google_meet: true,
          guest_emails: ["eve@example.com"],
        },
      },
    ]);
    const { of } = await ran([
      {
        id: "read",
        block_id: googleCalendarReadEvents.id,
        input_default: { credentials, start_time: "2026-11-22T00:00:00Z", time_range_days: 1 },
      },
    ]);
    expect(of("read")?.output_data["event"]).toMatchObject([
      {
        title: "Tea",
        start_time: "2026-11-22T09:00:00.000Z",
        attendees: ["eve@example.com"],
        has_video_call: true,
      },
    ]);
  });

  it.each([["has ended its access", "refresh-token-of-nobody", "Connect the account again"]])(
    "is told when Google %s",
    async (_what, refreshToken, said) => {
      const credentials = await connected(refreshToken);
      const { of } = await ran([
        {
          id: "draft",
          block_id: gmailCreateDraft.id,
          input_default: { credentials, to: ["eve@example.com"], subject: "Hi", body: "Hi" },
        },
      ]);
      expect(of("draft")).toMatchObject({ status: "FAILED", error: expect.stringContaining(said) });
    },
  );

  it("leaves no token anywhere", async () => {
    for (const secret of [...endpoint.tokens.keys(), REFRESH_TOKEN]) {
      expect(await rowsWith(platform, secret)).toEqual([]);
      expect(filesWith(platform, secret)).toEqual([]);
      expect(logs.join("\n")).not.toContain(secret);
    }
    expect(endpoint.tokens.size).toBeGreaterThan(2);
  });
});
