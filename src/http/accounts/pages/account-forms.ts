import * as z from "zod";
import { Name, Password } from "#domain/accounts/account.ts";
import { changePassword } from "#domain/accounts/change-password.ts";
import { resendVerification } from "#domain/accounts/verify-email.ts";
import { endOtherSessions, endSession } from "#domain/sessions/end.ts";
import { Timezone } from "#domain/users/profile.ts";
import { updateProfile } from "#domain/users/update-profile.ts";
import { AppError, notFound } from "#lib/errors.ts";
import { memberPage, type Page } from "../../pages/define.ts";
import { redirect } from "../../pages/page.ts";
import { parseForm } from "../../pages/parse-form.ts";
import { showAccount } from "./account.ts";

const ProfileForm = z.object({
  name: Name,
  timezone: z.union([z.literal("").transform(() => null), Timezone]),
});

const PasswordForm = z.object({ current_password: z.string().max(256), new_password: Password });

const back = (done: string): Response => redirect(`/account?done=${done}`);

/** What the forms on `/account` lead to; looked at, they lead back there. */
export const accountForms: readonly Page[] = [
  memberPage({
    path: "/account/profile",
    get: async () => redirect("/account"),
    post: async (visit) => {
      const { values, errors } = parseForm(ProfileForm, visit.form);
      if (values === null) return showAccount(visit, errors, 422);
      await updateProfile(visit.ctx, values);
      return back("profile");
    },
  }),
  memberPage({
    path: "/account/password",
    get: async () => redirect("/account"),
    post: async (visit) => {
      const { values, errors } = parseForm(PasswordForm, visit.form);
      if (values === null) return showAccount(visit, errors, 422);
      try {
        const change = { current: values.current_password, next: values.new_password };
        await changePassword(visit.ctx, visit.session, change);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "BAD_REQUEST") throw error;
        return showAccount(visit, { current_password: `${error.message}.` }, 400);
      }
      return back("password");
    },
  }),
  memberPage({
    path: "/account/confirm",
    get: async () => redirect("/account"),
    post: async ({ ctx, session }) => {
      await resendVerification(ctx, session);
      return back("sent");
    },
  }),
  memberPage({
    path: "/account/sessions/:id/end",
    get: async () => redirect("/account"),
    post: async ({ ctx, session, params }) => {
      const id = z.uuid().safeParse(params["id"]);
      if (!id.success) throw notFound("Session");
      await endSession(ctx, session, id.data);
      return back("ended");
    },
  }),
  memberPage({
    path: "/account/sessions/end-others",
    get: async () => redirect("/account"),
    post: async ({ ctx, session }) => {
      await endOtherSessions(ctx, session);
      return back("ended");
    },
  }),
];
