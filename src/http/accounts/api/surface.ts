import * as z from "zod";
import type { AppError } from "#lib/errors.ts";
import { platformErrorBody } from "../../errors.ts";
import { type ErrorShape, platformError } from "../../openapi.ts";
import type { Route } from "../../route.ts";
import { changePasswordRoute, requestResetRoute, resetPasswordRoute } from "./passwords.ts";
import {
  getSessionRoute,
  listSessionsRoute,
  revokeOtherSessionsRoute,
  revokeSessionRoute,
  signOutRoute,
} from "./sessions.ts";
import { signInRoute } from "./sign-in.ts";
import { signUpRoute } from "./sign-up.ts";
import { tokenRoute } from "./token.ts";
import { sendVerificationRoute, verifyEmailRoute } from "./verification.ts";

/** Accounts for programs. Paths, bodies and cookies are as the better-auth library has them. */
export const accountsApi: {
  base: string;
  errorBody(error: AppError): object;
  errors: ErrorShape;
  routes: readonly Route[];
} = {
  base: "/api/auth",
  errorBody: (error) => ({ code: error.code, message: error.message, ...platformErrorBody(error) }),
  errors: {
    name: "AccountError",
    schema: () => platformError().extend({ code: z.string(), message: z.string() }),
  },
  routes: [
    signUpRoute,
    signInRoute,
    signOutRoute,
    getSessionRoute,
    tokenRoute,
    listSessionsRoute,
    revokeSessionRoute,
    revokeOtherSessionsRoute,
    changePasswordRoute,
    requestResetRoute,
    resetPasswordRoute,
    sendVerificationRoute,
    verifyEmailRoute,
  ],
};
