const MAX_LENGTH = 2000;
const LOOPBACK_HOSTS = new Set(["127.0.0.1", "[::1]", "localhost"]);

/**
 * What is wrong with a redirect URI that a client wants to register; null when nothing is. Only a public client, an
 * app on somebody's device, may have a scheme of its own (RFC 8252 section 7.1).
 */
export function redirectUriFault(uri: string, type: "confidential" | "public"): string | null {
  if (uri.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const url = URL.parse(uri);
  if (url === null) return "is not an absolute URL";
  if (uri.includes("*")) return "has a wildcard";
  if (uri.includes("#")) return "has a fragment";
  if (url.username !== "" || url.password !== "") return "has credentials";
  const fault = schemeFault(url, type);
  if (fault !== null) return fault;
  // Only the normal form: what a person reads on the consent page is where a browser goes.
  if (url.href !== uri && url.href !== `${uri}/`) return `is not in its normal form, ${url.href}`;
  return null;
}

function schemeFault(url: URL, type: "confidential" | "public"): string | null {
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname)))
    return null;
  if (type === "public" && isOwnScheme(url)) return null;
  const others = type === "public" ? ", nor a scheme of an app's own" : "";
  return `is neither https nor http on a loopback host${others}`;
}

/** Whether a URI has a scheme that an app has made its own, such as `com.example.app:/callback` or `cursor://callback`. */
export const hasOwnScheme = (uri: string): boolean => {
  const url = URL.parse(uri);
  return url !== null && isOwnScheme(url);
};

/**
 * A scheme is an app's own when nothing else is known to answer to it. A path must follow, which leaves out all that
 * carry content (`javascript:alert(1)`, `data:,x`) or a number (`tel:1`); of what follows, only the characters of RFC 3986.
 */
const isOwnScheme = ({ protocol, href }: URL): boolean =>
  /^[a-z][a-z0-9+.-]+:\/[\w\-.~:/?[\]@!$&'()+,;=%]*$/.test(href) &&
  !TAKEN.has(protocol) &&
  !TAKEN_FAMILIES.test(protocol);

/** Schemes of browsers, which run or show what they name, of the web and of what systems open by themselves. */
const TAKEN: ReadonlySet<string> = new Set(
  [
    "about blob chrome data devtools edge file filesystem jar javascript livescript mhtml res resource vbscript",
    "view-source wyciwyg",
    "ftp ftps gopher http https sftp ws wss",
    "aim callto dav facetime feed geo git im imap irc jabber ldap ldaps magnet mailto maps market mms news nfs nntp",
    "rdp rlogin rsync rtsp sip sips skype sms smsto smb ssh svn tel telnet urn vnc webcal xmpp",
    "afp android-app applescript help intent itms itms-apps itms-services prefs search search-ms settings shell",
  ].flatMap((line) => line.split(" ").map((scheme) => `${scheme}:`)),
);

/** Extensions of browsers, what web pages can claim, and the doors of operating systems. */
const TAKEN_FAMILIES =
  /^(?:[a-z]+-(?:extension|untrusted|search|web-extension)|web\+.*|ext\+.*|ms-.*|x-apple.*):$/;

/** Exact strings (RFC 9700 section 2.1); only on a loopback address does any port do (RFC 8252 section 7.3). */
export function isRegisteredRedirect(registered: readonly string[], uri: string): boolean {
  if (registered.includes(uri)) return true;
  const portless = withoutLoopbackPort(uri);
  return portless !== null && registered.some((known) => withoutLoopbackPort(known) === portless);
}

function withoutLoopbackPort(uri: string): string | null {
  const [, host, rest] = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::\d{1,5})?((?:[/?].*)?)$/.exec(uri) ?? [];
  return host === undefined || redirectUriFault(uri, "confidential") !== null ? null : `${host} ${rest}`;
}
