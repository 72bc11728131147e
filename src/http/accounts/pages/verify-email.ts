import { html } from "hono/html";
import { sessionCookie } from "#auth/session-cookie.ts";
import { accountOf } from "#domain/accounts/account.ts";
import { readLink } from "#domain/accounts/email-link.ts";
import { verifyEmail } from "#domain/accounts/verify-email.ts";
import { AppError } from "#lib/errors.ts";
import { STATUS } from "../../errors.ts";
import { openPage, type Visit } from "../../pages/define.ts";
import { field, hidden } from "../../pages/form.ts";
import { leadsTo } from "../../pages/leads-to.ts";
import { page, redirect } from "../../pages/page.ts";
import { orDeadLink } from "./dead-link.ts";

/** `/verify-email?token=`: confirms an address, by who is signed in or knows the password. */
export const verifyEmailPage = openPage({
  path: "/verify-email",
  get: (visit) => orDeadLink("verify", () => show(visit, visit.url.searchParams.get("token") ?? "")),
  post: (visit) => orDeadLink("verify", () => confirm(visit)),
});

async function confirm(visit: Visit): Promise<Response> {
  const { ctx, form, session, returnTo } = visit;
  const token = form.get("token") ?? "";
  try {
    const begun = await verifyEmail(ctx, { token, password: form.get("password") }, session);
    const cookie = begun === null ? {} : { "set-cookie": sessionCookie(begun, ctx.publicUrl) };
    return redirect(returnTo ?? "/account?done=verified", cookie);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "UNAUTHORIZED") throw error;
    return show(visit, token, error);
  }
}

async function show(
  { ctx, session, returnTo }: Visit,
  token: string,
  refusal: AppError | null = null,
): Promise<Response> {
  const { userId, email } = await accountOf(ctx, await readLink(ctx, "verify", token));
  const password = field({
    name: "password",
    label: "Your password",
    type: "password",
    autocomplete: "current-password",
    autofocus: true,
    error: refusal === null ? undefined : `${refusal.message}.`,
    aside: html`<a href="/forgot-password">Forgot it?</a>`,
  });
  return page(
    {
      title: "Confirm your address",
      status: refusal === null ? 200 : STATUS[refusal.code],
      formsLeadTo: leadsTo(returnTo),
    },
    html`<h1>Confirm your address</h1>
<p class="quiet">This is about <strong>${email}</strong>.</p>
<form method="post" action="/verify-email">
${hidden("token", token)}
${hidden("return_to", returnTo)}
${session?.userId === userId ? "" : html`<input type="hidden" name="username" autocomplete="username" value="${email}">${password}`}
<button>Confirm</button>
</form>`,
  );
}
