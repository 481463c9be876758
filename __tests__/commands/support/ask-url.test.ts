import { createServer, Server } from "node:https";
import { AddressInfo } from "node:net";
import { askUrl } from "../../../commands/support/ask-url";
import { selfSigned } from "../../support/certificate";
import { describeWith } from "../../support/programs";
import { serve } from "../../support/web-server";

test("a plain URL is answered with its status, and no certificate", async () => {
  const port = await serve((_, response) => response.writeHead(503).end());
  expect(await askUrl(new URL(`http://127.0.0.1:${port}/`))).toEqual({ status: 503, certificate: undefined });
});

test("what keeps a URL from answering is told in words", async () => {
  const { status } = await askUrl(new URL("http://127.0.0.1:1/"));
  expect(status).toMatch(/refused/i);
});

describeWith("openssl", ["version"], "Of an https URL", () => {
  const { certificate, key } = selfSigned("localhost");
  let server: Server;
  beforeAll((done) => {
    server = createServer({ cert: certificate, key }, (_, response) => response.writeHead(204).end());
    server.listen(0, "127.0.0.1", done);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test("the certificate is told with its issuer, its end and why it is not trusted, and the URL is asked all the same", async () => {
    const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/health`);
    const answer = await askUrl(url);
    expect(answer).toEqual({
      status: 204,
      certificate: { issuer: "localhost", validTo: expect.any(Date), fault: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    });
    const hours = (answer.certificate!.validTo.getTime() - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(46);
    expect(hours).toBeLessThan(50);
  });
});
