import type { ApiClient } from "../api.ts";
import type { BlockIo } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import { googleClient } from "./api.ts";

export const calendar = (io: BlockIo, using: CredentialRef): ApiClient =>
  googleClient(io, "https://www.googleapis.com/calendar/v3", using);

export const calendarPath = (id: string): string => `/calendars/${encodeURIComponent(id)}/events`;
