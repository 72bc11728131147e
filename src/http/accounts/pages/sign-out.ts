import { html } from "hono/html";
import { noSessionCookie } from "#auth/session-cookie.ts";
import { signOut } from "#domain/sessions/end.ts";
import { openPage } from "../../pages/define.ts";
import { page, redirect } from "../../pages/page.ts";

/** `/sign-out`: asks, since a link alone must not do it. */
export const signOutPage = openPage({
  path: "/sign-out",
  get: async ({ session }) =>
    session === null
      ? redirect("/sign-in")
      : page(
          { title: "Sign out" },
          html`<h1>Sign out?</h1>
<p class="quiet">You are signed in as <strong>${session.email}</strong>.</p>
<form method="post" action="/sign-out"><div class="actions even"><button>Sign out</button><a class="button second" href="/account">Stay</a></div></form>`,
        ),
  post: async ({ ctx, session }) => {
    if (session !== null) await signOut(ctx, session);
    return redirect("/sign-in?done=signed-out", { "set-cookie": noSessionCookie(ctx.publicUrl) });
  },
});
