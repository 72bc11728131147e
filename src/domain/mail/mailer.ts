/** A message to one person. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Hands mail over to who delivers it. Throws when it cannot be handed over. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
