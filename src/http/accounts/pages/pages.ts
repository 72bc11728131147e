import { openPage, type Page } from "../../pages/define.ts";
import { redirect } from "../../pages/page.ts";
import { accountHomePage } from "./account.ts";
import { accountForms } from "./account-forms.ts";
import { apiKeyPages } from "./api-keys.ts";
import { forgotPasswordPage } from "./forgot-password.ts";
import { resetPasswordPage } from "./reset-password.ts";
import { signInPage } from "./sign-in.ts";
import { signOutPage } from "./sign-out.ts";
import { signUpPage } from "./sign-up.ts";
import { verifyEmailPage } from "./verify-email.ts";

/** Whoever only knows our name. */
const frontDoor = openPage({ path: "/", get: async () => redirect("/account") });

export const accountPages: readonly Page[] = [
  frontDoor,
  signInPage,
  signUpPage,
  signOutPage,
  forgotPasswordPage,
  resetPasswordPage,
  verifyEmailPage,
  accountHomePage,
  ...accountForms,
  ...apiKeyPages,
];
