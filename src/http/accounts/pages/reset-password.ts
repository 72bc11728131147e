import { html } from "hono/html";
import * as z from "zod";
import { noSessionCookie } from "#auth/session-cookie.ts";
import { Password } from "#domain/accounts/account.ts";
import { readLink } from "#domain/accounts/email-link.ts";
import { resetPassword } from "#domain/accounts/reset-password.ts";
import { openPage, type Visit } from "../../pages/define.ts";
import { field, hidden } from "../../pages/form.ts";
import { page, redirect } from "../../pages/page.ts";
import { type FieldErrors, parseForm } from "../../pages/parse-form.ts";
import { orDeadLink } from "./dead-link.ts";

const ResetForm = z.object({ token: z.string().max(100), password: Password });

/** `/reset-password?token=`: looking at the link does not use it up; setting the password does. */
export const resetPasswordPage = openPage({
  path: "/reset-password",
  get: (visit) =>
    orDeadLink("reset", async () => {
      const token = visit.url.searchParams.get("token") ?? "";
      await readLink(visit.ctx, "reset", token);
      return show(token, {});
    }),
  post: (visit) => orDeadLink("reset", () => setPassword(visit)),
});

async function setPassword({ ctx, form }: Visit): Promise<Response> {
  const { values, errors } = parseForm(ResetForm, form);
  if (values === null) return show(form.get("token") ?? "", errors, 422);
  await resetPassword(ctx, values);
  return redirect("/sign-in?done=reset", { "set-cookie": noSessionCookie(ctx.publicUrl) });
}

const show = (token: string, errors: FieldErrors, status = 200): Promise<Response> =>
  page(
    { title: "Choose a new password", status },
    html`<h1>Choose a new password</h1>
<p class="quiet">You will be signed out wherever you are signed in.</p>
<form method="post" action="/reset-password">
${hidden("token", token)}
${field({
  name: "password",
  label: "New password",
  type: "password",
  autocomplete: "new-password",
  minLength: 8,
  maxLength: 256,
  autofocus: true,
  hint: "At least 8 characters. A few random words are good.",
  error: errors["password"],
})}
<button>Set password</button>
</form>`,
  );
