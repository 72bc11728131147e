// The types of @auth/core bring those of the DOM, which would replace the platform's everywhere.
export { Auth, skipCSRFCheck } from "@auth/core";
