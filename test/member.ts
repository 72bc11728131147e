import { type Answer, type Caller, nobody, type World } from "./world.ts";

export const PASSWORD = "correct horse battery";

/** Somebody with an account, in a session. */
export interface Member {
  email: string;
  userId: string;
  caller: Caller;
}

/** Signs somebody up who was never seen before. */
export async function member({ api }: Pick<World, "api">, email = newAddress()): Promise<Member> {
  const answer = await api(nobody).post("/api/auth/sign-up/email", {
    email,
    password: PASSWORD,
    name: "Ada",
  });
  const { user } = JSON.parse(answer.text) as { user: { id: string } };
  return { email, userId: user.id, caller: cookieOf(answer) };
}

export const newAddress = (): string => `ada-${crypto.randomUUID()}@example.com`;

/** Signs in once more, elsewhere. */
export const signIn = ({ api }: Pick<World, "api">, email: string, password = PASSWORD): Promise<Answer> =>
  api(nobody).post("/api/auth/sign-in/email", { email, password });

/** The cookie that an answer sets, as a browser would send it. */
export const cookieOf = ({ headers }: Answer): Caller => ({
  cookie: headers.get("set-cookie")?.split(";", 1)[0] ?? "",
});

/** The link in the newest mail to an address. */
export async function mailedLink(
  { mails, settled }: Pick<World, "mails" | "settled">,
  to: string,
): Promise<URL> {
  await settled();
  const text = mails.findLast((mail) => mail.to === to)?.text ?? "";
  const [link] = /https?:\S+token=\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`No link was mailed to ${to}: ${text}`);
  return new URL(link);
}

export const tokenIn = (link: URL): string => link.searchParams.get("token") ?? "";

/** Sends a form as a browser does from a page of this origin. */
export const submit = (
  { api }: Pick<World, "api">,
  caller: Caller,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = { origin: "https://gossamer.test", "sec-fetch-site": "same-origin" },
): Promise<Answer> =>
  api(caller).post(path, new URLSearchParams(fields).toString(), {
    "content-type": "application/x-www-form-urlencoded",
    ...headers,
  });
