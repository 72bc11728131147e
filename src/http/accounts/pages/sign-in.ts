import { html } from "hono/html";
import * as z from "zod";
import { sessionCookie } from "#auth/session-cookie.ts";
import { signIn } from "#domain/accounts/sign-in.ts";
import { AppError } from "#lib/errors.ts";
import { headersOf, STATUS } from "../../errors.ts";
import { openPage, type Visit } from "../../pages/define.ts";
import { field, hidden, notice } from "../../pages/form.ts";
import { leadsTo } from "../../pages/leads-to.ts";
import { type Html, page, redirect } from "../../pages/page.ts";
import { withReturn } from "./with-return.ts";

const SignInForm = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(256),
});

/** `/sign-in`: address and password, then on to `return_to`. With `again`, whoever is signed in already as well. */
export const signInPage = openPage({
  path: "/sign-in",
  get: async (visit) =>
    visit.session === null || visit.url.searchParams.has("again")
      ? show(visit, NOTICES.get(visit.url.searchParams.get("done") ?? ""))
      : redirect(visit.returnTo ?? "/account"),
  post: async (visit) => {
    const { ctx, returnTo } = visit;
    const sent = SignInForm.safeParse(Object.fromEntries(visit.form));
    if (!sent.success) return show(visit, notice("Please fill in both fields", "alarm"), 422);
    try {
      const begun = await signIn(ctx, { ...sent.data, returnTo });
      return redirect(returnTo ?? "/account", { "set-cookie": sessionCookie(begun, ctx.publicUrl) });
    } catch (error) {
      if (!(error instanceof AppError) || !SHOWN.has(error.code)) throw error;
      return show(visit, notice(`${error.message}.`, "alarm"), STATUS[error.code], headersOf(error));
    }
  },
});

const SHOWN = new Set(["UNAUTHORIZED", "FORBIDDEN", "RATE_LIMITED"]);

const NOTICES = new Map([
  ["reset", notice("Your new password is set. Please sign in with it.")],
  ["signed-out", notice("You are signed out.")],
]);

function show(
  { form, url, returnTo }: Visit,
  above: Html | undefined,
  status = 200,
  headers: Record<string, string> = {},
): Promise<Response> {
  const email = form.get("email") ?? url.searchParams.get("email") ?? "";
  return page(
    { title: "Sign in", status, headers, formsLeadTo: leadsTo(returnTo) },
    html`<h1>Sign in</h1>
${above ?? ""}
<form method="post" action="/sign-in">
${hidden("return_to", returnTo)}
${field({ name: "email", label: "E-mail address", type: "email", autocomplete: "username", value: email, autofocus: email === "" })}
${field({
  name: "password",
  label: "Password",
  type: "password",
  autocomplete: "current-password",
  autofocus: email !== "",
  aside: html`<a href="/forgot-password">Forgot it?</a>`,
})}
<button>Sign in</button>
</form>
<p class="after">New here? <a href="${withReturn("/sign-up", returnTo)}">Create an account</a></p>`,
  );
}
