/** A person at a browser without scripts: keeps cookies, follows redirects on the site, fills in forms. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #send: (request: Request) => Promise<Response>;
  readonly #origin: string;

  constructor(origin: string, send: (request: Request) => Promise<Response> = (request) => fetch(request)) {
    this.#origin = origin;
    this.#send = send;
  }

  /** Opens a page and follows redirects as long as they stay on the site. */
  open(url: string): Promise<View> {
    return this.#go(new Request(new URL(url, this.#origin), { redirect: "manual" }));
  }

  /** Fills in the form of a page and sends it by one of its buttons, as a browser says where it comes from. */
  submit(view: View, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<View> {
    const { action, values } = formOf(view.text);
    return this.post(new URL(action, view.url).href, { ...values, ...fields }, headers);
  }

  post(url: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<View> {
    const request = new Request(new URL(url, this.#origin), {
      method: "POST",
      redirect: "manual",
      headers: { origin: this.#origin, "sec-fetch-site": "same-origin", ...headers },
      body: new URLSearchParams(fields),
    });
    return this.#go(request);
  }

  async signUp(name: string): Promise<{ email: string; password: string }> {
    const email = `${name.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}@example.com`;
    const password = `the password of ${name}`;
    const view = await this.submit(await this.open("/sign-up"), { name, email, password });
    if (view.status !== 200) throw new Error(`Signing up gave ${view.status}: ${view.text}`);
    return { email, password };
  }

  async #go(request: Request): Promise<View> {
    if (this.#cookies.size > 0) {
      request.headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    }
    const response = await this.#send(request);
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    const location = response.headers.get("location");
    const { status, headers } = response;
    if (location === null) return { status, headers, text, url: request.url, location: null };
    const next = new URL(location, request.url);
    if (next.origin !== this.#origin) return { status, headers, text, url: request.url, location: next };
    return this.open(next.href);
  }

  #keep(cookie: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === "") this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

export interface View {
  status: number;
  headers: Headers;
  text: string;
  url: string;
  /** Where the site sends the person on to, when that is elsewhere. */
  location: URL | null;
}

/** The form in the main part of a page: where it goes, and what its hidden fields hold. */
export function formOf(page: string): { action: string; values: Record<string, string> } {
  const [, main = page] = /<main>([\s\S]*)<\/main>/.exec(page) ?? [];
  const [form] = /<form[\s\S]*?<\/form>/.exec(main) ?? [];
  if (form === undefined) throw new Error(`There is no form in ${page}`);
  const [, action = ""] = /action="([^"]*)"/.exec(form) ?? [];
  const hidden = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return {
    action: unescaped(action),
    values: Object.fromEntries([...hidden].map(([, name, value]) => [name, unescaped(value ?? "")])),
  };
}

const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
