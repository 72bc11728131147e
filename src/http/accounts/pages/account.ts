import { html } from "hono/html";
import { type ListedSession, listSessions } from "#domain/sessions/list.ts";
import type { Session } from "#domain/sessions/session.ts";
import { getProfile, type Profile, timezones } from "#domain/users/profile.ts";
import { accountPage } from "../../pages/account-frame.ts";
import { type MemberVisit, memberPage } from "../../pages/define.ts";
import { field, notice } from "../../pages/form.ts";
import { moment } from "../../pages/moment.ts";
import type { Html } from "../../pages/page.ts";
import type { FieldErrors } from "../../pages/parse-form.ts";
import { deviceName } from "./device.ts";

/** `/account`: who one is, the password, and where one is signed in. */
export const accountHomePage = memberPage({ path: "/account", get: (visit) => showAccount(visit) });

/** The account with what is wrong with a form of it that was sent. */
export async function showAccount(
  visit: MemberVisit,
  errors: FieldErrors = {},
  status = 200,
): Promise<Response> {
  const { ctx, session, url, form } = visit;
  const [profile, sessions] = await Promise.all([getProfile(ctx), listSessions(ctx, session)]);
  const shown = {
    ...profile,
    name: form.get("name") ?? profile.name,
    timezone: form.get("timezone") ?? profile.timezone,
  };
  const done = NOTICES.get(url.searchParams.get("done") ?? "");
  return accountPage(
    { tab: "/account", title: "Your account", status },
    session,
    html`<div class="stack">
${done ?? ""}
${profile.emailVerified ? "" : unconfirmed(session)}
${profilePart(shown, errors)}
${passwordPart(session, errors)}
${sessionsPart(sessions, profile.timezone)}
</div>`,
  );
}

const NOTICES = new Map([
  ["profile", notice("Your profile is saved.")],
  ["password", notice("Your password is changed. Other sessions have ended.")],
  ["verified", notice("Your address is confirmed.")],
  ["sent", notice("The link is on its way. Please look into your mailbox.")],
  ["ended", notice("The session has ended.")],
]);

const unconfirmed = ({ email }: Session): Html => html`<section class="panel part">
<header><h2>Confirm your address</h2>
<p class="quiet">We have sent a link to <strong>${email}</strong>. Did it not arrive?</p></header>
<form method="post" action="/account/confirm" class="inline"><button class="second">Send it again</button></form>
</section>`;

const profilePart = (
  { email, name, timezone }: Profile,
  errors: FieldErrors,
): Html => html`<section class="panel part">
<header><h2>Profile</h2><p class="quiet">${email}</p></header>
<form method="post" action="/account/profile">
${field({ name: "name", label: "Your name", autocomplete: "name", value: name ?? "", maxLength: 100, error: errors["name"] })}
${field({
  name: "timezone",
  label: "Time zone",
  value: timezone ?? "",
  optional: true,
  hint: "Times are shown in it, and your agents go by it; without one, UTC.",
  suggestions: timezones(),
  error: errors["timezone"],
})}
<button>Save</button>
</form>
</section>`;

const passwordPart = ({ email }: Session, errors: FieldErrors): Html => html`<section class="panel part">
<header><h2>Password</h2><p class="quiet">Changing it signs you out everywhere else.</p></header>
<form method="post" action="/account/password">
<input type="text" name="username" autocomplete="username" value="${email}" hidden>
${field({ name: "current_password", label: "Current password", type: "password", autocomplete: "current-password", error: errors["current_password"] })}
${field({ name: "new_password", label: "New password", type: "password", autocomplete: "new-password", minLength: 8, maxLength: 256, error: errors["new_password"] })}
<button>Change password</button>
</form>
</section>`;

const sessionsPart = (
  sessions: readonly ListedSession[],
  timezone: string | null,
): Html => html`<section class="panel part">
<header><h2>Where you are signed in</h2></header>
<ul class="list">${sessions.map((session) => sessionRow(session, timezone))}</ul>
${sessions.length > 1 ? html`<form method="post" action="/account/sessions/end-others" class="inline"><button class="second">Sign out everywhere else</button></form>` : ""}
</section>`;

const sessionRow = (session: ListedSession, timezone: string | null): Html => html`<li>
<div>${deviceName(session.userAgent)}${session.isCurrent ? html` <span class="tag">this one</span>` : ""}
<small>${session.address ?? "Unknown address"} · last seen ${moment(session.lastSeenAt, timezone)}</small></div>
${
  session.isCurrent
    ? ""
    : html`<form method="post" action="/account/sessions/${session.id}/end" class="inline"><button class="second small">End</button></form>`
}
</li>`;
