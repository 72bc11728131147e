/** A path of ours that remembers where somebody wanted to go. */
export const withReturn = (path: string, returnTo: string | null): string =>
  returnTo === null ? path : `${path}?${new URLSearchParams({ return_to: returnTo })}`;
