/** A problem that whoever started the stack can solve; the message is the one line they are shown. */
export class StartError extends Error {
  override name = "StartError";
}
