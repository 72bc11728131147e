import { html } from "hono/html";
import * as z from "zod";
import { Email } from "#domain/accounts/account.ts";
import { requestReset } from "#domain/accounts/reset-password.ts";
import { openPage, type Visit } from "../../pages/define.ts";
import { field } from "../../pages/form.ts";
import { page } from "../../pages/page.ts";
import { type FieldErrors, parseForm } from "../../pages/parse-form.ts";

const ForgotForm = z.object({ email: Email });

/** `/forgot-password`: mails a link, and says the same for an address that nobody has. */
export const forgotPasswordPage = openPage({
  path: "/forgot-password",
  get: (visit) => show(visit, {}),
  post: async (visit) => {
    const { values, errors } = parseForm(ForgotForm, visit.form);
    if (values === null) return show(visit, errors, 422);
    await requestReset(visit.ctx, values.email);
    return page(
      { title: "Look into your mailbox" },
      html`<h1>Look into your mailbox</h1>
<p class="quiet">If <strong>${values.email}</strong> has an account here, a link to choose a new password is on its way. It works for an hour.</p>
<p class="after"><a href="/sign-in">Back to sign in</a></p>`,
    );
  },
});

const show = ({ form, session }: Visit, errors: FieldErrors, status = 200): Promise<Response> =>
  page(
    { title: "Forgot your password?", status },
    html`<h1>Forgot your password?</h1>
<p class="quiet">We send you a link with which you can choose a new one.</p>
<form method="post" action="/forgot-password">
${field({
  name: "email",
  label: "E-mail address",
  type: "email",
  autocomplete: "username",
  autofocus: true,
  value: form.get("email") ?? session?.email ?? "",
  error: errors["email"],
})}
<button>Send the link</button>
</form>
<p class="after"><a href="/sign-in">Back to sign in</a></p>`,
  );
