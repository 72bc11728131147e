/** The text of HTML, without tags, styles and scripts. Linear in the length, whatever a sender wrote. */
export function htmlText(html: string): string {
  const lower = html.toLowerCase();
  const texts: string[] = [];
  for (let at = 0; ; ) {
    const open = html.indexOf("<", at);
    if (open < 0) return [...texts, html.slice(at)].join("").trim();
    texts.push(html.slice(at, open));
    const unread = ["style", "script"].find((name) => lower.startsWith(name, open + 1));
    const from = unread === undefined ? open : lower.indexOf(`</${unread}`, open);
    const close = from < 0 ? -1 : html.indexOf(">", from);
    if (close < 0) return texts.join("").trim();
    at = close + 1;
  }
}
