import { holdsCredential } from "../../../core/secrets/credential-name";

/** Made up, and put together here so that nothing takes this file for a leak. */
const filler = (length: number, of = "aB3") => of.repeat(length).slice(0, length);

test.each([
  ["a URL with a password", `postgres://app:${filler(8)}@db.example.com/shop`],
  [
    "a SAS URL",
    `https://acme.blob.core.windows.net/c?sv=2024-11-04&se=2027-01-01&sr=c&sp=r&sig=${filler(43)}%3D`,
  ],
  ["a SAS token", `sig=${filler(43)}%3D&sv=2024-11-04`],
  [
    "a connection string",
    `Endpoint=sb://acme.example.net/;SharedAccessKeyName=all;SharedAccessKey=${filler(43)}=`,
  ],
  ["a storage account's key", `${filler(86)}==`],
  ["a registry's password", `${filler(42)}+ACR${filler(6, "Ab2")}`],
  ["an Entra application's secret", `${filler(3)}8Q~${filler(34)}`],
  ["GitHub's token", `ghp_${filler(36)}`],
  ["GitHub's fine-grained token", `github_pat_${filler(82)}`],
  ["GitLab's token", `glpat-${filler(20)}`],
  ["npm's token", `//registry.npmjs.org/:_authToken=npm_${filler(36)}`],
  ["Docker Hub's token", `dckr_pat_${filler(27)}`],
  ["HCP Terraform's token", `${filler(14)}.atlasv1.${filler(67)}`],
  ["AWS's key", `AKIA${filler(16, "AB2")}`],
  ["Google's key", `AIza${filler(35)}`],
  ["OpenAI's key", `sk-proj-${filler(48)}`],
  ["Slack's token", `xoxb-${filler(24)}`],
  ["Slack's hook", `https://hooks.slack.com/services/T0/B0/${filler(24)}`],
  ["Teams' hook", `https://acme.webhook.office.com/webhookb2/${filler(36)}`],
  ["Discord's hook", `https://discord.com/api/webhooks/1/${filler(36)}`],
  ["Stripe's key", `sk_live_${filler(24)}`],
  ["SendGrid's key", `SG.${filler(22)}.${filler(43)}`],
  ["a JSON Web Token", `eyJ${filler(30)}.eyJ${filler(60)}.${filler(43)}`],
  ["a header that logs in", `Basic ${filler(16)}==`],
  ["a private key", `-----BEGIN OPENSSH PRIVATE KEY-----\n${filler(60)}`],
])("%s looks like a credential", (_, text) => {
  expect(holdsCredential(text)).toBe(true);
  expect(holdsCredential(`{"value": "${text}"}`) || /^(Basic|sig)/.test(text)).toBe(true);
});

test.each([
  "https://example.com/?sort=asc&design=plain&sig=1",
  "https://example.com:8080/a@b",
  `sha512-${filler(86)}==`,
  `nginx@sha256:${filler(64, "a1")}`,
  filler(86),
  "Basic authentication is off",
  "bearer",
  "sk-learn-pipeline",
  "task-force-of-the-most-remarkable-kind",
  "AKIA",
  "eyJ.eyJ.x",
  "https://slack.com/services/T0/B0/x",
  "-----BEGIN PUBLIC KEY-----",
  "11111111-2222-3333-4444-555555555555",
])("%s does not", (text) => {
  expect(holdsCredential(text)).toBe(false);
});
