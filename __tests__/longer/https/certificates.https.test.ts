import { ALIVE_PATH } from "../../../constructs/https/caddyfile";
import { Https } from "../../../constructs/https/https";
import { Secret } from "../../../core/secrets/secret";
import { selfSigned } from "../../support/certificate";
import { describeWithLab, eventually, Lab } from "./support/lab";
import { CADDY_IMAGE } from "./support/pods";
import { Stream } from "./support/stream";

const GROUP = "slipway-dev-hello";
const replaced = { gated: false };

describeWithLab("An automatic certificate", (lab) => {
  const url = (name = lab().publicName(false)) => `https://${name}/`;

  test("is fetched when the first client asks, and stays with the share", async () => {
    const { acme } = lab();
    await lab().deployed("one", replaced);
    expect(acme.issued).toBe(0);
    const client = await lab().client();
    const first = await client.ask(url());
    expect([first.status, first.body, acme.issued]).toEqual([200, "one\n", 1]);

    for (const signal of ["SIGTERM", "SIGKILL"]) await Lab.pods.restart(GROUP, "https", signal);
    expect((await eventually(() => client.ask(url()))).serial).toBe(first.serial);

    await lab().deployed("two", replaced);
    expect(await client.ask(url())).toMatchObject({ body: "two\n", serial: first.serial });
    expect([acme.issued, acme.refused]).toEqual([1, 0]);
  });

  test("is got for each domain that leads to the app, and for no other name", async () => {
    const { acme } = lab();
    const domains = ["shop.acme.example", "www.acme.example"];
    await lab().deployed("one", { ...replaced, https: lab().automatic({ domains }) });
    const address = acme.resolve(lab().publicName(false));
    const client = await lab().client();
    for (const name of [...domains, "other.acme.example"]) await acme.point(name, address);
    for (const domain of domains) expect((await client.ask(url(domain))).body).toBe("one\n");
    await expect(client.ask(url("other.acme.example"))).rejects.toThrow(/alert internal error/);
    expect([acme.issued, acme.refused]).toEqual([2, 0]);
  });

  test("leaves over plain HTTP only redirects, the app's health and the web server's own", async () => {
    const address = await lab()
      .deployed("one", replaced)
      .then(() => lab().acme.resolve(lab().publicName(false)));
    const ask = async (path: string, host?: string) => {
      const answer = await fetch(`http://${address}${path}`, {
        redirect: "manual",
        headers: host ? { host } : {},
      });
      return [answer.status, answer.headers.get("location") ?? (await answer.text())];
    };
    expect(await ask("/page?x=1")).toEqual([308, `https://${lab().publicName(false)}/page?x=1`]);
    expect(await ask("/health")).toEqual([200, "ok\n"]);
    expect(await ask(ALIVE_PATH)).toEqual([204, ""]);
    await expect(fetch(`http://${address}:2019/config/`)).rejects.toThrow();
  });
});

describeWithLab(
  "A certificate that ends soon",
  (lab) => {
    test("is renewed while it is used, without a failed request", async () => {
      const { acme } = lab();
      await lab().deployed("one", replaced);
      const client = await lab().client();
      const url = `https://${lab().publicName(false)}/`;
      const { serial } = await client.ask(url);
      const stream = new Stream(client, url);
      await until(() => stream.answers.at(-1)?.serial !== serial && stream.answers.length > 0);
      await stream.stop();
      expect(stream.failures).toEqual([]);
      expect(acme.issued).toBe(2);
    });
  },
  60,
);

describeWithLab("A certificate of one's own", (lab) => {
  const { certificate, key } = selfSigned("shop.acme.example");
  const https = Https.certificate({
    domains: ["shop.acme.example"],
    certificate: Secret.fromVariable("tls_certificate"),
    key: Secret.fromVariable("tls_key"),
    image: CADDY_IMAGE,
  });

  test("is served as it is, and no authority is asked", async () => {
    const { acme } = lab();
    const env = { TF_VAR_tls_certificate: certificate, TF_VAR_tls_key: key };
    await lab().deployed("one", { https, env });
    await acme.point("shop.acme.example", acme.resolve(lab().publicName()));
    const client = await lab().client({ trusted: certificate });
    expect(await client.ask("https://shop.acme.example/")).toMatchObject({ status: 200, body: "one\n" });
    expect([acme.issued, acme.refused]).toEqual([0, 0]);
  });

  test("may be one secret with the key, as a Key Vault has it", async () => {
    const env = { TF_VAR_both: key + certificate };
    const both = Secret.fromVariable("both");
    const one = Https.certificate({ certificate: both, key: both, image: CADDY_IMAGE });
    await lab().deployed("one", { ...replaced, https: one, env });
    await lab().acme.point("shop.acme.example", lab().acme.resolve(lab().publicName(false)));
    const client = await lab().client({ trusted: certificate });
    expect(await client.ask("https://shop.acme.example/")).toMatchObject({ body: "one\n" });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 200));
}
