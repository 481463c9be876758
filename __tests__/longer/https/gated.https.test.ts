import { Https } from "../../../constructs/https/https";
import { Secret } from "../../../core/secrets/secret";
import { selfSigned } from "../../support/certificate";
import { describeWithLab } from "./support/lab";
import { CADDY_IMAGE } from "./support/pods";
import { Stream } from "./support/stream";

describeWithLab("A gated rollout with HTTPS", (lab) => {
  test("fails no verified request in whole deploys, a broken one among them, with one certificate in all", async () => {
    const { acme, cloud } = lab();
    const url = `https://${lab().publicName()}/`;
    await lab().deployed("one");
    // Fetched after the move, before anybody asked.
    expect([acme.issued, acme.refused]).toEqual([1, 0]);

    const clients = [await lab().client(), await lab().client({ keepAlive: true })];
    const streams = clients.map((client) => new Stream(client, url));
    for (const page of ["two", "three"]) await lab().deployed(page);
    const broken = await lab().deploy("broken", { starts: false });
    expect(broken.status).not.toBe(0);
    expect(broken.output).toContain("No traffic was moved to it; what ran before still runs.");
    await lab().deployed("four");
    await Promise.all(streams.map((stream) => stream.stop()));

    for (const stream of streams) {
      expect(stream.failures).toEqual([]);
      expect(stream.bodies).toEqual(["one", "two", "three", "four"].map((page) => `${page}\n`));
      expect(new Set(stream.answers.map(({ serial }) => serial)).size).toBe(1);
    }
    expect([acme.issued, acme.refused, cloud.faults]).toEqual([1, 0, []]);
  });

  test("moves no name to a group that has no certificate for it", async () => {
    const { acme } = lab();
    const url = `https://${lab().publicName()}/`;
    await lab().deployed("one");
    const stream = new Stream(await lab().client(), url);
    const { certificate, key } = selfSigned(lab().publicName());
    const env = { TF_VAR_certificate: certificate, TF_VAR_key: key };
    const https = Https.certificate({
      certificate: Secret.fromVariable("certificate"),
      key: Secret.fromVariable("key"),
      image: CADDY_IMAGE,
    });
    const refused = await lab().deploy("two", { https, env, certificateSeconds: 10 });
    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain("has a good certificate, but the new container group has none for it.");
    expect(refused.output).toContain("Last error: curl: (60)");
    await stream.stop();
    expect(stream.failures).toEqual([]);
    expect(acme.issued).toBe(1);
  });
});
