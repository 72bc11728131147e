import type { Route } from "../route.ts";
import { changeApiKeyRoute } from "./api-keys/change.ts";
import { createApiKeyRoute } from "./api-keys/create.ts";
import { getApiKeyRoute } from "./api-keys/get.ts";
import { listApiKeysRoute } from "./api-keys/list.ts";
import { revokeApiKeyRoute } from "./api-keys/revoke.ts";
import { resumeApiKeyRoute, suspendApiKeyRoute } from "./api-keys/suspend.ts";
import { listAppsRoute } from "./apps/list.ts";
import { withdrawAppRoute } from "./apps/withdraw.ts";
import { listAuditEventsRoute } from "./audit/list.ts";
import { executeBlockRoute } from "./blocks/execute.ts";
import { listBlocksRoute } from "./blocks/list.ts";
import { deleteDeadLetterRoute } from "./dead-letters/delete.ts";
import { getDeadLetterRoute } from "./dead-letters/get.ts";
import { listDeadLettersRoute } from "./dead-letters/list.ts";
import { redriveDeadLetterRoute } from "./dead-letters/redrive.ts";
import { executionBundleRoute } from "./executions/bundle.ts";
import { diffExecutionsRoute } from "./executions/diff.ts";
import { executionEventsRoute } from "./executions/events.ts";
import { getExecutionRoute } from "./executions/get.ts";
import { listExecutionsRoute } from "./executions/list.ts";
import { retryExecutionRoute } from "./executions/retry.ts";
import { stopExecutionRoute } from "./executions/stop.ts";
import { deleteFileRoute } from "./files/delete.ts";
import { downloadFileRoute } from "./files/download.ts";
import { listFilesRoute } from "./files/list.ts";
import { uploadFileRoute } from "./files/upload.ts";
import { createGraphRoute } from "./graphs/create.ts";
import { deleteGraphRoute } from "./graphs/delete.ts";
import { executeGraphRoute } from "./graphs/execute.ts";
import { getGraphRoute } from "./graphs/get.ts";
import { listGraphsRoute } from "./graphs/list.ts";
import { planGraphRoute } from "./graphs/plan.ts";
import { updateGraphRoute } from "./graphs/update.ts";
import { createCredentialRoute } from "./integrations/create-credential.ts";
import { deleteIntegrationRoute } from "./integrations/delete.ts";
import { deleteCredentialRoute } from "./integrations/delete-credential.ts";
import { getCredentialRoute } from "./integrations/get-credential.ts";
import { listIntegrationsRoute } from "./integrations/list.ts";
import { listCredentialsRoute } from "./integrations/list-credentials.ts";
import { listProvidersRoute } from "./integrations/providers.ts";
import { getMeRoute } from "./me/get.ts";
import { updateMeRoute } from "./me/update.ts";
import { approveReviewRoute, rejectReviewRoute } from "./reviews/decide.ts";
import { getReviewRoute } from "./reviews/get.ts";
import { listReviewsRoute } from "./reviews/list.ts";
import { sendSignalRoute } from "./signals/send.ts";
import { socketTicketRoute } from "./sockets/ticket.ts";

/** The platform's own API, version 2. */
export const v2: { base: string; routes: readonly Route[] } = {
  base: "/api/v2",
  routes: [
    getMeRoute,
    updateMeRoute,
    listGraphsRoute,
    createGraphRoute,
    getGraphRoute,
    updateGraphRoute,
    deleteGraphRoute,
    executeGraphRoute,
    planGraphRoute,
    listBlocksRoute,
    executeBlockRoute,
    listAppsRoute,
    withdrawAppRoute,
    listExecutionsRoute,
    diffExecutionsRoute,
    getExecutionRoute,
    stopExecutionRoute,
    retryExecutionRoute,
    executionEventsRoute,
    executionBundleRoute,
    listDeadLettersRoute,
    getDeadLetterRoute,
    redriveDeadLetterRoute,
    deleteDeadLetterRoute,
    listReviewsRoute,
    getReviewRoute,
    approveReviewRoute,
    rejectReviewRoute,
    listIntegrationsRoute,
    listProvidersRoute,
    listCredentialsRoute,
    createCredentialRoute,
    getCredentialRoute,
    deleteCredentialRoute,
    deleteIntegrationRoute,
    sendSignalRoute,
    uploadFileRoute,
    listFilesRoute,
    downloadFileRoute,
    deleteFileRoute,
    socketTicketRoute,
    listApiKeysRoute,
    createApiKeyRoute,
    getApiKeyRoute,
    changeApiKeyRoute,
    revokeApiKeyRoute,
    suspendApiKeyRoute,
    resumeApiKeyRoute,
    listAuditEventsRoute,
  ],
};
