/** A message to one person. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends mail. Throws when it cannot be handed over. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
