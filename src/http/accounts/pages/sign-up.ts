import { html } from "hono/html";
import * as z from "zod";
import { sessionCookie } from "#auth/session-cookie.ts";
import { Email, Name, Password } from "#domain/accounts/account.ts";
import { signUp } from "#domain/accounts/sign-up.ts";
import { openPage, type Visit } from "../../pages/define.ts";
import { field, hidden } from "../../pages/form.ts";
import { leadsTo } from "../../pages/leads-to.ts";
import { page, redirect } from "../../pages/page.ts";
import { type FieldErrors, parseForm } from "../../pages/parse-form.ts";
import { withReturn } from "./with-return.ts";

const SignUpForm = z.object({ name: Name, email: Email, password: Password });

/** `/sign-up`: name, address and password. */
export const signUpPage = openPage({
  path: "/sign-up",
  get: async (visit) => (visit.session === null ? show(visit, {}) : redirect(visit.returnTo ?? "/account")),
  post: async (visit) => {
    const { ctx, returnTo } = visit;
    const { values, errors } = parseForm(SignUpForm, visit.form);
    if (values === null) return show(visit, errors, 422);
    const { begun } = await signUp(ctx, { ...values, returnTo });
    if (begun === null) return lookIntoMailbox(values.email, returnTo);
    return redirect(returnTo ?? "/account", { "set-cookie": sessionCookie(begun, ctx.publicUrl) });
  },
});

function show({ form, returnTo }: Visit, errors: FieldErrors, status = 200): Promise<Response> {
  const common = (name: string) => ({ name, value: form.get(name) ?? "", error: errors[name] });
  return page(
    { title: "Create an account", status, formsLeadTo: leadsTo(returnTo) },
    html`<h1>Create an account</h1>
<form method="post" action="/sign-up">
${hidden("return_to", returnTo)}
${field({ ...common("name"), label: "Your name", autocomplete: "name", autofocus: Object.keys(errors).length === 0, maxLength: 100 })}
${field({ ...common("email"), label: "E-mail address", type: "email", autocomplete: "email" })}
${field({
  ...common("password"),
  value: "",
  label: "Password",
  type: "password",
  autocomplete: "new-password",
  minLength: 8,
  maxLength: 256,
  hint: "At least 8 characters. A few random words are good.",
})}
<button>Create account</button>
</form>
<p class="after">You have one? <a href="${withReturn("/sign-in", returnTo)}">Sign in</a></p>`,
  );
}

const lookIntoMailbox = (email: string, returnTo: string | null): Promise<Response> =>
  page(
    { title: "Look into your mailbox" },
    html`<h1>Look into your mailbox</h1>
<p class="quiet">We have sent a message to <strong>${email}</strong>. It has a link that takes you on.</p>
<p class="after">Done already? <a href="${withReturn("/sign-in", returnTo)}">Sign in</a></p>`,
  );
