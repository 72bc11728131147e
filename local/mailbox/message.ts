/** What the platform has sent to somebody. */
export interface Message {
  id: string;
  at: string;
  to: string[];
  subject: string;
  text: string;
}
