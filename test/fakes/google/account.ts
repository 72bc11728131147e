import type { Tokens } from "../described.ts";
import { sharing } from "../origins.ts";
import { fakeCalendar } from "./calendar.ts";
import { fakeDocs } from "./docs.ts";
import { type Files, fakeDrive } from "./drive.ts";
import { fakeGmail } from "./gmail.ts";
import { fakeSheets } from "./sheets.ts";

/** A Google account with its mail, events and files, for who has one of the tokens. */
export function googleAccount(tokens: Tokens) {
  const files: Files = new Map();
  const account = {
    gmail: fakeGmail(tokens),
    calendar: fakeCalendar(tokens),
    drive: fakeDrive(tokens, files),
    sheets: fakeSheets(tokens, files),
    docs: fakeDocs(tokens, files),
  };
  const { gmail, calendar, drive, sheets, docs } = account;
  const shared = sharing(calendar.origin, [
    ["/drive/", drive],
    ["/calendar/", calendar],
  ]);
  return { ...account, files, apis: [gmail, shared, sheets, docs] };
}
