import { Secret } from "../core/secrets/secret";

/** How a container group may pull its image. */
export class PullCredentials {
  private constructor(
    readonly kind: "identity" | "adminUser" | "password" | "none",
    readonly login?: { readonly username: string | Secret; readonly password: Secret },
  ) {}

  /** By the registry's pull identity: no password anywhere. For images in a registry declared here. */
  static identity(): PullCredentials {
    return new PullCredentials("identity");
  }

  /** By the admin user of a registry declared here, which must be on there. */
  static adminUser(): PullCredentials {
    return new PullCredentials("adminUser");
  }

  /**
   * By user name and password: a token of any registry, a Docker Hub access token.
   * @param username a name that is no secret, or a `Secret`
   */
  static password(username: string | Secret, password: Secret): PullCredentials {
    return new PullCredentials("password", { username, password });
  }

  /** No login: public images, and registries that allow anonymous pull. */
  static none(): PullCredentials {
    return new PullCredentials("none");
  }
}
