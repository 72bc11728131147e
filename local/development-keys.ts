/** Signs user tokens where no secret is set. Public, so the Worker accepts it from the local stack only. */
export const DEVELOPMENT_JWT_SECRET = "development-only-public-secret-of-the-local-stack";

/** Seals credentials where no key is set. As public as the other. */
export const DEVELOPMENT_CREDENTIAL_KEYS = `local:${btoa("development-only-public-key-32by")}`;
