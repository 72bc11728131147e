import { describe, expect, it } from "vitest";
import { googleCalendarCreateEvent } from "#blocks/google/calendar-create-event.ts";
import { googleCalendarReadEvents } from "#blocks/google/calendar-read-events.ts";
import { gmailAddLabel } from "#blocks/google/gmail-add-label.ts";
import { gmailCreateDraft } from "#blocks/google/gmail-create-draft.ts";
import { gmailDraftReply } from "#blocks/google/gmail-draft-reply.ts";
import { gmailGetProfile } from "#blocks/google/gmail-get-profile.ts";
import { gmailGetThread } from "#blocks/google/gmail-get-thread.ts";
import { gmailListLabels } from "#blocks/google/gmail-list-labels.ts";
import { gmailRead } from "#blocks/google/gmail-read.ts";
import { gmailRemoveLabel } from "#blocks/google/gmail-remove-label.ts";
import { gmailReply } from "#blocks/google/gmail-reply.ts";
import { gmailSend } from "#blocks/google/gmail-send.ts";
import { rateLimitExceeded } from "../fakes/google/dialect.ts";
import { parsedMail } from "../fakes/google/gmail.ts";
import { googleWorld } from "./google-world.ts";

describe("a mailbox of Gmail", () => {
  it("sends what other mail programs understand", async () => {
    const { run, gmail } = googleWorld();
    const sent = await run(gmailSend, {
      to: ["eve@example.com", "Bob <bob@example.com>"],
      cc: ["dan@example.com"],
      bcc: ["zoe@example.com"],
      subject: "Tea ☂ at four, for everybody who likes it very much indeed: é",
      body: "<p>Hé</p>",
    });
    expect(sent["result"]).toMatchObject([{ status: "sent" }]);
    const [mail] = gmail.mailbox.mails;
    if (mail === undefined) throw new Error("Nothing was sent");
    expect(await parsedMail(mail)).toMatchObject({
      to: [{ address: "eve@example.com" }, { address: "bob@example.com", name: "Bob" }],
      cc: [{ address: "dan@example.com" }],
      bcc: [{ address: "zoe@example.com" }],
      subject: "Tea ☂ at four, for everybody who likes it very much indeed: é",
      html: expect.stringContaining("<p>Hé</p>"),
    });
  });

  it("is searched, and its messages are labeled", async () => {
    const { run, gmail } = googleWorld();
    const mail = gmail.mailbox.receive({ from: "Eve <eve@example.com>", subject: "Tea", text: "Hi" });
    gmail.mailbox.receive({ from: "bob@example.com", subject: "Cake", text: "Hi" });
    expect((await run(gmailRead, { query: "from:eve" }))["email"]).toMatchObject([
      { id: mail.id, subject: "Tea" },
    ]);
    expect((await run(gmailRead, { max_results: 1 }))["emails"]?.[0]).toMatchObject([{ subject: "Cake" }]);
    const label = { message_id: mail.id, label_name: "Later" };
    const added = await run(gmailAddLabel, label);
    expect(await run(gmailAddLabel, label)).toEqual(added);
    expect((await run(gmailListLabels, {}))["result"]).toMatchObject([
      expect.arrayContaining([expect.objectContaining({ name: "Later" })]),
    ]);
    await run(gmailRemoveLabel, label);
    expect(mail.labelIds).toEqual(["INBOX", "UNREAD"]);
    expect((await run(gmailGetProfile, {}))["profile"]).toMatchObject([
      { messagesTotal: 2, threadsTotal: 2 },
    ]);
  });

  it("answers everybody in the conversation, at once or as a draft", async () => {
    const { run, gmail } = googleWorld();
    const to = "ada@example.com, Bob <bob@example.com>";
    const mail = gmail.mailbox.receive({ from: "Eve <eve@example.com>", subject: "Tea", text: "Hi", to });
    const reply = { threadId: mail.threadId, parentMessageId: mail.id, replyAll: true, body: "Yes" };
    await run(gmailReply, reply);
    await run(gmailDraftReply, reply);
    await run(gmailCreateDraft, { to: ["zoe@example.com"], subject: "New", body: "Hi" });
    const [, answer, draft, other] = gmail.mailbox.mails;
    for (const made of [answer, draft]) {
      if (made === undefined) throw new Error("There is no answer");
      const { to: whom, subject, references } = await parsedMail(made);
      expect(whom?.map(({ address }) => address)).toEqual(["eve@example.com", "bob@example.com"]);
      expect([subject, references]).toEqual(["Re: Tea", `<${mail.id}@mail.example.com>`]);
    }
    expect([answer, draft].map((made) => made?.threadId)).toEqual([mail.threadId, mail.threadId]);
    expect(other?.threadId).not.toBe(mail.threadId);
    const thread = await run(gmailGetThread, { threadId: mail.threadId });
    expect(thread["thread"]).toMatchObject([
      { messages: [{}, { body: expect.stringContaining("Yes") }, {}] },
    ]);
  });

  it("refuses a message that is not there, and says when too much was asked", async () => {
    const { attempt, gmail } = googleWorld();
    const missing = await attempt(gmailAddLabel, { message_id: "99", label_name: "Later" });
    expect(missing["error"]).toEqual(["Google answered 404: Requested entity was not found."]);
    gmail.upset.set("users.labels.list", [rateLimitExceeded()]);
    expect((await attempt(gmailListLabels, {}))["error"]).toEqual([
      "Google answered 403: Rate Limit Exceeded",
    ]);
  });
});

it("a calendar of Google keeps events, and tells those of a time by the page", async () => {
  const { run, attempt, calendar } = googleWorld();
  for (const hour of ["09", "10", "11"]) {
    await run(googleCalendarCreateEvent, {
      event_title: `Tea ${hour}`,
      timing: {
        discriminator: "exact_timing",
        start_datetime: `2026-11-22T${hour}:00:00Z`,
        end_datetime: `2026-11-22T${hour}:30:00Z`,
      },
      recurrence: { discriminator: "recurring", frequency: "WEEKLY", count: 2 },
      add_google_meet: true,
      location: "Turin",
    });
  }
  expect(calendar.events[0]).toMatchObject({ recurrence: ["RRULE:FREQ=WEEKLY;COUNT=2"], location: "Turin" });
  const time = { start_time: "2026-11-22T00:00:00Z", time_range_days: 1, max_events: 2 };
  const first = await run(googleCalendarReadEvents, time);
  expect(first["event"]).toMatchObject([{ title: "Tea 09", has_video_call: true }, { title: "Tea 10" }]);
  const rest = await run(googleCalendarReadEvents, {
    ...time,
    page_token: first["next_page_token"]?.[0] ?? "",
  });
  expect(rest["event"]).toMatchObject([{ title: "Tea 11", location: "Turin" }]);
  const elsewhere = await attempt(googleCalendarReadEvents, { ...time, calendar_id: "no/such" });
  expect(elsewhere["error"]).toEqual([expect.stringContaining("Google answered 404")]);
});
