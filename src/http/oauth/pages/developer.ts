import * as z from "zod";
import { type CreatedClient, createOAuthClient } from "#domain/oauth/clients/create.ts";
import { deleteOAuthClient } from "#domain/oauth/clients/delete.ts";
import { listOAuthClients } from "#domain/oauth/clients/queries.ts";
import { rotateClientSecret } from "#domain/oauth/clients/rotate-secret.ts";
import { resumeOAuthClient, suspendOAuthClient } from "#domain/oauth/clients/suspend.ts";
import { SCOPES } from "#domain/scopes.ts";
import { AppError } from "#lib/errors.ts";
import { type MemberVisit, memberPage, type Page } from "../../pages/define.ts";
import { redirect } from "../../pages/page.ts";
import { type FieldErrors, parseForm } from "../../pages/parse-form.ts";
import { showClients, showSecrets } from "./clients.ts";

const lines = z.string().transform((text) => text.split(/\s+/).filter((line) => line !== ""));

const NewClientForm = z.object({
  name: z.string().trim().min(1, "A name is needed").max(100),
  client_type: z.enum(["confidential", "public"]),
  redirect_uris: lines.refine((uris) => uris.length > 0, "At least one is needed"),
  webhook_domains: lines,
});

/** `/developer`: the applications that somebody makes. */
const listPage = memberPage({
  path: "/developer",
  get: async (visit) => show(visit, {}),
  post: async (visit) => {
    const { values, errors } = parseForm(NewClientForm, visit.form);
    if (values === null) return show(visit, errors);
    const { created, refused } = await orFieldErrors(create(visit, values));
    return created === null ? show(visit, refused) : showSecrets(visit.session, created);
  },
});

const create = ({ ctx }: MemberVisit, form: z.output<typeof NewClientForm>): Promise<CreatedClient> =>
  createOAuthClient(ctx, {
    type: form.client_type,
    name: form.name,
    description: null,
    logoUrl: null,
    redirectUris: form.redirect_uris,
    postLogoutRedirectUris: [],
    webhookDomains: form.webhook_domains,
    scopes: [...SCOPES],
  });

/** What the domain refuses names the field first: `redirect_uris[0] has a fragment`. */
async function orFieldErrors(
  creating: Promise<CreatedClient>,
): Promise<{ created: CreatedClient; refused: FieldErrors } | { created: null; refused: FieldErrors }> {
  try {
    return { created: await creating, refused: {} };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "BAD_REQUEST") throw error;
    const [, field = "name", index = "0", fault = error.message] =
      /^(\w+)\[(\d+)\] (.*)$/.exec(error.message) ?? [];
    return { created: null, refused: { [field]: `Line ${Number(index) + 1} ${fault}` } };
  }
}

const show = async (visit: MemberVisit, errors: FieldErrors): Promise<Response> =>
  showClients(visit, await listOAuthClients(visit.ctx), errors);

const clientIdOf = ({ form }: MemberVisit): string => form.get("client_id") ?? "";

const rotatePage = memberPage({
  path: "/developer/rotate-secret",
  post: async (visit) => {
    const secret = await rotateClientSecret(visit.ctx, clientIdOf(visit));
    return showSecrets(visit.session, { clientId: clientIdOf(visit), clientSecret: secret });
  },
});

/** Something that is done to a client, after which the list shows it. */
const act = (word: string, verb: (visit: MemberVisit) => Promise<unknown>): Page =>
  memberPage({
    path: `/developer/${word}`,
    post: async (visit) => {
      await verb(visit);
      return redirect(`/developer?done=${word}`);
    },
  });

export const developerPages: readonly Page[] = [
  listPage,
  rotatePage,
  act("suspend", (visit) => suspendOAuthClient(visit.ctx, clientIdOf(visit))),
  act("resume", (visit) => resumeOAuthClient(visit.ctx, clientIdOf(visit))),
  act("delete", (visit) => deleteOAuthClient(visit.ctx, clientIdOf(visit))),
];
